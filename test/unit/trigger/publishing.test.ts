import type { IDataObject } from 'n8n-workflow';
import { forgetSessions } from '../../../nodes/SmmPanel/trigger/session';
import type { SandboxPanel } from '../../sandbox';
import {
	book,
	eventIds,
	eventIdsOf,
	loggedTrouble,
	messageOf,
	quietPoll,
	rentNumber,
	sendJson,
	setClock,
	startPanel,
	startServer,
	useLogs,
	watch,
} from './support';

useLogs();

const wrongKey = (panel: SandboxPanel) => ({ credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'a-wrong-key-42' } } });

describe('a wrong key is told to the user who publishes', () => {
	test.each(['orderStatus', 'smsCode'])('also with a watch list that is still empty, for %s', async (event) => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const list = await startServer((_request, response) => sendJson(response, []));
		const poller = await watch(panel, { event, watch: 'url', watchUrl: list.origin }, wrongKey(panel));
		expect(messageOf(await poller.poll())).toContain('does not accept the API key');
	});

	test('and a right one with an empty list is asked about once, not in every poll', async () => {
		const panel = await startPanel();
		const list = await startServer((_request, response) => sendJson(response, []));
		const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin });
		for (let tick = 0; tick < 3; tick++) await quietPoll(poller);
		expect(panel.calls.map(({ action }) => action)).toEqual(['balance']);
	});

	test('nobody is asked about an empty list while n8n starts', async () => {
		const panel = await startPanel();
		const list = await startServer((_request, response) => sendJson(response, []));
		const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin }, { activation: 'init' });
		await quietPoll(poller);
		expect(panel.calls).toEqual([]);
	});
});

test.each([['Incorrect request'], ['Kein Zutritt']])(
	'a panel that refuses every order with "%s" is told to the user who publishes, and while n8n starts it is only logged',
	async (error) => {
		const { origin } = await startServer((_request, response) => sendJson(response, { error }));
		const panel = await startPanel();
		const orders = { event: 'orderStatus', watch: 'ids', orderIds: '1, 2, 3', states: [] };
		const open = async (activation: 'activate' | 'init') => await watch(panel, orders, { activation }, { baseUrl: `${origin}/api/v2` });
		expect(messageOf(await (await open('activate')).poll())).toContain(error);
		expect((await loggedTrouble(await open('init'))).trouble).toContain(error);
	},
);

describe('publishing while a poll of before still runs', () => {
	/** An order that was told as pending; one poll waits for its list, and the order has changed. */
	async function inMidPoll(second: { states?: string[]; apiKey?: string } = {}) {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		let release = () => {};
		let held = Promise.resolve();
		const list = await startServer((_request, response) => void held.then(() => sendJson(response, [order])));
		const parameters = { event: 'orderStatus', watch: 'url', watchUrl: list.origin, states: [] };
		const workflowId = 'in-mid-poll';
		const old = await watch(panel, parameters, { workflowId });
		await quietPoll(old);
		const saved: IDataObject = structuredClone(old.saved);
		held = new Promise((resolve) => {
			release = resolve;
		});
		panel.setOrder(order, { status: 'In progress' });
		const slow = old.poll();
		const fresh = await watch(
			panel,
			{ ...parameters, states: second.states ?? [] },
			{ workflowId, activation: 'update', staticData: saved },
			second.apiKey === undefined ? {} : { apiKey: second.apiKey },
		);
		return { panel, order, slow, fresh, list, release };
	}

	test('tells again, with the same eventId, what n8n may have dropped while it unpublished, and then nothing twice', async () => {
		const { panel, order, slow, fresh, list, release } = await inMidPoll();
		const published = fresh.poll();
		release();
		expect(eventIdsOf(await slow)).toEqual([`${order}:inProgress`]);
		expect(eventIdsOf(await published)).toEqual([`${order}:inProgress`]);
		expect(list.requests).toHaveLength(3);
		setClock(120_000);
		expect(await eventIds(fresh)).toEqual([]);
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(fresh)).toEqual([`${order}:completed`]);
	});

	test('tells a wrong key at once', async () => {
		const { slow, fresh, release } = await inMidPoll({ apiKey: 'a-wrong-key-42' });
		const published = fresh.poll();
		release();
		await slow;
		expect(messageOf(await published)).toContain('does not accept the API key');
	});

	test('waits for what the new settings want', async () => {
		const { panel, order, slow, fresh, release } = await inMidPoll({ states: ['inProgress', 'completed'] });
		const published = fresh.poll();
		release();
		await slow;
		expect(eventIdsOf(await published)).toEqual([`${order}:inProgress`]);
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(fresh)).toEqual([`${order}:completed`]);
	});
});

test('two triggers in one workflow keep states, outages and pauses of their own', async () => {
	const [panel, other] = [await startPanel(), await startPanel()];
	const [order = 0] = await book(panel, 1);
	await book(other, 1);
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: String(order), states: [] };
	const node = (name: string) => ({ workflowId: 'two-triggers', node: { id: name, name } });
	const [one, two] = [await watch(panel, parameters, node('One')), await watch(other, parameters, node('Two'))];
	expect(await eventIds(one)).toEqual([`${order}:pending`]);
	expect(await eventIds(two)).toEqual([`${order}:pending`]);
	panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 5 });
	expect((await loggedTrouble(one)).trouble).toContain('no more calls');
	other.setOrder(order, { status: 'Completed' });
	expect(await eventIds(two)).toEqual([`${order}:completed`]);
	await book(other, 1);
	const next = await watch(other, { ...parameters, orderIds: String(order + 1) }, { ...node('Two'), staticData: two.saved });
	expect(await eventIds(next)).toEqual([`${order + 1}:pending`]);
	other.fail({ kind: 'status', status: 502, times: 5 });
	expect((await loggedTrouble(next)).trouble).toContain('HTTP 502');
	panel.clearFaults();
	panel.calls.length = 0;
	expect(await eventIds(one)).toEqual([]);
	expect(panel.calls).toEqual([]);
});

test('a number whose state a new process reads is not told again', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	panel.giveSms(number, '123456');
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) });
	expect(await eventIds(poller)).toHaveLength(1);
	forgetSessions();
	poller.restart();
	expect(await eventIds(poller)).toEqual([]);
});
