import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { call } from '../sandbox/testClient';
import type { Sample } from './operator';
import type { Handed, Receiver } from './receiver';
import type { Counter, Shop } from './shop';
import { judge } from './verdict';
import { toReported } from '../e2e/queue/books';

let panel: SandboxPanel;
let counter: Counter;

beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
	const workflow = { name: 'own-hmSocialMedia', send: async () => true };
	counter = { name: 'hmSocialMedia', panel, buyers: [{ workflow, own: true, sms: false }], readers: [] };
});
afterEach(async () => {
	await panel.close();
});

/** Books an order and returns its id. */
async function book(link: string): Promise<string> {
	await call(panel, 'add', { service: '1', link, quantity: '1000' });
	return String(panel.orders().at(-1)?.id);
}

const handedOn = (workflow: string, execution: string, item: Record<string, unknown>): Handed => ({ workflow, execution, item, at: 0 });
const bought = (link: string, order: string) => handedOn('own-hmSocialMedia', '1', { bought: true, link, order });
const event = (order: string, execution: string, state = 'completed') => handedOn('events-hmSocialMedia', execution, { order, state });
const ROLES = ['main', 'worker', 'trigger state', 'order memory'] as const;
const flat: Sample[] = ROLES.flatMap((name) => [1, 1000, 1000].map((bytes) => ({ name, bytes })));

/** What is not as wanted, when these links were wanted and these items came out of n8n. */
async function faultsOf(links: readonly string[], handed: Handed[], samples = flat, retries = ''): Promise<string[]> {
	const wishes = links.map((subject) => ({ counter, workflow: counter.buyers[0]!.workflow, item: {}, subject, own: true, sentAt: 0 }));
	const purchases = handed.filter(({ workflow }) => workflow.startsWith('own'));
	const shop: Shop = {
		counters: [counter],
		wishes,
		resent: 0,
		sell: async () => {},
		remind: async () => true,
		reportedAt: () => purchases.map(({ item }) => toReported(item)),
		idsAt: (_counter, sms) => (sms ? [] : purchases.map(({ item }) => String(item.order))),
	};
	const receiver: Receiver = { url: '', handed, watch: () => {}, close: async () => {} };
	const operator = { retried: new Set<string>(), samples, work: async () => {}, tidy: async () => true };
	const mischief = { faults: 1, workersKilled: 1, mainKilled: 1 };
	const postgres = { query: async (sql: string) => (sql.includes('retryOf') ? retries : '0') };
	const rows = await judge({ shop, receiver, operator, mischief, emptied: 0, postgres });
	const read = /statuses and codes|not for sale/;
	return rows.filter(({ ok, what }) => !ok && !read.test(what)).map(({ what, measured }) => `${what}: ${measured}`);
}

describe('the verdict on a shop finds', () => {
	test('nothing where books, items and events agree', async () => {
		const order = await book('https://a');
		expect(await faultsOf(['https://a'], [bought('https://a', order), event(order, '2')])).toEqual([]);
	});

	test('an order that was bought twice, one that nobody was told of, and one that was never bought', async () => {
		const order = await book('https://a');
		await book('https://a');
		await book('https://silent');
		const faults = await faultsOf(
			['https://a', 'https://silent'],
			[bought('https://a', order), bought('https://dreamt', '9'), event(order, '2'), event('9', '3')],
		);
		expect(faults).toEqual([
			expect.stringMatching(/bought twice: 1 of 3 orders: https:\/\/a$/),
			expect.stringMatching(/reported by nobody: 1 of 3 orders: https:\/\/silent$/),
			expect.stringMatching(/reported, and not booked: 1 of 2 items: https:\/\/dreamt$/),
			expect.stringMatching(/own keys without an answer: 1 of 2 keys: https:\/\/silent$/),
			expect.stringMatching(/events-hmSocialMedia: emitted, and not true: 1 of 2 events/),
		]);
	});

	test('an event that never came, one that came of two polls, and one that is not true', async () => {
		const [a, b, c] = [await book('https://a'), await book('https://b'), await book('https://c')];
		const items = [bought('https://a', a), bought('https://b', b), bought('https://c', c)];
		const faults = await faultsOf(
			['https://a', 'https://b', 'https://c'],
			[...items, event(a, '2'), event(a, '3'), event(b, '4', 'canceled')],
		);
		expect(faults).toEqual([
			`events-hmSocialMedia: never emitted: 1 of 3 ids: ${c}`,
			`events-hmSocialMedia: emitted by two polls: 1 of 2 ids: ${a}`,
			'events-hmSocialMedia: emitted, and not true: 1 of 3 events: undefined',
		]);
	});

	test('no second poll in the retry of an execution', async () => {
		const order = await book('https://a');
		expect(await faultsOf(['https://a'], [bought('https://a', order), event(order, '2'), event(order, '5')], flat, '5|2')).toEqual([]);
	});

	test('memory and state that grow', async () => {
		const order = await book('https://a');
		const grown: Sample[] = ROLES.flatMap((name) =>
			[1, 1000, name === 'main' ? 1501 : name === 'trigger state' ? 100_001 : 1500].map((bytes) => ({ name, bytes })),
		);
		const faults = await faultsOf(['https://a'], [bought('https://a', order), event(order, '2')], grown);
		expect(faults.map((fault) => fault.split(':')[0])).toEqual(['memory of the main process', 'largest trigger state']);
	});
});
