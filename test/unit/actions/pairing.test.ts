import type { INodeParameters } from 'n8n-workflow';

import { byId, closePanels, DIALECTS, itemsOf, numbered, pairs, placeOrders, records, run, startPanel } from './support';

afterEach(closePanels);

const order: INodeParameters = { service: byId(1), link: '=https://example.com/{{ $json.n }}', quantity: '={{ 100 + $json.n }}' };

/** Operations that give one record per item on every panel. */
const ONE_EACH: ReadonlyArray<[string, INodeParameters]> = [
	['account.getBalance', {}],
	['service.getAll', { returnAll: false, limit: 1 }],
	['order.estimate', order],
	['order.getStatus', { orderIds: '={{ 23501 + $json.n % 3 }}' }],
	['order.getChanged', { orderIds: '={{ 23501 + $json.n % 3 }}', lastKnownStatus: '={{ "Pending" }}' }],
	['order.waitForStatus', { orderId: '={{ 23501 + $json.n % 3 }}' }],
	['customAction.call', { action: 'balance', paid: false }],
];

describe.each(DIALECTS)('%s', (dialect) => {
	test.each(ONE_EACH)('%s pairs one, several and a hundred items', async (name, parameters) => {
		const panel = await startPanel(dialect);
		await placeOrders(panel, 3);
		for (const count of [1, 4, 100]) {
			const { items, error } = await run(panel, name, parameters, { items: numbered(count) });
			expect(error).toBeUndefined();
			expect(pairs(items[0])).toEqual(Array.from({ length: count }, (_, n) => n));
		}
	});

	test('orders are placed in the order of the items, each from its own expressions', async () => {
		const panel = await startPanel(dialect);
		const { items } = await run(panel, 'order.create', order, { items: numbered(100) });
		expect(pairs(items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
		expect(panel.orders().map(({ fields, quantity }) => [fields.link, quantity])).toEqual(
			Array.from({ length: 100 }, (_, n) => [`https://example.com/${n}`, 100 + n]),
		);
		expect(items[0]?.map(({ json }) => json.order)).toEqual(panel.orders().map(({ id }) => String(id)));
	});
});

test('an item without a record leaves no item, and the pairs of the others stay right', async () => {
	const panel = await startPanel('hmSocialMedia');
	await placeOrders(panel, 2);
	const { items } = await run(
		panel,
		'order.getChanged',
		{ orderIds: '={{ $json.id }}', lastKnownStatus: '={{ $json.last }}' },
		{ items: itemsOf({ id: 23501, last: 'Completed' }, { id: 23502, last: 'Pending' }) },
	);
	expect(pairs(items[0])).toEqual([1]);
});

test('created orders are what a later node reads', async () => {
	const panel = await startPanel('hmSocialMedia');
	const created = await run(panel, 'order.create', order, { items: numbered(3) });
	const read = await records(
		panel,
		'order.getStatus',
		{ orderIds: '={{ $json.order }}' },
		{ items: created.items[0]?.map(({ json }) => ({ json })) ?? [] },
	);
	expect(read.map(({ order: id }) => id)).toEqual(['23501', '23502', '23503']);
});

test('two thousand ids in one item stay in order', async () => {
	const panel = await startPanel('hmSocialMedia');
	await placeOrders(panel, 1);
	const found = await records(panel, 'order.getStatus', { orderIds: '={{ Array.from({ length: 2000 }, (_, n) => 25500 - n) }}' });
	expect(found.map(({ order: id }) => id)).toEqual(Array.from({ length: 2000 }, (_, n) => String(25500 - n)));
	expect(found.at(-1)).toMatchObject({ order: '23501', state: 'completed' });
	expect(panel.callsOf('status')).toHaveLength(20);
});
