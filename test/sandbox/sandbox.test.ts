import { DIALECTS, generateCatalog, SERVICE_TYPES, type Dialect } from './index';
import { call, closePanels, panelFor, post, TestClock } from './testClient';

afterEach(closePanels);

const LINK = 'https://instagram.com/username';

describe('documented replies', () => {
	test('answers the HstockPlus catalog calls as its document shows them', async () => {
		const panel = await panelFor('hstockplus', { rows: 150 });
		expect(await call(panel, 'services', { page: '1', limit: '50' })).toMatchObject({
			services: expect.arrayContaining([
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
				{
					id: '507f1f77bcf86cd799439012',
					service: 2,
					name: 'Gmail Account - USA',
					type: 'Default',
					category: 'Accounts-Email',
					rate: '25.00',
					min: 1,
					max: 50,
					refill: false,
					cancel: false,
					stock: 50,
					entityType: 'product',
					autoDelivery: true,
					description: 'Verified Gmail account with recovery email',
					isRecommended: true,
					subcategoryId: '674a1f77bcf86cd799439099',
					imageUrl: 'https://example.com/uploads/products/gmail.webp',
				},
			]),
			total: 150,
			page: 1,
			limit: 50,
			total_pages: 3,
		});
		expect(await call(panel, 'services')).toMatchObject({ total: 150, page: 150, limit: 150, total_pages: 1 });
		expect(await call(panel, 'services', { productIds: '["1","2"]', lang: 'jp' })).toMatchObject({
			services: [{ service: 2, name: 'Gmail Account - USA [ja]', category: 'Accounts-Email' }],
			total: 1,
		});
		expect(await call(panel, 'categories')).toMatchObject({
			categories: expect.arrayContaining([{ category: 'Instagram', subcategories: expect.arrayContaining(['Followers']) }]),
		});
		expect(await call(panel, 'subcategory_info', { subcategoryId: '674a1f77bcf86cd799439099' })).toEqual({
			subcategoryId: '674a1f77bcf86cd799439099',
			name: 'Gmail',
			slug: 'gmail',
			imageUrl: 'https://example.com/uploads/subcategories/gmail.webp',
			description: 'Verified Gmail accounts',
			category: { categoryId: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Email Accounts', slug: 'email-accounts' },
		});
		expect(await call(panel, 'inventory', { service: '1' })).toEqual({
			service: 1,
			stock: 10000,
			available: true,
			rate: '0.5000',
			entityType: 'smm',
			autoDelivery: true,
		});
		expect(await call(panel, 'inventory', { service: '2' })).toMatchObject({
			service: 2,
			rate: '25.0000',
			min: 1,
			max: 50,
			subproducts: [
				{ name: '1 Month', stock: 50 },
				{ name: '3 Months', stock: 0 },
			],
		});
		expect(await call(panel, 'shops')).toMatchObject({
			shops: expect.arrayContaining([expect.objectContaining({ shopId: expect.any(String), productCount: expect.any(Number) })]),
			page: 1,
			limit: 20,
		});
		expect(await call(panel, 'products', { isRecommended: 'true' })).toMatchObject({
			products: expect.arrayContaining([expect.objectContaining({ service: 2 })]),
		});
	});

	test('answers the HM Social Media calls as its document shows them', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hmSocialMedia', { now: clock.now, pace: 1000 });
		const rows = await call(panel, 'services');
		expect(rows).toEqual(
			expect.arrayContaining([
				{
					service: 1,
					name: 'Followers',
					type: 'Default',
					category: 'First Category',
					rate: '0.90',
					min: '50',
					max: '10000',
					refill: true,
					cancel: true,
				},
			]),
		);
		expect(await call(panel, 'balance')).toEqual({ balance: '100.84292', currency: 'USD' });
		expect(await call(panel, 'add', { service: '1', link: LINK, quantity: '300' })).toEqual({ order: 23501 });
		clock.forward(1000);
		expect(await call(panel, 'status', { order: '23501' })).toEqual({
			charge: '0.27',
			start_count: expect.stringMatching(/^\d+$/),
			status: 'In progress',
			remains: '200',
			currency: 'USD',
		});
		expect(await call(panel, 'status', { orders: '23501,10' })).toMatchObject({
			10: { error: 'Incorrect order ID' },
			23501: { status: 'In progress' },
		});
		expect(await call(panel, 'cancel', { orders: '9' })).toEqual([{ order: 9, cancel: { error: 'Incorrect order ID' } }]);
		clock.forward(2000);
		expect(await call(panel, 'refill', { order: '23501' })).toEqual({ refill: '1' });
		expect(await call(panel, 'refill', { orders: '23501,3' })).toEqual([
			{ order: 23501, refill: { error: 'The order was completed or refill was requested less than 24 hours ago' } },
			{ order: 3, refill: { error: 'Incorrect order ID' } },
		]);
		clock.forward(2000);
		expect(await call(panel, 'refill_status', { refill: '1' })).toEqual({ status: 'Completed' });
		expect(await call(panel, 'refill_status', { refills: '1,3' })).toEqual([
			{ refill: 1, status: 'Completed' },
			{ refill: 3, status: { error: 'Refill not found' } },
		]);
	});

	test('answers the Hassan Store calls as its document shows them, with its single-id habits', async () => {
		const panel = await panelFor('hassanStore', { pace: 0 });
		const subscription = { service: '18', username: 'user', min: '10', max: '20', delay: '0', posts: '5' };
		expect(await call(panel, 'add', subscription)).toEqual({ order: 23501 });
		expect(await call(panel, 'add', { service: '1', link: LINK, quantity: '100', runs: '3', interval: '30' })).toEqual({ order: 23502 });
		expect(await call(panel, 'add', { service: '1', link: LINK, quantity: '100' })).toEqual({ order: 23503 });
		expect(await call(panel, 'status', { orders: '23501,23502,10' })).toEqual({
			23501: { status: 'Completed', posts: 5 },
			23502: { status: 'Completed', runs: 3 },
			10: { error: 'Incorrect order ID', status: '104' },
		});
		expect(await call(panel, 'status', { orders: '23503' })).toMatchObject({ charge: '0.09', status: 'Completed', remains: '0' });
		expect(await call(panel, 'refill', { orders: '23503,23502' })).toEqual({
			refill: '12345',
			status: 200,
			message: 'Refill has been placed successfully!',
		});
		expect(panel.orders().map(({ refills }) => refills.length)).toEqual([0, 0, 1]);
		expect(await call(panel, 'cancel', { order: '23503' })).toEqual({
			status: 'success',
			message: "Cancellation request added, we'll try our best to cancel it.",
		});
		expect(await call(panel, 'frobnicate')).toEqual({ error: 'Incorrect method name' });
	});

	const undocumented: [Dialect, string, string][] = [
		['hstockplus', 'refill', 'Invalid action'],
		['hmSocialMedia', 'add_sms', 'Incorrect request'],
		['hassanStore', 'categories', 'Incorrect method name'],
	];
	test.each(undocumented)('%s refuses %s, which its document does not list', async (dialect, action, error) => {
		expect(await call(await panelFor(dialect), action)).toEqual({ error });
	});
});

describe('catalog', () => {
	test('is the same in every run, so that a failing test can be repeated', () => {
		expect(generateCatalog('hassanStore', 300)).toEqual(generateCatalog('hassanStore', 300));
	});

	test.each(DIALECTS)('%s has the odd rows of real catalogs at 20,000 services', (dialect) => {
		const rows = generateCatalog(dialect, 20_000);
		const names = rows.map(({ name }) => name);
		const categories = new Set(rows.map(({ category }) => category)).size;
		expect(rows).toHaveLength(20_000);
		expect(new Set(rows.map(({ service }) => service)).size).toBe(20_000);
		expect(categories).toBeGreaterThan(100);
		expect(categories).toBeLessThanOrEqual(3000);
		expect(Math.max(...names.map((name) => Array.from(name).length))).toBeLessThanOrEqual(150);
		expect(names.filter((name) => /[^\x20-\x7e]/.test(name)).length).toBeGreaterThan(17_000);
		expect(names.filter((name) => name === '🔥 Instagram 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 | Best Seller | 30 Days Refill')).toHaveLength(4);
		expect(names.some((name) => /[\u0590-\u06ff]/.test(name))).toBe(true);
		expect(rows.some(({ max }) => max === 2_147_483_647)).toBe(true);
		expect(rows.some(({ min, max }) => min === max)).toBe(true);
		expect(rows.some(({ rate }) => /\.\d{8}$/.test(rate))).toBe(true);
	});

	test('offers every order form on the standard panels', async () => {
		const panel = await panelFor('hmSocialMedia');
		expect(
			panel
				.services()
				.slice(2, 19)
				.map(({ type }) => type),
		).toEqual(SERVICE_TYPES);
	});
});

test('never keeps the key, and refuses a wrong one before it looks at the action', async () => {
	const panel = await panelFor('hmSocialMedia');
	const response = await post(panel, { action: 'add', service: '1' }, 'wrong');
	expect(await response.json()).toEqual({ error: 'Invalid API key' });
	expect(panel.calls).toEqual([expect.objectContaining({ action: 'add', keyOk: false, keySent: 'body', fields: { service: '1' } })]);
	expect(JSON.stringify(panel.calls)).not.toContain('wrong');
	expect(await (await fetch(panel.origin)).text()).toContain('<!DOCTYPE html>');
});
