import type { Fault } from '../../sandbox';
import { book, endTest, eventIdsOf, quietPoll, startPanel, watchOrders } from './support';

afterEach(endTest);

const NO_MORE: ReadonlyArray<[string, Fault]> = [
	['HTTP 429', { kind: 'status', status: 429 }],
	['HTTP 503', { kind: 'status', status: 503 }],
	['a security check', { kind: 'html', challenge: true }],
];

test.each(NO_MORE)(
	'orders behind the number of calls that a panel allows a minute have their turn, where it then says %s',
	async (_, fault) => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 33);
		const poller = await watchOrders(panel, ids, []);
		await quietPoll(poller);
		const told: string[] = [];
		for (let tick = 0; tick < 2; tick++) {
			for (const id of ids) panel.setOrder(id, { status: 'In progress' });
			panel.fail({ kind: 'delay', ms: 0, times: 30 });
			panel.fail({ ...fault, times: 1000 });
			told.push(...eventIdsOf(await quietPoll(poller)));
			panel.clearFaults();
		}
		expect(told.sort()).toEqual(ids.map((id) => `${id}:inProgress`).sort());
	},
	90_000,
);

test('an order that cannot be read and stands last delays nobody', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const ids = await book(panel, 6);
	panel.setOrder(ids[5] ?? 0, { reply: { error: 'Unauthorized for this order' } });
	const poller = await watchOrders(panel, ids, []);
	await quietPoll(poller);
	for (const status of ['In progress', 'Processing', 'Completed']) {
		for (const id of ids.slice(0, 5)) panel.setOrder(id, { status });
		const told = new Set([...eventIdsOf(await poller.poll()), ...eventIdsOf(await poller.poll())]);
		expect(told.size).toBe(5);
	}
});
