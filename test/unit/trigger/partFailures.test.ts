import { DEFAULT_CALLS_AT_ONCE } from '../../../nodes/SmmPanel/panel/api/idBatches';
import { watchAnswers } from './answers';
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
		const ids = Array.from({ length: 40 }, (_, index) => String(index + 1));
		let answered = ids.slice(0, 17);
		const together: Array<() => void> = [];
		const { poller, calls } = await watchAnswers(
			async ({ order }) => {
				if (order === undefined) return { error: 'Incorrect order ID' };
				if (!answered.includes(order)) await new Promise(() => undefined);
				// In the second poll nobody is answered until all calls that leave side by side are there.
				if (answered.length === ids.length && calls.length <= DEFAULT_CALLS_AT_ONCE) {
					const all = new Promise<void>((resolve) => together.push(resolve));
					if (calls.length === DEFAULT_CALLS_AT_ONCE) for (const release of together) release();
					await all;
				}
				return { status: 'Pending', charge: '1' };
			},
			ordersOf(ids.map(Number), ['pending']),
			{ activation: 'update', pollBudgetMs: 8_000 },
		);
		expect(await eventIds(poller)).toEqual(answered.map((id) => `${id}:pending`));
		answered = ids;
		calls.length = 0;
		expect(await eventIds(poller)).toEqual(ids.slice(17).map((id) => `${id}:pending`));
		const askedFirst = calls.slice(0, DEFAULT_CALLS_AT_ONCE).map(({ order }) => Number(order));
		expect(askedFirst.sort((a, b) => a - b)).toEqual([18, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
	});
});
