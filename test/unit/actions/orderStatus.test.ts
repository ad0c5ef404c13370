import type { Dialect } from '../../sandbox';
import {
	byId,
	closePanels,
	DIALECTS,
	drip,
	itemsOf,
	numbered,
	pairs,
	placeOrders,
	records,
	refusal,
	run,
	sent,
	startAll,
	startPanel,
} from './support';

afterEach(closePanels);

const link = 'https://example.com/p';

const DONE: Record<Dialect, object> = {
	hstockplus: {
		status: 'Completed',
		charge: '0.05',
		start_count: expect.any(Number),
		remains: 0,
		currency: 'USD',
		autoDelivery: true,
		order: '23501',
		state: 'completed',
		final: true,
	},
	hmSocialMedia: {
		charge: '0.09',
		start_count: expect.any(Number),
		status: 'Completed',
		remains: 0,
		currency: 'USD',
		order: '23501',
		state: 'completed',
		final: true,
	},
	hassanStore: {
		charge: '0.09',
		start_count: expect.any(Number),
		status: 'Completed',
		remains: 0,
		currency: 'USD',
		order: '23501',
		state: 'completed',
		final: true,
	},
};

describe('get status', () => {
	test.each(DIALECTS)('%s: the fields of the panel, and order, state and final', async (dialect) => {
		const panel = await startPanel(dialect);
		await placeOrders(panel, 1);
		expect(await records(panel, 'order.getStatus', { orderIds: '23501' })).toEqual([DONE[dialect]]);
	});

	test.each(DIALECTS)('%s: an id that the panel does not know is data, beside the known ones, in the order asked for', async (dialect) => {
		const panel = await startPanel(dialect);
		await placeOrders(panel, 2);
		const found = await records(panel, 'order.getStatus', { orderIds: '99\n23502, 23501' });
		expect(found).toEqual([
			{
				order: '99',
				found: false,
				reason: dialect === 'hstockplus' ? 'Order not found' : 'Incorrect order ID',
				...(dialect === 'hassanStore' ? { code: '104' } : {}),
			},
			expect.objectContaining({ order: '23502', state: 'completed' }),
			expect.objectContaining({ order: '23501', state: 'completed' }),
		]);
		expect(found[1]).not.toHaveProperty('found');
	});

	test.each([
		['one id', '23501', ['23501']],
		['commas, blanks and semicolons', ' 23501,23502 ;23503', ['23501', '23502', '23503']],
		['lines', '23501\n23502\n', ['23501', '23502']],
		['a JSON list', '["23501", "23502"]', ['23501', '23502']],
		['an array of numbers', '={{ [23501, 23502] }}', ['23501', '23502']],
		['a number', '={{ 23501 }}', ['23501']],
		['repetitions', '23501,23501', ['23501']],
	])('ids come as %s', async (_what, orderIds, expected) => {
		const panel = await startPanel('hmSocialMedia');
		await placeOrders(panel, 3);
		expect((await records(panel, 'order.getStatus', { orderIds })).map(({ order }) => order)).toEqual(expected);
	});

	test('a hundred items travel in one call, 250 in three, each record with its item', async () => {
		const panel = await startPanel('hmSocialMedia');
		await placeOrders(panel, 2);
		const one = await run(panel, 'order.getStatus', { orderIds: '={{ 23501 + $json.n % 2 }}' }, { items: numbered(100) });
		expect(pairs(one.items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
		expect(one.items[0]?.map(({ json }) => json.order)).toEqual(Array.from({ length: 100 }, (_, n) => String(23501 + (n % 2))));
		expect(sent(panel, 'status')).toEqual([{ orders: '23501,23502' }]);
		panel.calls.splice(0);
		const many = await run(panel, 'order.getStatus', { orderIds: '={{ 23501 + $json.n }}' }, { items: numbered(250) });
		expect(many.items[0]?.map(({ json }) => json.order)).toEqual(Array.from({ length: 250 }, (_, n) => String(23501 + n)));
		expect(sent(panel, 'status').map(({ orders }) => orders?.split(',').length)).toEqual([100, 100, 50]);
	});

	test('several items with several ids give one item per record, paired with where the id came from', async () => {
		const panel = await startPanel('hstockplus');
		await placeOrders(panel, 3);
		const { items } = await run(
			panel,
			'order.getStatus',
			{ orderIds: '={{ $json.ids }}' },
			{ items: itemsOf({ ids: '23503,23501' }, { ids: 7 }, { ids: [23502, 23501] }) },
		);
		expect(items[0]?.map(({ json }) => json.order)).toEqual(['23503', '23501', '7', '23502', '23501']);
		expect(pairs(items[0])).toEqual([0, 0, 1, 2, 2]);
		expect(
			new Set(
				sent(panel, 'status')
					.filter(({ order }) => order !== undefined)
					.map(({ order }) => order),
			),
		).toEqual(new Set(['23501', '23502', '23503', '7']));
	});

	test('subscriptions and drip-feeds keep what the panel says instead', async () => {
		const { hmSocialMedia, hassanStore } = await startAll({ rows: 25, pace: 1e9 });
		const subscription = hmSocialMedia.services().find(({ type }) => type === 'Subscriptions')?.service ?? 0;
		await records(hmSocialMedia, 'order.create', {
			service: byId(subscription),
			orderType: 'subscriptions',
			username: 'carl',
			min: 1,
			max: 5,
			typeFields: { posts: 2 },
		});
		expect(await records(hmSocialMedia, 'order.getStatus', { orderIds: '23501' })).toEqual([
			{ status: 'Active', posts: 0, order: '23501', state: 'active', final: false },
		]);
		await records(hassanStore, 'order.create', { service: byId(1), link, quantity: 50, ...drip(2, 5) });
		expect(await records(hassanStore, 'order.getStatus', { orderIds: '23501' })).toEqual([
			{ status: 'Pending', runs: 2, order: '23501', state: 'pending', final: false },
		]);
	});

	test('a word that nobody lists is unknown and not final', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 1);
		panel.setOrder(23501, { status: 'Awaiting moderation', remains: 'Unknown' });
		expect(await records(panel, 'order.getStatus', { orderIds: '23501' })).toEqual([
			expect.objectContaining({ status: 'Awaiting moderation', remains: 'Unknown', state: 'unknown', final: false }),
		]);
	});

	test('where one of two ids cannot be read, a run that goes on keeps the other and names the lost one', async () => {
		const panel = await startPanel('hstockplus');
		await placeOrders(panel, 2);
		panel.setOrder(23502, { reply: { error: 'Database is being moved' } });
		const { items } = await run(panel, 'order.getStatus', { orderIds: '23501,23502' }, { node: { onError: 'continueErrorOutput' } });
		expect(items[0]?.map(({ json }) => json.order)).toEqual(['23501']);
		expect(items[1]?.[0]?.json.error).toMatch(/Database is being moved \[item 0\]\. .*It concerns 23502\./);
		expect(pairs(items[1])).toEqual([0]);
	});
});

describe('refill', () => {
	test('HM Social Media takes many orders in few calls', async () => {
		const panel = await startPanel('hmSocialMedia');
		await placeOrders(panel, 3);
		expect(await records(panel, 'order.refill', { orderIds: '23501,23502,23503' })).toEqual([
			{ order: '23501', refill: '1', accepted: true },
			{ order: '23502', refill: '2', accepted: true },
			{ order: '23503', refill: '3', accepted: true },
		]);
		expect(await records(panel, 'order.refill', { orderIds: '23501, 77' })).toEqual([
			{ order: '23501', accepted: false, reason: 'The order was completed or refill was requested less than 24 hours ago' },
			{ order: '77', found: false, reason: 'Incorrect order ID' },
		]);
		expect(await records(panel, 'refill.getStatus', { refillIds: '1, 2, 9' })).toEqual([
			{ status: 'Completed', state: 'completed', final: true, refill: '1' },
			{ status: 'Completed', state: 'completed', final: true, refill: '2' },
			{ refill: '9', found: false, reason: 'Refill not found' },
		]);
		expect(panel.callsOf('refill_status')).toHaveLength(1);
	});

	test('Hassan Store takes one order a call, and every order is refilled, not only the first', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 3);
		const done = await records(panel, 'order.refill', { orderIds: '23501,23502,23503' });
		expect(done).toEqual([1, 2, 3].map((n) => expect.objectContaining({ order: `2350${n}`, refill: String(12344 + n), accepted: true })));
		expect(panel.orders().map(({ refills }) => refills.length)).toEqual([1, 1, 1]);
		expect(await records(panel, 'refill.getStatus', { refillIds: '={{ [12345, 12347] }}' })).toEqual([
			{ status: 'Completed', state: 'completed', final: true, refill: '12345' },
			{ status: 'Completed', state: 'completed', final: true, refill: '12347' },
		]);
	});

	test('HstockPlus has no refills, and says so once for all', async () => {
		const panel = await startPanel('hstockplus');
		expect(await refusal(panel, 'order.refill', { orderIds: '1,2,3' })).toMatch(
			/^This panel does not offer the action 'refill'\. It says: Invalid action \[item 0\] \| .*It concerns 1, 2, 3/,
		);
		expect(await refusal(panel, 'refill.getStatus', { refillIds: '1' })).toMatch(/^This panel does not offer the action 'refill_status'/);
		expect(await refusal(panel, 'order.cancel', { orderIds: '1' })).toMatch(/^This panel does not offer the action 'cancel'/);
		expect(panel.calls.length).toBeLessThanOrEqual(6);
	});

	test('a run that stops tells which refills were accepted before, because their ids would be lost', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 2);
		panel.fail({ kind: 'delay', ms: 0, action: 'refill' });
		panel.fail({ kind: 'drop', action: 'refill', when: 'afterBooking' });
		expect(await refusal(panel, 'order.refill', { orderIds: '={{ 23501 + $json.n }}' }, { items: numbered(2) })).toMatch(
			/broke before its answer came \[item [01]\] \| .* Accepted by the panel before that: 2350[12] \(refill 1234[56]\)\./,
		);
	});

	test('a bad id in one item sends no request for the others where the run stops', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 1);
		expect(
			await refusal(panel, 'order.refill', { orderIds: '={{ $json.id }}' }, { items: itemsOf({ id: 23501 }, { id: 'none' }) }),
		).toMatch(/^'Order IDs' holds "none", which is not a valid ID \[item 1\]/);
		expect(panel.calls).toEqual([]);
		const { items } = await run(
			panel,
			'order.refill',
			{ orderIds: '={{ $json.id }}' },
			{ items: itemsOf({ id: 23501 }, { id: 'none' }), node: { onError: 'continueErrorOutput' } },
		);
		expect(items.map((output) => pairs(output))).toEqual([[0], [1]]);
		expect(panel.orders()[0]?.refills).toHaveLength(1);
	});
});

describe('cancel', () => {
	test.each(['hmSocialMedia', 'hassanStore'] as const)('%s: an accepted request is not a cancelled order yet', async (dialect) => {
		const panel = await startPanel(dialect, { pace: 1e9 });
		await placeOrders(panel, 3);
		const done = await records(panel, 'order.cancel', { orderIds: '23501,23502,23503' });
		expect(done.map(({ order, accepted }) => [order, accepted])).toEqual([
			['23501', true],
			['23502', true],
			['23503', true],
		]);
		expect(panel.orders().map(({ cancelRequested }) => cancelRequested)).toEqual([true, true, true]);
		const [status] = await records(panel, 'order.getStatus', { orderIds: '23501' });
		expect(status).toMatchObject({ state: 'pending', final: false });
	});

	test('an order that cannot be cancelled is data', async () => {
		const panel = await startPanel('hmSocialMedia');
		await placeOrders(panel, 1);
		expect(await records(panel, 'order.cancel', { orderIds: '23501' })).toEqual([
			{ order: '23501', found: false, reason: 'Incorrect order ID' },
		]);
	});

	test('a cancellation without an answer is not sent again', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 1);
		panel.fail({ kind: 'drop', action: 'cancel', when: 'afterBooking' });
		await refusal(panel, 'order.cancel', { orderIds: '23501' });
		expect(panel.callsOf('cancel')).toHaveLength(1);
	});
});
