import type { IDataObject } from 'n8n-workflow';
import type { SandboxPanel } from '../../sandbox';
import type { Poller } from '../../support';
import { book, endTest, eventIds, eventIdsOf, nextCatalog, ordersOf, quietPoll, setClock, startPanel, watch } from './support';

const EVERY_CHANGE: string[] = [];
/** How n8n's durable scheduler polls; every tick has a context of its own. */
const TICK = { workflowId: 'durable', activation: 'update', pollBudgetMs: 36_000 } as const;

afterEach(endTest);

/** One tick, with the state that was written when it began. */
async function tick(panel: SandboxPanel, order: number, written: IDataObject): Promise<Poller> {
	return await watch(panel, ordersOf([order], EVERY_CHANGE, {}), { ...TICK, staticData: written });
}

/** An order that was emitted as pending and is in progress now, with the state that n8n has written. */
async function changedOrder(panel: SandboxPanel): Promise<{ order: number; written: IDataObject }> {
	const [order = 0] = await book(panel, 1);
	const { staticData } = await (await tick(panel, order, {})).poll();
	panel.setOrder(order, { status: 'In progress' });
	return { order, written: staticData };
}

describe("n8n's durable scheduler runs missed polls side by side", () => {
	test('does not tell an event again in a poll that read the state before n8n wrote the last one', async () => {
		const panel = await startPanel();
		const { order, written } = await changedOrder(panel);
		const [first, second, third] = [
			await tick(panel, order, written),
			await tick(panel, order, written),
			await tick(panel, order, written),
		];
		expect(await eventIds(first)).toEqual([`${order}:inProgress`]);
		panel.calls.length = 0;
		expect((await second.poll()).output).toBeNull();
		const late = await third.poll();
		expect(late).toMatchObject({ output: null, changed: false, error: undefined });
		expect(panel.calls).toHaveLength(0);
	});

	test('tells the next change as soon as the state is written', async () => {
		const panel = await startPanel();
		const { order, written } = await changedOrder(panel);
		const { staticData } = await (await tick(panel, order, written)).poll();
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(await tick(panel, order, staticData))).toEqual([`${order}:completed`]);
		expect(await eventIds(await tick(panel, order, written))).toEqual([]);
	});

	test('tells an event again, with the same eventId, where n8n could not write the state for a minute', async () => {
		const panel = await startPanel();
		const { order, written } = await changedOrder(panel);
		expect(await eventIds(await tick(panel, order, written))).toEqual([`${order}:inProgress`]);
		setClock(61_000);
		expect(await eventIds(await tick(panel, order, written))).toEqual([`${order}:inProgress`]);
	});

	test('goes on where a catalog was empty and is back, so that the written state is one of before', async () => {
		const panel = await startPanel();
		const rows = [...panel.services()];
		const next = async (written: IDataObject) =>
			await nextCatalog(await watch(panel, { event: 'serviceChanged', services: '' }, { ...TICK, staticData: written }));
		const learned = await next({});
		panel.setServices(() => []);
		const empty = await next(learned.staticData);
		panel.setServices(() => rows);
		const back = await next(empty.staticData);
		expect(back.staticData).toEqual(learned.staticData);
		panel.setServices(() => rows.slice(1));
		const missingOnce = await next(back.staticData);
		expect(missingOnce.items).toEqual([]);
		expect((await next(missingOnce.staticData)).items).toHaveLength(1);
	});
});

test('honours Retry-After on durable ticks where only some ids met it, because n8n backs off by errors alone', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const ids = await book(panel, 8);
	const durable = async (staticData: IDataObject) => await watch(panel, ordersOf(ids, EVERY_CHANGE, {}), { ...TICK, staticData });
	panel.fail({ kind: 'delay', ms: 0, times: 4 });
	panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 100 });
	const first = await quietPoll(await durable({}));
	expect(eventIdsOf(first).length).toBeGreaterThan(0);
	panel.clearFaults();
	panel.calls.length = 0;
	expect((await quietPoll(await durable(first.staticData))).output).toBeNull();
	expect(panel.calls).toEqual([]);
	setClock(151_000);
	expect([...eventIdsOf(first), ...(await eventIds(await durable(first.staticData)))].sort()).toEqual(
		ids.map((id) => `${id}:pending`).sort(),
	);
});

test('tells what changes right after publishing, although n8n does not write what the first poll learned', async () => {
	const panel = await startPanel();
	const parameters = { event: 'serviceChanged', services: '1' };
	const published = await watch(panel, parameters, { workflowId: 'durable' });
	expect((await quietPoll(published)).output).toBeNull();
	panel.setServices((rows) => rows.map((row) => (row.service === 1 ? { ...row, rate: '7.77' } : row)));
	const tick = async (staticData: IDataObject) => await watch(panel, parameters, { ...TICK, staticData });
	const first = await quietPoll(await tick({}));
	expect(first.output).toBeNull();
	const second = await nextCatalog(await tick(first.staticData));
	expect(second.items.map(({ json }) => [json.change, json.to])).toEqual([['price', '7.77']]);
	expect((await nextCatalog(await tick(second.staticData))).output).toBeNull();
});

test('writes with the first tick what the poll of the publication learned in silence', async () => {
	const panel = await startPanel();
	const parameters = { event: 'serviceChanged', services: '1' };
	const learned = await quietPoll(await watch(panel, parameters, { workflowId: 'durable' }));
	const tick = await quietPoll(await watch(panel, parameters, { ...TICK, staticData: {} }));
	expect(tick.staticData).toEqual(learned.staticData);
});
