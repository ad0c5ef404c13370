import { book, eventIds, eventIdsOf, messageOf, ordersOf, quietPoll, startPanel, useLogs, watch, watchOrders } from './support';

useLogs();

describe('trouble with a part of the ids', () => {
	test('asks the orders of a list that fails one by one in the same poll, and tells each once', async () => {
		const panel = await startPanel();
		const ids = await book(panel, 250);
		const poller = await watchOrders(panel, ids, ['completed']);
		await quietPoll(poller);
		for (const id of ids) panel.setOrder(id, { status: 'Completed' });
		panel.fail({ kind: 'status', status: 404, body: 'gone', action: 'status' });
		const told = eventIdsOf(await quietPoll(poller));
		expect(told).toHaveLength(250);
		expect(new Set(told).size).toBe(250);
		expect(await eventIds(poller)).toEqual([]);
	});

	test('tells it once when some ids keep failing, without losing the others', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [bad = 0, good = 0] = await book(panel, 2);
		panel.setOrder(bad, { reply: { error: 'Database is being moved' } });
		const poller = await watchOrders(panel, [bad, good], ['completed']);
		const errors: string[] = [];
		for (let tick = 0; tick < 14; tick++) errors.push(messageOf(await poller.poll()));
		expect(errors.filter((message) => message !== '')).toEqual([expect.stringContaining('Database is being moved')]);
		panel.setOrder(good, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual([`${good}:completed`]);
	});

	test('makes no error execution out of every poll in which only such ids are asked', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [bad = 0, done = 0] = await book(panel, 2);
		panel.setOrder(bad, { reply: { error: 'This order is archived' } });
		const poller = await watchOrders(panel, [bad, done], ['completed']);
		await quietPoll(poller);
		panel.setOrder(done, { status: 'Completed' });
		await quietPoll(poller);
		const errors: string[] = [];
		for (let tick = 0; tick < 25; tick++) errors.push(messageOf(await poller.poll()));
		expect(errors.filter((message) => message !== '')).toHaveLength(1);
	});

	test('does not let n8n back off from all orders because of one that fails', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [bad = 0] = await book(panel, 2);
		panel.setOrder(bad, { reply: { error: 'This order is archived' } });
		const poller = await watch(panel, ordersOf([bad], ['completed'], {}), { activation: 'update', pollBudgetMs: 36_000 });
		expect(messageOf(await poller.poll())).toContain('archived');
		for (let tick = 0; tick < 5; tick++) expect(messageOf(await poller.poll())).toBe('');
	});

	test('goes on after the last asked id when a slow panel leaves no time for all', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 40);
		const poller = await watch(panel, ordersOf(ids, ['pending'], {}), { activation: 'update', pollBudgetMs: 5_000 });
		// The list try and 29 single calls answer, then all five lanes hang until the time is over.
		panel.fail({ kind: 'delay', ms: 0, times: 30 });
		panel.fail({ kind: 'hang', times: 5 });
		const first = eventIdsOf(await quietPoll(poller));
		expect(first.length).toBeGreaterThan(0);
		expect(first.length).toBeLessThan(40);
		panel.calls.length = 0;
		const second = await eventIds(poller);
		// Calls that leave side by side arrive in any order.
		const askedFirst = panel.callsOf('status').slice(0, 5);
		expect(askedFirst.map(({ fields }) => fields.order)).toContain(second[0]?.split(':')[0]);
		expect([...first, ...second].sort()).toEqual(ids.map((id) => `${id}:pending`).sort());
	});
});
