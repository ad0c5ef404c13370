import { parseIds } from '../../nodes/SmmPanel/trigger/watchList/watchList';
import { findEntries } from '../../nodes/SmmPanel/trigger/watchList/url';
import { captureLogs } from '../support';
import { book, endTest, eventIds, quietPoll, sendJson, startPanel, startServer, watch } from './support';

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
	logs = captureLogs();
});
afterEach(async () => {
	logs.restore();
	await endTest();
});

describe('ids that leave the list', () => {
	async function listOf(ids: () => unknown) {
		const panel = await startPanel();
		const booked = await book(panel, 4);
		for (const id of booked) panel.setOrder(id, { status: 'Completed' });
		const list = await startServer((_request, response) => sendJson(response, ids()));
		return {
			panel,
			booked,
			poller: await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin, states: ['completed'] }),
		};
	}

	test('are forgotten, and a list that shrinks for one poll only tells nothing twice', async () => {
		let ids: number[] = [];
		const { booked, poller } = await listOf(() => ids);
		ids = booked;
		expect(await eventIds(poller)).toHaveLength(4);
		ids = [];
		expect(await eventIds(poller)).toEqual([]);
		ids = booked;
		expect(await eventIds(poller)).toEqual([]);
		ids = booked.slice(1);
		const pruned = await quietPoll(poller);
		expect(pruned.changed).toBe(true);
		expect(JSON.stringify(pruned.staticData)).not.toContain(String(booked[0]));
	});

	test('are forgotten all at once when the short list is seen twice', async () => {
		let ids: number[] = [];
		const { booked, poller } = await listOf(() => ids);
		ids = booked;
		await quietPoll(poller);
		ids = [];
		await quietPoll(poller);
		await quietPoll(poller);
		ids = booked;
		expect(await eventIds(poller)).toHaveLength(4);
	});
});

describe('reading lists', () => {
	test('keeps long ids exact and each id once', () => {
		expect(parseIds(['12345678901234567890', 7, '7', ' 8 ', '', null])).toEqual({ ids: ['12345678901234567890', '7', '8'], wrong: 0 });
	});

	test('takes an empty list for empty, and other shapes for no list', () => {
		expect(findEntries([])).toEqual([]);
		expect(findEntries({ orders: [] })).toEqual([]);
		expect(findEntries('12')).toBeUndefined();
		expect(findEntries({ order: 5 })).toBeUndefined();
	});
});
