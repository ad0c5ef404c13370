import { closePanels, DIALECTS, itemsOf, pairs, placeOrders, records, run, sent, startPanel } from './support';

afterEach(closePanels);

test.each(DIALECTS)('%s: only orders with another status than the stored one come out, with the stored one beside it', async (dialect) => {
	const panel = await startPanel(dialect, { pace: 1e9 });
	await placeOrders(panel, 3);
	panel.setOrder(23502, { status: 'Partial' });
	const { items } = await run(
		panel,
		'order.getChanged',
		{ orderIds: '={{ $json.order }}', lastKnownStatus: '={{ $json.status }}' },
		{
			items: itemsOf({ order: 23501, status: 'Pending' }, { order: 23502, status: 'Pending' }, { order: 23503, status: 'Processing' }),
		},
	);
	expect(items[0]?.map(({ json }) => [json.order, json.previousStatus, json.state])).toEqual([
		['23502', 'Pending', 'partial'],
		['23503', 'Processing', 'pending'],
	]);
	expect(pairs(items[0])).toEqual([1, 2]);
});

test('spellings of one state, and the state of this node, count as the same', async () => {
	const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
	await placeOrders(panel, 1);
	panel.setOrder(23501, { status: 'In progress' });
	for (const lastKnownStatus of ['In Progress', 'inprogress', 'in_progress', 'inProgress']) {
		expect(await records(panel, 'order.getChanged', { orderIds: '23501', lastKnownStatus })).toEqual([]);
	}
	panel.setOrder(23501, { status: 'Awaiting moderation' });
	expect(await records(panel, 'order.getChanged', { orderIds: '23501', lastKnownStatus: 'awaiting Moderation' })).toEqual([]);
	expect(await records(panel, 'order.getChanged', { orderIds: '23501', lastKnownStatus: 'Pending' })).toMatchObject([
		{ status: 'Awaiting moderation', state: 'unknown' },
	]);
});

test('without a stored status every order is new', async () => {
	const panel = await startPanel('hassanStore', { pace: 1e9 });
	await placeOrders(panel, 2);
	expect(await records(panel, 'order.getChanged', { orderIds: '23501,23502' })).toMatchObject([
		{ order: '23501', previousStatus: '' },
		{ order: '23502', previousStatus: '' },
	]);
});

test('orders that were stored as finished are not asked about', async () => {
	const panel = await startPanel('hstockplus');
	await placeOrders(panel, 2);
	await records(
		panel,
		'order.getChanged',
		{ orderIds: '={{ $json.order }}', lastKnownStatus: '={{ $json.status }}' },
		{ items: itemsOf({ order: 23501, status: 'Canceled' }, { order: 23502, status: 'Pending' }) },
	);
	expect(sent(panel, 'status')).toEqual([{ order: '23502' }]);
	panel.calls.splice(0);
	expect(await records(panel, 'order.getChanged', { orderIds: '23501', lastKnownStatus: 'completed' })).toEqual([]);
	expect(panel.calls).toEqual([]);
});

test('an order that the panel does not know is told once: stored as notFound it is no change', async () => {
	const panel = await startPanel('hmSocialMedia');
	expect(await records(panel, 'order.getChanged', { orderIds: '7', lastKnownStatus: 'Pending' })).toEqual([
		{ order: '7', found: false, reason: 'Incorrect order ID', previousStatus: 'Pending' },
	]);
	expect(await records(panel, 'order.getChanged', { orderIds: '7', lastKnownStatus: 'notFound' })).toEqual([]);
	expect(await records(panel, 'order.getChanged', { orderIds: '7', lastKnownStatus: 'Not found' })).toEqual([]);
});
