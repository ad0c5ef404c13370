import type { Quirks } from '../../sandbox';
import { compareOrders } from '../../../nodes/SmmPanel/trigger/watching/orderDiff';
import { book, endTest, eventIds, eventIdsOf, loggedTrouble, ordersOf, quietPoll, startPanel, watch, watchOrders } from './support';

afterEach(endTest);

/** The quirks of panels that concern the status of orders. */
const QUIRKS: ReadonlyArray<[string, { quirks?: Quirks; bulkStatus?: 'keyed' | 'list' | 'none' }]> = [
	['a byte-order mark', { quirks: { bom: true } }],
	['JSON as a web page', { quirks: { htmlContentType: true } }],
	['numbers as texts', { quirks: { numbersAsStrings: true } }],
	['texts as numbers', { quirks: { stringsAsNumbers: true, moneyAsNumbers: true } }],
	['errors as bare texts', { quirks: { stringErrors: true } }],
	['errors under HTTP 422', { quirks: { jsonErrorStatus: 422 } }],
	['errors as a status with a message', { quirks: { statusErrorEnvelope: true } }],
	['one id answered flat', { quirks: { flatSingle: true } }],
	['lists instead of objects', { bulkStatus: 'list' }],
	['no lists at all', { bulkStatus: 'none' }],
];

test.each(QUIRKS)('on a panel with %s every change is told once and an unknown id once', async (_, options) => {
	const panel = await startPanel(options);
	const [one = 0, two = 0] = await book(panel, 2);
	const unknown = two + 1;
	const poller = await watchOrders(panel, [one, two, unknown], [], { reportUnknown: true });
	expect(await eventIds(poller)).toEqual([`${one}:pending`, `${two}:pending`]);
	expect(await eventIds(poller)).toEqual([`${unknown}:notFound`]);
	expect(await eventIds(poller)).toEqual([]);
	panel.setOrder(one, { status: 'In progress' });
	expect(await eventIds(poller)).toEqual([`${one}:inProgress`]);
	panel.setOrder(one, { status: 'Completed' });
	expect(await eventIds(poller)).toEqual([`${one}:completed`]);
	panel.setOrder(two, { status: 'Cancelled' });
	expect(await eventIds(poller)).toEqual([`${two}:canceled`]);
	expect(await eventIds(poller)).toEqual([]);
});

/** One order in progress, and an answer of another shape in the poll after that. */
async function afterAnswer(body: string) {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [order = 0, other = 0] = await book(panel, 2);
	panel.setOrder(order, { status: 'In progress' });
	const poller = await watchOrders(panel, [order, other], []);
	await quietPoll(poller);
	panel.setOrder(other, { status: 'Completed' });
	await quietPoll(poller);
	panel.fail({ kind: 'body', body, times: 2 });
	return { panel, order, poller, odd: await loggedTrouble(poller) };
}

test.each([
	['a status of null', '{"charge":"1","status":null}'],
	['an empty status', '{"charge":"1","status":""}'],
	['no status', '{"charge":"1","remains":"5"}'],
	['a number', '{"status":200,"charge":"1"}'],
	['only the outcome of the call', '{"status":"success"}'],
	['an empty object', '{}'],
	['a text', '"ok"'],
	['null', 'null'],
	['half an answer', '{"status":"Compl'],
])(
	'an answer with %s is no change of the order: nothing is told but the trouble, and what comes after it is told once',
	async (_, body) => {
		const { panel, order, poller, odd } = await afterAnswer(body);
		expect(odd.output).toBeNull();
		expect(odd.trouble).not.toBe('');
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	},
);

test('an empty list says that the panel does not know the order: nothing is told, and what comes after it is told once', async () => {
	const { panel, order, poller, odd } = await afterAnswer('[]');
	expect([odd.output, odd.trouble]).toEqual([null, '']);
	// The second of the two empty lists.
	await quietPoll(poller);
	panel.setOrder(order, { status: 'Completed' });
	expect(await eventIds(poller)).toEqual([`${order}:completed`]);
});

test.each([
	['a list of one', (order: number) => [{ id: order, status: 'Completed' }]],
	['an object by id', (order: number) => ({ [order]: { status: 'Completed', charge: '1' } })],
	['a list without the id', () => [{ status: 'Completed' }]],
	['a drip-feed', () => ({ status: 'Completed', runs: [1, 2] })],
	['a subscription', () => ({ status: 'Completed', posts: '3' })],
	['an error that says no error', () => ({ status: 'Completed', error: null })],
])('an answer that suddenly is %s is read all the same', async (_, shape) => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [order = 0] = await book(panel, 1);
	const poller = await watchOrders(panel, [order], []);
	await quietPoll(poller);
	panel.fail({ kind: 'body', body: JSON.stringify(shape(order)) });
	expect(await eventIds(poller)).toEqual([`${order}:completed`]);
});

test('ids beyond what a number can hold, and the same id written twice, are one exact order each', async () => {
	const panel = await startPanel();
	await book(panel, 1);
	const huge = '12345678901234567891';
	const poller = await watch(panel, ordersOf([], [], {}), {
		parameters: { event: 'orderStatus', watch: 'ids', orderIds: `${huge}\n${huge}, 12345678901234567892`, states: [] },
	});
	panel.fail({ kind: 'body', body: `{"${huge}":{"status":"Pending"},"12345678901234567892":{"status":"Completed"}}` });
	expect(await eventIds(poller)).toEqual([`${huge}:pending`, '12345678901234567892:completed']);
	expect(panel.calls.map(({ fields }) => fields)).toEqual([{ orders: `${huge},12345678901234567892` }]);
	panel.fail({ kind: 'body', body: `[{"order":${huge},"status":"Completed"}]` });
	expect(await eventIds(poller)).toEqual([`${huge}:completed`]);
});

describe('ids of events', () => {
	const watch = { states: new Set<string>(), reportUnknown: true, dated: false };

	test('stay apart for a subscription that is paused and resumed for years', () => {
		let snapshots: ReadonlyMap<string, string> = new Map();
		const told: unknown[] = [];
		for (let visit = 0; visit < 200; visit++) {
			const result = compareOrders(
				snapshots,
				[['7', { order: '7', state: visit % 3 === 0 ? 'paused' : visit % 2 === 0 ? 'active' : 'pending' }]],
				watch,
				0,
			);
			snapshots = result.snapshots;
			told.push(...result.events.map(({ eventId }) => eventId));
		}
		expect(told.length).toBeGreaterThan(100);
		expect(new Set(told).size).toBe(told.length);
		expect(snapshots.get('7')?.length).toBeLessThan(45);
	});

	test('stay apart for accounts that the panel replaces by as many others', () => {
		let snapshots: ReadonlyMap<string, string> = new Map();
		const told = [['a:1'], ['b:2'], ['c:3'], ['c:3']].flatMap((accounts) => {
			const result = compareOrders(snapshots, [['7', { order: '7', state: 'inProgress', accounts }]], watch, 0);
			snapshots = result.snapshots;
			return result.events.map(({ eventId, newAccounts }) => ({ eventId, newAccounts }));
		});
		expect(told.map(({ newAccounts }) => newAccounts)).toEqual([['a:1'], ['b:2'], ['c:3']]);
		expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(3);
	});
});

test('accounts that come as objects are told in full', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [order = 0] = await book(panel, 1, '2');
	panel.setOrder(order, { reply: { status: 'Completed', accounts: [{ login: 'a', password: '1' }] } });
	const { items } = await quietPoll(await watchOrders(panel, [order], []));
	expect(items[0]?.json.newAccounts).toEqual(['{"login":"a","password":"1"}']);
});

test('an unknown id that was not to be told is told once when the user wants it', async () => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const quiet = await watchOrders(panel, [order + 1], []);
	expect(await eventIds(quiet)).toEqual([]);
	const curious = await watch(panel, ordersOf([order + 1], [], { reportUnknown: true }), { staticData: quiet.saved });
	expect(await eventIds(curious)).toEqual([`${order + 1}:notFound`]);
	expect(eventIdsOf(await curious.poll())).toEqual([]);
});

test.each([
	['a text', 'nonsense'],
	['a list', [1, 2]],
	['null', null],
	['snapshots that are numbers', { v: 1, scope: 'a.b', snapshots: { 1: 5 } }],
	['a state of the future', { v: 2, scope: 'a.b', orders: {} }],
])('static data that is %s neither ends the trigger nor stays', async (_, seen) => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const poller = await watch(panel, ordersOf([order], ['pending'], {}), { staticData: { seen } });
	expect(await eventIds(poller)).toEqual([`${order}:pending`]);
	expect(await eventIds(poller)).toEqual([]);
	expect(poller.saved).toMatchObject({ seen: { v: 1, snapshots: { p: String(order) } } });
});
