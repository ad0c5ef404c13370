import type { INodeParameters } from 'n8n-workflow';
import { book, DAY, endTest, eventIds, ordersOf, quietPoll, setClock, startPanel, watch, watchOrders } from './support';

const HOUR = 3_600_000;

afterEach(endTest);

type Reply = Record<string, unknown>;

/** Lets one HstockPlus order go through replies, one a poll and each so long after the one before; gives what was told. */
async function follow(
	replies: readonly Reply[],
	states: string[] = [],
	{ apart = 0, ...options }: INodeParameters & { apart?: number } = {},
) {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [order = 0] = await book(panel, 1, '2');
	const poller = await watchOrders(panel, [order], states, options);
	const told: string[] = [];
	for (const [index, reply] of replies.entries()) {
		setClock(index * apart);
		panel.setOrder(order, { reply });
		for (const { json } of (await quietPoll(poller)).items) {
			const accounts = Array.isArray(json.newAccounts) ? ` ${json.newAccounts.join(' ')}` : '';
			told.push(`${String(json.state)}${accounts}`);
		}
	}
	return told;
}

const product = (status: string, ...accounts: string[]): Reply => ({ status, entityType: 'product', charge: '1', accounts });

describe('a product order', () => {
	const parts = [
		product('Pending'),
		product('Partial', 'a:1'),
		product('Partial', 'a:1', 'b:2'),
		product('Completed', 'a:1', 'b:2', 'c:3'),
	];

	test('that is delivered in parts tells every account and its end', async () => {
		expect(await follow(parts)).toEqual(['pending', 'partial a:1', 'partial b:2', 'completed c:3']);
	});

	test('tells its end where only completed orders are asked for', async () => {
		expect(await follow(parts, ['completed'])).toEqual(['completed a:1 b:2 c:3']);
	});

	test('that is completed before its accounts are there tells them when they come, also where finished orders are left alone', async () => {
		const replies = [product('Completed'), product('Completed'), product('Completed', 'a:1')];
		expect(await follow(replies, ['completed'], { watchFinishedFor: 0 })).toEqual(['completed', 'completed a:1']);
	});

	test('that is partial for ever is asked less and less often', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [order = 0] = await book(panel, 1, '2');
		panel.setOrder(order, { reply: product('Partial', 'a:1') });
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		setClock(30 * DAY);
		await quietPoll(poller);
		panel.calls.length = 0;
		for (let minute = 1; minute <= 30; minute++) {
			setClock(30 * DAY + minute * 60_000);
			await quietPoll(poller);
		}
		expect(panel.calls.length).toBeLessThan(3);
	});
});

describe('an order that has ended', () => {
	const smm = (status: string): Reply => ({ status, charge: '1', remains: '0' });

	test.each([
		['refunded after completion', ['Completed', 'Refunded'], ['refunded'], ['refunded']],
		['reopened by a refill', ['Completed', 'In progress', 'Completed'], [], ['completed', 'inProgress', 'completed']],
		['canceled, then refunded', ['Canceled', 'Refunded'], [], ['canceled', 'refunded']],
		['failed, then sent again', ['Fail', 'In progress', 'Completed'], [], ['failed', 'inProgress', 'completed']],
	])('is told when it is %s within a week', async (_, statuses, states, told) => {
		expect(await follow(statuses.map(smm), states, { apart: 2 * DAY })).toEqual(told);
	});

	test('is left alone after the days that the user says, and at once with 0', async () => {
		const replies = ['Completed', 'Refunded'].map(smm);
		expect(await follow(replies, [], { apart: 3 * DAY, watchFinishedFor: 2 })).toEqual(['completed']);
		expect(await follow(replies, [], { apart: HOUR, watchFinishedFor: 0 })).toEqual(['completed']);
		expect(await follow(replies, [], { apart: 3 * DAY, watchFinishedFor: 4 })).toEqual(['completed', 'refunded']);
	});

	test('that failed is never left alone', async () => {
		expect(await follow(['Fail', 'Completed'].map(smm), [], { apart: 40 * DAY, watchFinishedFor: 0 })).toEqual(['failed', 'completed']);
	});

	test('costs a call every half hour on the first day, and polls without news write nothing', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		panel.calls.length = 0;
		for (let minute = 1; minute <= 120; minute++) {
			setClock(minute * 60_000);
			expect((await quietPoll(poller)).changed).toBe(false);
		}
		expect(panel.calls).toHaveLength(4);
	});
});

test('a word that nobody lists and that changes is a change', async () => {
	expect(await follow(['Checking', 'checking', 'Archived', 'Checking'].map((status) => ({ status })))).toEqual([
		'unknown',
		'unknown',
		'unknown',
	]);
});

describe('what is already there', () => {
	test('is learned in silence where the user wants it, and what changes or joins the list later is told', async () => {
		const panel = await startPanel();
		const [done = 0, open = 0] = await book(panel, 2);
		panel.setOrder(done, { status: 'Completed' });
		const poller = await watchOrders(panel, [done, open], [], { ignoreExisting: true });
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(open, { status: 'Completed' });
		panel.setOrder(done, { status: 'Refunded' });
		setClock(HOUR);
		expect(await eventIds(poller)).toEqual([`${done}:refunded`, `${open}:completed`]);
		const [late = 0] = await book(panel, 1);
		const longer = await watch(panel, ordersOf([done, open, late], [], { ignoreExisting: true }), { staticData: poller.saved });
		expect(await eventIds(longer)).toEqual([`${late}:pending`]);
	});

	test('is learned also where the panel answers for an order only later', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [one = 0, two = 0] = await book(panel, 2);
		panel.setOrder(two, { reply: { error: 'Try later' } });
		const poller = await watchOrders(panel, [one, two], [], { ignoreExisting: true });
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(two, { reply: { status: 'Completed' } });
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(two, { reply: { status: 'Partial' } });
		setClock(HOUR);
		expect(await eventIds(poller)).toEqual([`${two}:partial`]);
	});
});

test('only words that say not found make an id unknown', async () => {
	const panel = await startPanel();
	const [one = 0, two = 0] = await book(panel, 2);
	const poller = await watchOrders(panel, [one, two], [], { reportUnknown: true });
	await quietPoll(poller);
	panel.setOrder(one, { reply: { error: 'Service temporarily unavailable, please try later' } });
	for (const _ of [1, 2, 3]) expect(await eventIds(poller)).toEqual([]);
	panel.setOrder(one, { reply: { error: 'Order not found' } });
	expect(await eventIds(poller)).toEqual([]);
	expect(await eventIds(poller)).toEqual([`${one}:notFound`]);
	expect(await eventIds(poller)).toEqual([]);
});
