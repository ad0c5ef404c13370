import type { IDataObject } from 'n8n-workflow';

import { closePanels, itemsOf, numbered, pairs, placeOrders, records, refusal, run, sent, startPanel, until } from './support';

afterEach(closePanels);

const wait = {
	orderId: '={{ $json.order }}',
	states: '={{ $json.states ?? [] }}',
	options: { interval: 1, timeout: '={{ $json.timeout ?? 300 }}', onTimeout: '={{ $json.onTimeout ?? "error" }}' },
};

test('many waits with every ending run side by side and share their calls', async () => {
	const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
	await placeOrders(panel, 7);
	panel.setOrder(23502, { status: 'Completed' });
	panel.setOrder(23503, { status: 'Canceled' });
	panel.setOrder(23504, { status: 'Canceled' });
	panel.setOrder(23507, { status: 'Awaiting moderation' });
	const cases: IDataObject[] = [
		{ order: 23501 },
		{ order: 23502 },
		{ order: 23503, states: ['completed'] },
		{ order: 23504, states: ['completed'], onTimeout: 'continue' },
		{ order: 23505, timeout: 2 },
		{ order: 23506, timeout: 2, onTimeout: 'continue' },
		{ order: 23507, timeout: 2, onTimeout: 'continue' },
		{ order: 99 },
		{ order: 98, onTimeout: 'continue' },
		{ order: 23505, states: ['pending', 'processing'] },
	];
	const running = run(panel, 'order.waitForStatus', wait, { items: itemsOf(...cases), node: { onError: 'continueErrorOutput' } });
	await until(() => panel.callsOf('status').length > 0);
	panel.setOrder(23501, { status: 'Partial' });
	const { items } = await running;

	expect(items[0]?.map(({ json, pairedItem }) => ({ ...json, pairedItem }))).toEqual([
		expect.objectContaining({ order: '23501', status: 'Partial', state: 'partial', final: true, pairedItem: { item: 0 } }),
		expect.objectContaining({ order: '23502', state: 'completed', pairedItem: { item: 1 } }),
		expect.objectContaining({ order: '23504', state: 'canceled', pairedItem: { item: 3 } }),
		expect.objectContaining({ order: '23506', state: 'pending', final: false, timedOut: true, pairedItem: { item: 5 } }),
		expect.objectContaining({ order: '23507', state: 'unknown', final: false, timedOut: true, pairedItem: { item: 6 } }),
		{ order: '98', found: false, reason: 'Incorrect order ID', pairedItem: { item: 8 } },
		expect.objectContaining({ order: '23505', state: 'pending', pairedItem: { item: 9 } }),
	]);
	expect(items[0]?.slice(0, 3).some(({ json }) => 'timedOut' in json)).toBe(false);
	expect(pairs(items[1])).toEqual([2, 4, 7]);
	expect(items[1]?.map(({ json }) => json.error)).toEqual([
		expect.stringMatching(
			/^The wait for order 23503 to be completed cannot succeed any more \[item 2\]\. It is 'Canceled', and that does not change by waiting\. .*'On Timeout'/,
		),
		expect.stringMatching(
			/^The wait for order 23505 to be finished took longer than 'Wait at Most \(Seconds\)' allows \[item 4\]\. It is 'Pending' now\. Raise 'Wait at Most \(Seconds\)'/,
		),
		expect.stringMatching(/^The wait for order 99 to be finished cannot succeed any more \[item 7\]\. It is unknown to the panel/),
	]);
	// At 0, 1 and 2 seconds for all of them together; on a slow machine a look may be split, never one per wait.
	expect(sent(panel, 'status')[0]?.orders?.split(',')).toHaveLength(9);
	expect(panel.callsOf('status').length).toBeLessThanOrEqual(5);
});

test('a hundred waits on one order ask for it once a look', async () => {
	const panel = await startPanel('hstockplus');
	await placeOrders(panel, 1);
	const { items } = await run(panel, 'order.waitForStatus', { orderId: '23501' }, { items: numbered(100) });
	expect(pairs(items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
	expect(sent(panel, 'status')).toEqual([{ order: '23501' }]);
});

test('stopping the execution ends the wait at once', async () => {
	const panel = await startPanel('hassanStore', { pace: 1e9 });
	await placeOrders(panel, 1);
	const stop = new AbortController();
	const running = run(panel, 'order.waitForStatus', { orderId: '23501', options: { interval: 60 } }, { signal: stop.signal });
	await until(() => panel.callsOf('status').length > 0);
	stop.abort();
	expect((await running).status).toBe('canceled');
	expect(panel.callsOf('status')).toHaveLength(1);
});

test('where the first failure ends the node, the other waits end with it', async () => {
	const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
	await placeOrders(panel, 2);
	panel.setOrder(23502, { status: 'Canceled' });
	expect(
		await refusal(panel, 'order.waitForStatus', wait, { items: itemsOf({ order: 23501 }, { order: 23502, states: ['completed'] }) }),
	).toMatch(/order 23502 to be completed cannot succeed any more \[item 1\]/);
	expect(panel.callsOf('status')).toHaveLength(1);
});

test('bad input in one item is told before the others are waited for', async () => {
	const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
	await placeOrders(panel, 1);
	expect(await refusal(panel, 'order.waitForStatus', wait, { items: itemsOf({ order: 23501 }, { order: '' }) })).toMatch(
		/^'Order ID' holds no ID \[item 1\]/,
	);
	expect(panel.calls).toEqual([]);
});

test('passing trouble and an order that the panel knows a moment later do not end a wait', async () => {
	const panel = await startPanel('hassanStore', { pace: 1e9 });
	panel.fail({ kind: 'status', status: 502, action: 'status' });
	const running = records(panel, 'order.waitForStatus', { orderId: '23501', options: { interval: 1 }, states: ['pending'] });
	await until(() => panel.callsOf('status').length === 2);
	await placeOrders(panel, 1);
	expect(await running).toMatchObject([{ order: '23501', state: 'pending' }]);
});

test('a panel that hangs does not hold up the time-out', async () => {
	const panel = await startPanel('hstockplus');
	panel.fail({ kind: 'hang', action: 'status', times: 9 });
	expect(await refusal(panel, 'order.waitForStatus', { orderId: '23501', options: { timeout: 1, interval: 1 } })).toMatch(
		/^The panel said nothing on order 23501 before 'Wait at Most \(Seconds\)' was over \[item 0\] \| The panel is slow/,
	);
});

test('a panel that asks for more time between calls gets it', async () => {
	const panel = await startPanel('hassanStore');
	panel.fail({ kind: 'status', status: 429, retryAfter: 60, action: 'status', times: 9 });
	expect(await refusal(panel, 'order.waitForStatus', { orderId: '23501', options: { timeout: 2, interval: 1 } })).toMatch(
		/^The panel takes no more calls for now/,
	);
	// One look at once, and none when the time is over, because the panel asks for a minute.
	expect(panel.callsOf('status')).toHaveLength(1);
});
