import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PanelError } from '../../../nodes/SmmPanel/panel/errors';
import { resendDelay } from '../../../nodes/SmmPanel/purchases/sendPaid';
import { until } from '../../host/until';
import { runAsTool, type RunNodeOptions } from '../../support';
import { CLOSED_URL } from '../../support/panels';
import {
	changed,
	closeWorlds,
	inputs,
	itemError,
	keyed,
	onErrorContinue,
	orderCreate,
	orderItem,
	rows,
	smsCreate,
	textOf,
	world,
	type World,
} from './world';

afterAll(closeWorlds);

const UNCONFIRMED = 'The panel did not confirm this purchase, and it may have been made';
const asData = { onNotBought: 'returnItem' };
const data = changed(orderCreate, { options: asData });
const hostOf = ({ panel }: World) => new URL(panel.url).host;
const derivedKey: string = expect.stringMatching(/^auto-[0-9a-f]{12}$/);
/** The item of an order that was not bought, exactly. */
const notBoughtItem = (here: World, more: IDataObject): IDataObject => ({
	bought: false,
	nextStep: expect.any(String),
	service: '1',
	link: 'https://example.com/p/1',
	quantity: 1000,
	panel: hostOf(here),
	...more,
});
const many = (options: INodeParameters) => changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}', options });

test('an order says what was bought, and the panel cannot replace its number', async () => {
	const here = await world({ apiKey: 'secret-key-of-the-account' });
	here.panel.fail({ kind: 'body', body: '{"order":7,"service":"x","bought":false,"charge":"0.50"}', action: 'add', when: 'afterBooking' });
	const run = await here.run(keyed);
	expect(rows(run)).toEqual([
		{
			order: '7',
			bought: true,
			service: '1',
			link: 'https://example.com/p/1',
			quantity: 1000,
			panel: new URL(here.panel.url).host,
			orderKey: 'invoice-7',
			charge: '0.50',
		},
	]);
	expect(run.wholeJson).not.toContain('secret-key');
});

describe('what was not bought, as data', () => {
	test.each([
		[
			'refused by the panel',
			{ kind: 'error', error: 'Not enough funds' } as const,
			'refused',
			'notEnoughFunds',
			'The panel says: Not enough funds',
		],
		['dropped', { kind: 'drop' } as const, 'unknown', 'dropped', UNCONFIRMED],
	])('%s', async (_, fault, outcome, kind, reason) => {
		const here = await world();
		here.panel.fail({ ...fault, action: 'add' });
		const run = await here.run(data);
		expect(run.status).toBe('success');
		expect(rows(run)).toEqual([notBoughtItem(here, { outcome, kind, reason, orderKey: derivedKey })]);
	});

	test('names the order that stood beside the refusal, and stays unknown at the next try', async () => {
		const here = await world();
		here.panel.fail({ kind: 'errorWithOrder', error: 'Something went wrong', action: 'add', when: 'afterBooking' });
		const keyed = { ...data, orderKey: 'invoice-7' };
		const unknown = { outcome: 'unknown', orderKey: 'invoice-7' };
		expect(rows(await here.run(keyed))).toEqual([
			notBoughtItem(here, { ...unknown, order: '23501', kind: 'serverError', reason: UNCONFIRMED }),
		]);
		expect(rows(await here.run(keyed))).toEqual([
			notBoughtItem(here, {
				...unknown,
				kind: 'stopped',
				reason: 'Not sent again: an earlier try of this purchase was sent, and its outcome is unknown',
			}),
		]);
	});

	test.each([
		[
			'a quantity of nothing',
			{ quantity: '={{ $json.id === 1 ? 0 : 1000 }}' },
			{ reason: "'Quantity' is empty or 0, but orders of the type 'Default' need it", quantity: undefined },
		],
		[
			'a quantity that is no number',
			{ quantity: '={{ $json.id === 1 ? "many" : 1000 }}' },
			{ reason: '\'Quantity\' has to be a number, but it is "many"', quantity: 'many' },
		],
		[
			'an order type that does not exist',
			{ orderType: '={{ $json.id === 1 ? "none" : "default" }}' },
			{ reason: '\'Order Type\' cannot be "none"' },
		],
		[
			'a maximum that is no amount',
			{ maxCharge: '={{ $json.id === 1 ? "1,5" : "50" }}' },
			{ reason: '\'Maximum Charge\' is "1,5", which is not an amount of money', orderKey: derivedKey },
		],
		[
			'a key of ten thousand characters',
			{ orderKey: '={{ $json.id === 1 ? "k".repeat(10000) : "k" }}' },
			{ reason: "'Order Key' has 10000 characters, but at most 200 are taken" },
		],
	])('%s was not sent, and the other items are bought', async (_, wrong, facts) => {
		const here = await world();
		const parameters = changed(orderCreate, { ...wrong, options: { ...asData, priceBasis: 'perThousand' } });
		const run = await here.run(parameters, { items: inputs(2) });
		expect(rows(run)).toEqual([
			notBoughtItem(here, { outcome: 'notSent', kind: 'badInput', ...facts }),
			orderItem(here, '23501', { estimate: '0.50', orderKey: 'orderKey' in wrong ? 'k' : derivedKey }),
		]);
	});

	test('a credential that cannot be right was not sent', async () => {
		const here = await world();
		const run = await here.run(data, { credentials: { smmPanelApi: { baseUrl: here.panel.url, apiKey: '' } } });
		expect(rows(run)).toEqual([notBoughtItem(here, { outcome: 'notSent', kind: 'invalidKey', reason: 'The API Key is empty' })]);
	});

	test('an address where nobody listens was not sent', async () => {
		const here = await world();
		const run = await here.run(data, { credentials: { smmPanelApi: { baseUrl: CLOSED_URL, apiKey: 'k' } } });
		expect(rows(run)).toEqual([
			notBoughtItem(here, {
				outcome: 'notSent',
				kind: 'unreachable',
				reason: 'The panel at 127.0.0.1:1 cannot be reached (it refuses the connection)',
				panel: '127.0.0.1:1',
				orderKey: derivedKey,
			}),
		]);
	});

	test('items behind the end of the funds were not sent', async () => {
		const here = await world({ balance: '0.70' });
		const kind = 'notEnoughFunds';
		expect(rows(await here.run(many(asData), { items: inputs(3) }))).toEqual([
			orderItem(here, '23501'),
			notBoughtItem(here, {
				outcome: 'refused',
				kind,
				reason: 'The panel says: Insufficient balance',
				link: 'https://example.com/p/2',
				orderKey: derivedKey,
			}),
			notBoughtItem(here, {
				outcome: 'notSent',
				kind,
				reason: 'Not sent: the panel ran out of funds at an earlier item of this run',
				link: 'https://example.com/p/3',
				orderKey: derivedKey,
			}),
		]);
	});
});

test('the error of an item holds the same facts in its text', async () => {
	const here = await world();
	here.panel.fail({ kind: 'error', error: 'Invalid link', action: 'add' });
	const run = await here.run(keyed, { node: onErrorContinue });
	expect(itemError(run, 0)).toContain('The panel says: Invalid link');
	expect(itemError(run, 0)).toContain(
		`Outcome: refused, so nothing was bought. The order: service 1, quantity 1000, link https://example.com/p/1. Order key: invoice-7. Panel: ${new URL(here.panel.url).host}.`,
	);
});

describe('several calls at once', () => {
	test('leave side by side, and come back in the order of the items', async () => {
		const here = await world();
		here.panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		const running = here.run(many({ callsAtOnce: 3, timeout: 2 }), { items: inputs(6), node: onErrorContinue });
		await until(async () => (here.booked() === 6 ? true : undefined), { what: 'all orders while the first one hangs', everyMs: 5 });
		const run = await running;
		expect(itemError(run, 0)).toContain('did not answer');
		expect(
			rows(run)
				.slice(1)
				.map(({ link }) => link),
		).toEqual([2, 3, 4, 5, 6].map((id) => `https://example.com/p/${id}`));
	});

	test('never pass a maximum together', async () => {
		const here = await world();
		const run = await here.run(many({ callsAtOnce: 10, maxTotal: '1', priceBasis: 'perThousand' }), {
			items: inputs(10),
			node: onErrorContinue,
		});
		expect(here.booked()).toBe(2);
		expect(rows(run).filter(({ bought }) => bought === true)).toHaveLength(2);
	});

	test('with one key are one call', async () => {
		const here = await world();
		const run = await here.run({ ...changed(orderCreate, { options: { callsAtOnce: 5 } }), orderKey: 'k' }, { items: inputs(5) });
		expect(here.booked()).toBe(1);
		expect(rows(run).map(({ order }) => order)).toEqual(Array.from({ length: 5 }, () => '23501'));
		expect(rows(run).filter(({ duplicate }) => duplicate === true)).toHaveLength(4);
	});

	/** Starts a run of 20 with three calls under way, all booked and none answered. */
	const threeUnderWay = async (more: Partial<RunNodeOptions> = {}) => {
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 1500, action: 'add', when: 'afterBooking', times: 3 });
		const running = here.run(many({ callsAtOnce: 3 }), { items: inputs(20), ...more });
		const booked = async () => (here.booked() === 3 ? true : undefined);
		expect(await until(booked, { what: 'three orders under way', everyMs: 5 })).toBe(true);
		return { here, running };
	};

	test('that are under way when one fails are made and named, and none is begun after it', async () => {
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 1500, action: 'add', when: 'afterBooking', times: 2 });
		here.panel.fail({ kind: 'error', error: 'Link is private', action: 'add' });
		const run = await here.run(many({ callsAtOnce: 3 }), { items: inputs(20) });
		expect(textOf(run)).toContain('Link is private');
		expect(textOf(run)).toContain('Bought before this item: 23501, 23502.');
		expect([here.booked(), here.panel.callsOf('add').length]).toEqual([2, 3]);
	});

	test('name the failure that ended the node, not an earlier item that it held back', async () => {
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 500, action: 'balance', when: 'beforeBooking' });
		here.panel.fail({ kind: 'error', error: 'Link is private', action: 'add' });
		const run = await here.run(many({ callsAtOnce: 2, compareBalance: '={{ $json.id === 1 }}' }), { items: inputs(2) });
		expect(textOf(run)).toContain('Link is private');
		expect(textOf(run)).toContain('https://example.com/p/2');
		expect(here.booked()).toBe(0);
	});

	test('that are under way when Stop is pressed are answered and recorded, and none is begun after it', async () => {
		const stop = new AbortController();
		const { here, running } = await threeUnderWay({ signal: stop.signal, node: onErrorContinue });
		stop.abort();
		const { signature } = await running;
		const retry = async () =>
			rows(await here.run(many({ callsAtOnce: 3 }), { items: inputs(3), signature, mode: 'retry', node: onErrorContinue }));
		const duplicates = async () => ((await retry()).every(({ duplicate }) => duplicate === true) ? true : undefined);
		expect(await until(duplicates, { what: 'the records of the three orders', everyMs: 50 })).toBe(true);
		expect([here.booked(), here.panel.callsOf('add').length]).toEqual([3, 3]);
	});

	test.each([0, 51, 1.5])('cannot be %s', async (callsAtOnce) => {
		const here = await world();
		expect(textOf(await here.run(many({ callsAtOnce })))).toContain("'Calls at Once' is");
	});
});

describe('a panel that takes no more calls', () => {
	const limited = (facts: object) => new PanelError({ kind: 'rateLimited', effect: 'none', message: '', nextStep: '', ...facts });

	test('is waited for as it asks, else twice as long each time; a doubtful answer is never sent again', () => {
		expect(resendDelay(limited({ retryAfterMs: 7000 }), 3, 0.5)).toBe(7000);
		expect([0, 1, 2].map((tries) => resendDelay(limited({}), tries, 0))).toEqual([1000, 2000, 4000]);
		expect(resendDelay(limited({}), 0, 0.99)).toBeLessThanOrEqual(1250);
		expect(resendDelay(limited({ effect: 'unknown' }), 0, 0)).toBeUndefined();
		expect(resendDelay(limited({ kind: 'refused' }), 0, 0)).toBeUndefined();
	});

	test('is not sent the same order without end where it asks for no wait at all', () => {
		expect(resendDelay(limited({ retryAfterMs: 0 }), 0, 0)).toBe(1000);
		expect(resendDelay(limited({ retryAfterMs: 1 }), 5, 0)).toBe(1000);
	});

	test('gets a whole run all the same, each order once', async () => {
		const here = await world();
		here.panel.fail({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, action: 'add', times: 3 });
		const start = Date.now();
		const run = await here.run(many({ callsAtOnce: 3 }), { items: inputs(6) });
		// Two of the three that were refused wait for the first one's second, then for their own.
		expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
		expect(new Set(rows(run).map(({ order }) => order)).size).toBe(6);
		expect(here.booked()).toBe(6);
	});

	test('for longer than a minute has refused', async () => {
		const here = await world();
		here.panel.fail({ kind: 'status', status: 429, headers: { 'retry-after': '61' }, action: 'add', times: 9 });
		expect(rows(await here.run(data))).toEqual([
			notBoughtItem(here, {
				outcome: 'refused',
				kind: 'rateLimited',
				reason: 'The panel takes no more calls for now, because too many came in a short time',
				orderKey: derivedKey,
			}),
		]);
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});
});

describe('as an AI tool', () => {
	const keyed = { ...orderCreate.parameters, orderKey: "={{ $fromAI('orderKey', 'key', 'string') }}" };

	test('a purchase without an answer is not made again under another key', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		const { answers } = await runAsTool({ ...here, parameters: keyed, calls: [{ orderKey: 'a' }, { orderKey: 'a-retry' }] });
		expect(JSON.stringify(answers.map(({ text, error }) => text ?? error?.message))).toContain('Not sent again');
		expect(here.booked()).toBe(1);
	});

	test('an equal call that was answered says that it is a repetition', async () => {
		const here = await world();
		const { answers } = await runAsTool({ ...here, parameters: smsCreate.parameters, calls: [{}, {}] });
		expect(answers[0]?.text).not.toContain('duplicate');
		expect(answers[1]?.text).toMatch(/"duplicate":\s*true/);
		expect(answers[1]?.text).toContain('Nothing was sent now, and there is no second order. It is order 23501.');
	});
});
