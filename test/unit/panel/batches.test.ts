import { closeAll, CONTINUE, jsons, openPanel, openServer, ORDER, run } from './support';

// How panels answer lists of ids, see docs/panel-api.md#lists-of-ids.

afterEach(closeAll);

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, position) => String(from + position));
const many = (count: number) => ids(count).join('\n');
const done = { status: 'Completed', charge: '1' };

/** Panels that answer `status` for every id, in the way of their software. */
function statusOf(fields: Readonly<Record<string, string>>, mode: 'keyed' | 'list' | 'one') {
	if (fields.orders === undefined) return { body: { ...done, charge: fields.order } };
	const asked = fields.orders.split(',');
	if (mode === 'one' || asked.length > 100) return { body: { error: 'Incorrect request' } };
	const entries = asked.map((id) => ({ ...done, charge: id }));
	return {
		body:
			mode === 'keyed'
				? Object.fromEntries(asked.map((id, position) => [id, entries[position]]))
				: entries.map((entry) => ({ order: Number(entry.charge), ...entry })),
	};
}

describe.each(['keyed', 'list'] as const)('a panel with %s batches', (mode) => {
	test('gets 250 orders in three calls, each id once, and every answer reaches its id', async () => {
		const panel = await openServer(({ fields }) => statusOf(fields, mode));
		const result = await run(panel, 'order.getStatus', { orderIds: `${many(250)}, 7, 7 8` });
		expect(jsons(result).map(({ order, charge }) => [order, charge])).toEqual(ids(250).map((id) => [id, id]));
		expect(panel.seen.map(({ fields }) => fields.orders?.split(',').length)).toEqual([100, 100, 50]);
	});

	test('asks once for an id that several items name, and answers each of them', async () => {
		const panel = await openServer(({ fields }) => statusOf(fields, mode));
		const result = await run(
			panel,
			'order.getStatus',
			{ orderIds: '={{ $json.id }}' },
			{ items: [{ json: { id: 5 } }, { json: { id: '6,5' } }] },
		);
		expect((result.items[0] ?? []).map(({ json, pairedItem }) => [json.order, pairedItem])).toEqual([
			['5', { item: 0 }],
			['6', { item: 1 }],
			['5', { item: 1 }],
		]);
		expect(panel.seen.map(({ fields }) => fields.orders)).toEqual(['5,6']);
	});

	test('asks alone for ids that a reply left out', async () => {
		const panel = await openServer(({ fields }) => {
			const reply = statusOf({ ...fields, ...(fields.orders === undefined ? {} : { orders: fields.orders.replace(',3', '') }) }, mode);
			return reply;
		});
		const result = await run(panel, 'order.getStatus', { orderIds: '1,2,3' });
		expect(jsons(result).map(({ order, charge }) => [order, charge])).toEqual([
			['1', '1'],
			['2', '2'],
			['3', '3'],
		]);
		expect(panel.seen.map(({ fields: { order, orders } }) => orders ?? order)).toEqual(['1,2,3', '3']);
	});
});

test('asks the ids of a chunk one by one when its list fails, and keeps the answers of the others', async () => {
	const panel = await openServer(({ fields }) =>
		fields.orders?.startsWith('101,') ? { status: 400, body: '<html>Bad Gateway of a proxy</html>' } : statusOf(fields, 'keyed'),
	);
	const result = await run(panel, 'order.getStatus', { orderIds: many(250) });
	expect(jsons(result).map(({ order, charge }) => [order, charge])).toEqual(ids(250).map((id) => [id, id]));
	expect(panel.seen.filter(({ fields }) => fields.orders === undefined).map(({ fields }) => fields.order)).toEqual(ids(100, 101));
});

test.each([
	['HTTP 500', { status: 500, body: { error: 'Internal Server Error' } }],
	['an empty reply', { body: '' }],
	['a web page', { body: '<!doctype html><html><body>Oops</body></html>' }],
	['the words of a database', { body: { error: 'Cast to ObjectId failed for value "1,2,3" at path "_id"' } }],
	['a broken reply', { body: '{"broken' }],
	['a validation error', { status: 422, body: { errors: { order: ['The order field is required.'] } } }],
])('asks a panel that meets a list with %s one id a call, and remembers it', async (_name, refusal) => {
	const panel = await openServer(({ fields }) => (fields.orders === undefined ? statusOf(fields, 'one') : refusal));
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2,3' })).map(({ charge }) => charge)).toEqual(['1', '2', '3']);
	const before = panel.seen.length;
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2,3' }))).toHaveLength(3);
	expect(panel.seen.slice(before).map(({ fields }) => fields.order)).toEqual(['1', '2', '3']);
});

test('remembers a panel that takes no lists, so that the next run makes no list call', async () => {
	const panel = await openPanel({ dialect: 'hstockplus' });
	await run(panel, 'order.create', ORDER);
	await run(panel, 'order.create', { ...ORDER, link: 'https://instagram.com/other' });
	const orderIds = '23501,23502';
	expect(jsons(await run(panel, 'order.getStatus', { orderIds })).map(({ state }) => state)).toEqual(['completed', 'completed']);
	expect(panel.callsOf('status').map(({ fields }) => Object.keys(fields)[0])).toEqual(['orders', 'order', 'order']);
	await run(panel, 'order.getStatus', { orderIds });
	expect(
		panel
			.callsOf('status')
			.slice(3)
			.map(({ fields }) => Object.keys(fields)[0]),
	).toEqual(['order', 'order']);
});

test('notices when a panel stops taking lists', async () => {
	let mode: 'keyed' | 'one' = 'keyed';
	const panel = await openServer(({ fields }) => statusOf(fields, mode));
	await run(panel, 'order.getStatus', { orderIds: '1,2' });
	mode = 'one';
	for (const lists of [1, 1, 0]) {
		const before = panel.seen.length;
		expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2' }))).toHaveLength(2);
		expect(panel.seen.slice(before).filter(({ fields }) => fields.orders !== undefined)).toHaveLength(lists);
	}
});

test.each([
	['no id', []],
	[
		'other ids',
		[
			{ order: 98, ...done },
			{ order: 99, ...done },
		],
	],
	['rows without ids', [done, done]],
])('does not take a list with %s for one that a panel understood', async (_name, body) => {
	const panel = await openServer(({ fields }) => (fields.orders === undefined ? statusOf(fields, 'one') : { body }));
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2' })).map(({ charge }) => charge)).toEqual(['1', '2']);
	const before = panel.seen.length;
	await run(panel, 'order.getStatus', { orderIds: '1,2' });
	expect(panel.seen.slice(before).every(({ fields }) => fields.orders === undefined)).toBe(true);
});

test('asks for 60 refills that are all refused with one call each, after one probe', async () => {
	const panel = await openPanel({ dialect: 'hassanStore' });
	const result = jsons(await run(panel, 'order.refill', { orderIds: many(60) }));
	expect(result.every(({ found }) => found === false)).toBe(true);
	expect(panel.callsOf('refill')).toHaveLength(61);
});

test.each([
	['an object', done],
	['a list of one', [done]],
	['a keyed object', { 5: done }],
	['a list that names it', [{ order: 5, ...done }]],
])('reads the status of one order when it comes as %s', async (_form, body) => {
	const panel = await openServer(() => ({ body }));
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '5' }))).toMatchObject([{ order: '5', status: 'Completed', final: true }]);
});

test.each([
	['nothing', []],
	['another order', [{ order: 6, ...done }]],
])('tells an order as not found where the list of answers holds %s', async (_what, body) => {
	const panel = await openServer(() => ({ body }));
	for (const [orderIds, count] of [
		['5', 1],
		['5,7', 2],
	] as const) {
		const found = jsons(await run(panel, 'order.getStatus', { orderIds }));
		expect(found.map((item) => item.found)).toEqual(Array.from({ length: count }, () => false));
	}
});

describe("software that answers flat and takes one id (Hassan's)", () => {
	const orders = async (count: number) => {
		const panel = await openPanel({ dialect: 'hassanStore' });
		for (let position = 0; position < count; position++)
			await run(panel, 'order.create', { ...ORDER, link: `https://instagram.com/${position}` });
		return { panel, orderIds: panel.orders().map(({ id }) => String(id)) };
	};

	test('reads the flat reply for one id, alone and as the rest of 101', async () => {
		const { panel, orderIds } = await orders(1);
		const [id = ''] = orderIds;
		expect(jsons(await run(panel, 'order.getStatus', { orderIds: id }))).toMatchObject([{ order: id, state: 'completed' }]);
		const all = jsons(await run(panel, 'order.getStatus', { orderIds: `${many(100)},${id}` }));
		expect(all).toHaveLength(101);
		expect(all[100]).toMatchObject({ order: id, state: 'completed' });
		expect(all[0]).toEqual({ order: '1', found: false, reason: 'Incorrect order ID', code: '104' });
	});

	test.each(['refill', 'cancel'])('never sends a list to %s, where it would silently act on the first id only', async (operation) => {
		const { panel, orderIds } = await orders(3);
		const result = jsons(await run(panel, `order.${operation}`, { orderIds: [...orderIds, '99'].join() }));
		expect(result.map(({ order, accepted, found }) => [order, accepted ?? found])).toEqual([
			...orderIds.map((id) => [id, true]),
			['99', false],
		]);
		const calls = panel.callsOf(operation);
		expect(calls.length).toBeGreaterThanOrEqual(4);
		for (const { fields } of calls) expect(Object.values(fields).join()).toMatch(/^\d+$/);
		const refills = operation === 'refill' ? 1 : 0;
		expect(panel.orders().map((order) => order.refills.length)).toEqual([refills, refills, refills]);
	});

	test('asks for each refill once, although the first call finds out how the panel takes ids', async () => {
		const { panel, orderIds } = await orders(2);
		await run(panel, 'order.refill', { orderIds: orderIds.join() });
		await run(panel, 'order.refill', { orderIds: orderIds.join() });
		const sent = panel.callsOf('refill').map(({ fields }) => fields.order ?? fields.orders);
		expect(sent).toEqual([...orderIds, ...orderIds]);
	});

	test('notices when a panel with lists is replaced by such software, and does not call the silent ids accepted', async () => {
		let answersFlat = false;
		const panel = await openServer(({ fields }) => ({
			body: answersFlat
				? { refill: '9', status: 200 }
				: (fields.orders ?? '').split(',').map((order) => ({ order: Number(order), refill: 1 })),
		}));
		await run(panel, 'order.refill', { orderIds: '1,2' });
		answersFlat = true;
		const result = await run(panel, 'order.refill', { orderIds: '1,2,3' }, CONTINUE);
		expect(jsons(result).some(({ accepted }) => accepted === true)).toBe(false);
		const before = panel.seen.length;
		await run(panel, 'order.refill', { orderIds: '4,5' });
		expect(panel.seen.slice(before).map(({ fields }) => fields.orders ?? fields.order)).toEqual(['4', '5']);
	});
});

describe('a request whose answer is unclear', () => {
	test.each([
		['true', 'true'],
		['nothing', ''],
		['a web page', '<html></html>'],
		['half a reply', '{"refill":'],
		['words', '"ok"'],
	])('is not sent in another form after %s', async (_name, body) => {
		const panel = await openServer(() => ({ body }));
		const result = await run(panel, 'order.refill', { orderIds: '1,2' }, CONTINUE);
		expect(panel.seen.filter(({ fields }) => (fields.order ?? fields.orders) === '1')).toHaveLength(1);
		expect(result.items[0]?.every(({ error }) => error !== undefined)).toBe(true);
	});
});

test('uses lists for refill and cancel where the panel answers them as documented', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	for (const link of ['a', 'b', 'c']) await run(panel, 'order.create', { ...ORDER, link: `https://instagram.com/${link}` });
	const orderIds = panel.orders().map(({ id }) => String(id));
	const refilled = jsons(await run(panel, 'order.refill', { orderIds: orderIds.join() }));
	expect(refilled.map(({ accepted, refill }) => [accepted, refill])).toEqual([
		[true, '1'],
		[true, '2'],
		[true, '3'],
	]);
	expect(panel.callsOf('refill').map(({ fields }) => fields.orders)).toEqual([orderIds[0], orderIds.slice(1).join()]);
	expect(jsons(await run(panel, 'refill.getStatus', { refillIds: '1,2,9' })).map(({ state, found }) => state ?? found)).toEqual([
		'completed',
		'completed',
		false,
	]);
});
