import { executionError, type Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { importExample, jsonOf, textsOf } from './playing';
import { connect, credentialFor } from './support';

let client: N8nClient;
let first: SandboxPanel;
let second: SandboxPanel;

beforeAll(async () => {
	client = await connect();
	first = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
	second = await startSandboxPanel({ dialect: 'hassanStore', pace: 0 });
});
afterAll(async () => {
	await first.close();
	await second.close();
});

const credentialOf = async (panel: SandboxPanel) => await credentialFor(client, panel.url, panel.apiKey);

describe('Buy at the second panel', () => {
	let orderNumber = 0;
	/** Plays the example once with a fresh order number, and returns what it says at its three ends. */
	async function play(more: Record<string, unknown> = {}) {
		orderNumber += 1;
		const what = {
			orderNumber: `shop-${orderNumber}`,
			link: 'https://example.com/p',
			quantity: 1000,
			firstService: '1',
			secondService: '1',
			maxCharge: '5',
			...more,
		};
		const played = await importExample(client, 'buy-at-the-second-panel', {
			credential: await credentialOf(first),
			credentials: { 'Second Panel': await credentialOf(second) },
			pinned: { 'What to Order': what },
		});
		const execution = await played.run();
		expect(executionError(execution)).toBeUndefined();
		const ends = (run: Execution): string[] =>
			['Ordered', 'Not Ordered', 'Ask a Human'].flatMap((node) => textsOf(run, node).map((text) => `${node}: ${String(text)}`));
		return { ends: ends(execution), again: async () => ends(await played.run()), number: what.orderNumber };
	}
	const bought = () => [first.orders().length, second.orders().length];

	test('orders at the first one where it can', async () => {
		const { ends, again } = await play();
		expect(ends).toEqual([expect.stringMatching(/^Ordered: Order \d+ at 127\.0\.0\.1:\d+ for about 0\.90/)]);
		expect(bought()).toEqual([1, 0]);
		// The same order number once more goes to neither panel.
		expect(await again()).toEqual([]);
		expect(bought()).toEqual([1, 0]);
	});

	test.each<[string, () => void, Record<string, unknown>]>([
		['refuses', () => first.fail({ action: 'add', kind: 'error', error: 'Bad link' }), {}],
		['is out of funds', () => first.fail({ action: 'add', kind: 'error', error: 'Not enough funds on balance' }), {}],
		['does not sell the service', () => undefined, { firstService: '999999' }],
	])('orders at the second one when the first %s', async (_why, prepare, more) => {
		const before = bought();
		prepare();
		const { ends } = await play(more);
		expect(ends).toEqual([expect.stringMatching(new RegExp(`^Ordered: Order \\d+ at ${new URL(second.url).host}`))]);
		expect(bought()).toEqual([before[0], (before[1] ?? 0) + 1]);
	});

	test('orders nowhere else while nobody knows what the first one did', async () => {
		const before = bought();
		first.fail({ action: 'add', kind: 'drop', when: 'afterBooking' });
		const { ends, number } = await play();
		expect(ends).toEqual([
			expect.stringContaining(`Ask a Human: Nobody knows whether order ${number} was bought at ${new URL(first.url).host}.`),
		]);
		expect(bought()).toEqual([(before[0] ?? 0) + 1, before[1]]);
	});

	test('says so when both refuse, and when the second one does not answer', async () => {
		first.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		second.fail({ action: 'add', kind: 'error', error: 'Not enough funds' });
		expect((await play()).ends).toEqual([expect.stringMatching(/^Not Ordered: .*First: .*Bad link.*Second: .*Not enough funds/)]);
		first.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		second.fail({ action: 'add', kind: 'drop', when: 'afterBooking' });
		expect((await play()).ends).toEqual([expect.stringContaining(`was bought at ${new URL(second.url).host}`)]);
	});
});

test('Cheapest of several panels: the five cheapest that take the quantity, and a panel that does not answer is named', async () => {
	const played = await importExample(client, 'cheapest-of-several-panels', {
		credential: await credentialOf(first),
		credentials: { 'Search Second Panel': await credentialOf(second) },
	});
	const row = (panel: SandboxPanel, service: number, rate: string, max: number) => ({
		...panel.services()[0],
		service,
		name: `Followers ${service}`,
		type: 'Default',
		category: 'C',
		rate,
		min: 10,
		max,
		refill: true,
		cancel: true,
	});
	first.setServices([
		row(first, 1, '1,000.00', 5000),
		row(first, 2, '0.9', 5000),
		row(first, 3, '0.1', 500),
		{ ...row(first, 4, '0.2', 5000), type: 'Package' },
	]);
	second.setServices([
		row(second, 5, '10', 5000),
		row(second, 6, '9.5', 5000),
		row(second, 7, '0.90001', 5000),
		row(second, 8, '12', 5000),
	]);
	const execution = await played.run();
	expect(executionError(execution)).toBeUndefined();
	expect(jsonOf(execution, 'Five Cheapest').map(({ panel, service, price }) => [panel, service, price])).toEqual([
		['First Panel', '2', 0.9],
		['Second Panel', '7', 0.90001],
		['Second Panel', '6', 9.5],
		['Second Panel', '5', 10],
		['Second Panel', '8', 12],
	]);
	second.fail({ action: 'services', kind: 'error', error: 'Invalid API key', times: 3 });
	const half = await played.run();
	second.clearFaults();
	expect(executionError(half)).toBeUndefined();
	expect(textsOf(half)).toEqual([expect.stringMatching(/^A panel could not be asked: .*API key/)]);
	expect(jsonOf(half, 'Five Cheapest')).toHaveLength(2);
});

test('Watch prices: a new price is told with the price to sell at, and so is a service that went away', async () => {
	// The trigger reads a catalog every ten minutes at most, so its events are given here; its own tests make them.
	const event = { event: 'serviceChanged', service: '1', name: 'Followers', rate: '1,000.00' };
	const play = async (change: Record<string, unknown>) => {
		const pinned = { 'A Service Changed': { ...event, ...change } };
		const played = await importExample(client, 'watch-prices', { credential: await credentialOf(first), pinned });
		const execution = await played.run();
		expect(executionError(execution)).toBeUndefined();
		return [...textsOf(execution, 'Tell the Price'), ...textsOf(execution, 'Tell of the Removal')];
	};
	expect(await play({ eventId: '1:price:a', change: 'price', from: '0.90', to: '1,000.00' })).toEqual([
		'Service 1 Followers: price from 0.90 to 1,000.00. It costs 1,000.00, sell it for 1400.00.',
	]);
	expect(await play({ eventId: '1:removed:a', change: 'removed', from: 'listed', to: 'removed' })).toEqual([
		'Service 1: removed from the panel. Take it out of your shop.',
	]);
});
