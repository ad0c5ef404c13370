import { parseIds } from '../../../nodes/SmmPanel/trigger/watchList/watchList';
import { readWatchState, writeWatchState, type StoredWatchState } from '../../../nodes/SmmPanel/trigger/watching/watchState';
import { findEntries } from '../../../nodes/SmmPanel/trigger/watchList/url';
import { book, eventIds, quietPoll, sendJson, setClock, startPanel, startServer, useLogs, watch } from './support';

useLogs();

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

	test.each([
		['empty for three polls', (ids: number[]) => [[], [], [], ids]],
		['short once', (ids: number[]) => [ids.slice(1), ids]],
		['short for long', (ids: number[]) => [ids.slice(2), ids.slice(2), ids.slice(2), ids]],
	])('and come back tell nothing a second time: a list that is %s', async (_, listsOf) => {
		let ids: number[] = [];
		const { booked, poller } = await listOf(() => ids);
		ids = booked;
		expect(await eventIds(poller)).toHaveLength(4);
		for (const list of listsOf(booked)) {
			ids = list;
			expect(await eventIds(poller)).toEqual([]);
		}
		expect((await quietPoll(poller)).changed).toBe(false);
	});

	test('are forgotten after two days', async () => {
		let ids: number[] = [];
		const { booked, poller } = await listOf(() => ids);
		ids = booked;
		await quietPoll(poller);
		ids = booked.slice(1);
		await quietPoll(poller);
		const gone = String(booked[0]);
		expect((await quietPoll(poller)).changed).toBe(false);
		expect(JSON.stringify(poller.saved)).toContain(gone);
		setClock(50 * 3_600_000);
		const pruned = await quietPoll(poller);
		expect(JSON.stringify(pruned.staticData)).not.toContain(gone);
		expect((await quietPoll(poller)).changed).toBe(false);
	});

	test('are kept up to 20,000, as many as a list may hold, so that a whole list may be empty for a poll', () => {
		const stored = { c: Array.from({ length: 30_000 }, (_, index) => String(index)).join() };
		const { snapshots, gone } = readWatchState(
			{ state: { snapshots: stored }, settingsChanged: false, needsWrite: false },
			['7'],
			(text) => text,
			0,
		);
		expect([snapshots.size, gone.size]).toEqual([1, 20_000]);
	});
});

test('10,000 ids of 24 digits take less than 200 kB, and none is taken for another', () => {
	const ids = Array.from({ length: 10_000 }, (_, index) => `${'6'.repeat(19)}${String(index).padStart(5, '0')}`);
	const read = (state?: StoredWatchState) => readWatchState({ state, settingsChanged: false, needsWrite: false }, ids, (text) => text, 0);
	const fresh = new Map(ids.map((id, index) => [id, index % 3 === 0 ? 'pic.b4x' : 'p']));
	const state = writeWatchState(read(), fresh);
	expect(JSON.stringify(state).length).toBeLessThan(200_000);
	expect(read(state).snapshots).toEqual(fresh);
	expect(writeWatchState(read(state), fresh)).toBeUndefined();
});

describe('typed ids', () => {
	test.each([
		['nothing', ''],
		['an empty list', '={{ [] }}'],
		['null', '={{ null }}'],
		['an empty JSON list', '[]'],
	])('that are %s start nothing, and orders that join later are told', async (_, orderIds) => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const parameters = { event: 'orderStatus', watch: 'ids', states: [] };
		const poller = await watch(panel, { ...parameters, orderIds });
		expect(await eventIds(poller)).toEqual([]);
		const filled = await watch(panel, { ...parameters, orderIds: String(order) }, { staticData: poller.saved });
		expect(await eventIds(filled)).toEqual([`${order}:pending`]);
	});

	test.each([
		['with odd words among them', (order: number) => `${order}, pending`],
		['with a number sign', (order: number) => `#${order}`],
		['as orders', (order: number) => `={{ [{ order: ${order} }, { order: null }] }}`],
		['as records of a table', (order: number) => `={{ [{ id: ${order} }] }}`],
		['as JSON text', (order: number) => `[{"orderId":${order}}]`],
		['as a list with a word that an expression gave', (order: number) => `={{ [${order}, "undefined", [${order}]] }}`],
		['as an object with a list', (order: number) => `={{ { orders: [${order}] } }}`],
	])('are read %s', async (_, orderIds) => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watch(panel, { event: 'orderStatus', watch: 'ids', states: [], orderIds: orderIds(order) });
		expect(await eventIds(poller)).toEqual([`${order}:pending`]);
	});
});

describe('reading lists', () => {
	test('keeps long ids exact and each id once', () => {
		expect(parseIds(['12345678901234567890', 7, '7', ' 8 ', '', null])).toEqual({ ids: ['12345678901234567890', '7', '8'], wrong: 0 });
	});

	test('takes an empty list for empty, and other shapes for no list', () => {
		expect(findEntries([], ['order', 'id', 'orderId'])).toEqual([]);
		expect(findEntries({ orders: [] }, ['order', 'id', 'orderId'])).toEqual([]);
		expect(findEntries('12', ['order', 'id', 'orderId'])).toBeUndefined();
		expect(findEntries({ order: 5 }, ['order', 'id', 'orderId'])).toBeUndefined();
	});
});
