import { forgetSessions } from '../../../nodes/SmmPanel/trigger/session';
import { book, endTest, eventIds, ordersOf, quietPoll, startPanel, watch, watchOrders } from './support';

afterEach(endTest);

describe('chosen states', () => {
	test('tells an order at first sight only if it is in a state that the user waits for', async () => {
		const panel = await startPanel();
		const [done = 0, open = 0] = await book(panel, 2);
		panel.setOrder(done, { status: 'Completed' });
		const poller = await watchOrders(panel, [done, open], ['completed']);
		const { items } = await quietPoll(poller);
		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				eventId: expect.stringMatching(new RegExp(`^[\\w-]{6}:${done}:completed$`)),
				event: 'orderStatus',
				previousState: null,
				order: String(done),
				state: 'completed',
				final: true,
				status: 'Completed',
				charge: expect.any(String),
			}),
		]);
	});

	test('tells nothing new when the same poll comes twice, and then writes nothing', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], ['completed', 'pending']);
		expect(await eventIds(poller)).toEqual([`${order}:pending`]);
		const again = await quietPoll(poller);
		expect(again.output).toBeNull();
		expect(again.changed).toBe(false);
	});

	test('names the state in which the order was before, also one that did not fire', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], ['completed']);
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(order, { status: 'In progress' });
		expect(await eventIds(poller)).toEqual([]);
		panel.setOrder(order, { status: 'Completed' });
		const { items } = await quietPoll(poller);
		expect(items[0]?.json).toMatchObject({ eventId: expect.stringMatching(/:completed$/), previousState: 'inProgress' });
	});

	test('does not ask final orders again, whether they fired or not', async () => {
		const panel = await startPanel();
		const [completed = 0, canceled = 0, open = 0] = await book(panel, 3);
		panel.setOrder(completed, { status: 'Completed' });
		panel.setOrder(canceled, { status: 'Canceled' });
		const poller = await watchOrders(panel, [completed, canceled, open], ['completed']);
		await quietPoll(poller);
		panel.calls.length = 0;
		await quietPoll(poller);
		expect(panel.calls.map(({ fields }) => fields)).toEqual([{ order: String(open) }]);
	});

	test('stays silent and calls nobody once every order is final', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		const poller = await watchOrders(panel, [order], ['completed']);
		await quietPoll(poller);
		panel.calls.length = 0;
		expect((await quietPoll(poller)).output).toBeNull();
		expect(panel.calls).toEqual([]);
	});
});

describe('every change', () => {
	test('tells the first sight and each change with its own id, also a return to an earlier state', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		const told: string[] = [];
		for (const status of ['Pending', 'In progress', 'Processing', 'In progress', 'Partial']) {
			panel.setOrder(order, { status });
			told.push(...(await eventIds(poller)));
		}
		expect(told).toEqual(['pending', 'inProgress', 'processing', 'inProgress:2', 'partial'].map((end) => `${order}:${end}`));
	});

	test('tells delivered accounts as they come and marks only the new ones', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [order = 0] = await book(panel, 1, '2');
		const poller = await watchOrders(panel, [order], []);
		expect((await quietPoll(poller)).items[0]?.json).not.toHaveProperty('newAccounts');
		panel.setOrder(order, { status: 'In progress', accounts: ['a:1'] });
		expect((await quietPoll(poller)).items[0]?.json).toMatchObject({
			eventId: expect.stringMatching(/:inProgress$/),
			accounts: ['a:1'],
			newAccounts: ['a:1'],
		});
		panel.setOrder(order, { accounts: ['a:1', 'b:2', 'c:3'] });
		expect((await quietPoll(poller)).items[0]?.json).toMatchObject({
			eventId: expect.stringMatching(/:inProgress:accounts:3~/),
			accounts: ['a:1', 'b:2', 'c:3'],
			newAccounts: ['b:2', 'c:3'],
		});
		const same = await quietPoll(poller);
		expect(same.output).toBeNull();
		expect(JSON.stringify(same.staticData)).not.toContain('b:2');
	});
});

describe('restarts and lost saves', () => {
	test('tells nothing again after a restart from the saved state', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		const poller = await watchOrders(panel, [order], ['completed']);
		expect(await eventIds(poller)).toHaveLength(1);
		poller.restart();
		expect(await eventIds(poller)).toEqual([]);
	});

	test('tells what happened while n8n was down, although silent polls were never saved', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], ['completed']);
		await quietPoll(poller);
		panel.setOrder(order, { status: 'In progress' });
		await quietPoll(poller);
		await quietPoll(poller);
		panel.setOrder(order, { status: 'Completed' });
		poller.restart();
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});

	test('tells an event again under the same id when n8n dies before it saves', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		const savedBefore = structuredClone(poller.saved);
		panel.setOrder(order, { status: 'In progress' });
		const lost = await eventIds(poller);
		poller.saved = savedBefore;
		forgetSessions();
		poller.restart();
		expect(await eventIds(poller)).toEqual(lost);
	});

	test('starts afresh when the stored state is gone or of another shape', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		const poller = await watch(panel, ordersOf([order], ['completed'], {}), { staticData: { seen: { v: 99, orders: 'nonsense' } } });
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});
});

describe('other settings', () => {
	test('does not tell again what was told, but tells what the new settings wait for', async () => {
		const panel = await startPanel();
		const [completed = 0, canceled = 0] = await book(panel, 2);
		panel.setOrder(completed, { status: 'Completed' });
		panel.setOrder(canceled, { status: 'Canceled' });
		const before = await watchOrders(panel, [completed, canceled], ['completed']);
		expect(await eventIds(before)).toEqual([`${completed}:completed`]);
		const after = await watch(panel, ordersOf([completed, canceled], ['completed', 'canceled'], {}), { staticData: before.saved });
		expect(await eventIds(after)).toEqual([`${canceled}:canceled`]);
	});

	test('forgets everything under another event', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		const orders = await watchOrders(panel, [order], ['completed']);
		await quietPoll(orders);
		const other = await startPanel();
		const [sameId = 0] = await book(other, 1);
		other.setOrder(sameId, { status: 'Completed' });
		expect(sameId).toBe(order);
		const moved = await watch(other, ordersOf([sameId], ['completed'], {}), { staticData: orders.saved });
		expect(await eventIds(moved)).toEqual([`${order}:completed`]);
	});
});
