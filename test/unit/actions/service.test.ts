import { byId, closePanels, itemsOf, numbered, pairs, records, refusal, run, sent, startAll, startPanel } from './support';

afterEach(closePanels);

test('services keep the names and values of the panel, counts as numbers, prices as text', async () => {
	const panels = await startAll();
	const limit = { returnAll: false, limit: 1, options: { output: 'raw' } };
	expect(await records(panels.hstockplus, 'service.getAll', limit)).toEqual([
		{
			id: '507f1f77bcf86cd799439011',
			service: 1,
			name: 'Instagram Followers',
			type: 'Default',
			category: 'Instagram',
			rate: '0.50',
			min: 100,
			max: 10000,
			refill: true,
			cancel: false,
			stock: 10000,
			entityType: 'smm',
			autoDelivery: true,
		},
	]);
	const common = {
		service: 1,
		name: 'Followers',
		type: 'Default',
		category: 'First Category',
		rate: '0.90',
		min: 50,
		max: 10000,
		refill: true,
		cancel: true,
	};
	expect(await records(panels.hmSocialMedia, 'service.getAll', limit)).toEqual([common]);
	expect(await records(panels.hassanStore, 'service.getAll', limit)).toEqual([
		{ ...common, desc: 'High quality followers', dripfeed: true },
	]);
});

describe('Return All and Limit', () => {
	test('HstockPlus is asked page by page, never for everything at once', async () => {
		const panel = await startPanel('hstockplus', { rows: 2500 });
		expect(await records(panel, 'service.getAll', { returnAll: true })).toHaveLength(2500);
		expect(sent(panel, 'services')).toEqual([
			{ page: '1', limit: '1000' },
			{ page: '2', limit: '1000' },
			{ page: '3', limit: '1000' },
		]);
	});

	test('a limit ends the pages as soon as it is reached', async () => {
		const panel = await startPanel('hstockplus', { rows: 2500 });
		const rows = await records(panel, 'service.getAll', { returnAll: false, limit: 1200 });
		expect(rows.map(({ service }) => service)).toEqual(
			panel
				.services()
				.slice(0, 1200)
				.map(({ service }) => service),
		);
		expect(sent(panel, 'services').map(({ page }) => page)).toEqual(['1', '2']);
		panel.calls.splice(0);
		expect(await records(panel, 'service.getAll', { returnAll: false, limit: 50 })).toHaveLength(50);
		expect(sent(panel, 'services')).toEqual([{ page: '1', limit: '50' }]);
	});

	test('the other panels send everything, and the limit cuts it here', async () => {
		const { hmSocialMedia, hassanStore } = await startAll({ rows: 300 });
		for (const panel of [hmSocialMedia, hassanStore]) {
			expect(await records(panel, 'service.getAll')).toHaveLength(50);
			expect(await records(panel, 'service.getAll', { returnAll: true })).toHaveLength(300);
			expect(panel.calls).toHaveLength(2);
		}
	});

	test('a limit that is no whole number above 0 is refused before anything is sent', async () => {
		const panel = await startPanel('hstockplus');
		for (const limit of ['={{ 0 }}', '={{ -5 }}', '={{ 1.5 }}', '={{ $json.missing }}']) {
			expect(await refusal(panel, 'service.getAll', { returnAll: false, limit })).toMatch(
				/^'Limit' is (0|-5|1.5), but has to be a whole number of at least 1 \[item 0\] \| Raise it, or switch 'Return All' on/,
			);
		}
		expect(panel.calls).toEqual([]);
	});

	test('an empty catalog is no item, not a failure', async () => {
		expect(await records(await startPanel('hmSocialMedia', { quirks: { emptyDataEnvelope: true } }), 'service.getAll')).toEqual([]);
		expect(await records(await startPanel('hstockplus', { rows: 0 }), 'service.getAll', { returnAll: true })).toEqual([]);
	});
});

test('a hundred items with the same filter share one call; each record belongs to its item', async () => {
	const panel = await startPanel('hmSocialMedia', { quirks: { rateLimitedServicesPerHour: 2 } });
	const { items } = await run(panel, 'service.getAll', { limit: 3 }, { items: numbered(100) });
	expect(pairs(items[0])).toEqual(Array.from({ length: 300 }, (_, index) => Math.floor(index / 3)));
	expect(panel.calls).toHaveLength(1);
});

test('a hundred items with a search each read the catalog at most twice where the panel sends it whole', async () => {
	const panel = await startPanel('hassanStore', { rows: 230, quirks: { rateLimitedServicesPerHour: 2 } });
	const wanted = panel
		.services()
		.slice(0, 100)
		.map(({ service }) => ({ service }));
	const parameters = { returnAll: true, search: '={{ $json.service }}' };
	const { items, error } = await run(panel, 'service.getAll', parameters, { items: itemsOf(...wanted) });
	expect(error).toBeUndefined();
	expect(new Set(pairs(items[0])).size).toBe(100);
	expect(panel.calls).toHaveLength(2);
});

describe('inventory', () => {
	test('HstockPlus tells stock, price and variants', async () => {
		const panel = await startPanel('hstockplus');
		expect(await records(panel, 'service.getInventory', { service: byId(1) })).toEqual([
			{ service: 1, stock: 10000, available: true, rate: '0.5000', entityType: 'smm', autoDelivery: true },
		]);
		const [product] = await records(panel, 'service.getInventory', { service: byId(2), options: { language: 'es' } });
		expect(product).toMatchObject({
			service: 2,
			stock: 50,
			rate: '25.0000',
			min: 1,
			max: 50,
			entityType: 'product',
			subproducts: [{ name: '1 Month [es]', stock: 50 }, { stock: 0 }],
		});
		expect(sent(panel, 'inventory')).toEqual([{ service: '1' }, { service: '2', lang: 'es' }]);
	});

	test('the service comes from each item, and a repeated one is asked once', async () => {
		const panel = await startPanel('hstockplus');
		const { items } = await run(
			panel,
			'service.getInventory',
			{ service: byId('={{ $json.id }}') },
			{ items: itemsOf({ id: 2 }, { id: 1 }, { id: 2 }) },
		);
		expect(items[0]?.map(({ json }) => json.service)).toEqual([2, 1, 2]);
		expect(pairs(items[0])).toEqual([0, 1, 2]);
		expect(sent(panel, 'inventory')).toEqual([{ service: '2' }, { service: '1' }]);
	});

	test.each([
		['={{ $json.missing }}', /^'Service ID' is empty \[item 0\] \| Choose a service/],
		['1234 · Followers', /^'Service ID' is "1234 · Followers", which is not a service ID \[item 0\] \| Enter the ID only/],
		['={{ { id: 5 } }}', /^'Service ID' has to be text, but an object came \[item 0\] \| Choose the single value/],
	])('a service that is no id is refused: %s', async (value, expected) => {
		const panel = await startPanel('hstockplus');
		expect(await refusal(panel, 'service.getInventory', { service: byId(value) })).toMatch(expected);
		expect(panel.calls).toEqual([]);
	});
});
