import { closePanels, itemsOf, numbered, pairs, records, refusal, run, sent, startPanel } from './support';

afterEach(closePanels);

test('a paid action is sent once, with the fields from text or an object', async () => {
	const panel = await startPanel('hmSocialMedia');
	expect(
		await records(panel, 'customAction.call', { action: 'add', fields: '{"service": 1, "link": "https://a.b", "quantity": 100}' }),
	).toMatchObject([{ order: 23501, bought: true, action: 'add' }]);
	await records(panel, 'customAction.call', { action: 'add', fields: '={{ { service: 1, link: "https://c.d", quantity: 200 } }}' });
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link: 'https://a.b', quantity: '100' },
		{ service: '1', link: 'https://c.d', quantity: '200' },
	]);
});

test('a paid action without a clear answer is not sent again, by Retry On Fail neither', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
	const text = await refusal(
		panel,
		'customAction.call',
		{ action: 'add', fields: '{"service": 1, "link": "https://a.b", "quantity": 100}' },
		{ node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
	);
	expect(text).toMatch(/^Not sent again: an earlier try of this purchase was sent, and its outcome is unknown/);
	expect(panel.orders()).toHaveLength(1);
	expect(panel.callsOf('add')).toHaveLength(1);
});

test.each([
	'{"message":"Not enough funds"}',
	'{"result":"error","msg":"Insufficient balance"}',
	'{"result":"Insufficient balance"}',
	'{"results":[{"error":"Invalid link"},{"error":"Incorrect service ID"}]}',
	'false',
])('a paid action that is answered with %s is not called bought', async (body) => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'body', body, action: 'subscribe', times: 2 });
	const options = { onNotBought: 'returnItem' };
	expect(await records(panel, 'customAction.call', { action: 'subscribe', fields: '{}', options })).toMatchObject([
		{ bought: false, outcome: 'unknown' },
	]);
	expect(await records(panel, 'customAction.call', { action: 'subscribe', fields: '{}', paid: false })).toHaveLength(1);
});

test.each([
	'{"message":"Subscribed"}',
	'{"status":"success","message":"The old charge has been refunded"}',
	'{"order":5,"message":"Quantity must be 10"}',
])('a paid action that is answered with %s is bought', async (body) => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'body', body, action: 'subscribe' });
	expect(await records(panel, 'customAction.call', { action: 'subscribe', fields: '{}' })).toMatchObject([{ bought: true }]);
});

test('a line of a mass order that the panel refused is not called bought beside those that it took', async () => {
	const panel = await startPanel('hmSocialMedia');
	const rows = [{ order: 7 }, { order: null, error: 'Invalid link' }, { error: 'Incorrect service ID' }, { order: 8, note: 'ok' }];
	panel.fail({ kind: 'body', body: JSON.stringify(rows), action: 'add_multi' });
	const list = await records(panel, 'customAction.call', { action: 'add_multi', fields: '{}' });
	expect(list.map(({ bought, outcome }) => [bought, outcome])).toEqual([
		[true, undefined],
		[false, 'refused'],
		[false, 'refused'],
		[true, undefined],
	]);
	panel.fail({ kind: 'body', body: JSON.stringify({ done: 2, results: rows }), action: 'add_multi' });
	const split = await records(panel, 'customAction.call', { action: 'add_multi', fields: '{}', options: { splitInto: 'results' } });
	expect(split.map(({ bought }) => bought)).toEqual([true, false, false, true]);
});

test('a free action needs no record: the same call may be made again, but not by the node itself', async () => {
	const panel = await startPanel('hmSocialMedia');
	const balance = { action: 'balance', paid: false };
	expect(await records(panel, 'customAction.call', balance, { items: numbered(2) })).toEqual([
		{ balance: '100.84292', currency: 'USD' },
		{ balance: '100.84292', currency: 'USD' },
	]);
	panel.fail({ kind: 'drop', action: 'balance' });
	expect(await refusal(panel, 'customAction.call', balance)).toMatch(/broke before its answer came/);
	expect(panel.calls).toHaveLength(3);
});

test('an expression that does not say whether the action costs money protects it', async () => {
	const panel = await startPanel('hmSocialMedia');
	const order = {
		action: 'add',
		paid: '={{ $json.paid }}',
		orderKey: 'k1',
		fields: '{"service": 1, "link": "https://a.b", "quantity": 100}',
	};
	const { items } = await run(panel, 'customAction.call', order, { items: itemsOf({}, {}) });
	expect(items[0]).toHaveLength(2);
	expect(panel.orders()).toHaveLength(1);
});

test('a list gives one item per record; single values are wrapped', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { items } = await run(panel, 'customAction.call', { action: 'services', paid: false }, { items: numbered(2) });
	expect(items[0]).toHaveLength(120);
	expect(pairs(items[0])).toEqual(Array.from({ length: 120 }, (_, n) => Math.floor(n / 60)));
	panel.fail({ kind: 'body', body: '["a", 5]', action: 'x' });
	expect(await records(panel, 'customAction.call', { action: 'x', paid: false })).toEqual([{ value: 'a' }, { value: 5 }]);
});

test('an answer with `error` beside data never makes n8n run the node again', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'body', body: '[{"id": 1, "error": "not found"}]', action: 'x', times: 9 });
	const { items } = await run(
		panel,
		'customAction.call',
		{ action: 'x', paid: false },
		{ node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
	);
	expect(items[0]?.[0]?.json).toEqual({ id: 1, reason: 'not found' });
	expect(panel.calls).toHaveLength(1);
});

test('a maximum refuses a custom action, because nobody knows its price', async () => {
	const panel = await startPanel('hmSocialMedia');
	expect(await refusal(panel, 'customAction.call', { action: 'add', fields: '{}', maxCharge: '5' })).toMatch(
		/the price of this order cannot be estimated, because nobody knows what a custom action costs \[item 0\] \| Remove the maximum/,
	);
	expect(panel.calls).toEqual([]);
});

test('an action that the panel does not have is told', async () => {
	expect(await refusal(await startPanel('hassanStore'), 'customAction.call', { action: 'magic', paid: false })).toMatch(
		/^This panel does not offer the action 'magic'\. It says: Incorrect method name \[item 0\]/,
	);
});
