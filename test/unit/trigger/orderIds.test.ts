import { forgetSessions } from '../../../nodes/SmmPanel/trigger/session';
import { encodeHour } from '../../../nodes/SmmPanel/trigger/watching/quietOrders';
import { book, endTest, eventIds, eventIdsOf, quietPoll, startPanel, watch, watchOrders } from './support';

afterEach(endTest);

describe('ids', () => {
	test('reports an unknown id once, after two polls, and watches it when the panel knows it later', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const unknown = order + 1;
		const poller = await watchOrders(panel, [order, unknown], ['pending'], { reportUnknown: true });
		expect(await eventIds(poller)).toEqual([`${order}:pending`]);
		const second = await quietPoll(poller);
		expect(eventIdsOf(second)).toEqual([`${unknown}:notFound`]);
		expect(second.items[0]?.json).toMatchObject({ order: String(unknown), found: false, reason: 'Incorrect order ID' });
		expect(await eventIds(poller)).toEqual([]);
		await book(panel, 1);
		expect(await eventIds(poller)).toEqual([`${unknown}:pending`]);
	});

	test('keeps silent about unknown ids unless the user asks for them', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order + 7], []);
		for (const _ of [1, 2, 3]) expect(await eventIds(poller)).toEqual([]);
		expect(order).toBeGreaterThan(0);
	});

	test('asks 10,000 ids in 100 calls and stores little', async () => {
		const panel = await startPanel();
		const booked = await book(panel, 50);
		const ids = Array.from({ length: 10_000 }, (_, index) => (booked[0] ?? 0) + index);
		const poller = await watchOrders(panel, ids, ['pending']);
		const first = await quietPoll(poller);
		expect(eventIdsOf(first)).toEqual(booked.map((id) => `${id}:pending`));
		expect(panel.callsOf('status')).toHaveLength(100);
		expect(JSON.stringify(first.staticData).length).toBeLessThan(200_000);
		const again = await quietPoll(poller);
		expect(again.output).toBeNull();
		expect(again.changed).toBe(false);
	}, 60_000);

	test('asks few of the quiet orders where the user wants it, and all of them in a new process', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 60);
		const poller = await watchOrders(panel, ids, [], { slowDown: true });
		await quietPoll(poller);
		panel.calls.length = 0;
		await quietPoll(poller);
		expect(panel.callsOf('status')).toHaveLength(60);
		const weekAgo = encodeHour(Date.now() - 8 * 24 * 3_600_000);
		poller.saved = JSON.parse(JSON.stringify(poller.saved).replace(/"p\.\w+"/g, `"p.${weekAgo}"`));
		poller.restart();
		panel.calls.length = 0;
		expect((await quietPoll(poller)).changed).toBe(false);
		expect(panel.callsOf('status').length).toBeLessThan(5);
		for (const id of ids) panel.setOrder(id, { status: 'Completed' });
		forgetSessions();
		poller.restart();
		expect(await eventIds(poller)).toHaveLength(60);
	}, 60_000);

	test('asks a quiet order that failed again in the next poll', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 8);
		const poller = await watchOrders(panel, ids, [], { slowDown: true });
		await quietPoll(poller);
		poller.saved = JSON.parse(JSON.stringify(poller.saved).replace(/"p\.\w+"/g, `"p.${encodeHour(Date.now() - 8 * 24 * 3_600_000)}"`));
		forgetSessions();
		poller.restart();
		panel.setOrder(ids[3] ?? 0, { reply: { error: 'Try later' } });
		await quietPoll(poller);
		panel.calls.length = 0;
		await quietPoll(poller);
		expect(panel.callsOf('status').map(({ fields }) => Number(fields.order))).toContain(ids[3]);
		expect(panel.callsOf('status').length).toBeLessThan(4);
	});

	test('takes ids and states from expressions, as arrays and in the words of the panel', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'In progress' });
		const poller = await watch(panel, {
			event: 'orderStatus',
			watch: 'ids',
			orderIds: `={{ [${order}, "${order}"] }}`,
			states: '={{ ["In Progress"] }}',
		});
		expect(await eventIds(poller)).toEqual([`${order}:inProgress`]);
	});

	test('asks one id a call on HstockPlus', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 7);
		const poller = await watchOrders(panel, ids, ['pending']);
		expect(await eventIds(poller)).toHaveLength(7);
		panel.calls.length = 0;
		await quietPoll(poller);
		expect(
			panel
				.callsOf('status')
				.map(({ fields }) => Number(fields.order))
				.sort((a, b) => a - b),
		).toEqual(ids);
	});
});
