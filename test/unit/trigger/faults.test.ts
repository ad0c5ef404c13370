import {
	book,
	eventIds,
	eventIdsOf,
	failureOf,
	messageOf,
	ordersOf,
	pass,
	quietPoll,
	startPanel,
	startServer,
	useLogs,
	watch,
	watchOrders,
} from './support';

const logs = useLogs();

const DOWN = { kind: 'status', status: 502, times: 1000 } as const;

describe('the first poll of a registration', () => {
	test.each(['activate', 'update', 'init', 'leadershipChange'] as const)(
		'survives a panel that is down at %s, and works when it is back',
		async (activation) => {
			const panel = await startPanel();
			const [order = 0] = await book(panel, 1);
			panel.setOrder(order, { status: 'Completed' });
			panel.fail(DOWN);
			const poller = await watch(panel, ordersOf([order], ['completed'], {}), { activation });
			const first = await poller.poll();
			expect(first.error).toBeUndefined();
			expect(first.output).toBeNull();
			expect(logs.lines.join('\n')).toContain('HTTP 502');
			panel.clearFaults();
			expect(await eventIds(poller)).toEqual([`${order}:completed`]);
		},
	);

	test('leaves the telling of an outage at the start to the third poll', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		panel.fail(DOWN);
		const poller = await watch(panel, ordersOf([order], ['completed'], {}), { activation: 'init' });
		const told = [messageOf(await poller.poll()), messageOf(await poller.poll()), messageOf(await poller.poll())];
		expect(told).toEqual(['', '', expect.stringContaining('HTTP 502')]);
	});

	test('survives a panel that nobody can reach', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await panel.close();
		expect((await poller.poll()).error).toBeUndefined();
	});

	test.each(['activate', 'update'] as const)('tells a wrong key at %s, with what to do and without the key', async (activation) => {
		const panel = await startPanel();
		const poller = await watch(
			panel,
			{ event: 'balanceBelow', threshold: 5 },
			{ activation, credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'a-wrong-key-42' } } },
		);
		const result = await poller.poll();
		expect(messageOf(result)).toContain('does not accept the API key');
		expect(failureOf(result)).toEqual({ cause: 'credential-invalid' });
		expect(result.wholeJson).not.toContain('a-wrong-key-42');
	});

	test.each(['init', 'leadershipChange'] as const)(
		'does not end the trigger for a wrong key at %s; the next poll tells it',
		async (activation) => {
			const panel = await startPanel();
			const poller = await watch(
				panel,
				{ event: 'balanceBelow', threshold: 5 },
				{ activation, credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'wrong' } } },
			);
			expect((await poller.poll()).error).toBeUndefined();
			expect(messageOf(await poller.poll())).toContain('does not accept the API key');
		},
	);

	test.each([
		[{ event: 'orderStatus', watch: 'url', watchUrl: 'nonsense' }, 'no web address'],
		[
			{ event: 'orderStatus', watch: 'dataTable', dataTable: { __rl: true, mode: 'id', value: 'abc' }, idColumn: 'order' },
			"Switch on 'Use n8n Data Tables' in the credential",
		],
		[{ event: 'orderStatus', watch: 'ids', orderIds: '1', states: '={{ ["Gone"] }}' }, 'holds "Gone", which is no state'],
		[{ event: 'balanceBelow', threshold: 'five' }, 'has to be an amount'],
		[{ event: 'somethingElse' }, 'has no event'],
	])('tells a setting that cannot work: %j', async (parameters, words) => {
		const panel = await startPanel();
		expect(messageOf(await (await watch(panel, parameters)).poll())).toContain(words);
	});
});

describe('an outage while the trigger runs', () => {
	test('makes one error execution once it lasts, not one a minute, and one more in an outage an hour later', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], ['completed']);
		await quietPoll(poller);
		const outage = async () => {
			panel.fail(DOWN);
			const errors = [];
			for (let tick = 0; tick < 5; tick++) errors.push(messageOf(await poller.poll()));
			panel.clearFaults();
			return errors;
		};
		expect(await outage()).toEqual(['', '', expect.stringContaining('HTTP 502'), '', '']);
		await quietPoll(poller);
		expect(await outage()).toEqual(['', '', '', '', '']);
		await quietPoll(poller);
		pass(3_600_000);
		expect(await outage()).toEqual(['', '', expect.stringContaining('HTTP 502'), '', '']);
		panel.setOrder(order, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual([`${order}:completed`]);
	});

	test('tells a wrong key even if the outage before it was told', async () => {
		const panel = await startPanel();
		const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
		await quietPoll(poller);
		panel.fail(DOWN);
		for (const words of ['', '', '502']) expect(messageOf(await poller.poll())).toContain(words);
		panel.clearFaults();
		panel.fail({ kind: 'error', error: 'Invalid API key', times: 2 });
		expect(messageOf(await poller.poll())).toContain('API key');
		expect(messageOf(await poller.poll())).toBe('');
	});

	test('throws on every durable tick, with the cause by which n8n backs off', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watch(panel, ordersOf([order], [], {}), { activation: 'update', pollBudgetMs: 36_000 });
		panel.fail(DOWN);
		for (let tick = 0; tick < 2; tick++) expect(failureOf(await poller.poll())).toEqual({ cause: 'temporarily-unavailable' });
	});

	test('hands Retry-After to n8n on durable ticks', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watch(panel, ordersOf([order], [], {}), { activation: 'update', pollBudgetMs: 36_000 });
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 10 });
		expect(failureOf(await poller.poll())).toEqual({ cause: 'rate-limited', retryAfterMs: 150_000 });
	});

	test('stays away from a panel as long as it asks, and tells it with the third poll without asking', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, retryAfter: 150, times: 10 });
		await quietPoll(poller);
		const calls = panel.calls.length;
		const told = [messageOf(await poller.poll()), messageOf(await poller.poll()), messageOf(await poller.poll())];
		expect(told).toEqual(['', expect.stringContaining('takes no more calls for now'), '']);
		expect(panel.calls).toHaveLength(calls);
		panel.clearFaults();
		pass(151_000);
		await quietPoll(poller);
		expect(panel.calls.length).toBeGreaterThan(calls);
	});

	test('stays away twice as long each time where a panel only says that it was asked too fast, an hour at most', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, times: 1000 });
		panel.calls.length = 0;
		const asked: number[] = [];
		for (let minute = 0; minute < 240; minute++) {
			const before = panel.calls.length;
			await poller.poll();
			if (panel.calls.length > before) asked.push(minute);
			pass(60_000);
		}
		expect(asked).toEqual([0, 2, 6, 14, 30, 62, 122, 182]);
		panel.clearFaults();
		pass(3_600_000);
		await quietPoll(poller);
		panel.fail({ kind: 'status', status: 429, times: 2 });
		await quietPoll(poller);
		pass(120_000);
		panel.calls.length = 0;
		await quietPoll(poller);
		expect(panel.calls.length).toBeGreaterThan(0);
	});

	test('asks again at once when the user publishes the workflow anew, whatever the panel asked for before', async () => {
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

	test('leaves the state as it was', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const poller = await watchOrders(panel, [order], []);
		const { staticData } = await quietPoll(poller);
		panel.fail(DOWN);
		const failed = await poller.poll();
		expect(failed.changed).toBe(false);
		expect(failed.staticData).toEqual(staticData);
	});

	test('never shows the key, whatever the panel answers', async () => {
		for (const fault of [
			{ kind: 'body', body: 'SECRET-KEY-0123456789' },
			{ kind: 'redirect', location: 'https://elsewhere.example/SECRET-KEY-0123456789' },
			{ kind: 'html' },
			{ kind: 'drop' },
			{ kind: 'error', error: 'bad key SECRET-KEY-0123456789' },
		] as const) {
			const panel = await startPanel({ apiKey: 'SECRET-KEY-0123456789' });
			const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 }, { activation: 'update', pollBudgetMs: 36_000 });
			panel.fail({ ...fault, times: 10 });
			const result = await poller.poll();
			expect(messageOf(result)).toMatch(/panel|The address answered with a web page/);
			expect(`${result.wholeJson}${logs.lines.join('\n')}`).not.toContain('SECRET-KEY-0123456789');
		}
	});
});

describe('polls that overlap', () => {
	test('skips the second while the first runs, so nothing is told twice', async () => {
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
