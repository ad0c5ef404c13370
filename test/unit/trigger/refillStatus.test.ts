import type { INodeParameters } from 'n8n-workflow';
import type { SandboxPanel } from '../../sandbox';
import { endTest, eventIds, quietPoll, sendJson, startPanel, startServer, watch } from './support';

afterEach(endTest);

/** The panel says this of refills from now on. */
function say(panel: SandboxPanel, states: Readonly<Record<string, unknown>>): void {
	panel.clearFaults();
	const body = JSON.stringify(Object.entries(states).map(([refill, status]) => ({ refill: Number(refill), status })));
	panel.fail({ kind: 'body', body, action: 'refill_status', times: 1000 });
}

async function watchRefills(states: string[] = [], refillIds: unknown = '1, 2', more: INodeParameters = {}) {
	const panel = await startPanel();
	say(panel, { 1: 'Pending', 2: 'Pending' });
	const parameters = { event: 'refillStatus', watch: 'ids', refillIds: String(refillIds), states, ...more };
	return { panel, parameters, poller: await watch(panel, parameters) };
}

test('a refill is told as it changes, with its end once, and is not asked about after it', async () => {
	const { panel, poller } = await watchRefills();
	expect(await eventIds(poller)).toEqual(['refill:1:pending', 'refill:2:pending']);
	say(panel, { 1: 'In progress', 2: 'Rejected' });
	expect((await quietPoll(poller)).items.map(({ json }) => json)).toEqual([
		{
			eventId: expect.stringMatching(/^[\w-]{6}:refill:1:inProgress$/),
			event: 'refillStatus',
			previousState: 'pending',
			refill: '1',
			state: 'inProgress',
			status: 'In progress',
			final: false,
		},
		{
			eventId: expect.stringMatching(/^[\w-]{6}:refill:2:failed$/),
			event: 'refillStatus',
			previousState: 'pending',
			refill: '2',
			state: 'failed',
			status: 'Rejected',
			final: true,
		},
	]);
	say(panel, { 1: 'Completed' });
	expect(await eventIds(poller)).toEqual(['refill:1:completed']);
	panel.calls.length = 0;
	expect((await quietPoll(poller)).changed).toBe(false);
	expect(panel.calls).toEqual([]);
});

test('only chosen states are told, and an answer that says nothing of the refill is none', async () => {
	const { panel, poller } = await watchRefills(['completed', 'failed']);
	expect(await eventIds(poller)).toEqual([]);
	say(panel, { 1: 'Processing', 2: { error: 'Refill not found' } });
	expect(await eventIds(poller)).toEqual([]);
	say(panel, { 1: 'Canceled', 2: 'Pending' });
	expect(await eventIds(poller)).toEqual(['refill:1:failed']);
});

test('a list on the web may hold what Order: Refill returned', async () => {
	const list = await startServer((_request, response) =>
		sendJson(response, [{ order: '23501', refill: '1', accepted: true }, { refillId: 2 }, 3]),
	);
	const { panel, poller } = await watchRefills([], '', { watch: 'url', watchUrl: list.origin });
	await quietPoll(poller);
	expect(panel.callsOf('refill_status').map(({ fields }) => fields)).toEqual([{ refills: '1,2,3' }, { refill: '3' }]);
});

test('a refill and an order of one number have events of their own', async () => {
	const { panel, poller } = await watchRefills([], '1');
	const orders = await watch(panel, { event: 'orderStatus', watch: 'ids', orderIds: '1', states: [] });
	panel.fail({ kind: 'body', body: '{"status":"Pending","charge":"1"}', action: 'status', times: 2 });
	const ids = [...(await quietPoll(poller)).items, ...(await quietPoll(orders)).items].map(({ json }) => json.eventId);
	expect(new Set(ids).size).toBe(2);
});

test('a manual test shows the refills as they are and says what is watched', async () => {
	const { panel, parameters } = await watchRefills();
	const { items } = await (await watch(panel, parameters, { mode: 'manual' })).poll();
	expect(items.map(({ json }) => json)).toMatchObject([
		{ event: 'refillStatus', watching: '2 refills', refill: '1', state: 'pending' },
		{ event: 'refillStatus', watching: '2 refills', refill: '2', state: 'pending' },
	]);
});
