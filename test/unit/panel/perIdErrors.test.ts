import { closeAll, CONTINUE, jsons, KEY, openPanel, openServer, ORDER, run, told } from './support';

// Errors of single ids are data, whatever form a panel gives them.

afterEach(closeAll);

/** A panel that answers `status` with a fixed batch. */
async function panelWith(batch: object) {
	return await openServer(({ fields }) => ({
		body: fields.action === 'status' && fields.orders !== undefined ? batch : { error: 'asked for something else' },
	}));
}

const GOOD = { charge: '0.27819', start_count: '3572', status: 'Partial', remains: '157', currency: 'USD' };
const PARTIAL = {
	order: '1',
	charge: '0.27819',
	start_count: 3572,
	status: 'Partial',
	remains: 157,
	currency: 'USD',
	state: 'partial',
	final: true,
};

test.each<[string, unknown, object?]>([
	['{error}', { error: 'Incorrect order ID' }],
	['{error, status: "104"}', { error: 'Incorrect order ID', status: '104' }, { code: '104' }],
	['{error, error_code: 1007}', { error: 'Incorrect order ID', error_code: 1007 }, { code: '1007' }],
	['a bare string', 'Incorrect order ID'],
	['status: {error}', { status: { error: 'Incorrect order ID' } }],
	['{status: "error", message}', { status: 'error', message: 'Incorrect order ID' }],
])('returns the good orders of a batch and the bad one as data when its error is %s', async (_form, entry, more = {}) => {
	const panel = await panelWith({ 1: GOOD, 2: entry });
	const result = await run(panel, 'order.getStatus', { orderIds: '1,2' });
	expect(result.status).toBe('success');
	expect(jsons(result)).toEqual([PARTIAL, { order: '2', found: false, reason: 'Incorrect order ID', ...more }]);
	expect(panel.seen).toHaveLength(1);
});

test('does not take a batch for refused because `error` stands beside its entries', async () => {
	const panel = await panelWith({ error: 'Some orders were not found', 1: GOOD, 2: 'Incorrect order ID' });
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2' }))).toEqual([
		PARTIAL,
		{ order: '2', found: false, reason: 'Incorrect order ID' },
	]);
	expect(panel.seen).toHaveLength(1);
});

test('does not send a refill again because `error` stands beside its answer', async () => {
	const panel = await openServer(() => ({ body: { error: 'One of them failed', 1: { refill: 5 } } }));
	const result = await run(panel, 'order.refill', { orderIds: '1,2' }, CONTINUE);
	expect(panel.seen.filter(({ fields }) => Object.values(fields).includes('1'))).toHaveLength(1);
	expect(jsons(result)[0]).toMatchObject({ order: '1', refill: '5', accepted: true });
});

test('keeps an unknown order apart from a panel that has no time for it', async () => {
	const panel = await panelWith({ 1: GOOD, 2: { error: 'Rate limited' } });
	const result = await run(panel, 'order.getStatus', { orderIds: '1,2' }, CONTINUE);
	expect(jsons(result)[0]).toEqual(PARTIAL);
	expect(result.items[0]?.[1]?.error?.message).toContain('Rate limited');
	expect(JSON.stringify(jsons(result))).not.toContain('found');
});

test.each([
	[
		'refill: {error}',
		'refill',
		[
			{ order: 1, refill: 7 },
			{ order: 2, refill: { error: 'Order not eligible for refill' } },
		],
		{ order: '1', refill: '7', accepted: true },
		{ order: '2', accepted: false, reason: 'Order not eligible for refill' },
	],
	[
		'a bare text as refill',
		'refill',
		[
			{ order: 1, refill: 7 },
			{ order: 2, refill: 'Incorrect order ID' },
		],
		{ order: '1', refill: '7', accepted: true },
		{ order: '2', found: false, reason: 'Incorrect order ID' },
	],
	[
		'cancel: {error}',
		'cancel',
		[
			{ order: 1, cancel: 1 },
			{ order: 2, cancel: { error: 'Incorrect order ID' } },
		],
		{ order: '1', cancel: 1, accepted: true },
		{ order: '2', found: false, reason: 'Incorrect order ID' },
	],
	[
		'cancel: 0',
		'cancel',
		[
			{ order: 1, cancel: 1 },
			{ order: 2, cancel: 0 },
		],
		{ order: '1', cancel: 1, accepted: true },
		{ order: '2', cancel: 0, accepted: false },
	],
	[
		'a keyed object',
		'cancel',
		{ 1: { cancel: 'requested' }, 2: { error: 'Incorrect order ID' } },
		{ order: '1', cancel: 'requested', accepted: true },
		{ order: '2', found: false, reason: 'Incorrect order ID' },
	],
])('tells accepted requests from refused ones when the reply holds %s', async (_form, operation, reply, first, second) => {
	// The first call is a probe with one id, so the panel answers for the ids it was asked for.
	const panel = await openServer(({ fields }) => {
		const asked = (fields.orders ?? '').split(',');
		return {
			body: Array.isArray(reply)
				? reply.filter(({ order }) => asked.includes(String(order)))
				: Object.fromEntries(Object.entries(reply).filter(([id]) => asked.includes(id))),
		};
	});
	const result = await run(panel, `order.${operation}`, { orderIds: '1,2' });
	expect(result.status).toBe('success');
	expect(jsons(result)).toEqual([first, second]);
});

test('says that a refill is not found when the words stand where its status belongs', async () => {
	const panel = await openServer(() => ({
		body: [
			{ refill: 1, status: 'Completed', order: 9 },
			{ refill: 2, status: { error: 'Refill not found' } },
			{ refill: 3, status: 'Refill not found' },
		],
	}));
	expect(jsons(await run(panel, 'refill.getStatus', { refillIds: '1,2,3' }))).toEqual([
		{ refill: '1', status: 'Completed', order: 9, state: 'completed', final: true },
		{ refill: '2', found: false, reason: 'Refill not found' },
		{ refill: '3', found: false, reason: 'Refill not found' },
	]);
});

test.each([
	[
		'an order state',
		{ status: 'In progress', charge: '1' },
		{ status: 'In progress', charge: '1', order: '5', state: 'inProgress', final: false },
	],
	[
		'an error code beside the error',
		{ error: 'Incorrect order ID', status: '104' },
		{ order: '5', found: false, reason: 'Incorrect order ID', code: '104' },
	],
	[
		'the state "Error", which has a charge',
		{ status: 'Error', charge: '0', message: 'Private profile' },
		{ status: 'Error', charge: '0', message: 'Private profile', order: '5', state: 'failed', final: true },
	],
	['an outcome word', { status: 'error', message: 'Incorrect order ID' }, { order: '5', found: false, reason: 'Incorrect order ID' }],
])('understands `status` as %s', async (_meaning, reply, item) => {
	const panel = await openServer(() => ({ body: reply }));
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '5' }))).toEqual([item]);
});

test('does not take a number or an outcome word in `status` for the state of a request', async () => {
	const panel = await openServer(({ fields }) => ({
		body:
			fields.action === 'refill'
				? { refill: '12345', status: 200, message: 'Refill has been placed successfully!' }
				: { status: 'success', message: 'Cancellation request added' },
	}));
	expect(jsons(await run(panel, 'order.refill', { orderIds: '5' }))).toEqual([
		{ order: '5', refill: '12345', status: 200, message: 'Refill has been placed successfully!', accepted: true },
	]);
	expect(jsons(await run(panel, 'order.cancel', { orderIds: '5' }))).toEqual([
		{ order: '5', status: 'success', message: 'Cancellation request added', accepted: true },
	]);
});

test('returns subscriptions and drip-feeds that come with nothing but posts or runs', async () => {
	const panel = await openPanel({ dialect: 'hassanStore' });
	const subscription = {
		...ORDER,
		service: { ...ORDER.service, value: String(panel.services().find(({ type }) => type === 'Subscriptions')?.service) },
		orderType: 'subscriptions',
		username: 'someone',
		min: 10,
		max: 20,
		delay: 0,
		typeFields: { posts: 5 },
	};
	const dripFeed = { typeFields: { dripFeed: { pair: { runs: 3, interval: 10 } } } };
	const bought = [await run(panel, 'order.create', subscription), await run(panel, 'order.create', { ...ORDER, ...dripFeed })];
	expect(bought.map((result) => result.status)).toEqual(['success', 'success']);
	panel.setOrder(Number(jsons(bought[0] ?? fail())[0]?.order), { status: 'Active', posts: 5 });
	panel.setOrder(Number(jsons(bought[1] ?? fail())[0]?.order), { status: 'In Progress' });
	const orderIds = bought.map((result) => String(jsons(result)[0]?.order)).join();
	expect(jsons(await run(panel, 'order.getStatus', { orderIds }))).toEqual([
		{ order: orderIds.split(',')[0], status: 'Active', posts: 5, state: 'active', final: false },
		{ order: orderIds.split(',')[1], status: 'In Progress', runs: 3, state: 'inProgress', final: false },
	]);
});

function fail(): never {
	throw new Error('not bought');
}

test('never mixes an id that is the name of a built-in property with the property', async () => {
	const panel = await openServer(({ fields }) => ({
		body:
			fields.orders === undefined
				? { error: 'Incorrect order ID' }
				: '{"__proto__":{"charge":"9"},"1":{"status":"Completed","__proto__":{"polluted":true},"constructor":"x"}}',
	}));
	const result = await run(panel, 'order.getStatus', { orderIds: '1,__proto__1' });
	expect(jsons(result)).toEqual<unknown>([
		{ order: '1', status: 'Completed', constructor: 'x', state: 'completed', final: true },
		{ order: '__proto__1', found: false, reason: 'Incorrect order ID' },
	]);
	expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test.each(['undefined', 'constructor', '__proto__', '[object Object]', '1,2<3', 'a'.repeat(65)])(
	'refuses the id %s before anything is sent',
	async (orderIds) => {
		const panel = await openServer(() => ({ body: {} }));
		const result = await run({ url: panel.url, apiKey: KEY }, 'order.getStatus', { orderIds });
		expect(told(result)).toMatch(/'Order IDs' holds ".*", which is not a valid ID/);
		expect(panel.seen).toEqual([]);
	},
);
