import { captureLogs } from '../support';
import { book, endTest, eventIds, eventIdsOf, failureOf, messageOf, quietPoll, startPanel, startServer, watch, watchOrders } from './support';

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
	logs = captureLogs();
});
afterEach(async () => {
	logs.restore();
	await endTest();
});

const DOWN = { kind: 'status', status: 502, times: 1000 } as const;

describe('the first poll of a registration', () => {
	it.each(['activate', 'update', 'init', 'leadershipChange'] as const)('survives a panel that is down at %s, and works when it is back', async (activation) => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.setOrder(order, { status: 'Completed' });
		panel.fail(DOWN);
		const poller = await watchOrders(panel, [order], ['completed'], {}, { activation });
		const first = await poller.poll();
		expect(first.error).toBeUndefined();
		expect(first.output).toBeNull();
		expect(logs.lines.join('\n')).toContain('HTTP 502');
		panel.clearFaults();
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});

	it('leaves the telling of an outage at the start to the second poll', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.fail(DOWN);
		const poller = await watchOrders(panel, [order], ['completed'], {}, { activation: 'init' });
		const told = [messageOf(await poller.poll()), messageOf(await poller.poll()), messageOf(await poller.poll())];
		expect(told).toEqual(['', expect.stringContaining('HTTP 502'), '']);
	});

	it('survives a panel that nobody can reach', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await panel.close();
		expect((await poller.poll()).error).toBeUndefined();
	});

	it.each(['activate', 'update'] as const)('tells a wrong key at %s, with what to do and without the key', async (activation) => {
		const panel = await startPanel();
		const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 }, { activation, credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'a-wrong-key-42' } } });
		const result = await poller.poll();
		expect(messageOf(result)).toContain('does not accept the API key');
		expect(failureOf(result)).toEqual({ cause: 'credential-invalid' });
		expect(result.wholeJson).not.toContain('a-wrong-key-42');
	});

	it.each(['init', 'leadershipChange'] as const)('does not end the trigger for a wrong key at %s; the next poll tells it', async (activation) => {
		const panel = await startPanel();
		const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 }, { activation, credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'wrong' } } });
		expect((await poller.poll()).error).toBeUndefined();
		expect(messageOf(await poller.poll())).toContain('does not accept the API key');
	});

	it.each([
		[{ event: 'orderStatus', watch: 'ids', orderIds: '' }, 'holds no id'],
		[{ event: 'orderStatus', watch: 'url', watchUrl: 'nonsense' }, 'no web address'],
		[{ event: 'orderStatus', watch: 'dataTable', dataTable: { __rl: true, mode: 'id', value: 'abc' }, idColumn: 'order' }, 'does not say how to reach the n8n API'],
		[{ event: 'orderStatus', watch: 'ids', orderIds: '1', states: '={{ ["Done"] }}' }, 'holds "Done", which is no state'],
		[{ event: 'balanceBelow', threshold: 'five' }, 'has to be an amount'],
		[{ event: 'somethingElse' }, 'has no event'],
	])('tells a setting that cannot work: %j', async (parameters, words) => {
		const panel = await startPanel();
		expect(messageOf(await (await watch(panel, parameters)).poll())).toContain(words);
	});
});

describe('an outage while the trigger runs', () => {
	it('makes one error execution, not one a minute, and one more in the next outage', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], ['completed']);
		await quietPoll(poller);
		const outage = async () => {
			panel.fail(DOWN);
			const errors = [];
			for (let tick = 0; tick < 3; tick++) errors.push(messageOf(await poller.poll()));
			panel.clearFaults();
			return errors;
		};
		expect(await outage()).toEqual([expect.stringContaining('HTTP 502'), '', '']);
		await quietPoll(poller);
		expect(await outage()).toEqual([expect.stringContaining('HTTP 502'), '', '']);
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});

	it('tells a wrong key even if the outage before it was told', async () => {
		const panel = await startPanel();
		const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
		await quietPoll(poller);
		panel.fail(DOWN);
		expect(messageOf(await poller.poll())).toContain('502');
		panel.clearFaults();
		panel.fail({ kind: 'error', error: 'Invalid API key', times: 2 });
		expect(messageOf(await poller.poll())).toContain('API key');
		expect(messageOf(await poller.poll())).toBe('');
	});

	it('throws on every durable tick, with the cause by which n8n backs off', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], [], {}, { activation: 'update', pollBudgetMs: 36_000 });
		panel.fail(DOWN);
		for (let tick = 0; tick < 2; tick++) expect(failureOf(await poller.poll())).toEqual({ cause: 'temporarily-unavailable' });
	});

	it('hands Retry-After to n8n and itself stays away from the panel until then', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 10 });
		const limited = await poller.poll();
		expect(failureOf(limited)).toEqual({ cause: 'rate-limited', retryAfterMs: 150_000 });
		const calls = panel.calls.length;
		expect((await poller.poll()).output).toBeNull();
		expect(panel.calls).toHaveLength(calls);
	});

	it('asks again at once when the user publishes the workflow anew, whatever the panel asked for before', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 2 });
		await poller.poll();
		panel.clearFaults();
		panel.setOrder(order, { status: 'Completed' });
		poller.restart('init');
		expect(await eventIds(poller)).toEqual([]);
		poller.restart('update');
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});

	it('leaves the state as it was', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		const { staticData } = await quietPoll(poller);
		panel.fail(DOWN);
		const failed = await poller.poll();
		expect(failed.changed).toBe(false);
		expect(failed.staticData).toEqual(staticData);
	});

	it('never shows the key, whatever the panel answers', async () => {
		for (const fault of [{ kind: 'body', body: 'SECRET-KEY-0123456789' }, { kind: 'redirect', location: 'https://elsewhere.example/SECRET-KEY-0123456789' }, { kind: 'html' }, { kind: 'drop' }, { kind: 'error', error: 'bad key SECRET-KEY-0123456789' }] as const) {
			const panel = await startPanel({ apiKey: 'SECRET-KEY-0123456789' });
			const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 }, { activation: 'update', pollBudgetMs: 36_000 });
			panel.fail({ ...fault, times: 10 });
			const result = await poller.poll();
			expect(result.error).toBeDefined();
			expect(`${result.wholeJson}${logs.lines.join('\n')}`).not.toContain('SECRET-KEY-0123456789');
		}
	});
});

describe('trouble with a part of the ids', () => {
	it('tells the others when one chunk fails, and asks that chunk again next time', async () => {
		const panel = await startPanel();
		const ids = await book(panel, 250);
		const poller = await watchOrders(panel, ids, ['completed']);
		await quietPoll(poller);
		for (const id of ids) panel.setOrder(id, { status: 'Completed' });
		// The client repeats a read once, so the fault has to hit two calls of the three that run side by side.
		panel.fail({ kind: 'status', status: 404, body: 'gone', action: 'status' });
		const partly = eventIdsOf(await quietPoll(poller));
		expect(partly.length).toBeGreaterThanOrEqual(150);
		expect(partly.length).toBeLessThan(250);
		const rest = await eventIds(poller);
		expect(new Set([...partly, ...rest]).size).toBe(250);
		expect(partly.length + rest.length).toBe(250);
	});

	it('tells it once when some ids keep failing, without losing the others', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [bad = 0, good = 0] = await book(panel, 2);
		panel.setOrder(bad, { reply: { error: 'This order is archived' } });
		const poller = await watchOrders(panel, [bad, good], ['completed']);
		const errors: string[] = [];
		for (let tick = 0; tick < 14; tick++) errors.push(messageOf(await poller.poll()));
		expect(errors.filter((message) => message !== '')).toEqual([expect.stringContaining('This order is archived')]);
		panel.setOrder(good, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual([`${good}:completed`]);
	});

	it('makes no error execution out of every poll in which only such ids are asked', async () => {
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

	it('does not let n8n back off from all orders because of one that fails', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const [bad = 0] = await book(panel, 2);
		panel.setOrder(bad, { reply: { error: 'This order is archived' } });
		const poller = await watchOrders(panel, [bad], ['completed'], {}, { activation: 'update', pollBudgetMs: 36_000 });
		expect(messageOf(await poller.poll())).toContain('archived');
		for (let tick = 0; tick < 5; tick++) expect(messageOf(await poller.poll())).toBe('');
	});

	it('goes on after the last asked id when a slow panel leaves no time for all', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const ids = await book(panel, 40);
		const poller = await watchOrders(panel, ids, ['pending'], {}, { activation: 'update', pollBudgetMs: 5_000 });
		// The list try and 29 single calls answer, then all five lanes hang until the time is over.
		panel.fail({ kind: 'delay', ms: 0, times: 30 });
		panel.fail({ kind: 'hang', times: 5 });
		const first = eventIdsOf(await quietPoll(poller));
		expect(first.length).toBeGreaterThan(0);
		expect(first.length).toBeLessThan(40);
		panel.calls.length = 0;
		const second = await eventIds(poller);
		expect(panel.callsOf('status')[0]?.fields.order).toBe(second[0]?.split(':')[0]);
		expect([...first, ...second].sort()).toEqual(ids.map((id) => `${id}:pending`).sort());
	});
});

describe('polls that overlap', () => {
	it('skips the second while the first runs, so nothing is told twice', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		let release = () => {};
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const list = await startServer((_request, response) => {
			void held.then(() => response.end(JSON.stringify([order])));
		});
		const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: `${list.origin}/list`, states: [] });
		const slow = poller.poll();
		const second = await poller.poll();
		expect(second.output).toBeNull();
		release();
		expect(eventIdsOf(await slow)).toEqual([`${order}:pending`]);
		expect(list.requests).toHaveLength(1);
		expect(await eventIds(poller)).toEqual([]);
	});
});
