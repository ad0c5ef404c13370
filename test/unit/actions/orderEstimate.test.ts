import { byId, closePanels, drip, itemsOf, numbered, pairs, records, refusal, run, startAll, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';

test('an estimate tells price, fit and balance, and places nothing', async () => {
	const panels = await startAll();
	const service = {
		service: '1',
		known: true,
		name: 'Followers',
		type: 'Default',
		category: 'First Category',
		rate: '0.90',
		min: 50,
		max: 10000,
		quantity: 1000,
		runs: 1,
	};
	for (const panel of [panels.hmSocialMedia, panels.hassanStore]) {
		expect(await records(panel, 'order.estimate', { service: byId(1), link, quantity: 1000 })).toEqual([
			{
				...service,
				fits: true,
				priceBasis: 'perThousand',
				estimate: '0.90',
				note: expect.stringMatching(/^An estimate: panels quote the price per 1000/),
				balance: '100.84292',
				balanceSuffices: true,
				currency: 'USD',
			},
		]);
		expect(panel.orders()).toEqual([]);
		expect(panel.balance()).toBe('100.84292');
	}
});

test('the note says in which currency the estimate counts, and that a balance of 0 may mean nothing', async () => {
	const panel = await startPanel('hassanStore', { balance: '0' });
	const [item] = await records(panel, 'order.estimate', { service: byId(1), link, quantity: 1000 });
	expect(item).toMatchObject({
		balance: '0',
		note: 'An estimate: panels quote the price per 1000, in the currency of the price list. The charge of the placed order is what counts. Panels that bill later show a balance of 0.',
	});
});

test('HstockPlus does not say what its price means, so there is no estimate until the user does', async () => {
	const panel = await startPanel('hstockplus');
	const [unknown] = await records(panel, 'order.estimate', { service: byId(1), link, quantity: 1000 });
	expect(unknown).toMatchObject({
		fits: true,
		priceBasis: 'unknown',
		note: expect.stringMatching(/^No estimate: .*'Price Basis'/),
		balance: '100.00',
	});
	expect(unknown).not.toHaveProperty('estimate');
	const [chosen] = await records(panel, 'order.estimate', { service: byId(1), link, quantity: 1000, options: { priceBasis: 'perUnit' } });
	expect(chosen).toMatchObject({ priceBasis: 'perUnit', estimate: '500.00', balanceSuffices: false });
	const [product] = await records(panel, 'order.estimate', { service: byId(2), orderType: 'product', quantity: 4 });
	expect(product).toMatchObject({ priceBasis: 'perUnit', estimate: '100.00', balanceSuffices: true });
});

test('runs and lines count', async () => {
	const panel = await startPanel('hassanStore');
	expect(await records(panel, 'order.estimate', { service: byId(1), link, quantity: 1000, ...drip(3, 10) })).toMatchObject([
		{ quantity: 1000, runs: 3, estimate: '2.70' },
	]);
	expect(
		await records(panel, 'order.estimate', {
			service: byId(2),
			orderType: 'customComments',
			link,
			comments: 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj',
		}),
	).toMatchObject([{ quantity: 10, estimate: '0.08' }]);
});

test('what does not fit is told as data, because this is a dry run', async () => {
	const panel = await startPanel('hmSocialMedia');
	const [wrongType, tooFew, unknown] = await records(
		panel,
		'order.estimate',
		{ service: byId('={{ $json.service }}'), orderType: 'default', link, quantity: '={{ $json.quantity }}' },
		{ items: itemsOf({ service: 2, quantity: 100 }, { service: 1, quantity: 1 }, { service: 999, quantity: 1 }) },
	);
	expect(wrongType).toMatchObject({
		fits: false,
		reason: expect.stringMatching(/'Custom Comments', but the order type is 'Default'\. Choose/),
	});
	expect(tooFew).toMatchObject({ fits: false, reason: expect.stringMatching(/below the minimum of 50\. Service 1 takes 50 to 10000/) });
	expect(unknown).toEqual({
		service: '999',
		known: false,
		quantity: 1,
		runs: 1,
		fits: false,
		reason: expect.any(String),
		priceBasis: 'unknown',
		note: expect.any(String),
		balance: '100.84292',
		currency: 'USD',
	});
});

test('an estimate whose type the panel does not name says so as data, and what to do', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.setServices((rows) => rows.map((row) => (row.service === 2 ? { ...row, type: 'Telegram Boost' } : row)));
	const [unknown, unlisted] = await records(
		panel,
		'order.estimate',
		{ service: byId('={{ $json.service }}'), link, quantity: 100 },
		{ items: itemsOf({ service: 2 }, { service: 999 }) },
	);
	const note = 'No estimate: the type of the order is not known.';
	expect(unknown).toMatchObject({
		service: '2',
		known: true,
		type: 'Telegram Boost',
		fits: false,
		reason: expect.stringMatching(
			/^Service 2 is of the type 'Telegram Boost', which this node does not know\. Choose the 'Order Type' by hand/,
		),
		priceBasis: 'unknown',
		note,
	});
	expect(unlisted).toEqual({
		service: '999',
		known: false,
		fits: false,
		reason: expect.stringMatching(/has no service 999, so its type is not known\. Check the ID: .*choose the 'Order Type' by hand\.$/),
		priceBasis: 'unknown',
		note,
		balance: '100.84292',
		currency: 'USD',
	});
});

test('a hundred estimates read catalog and balance once', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { items } = await run(
		panel,
		'order.estimate',
		{ service: byId(1), link, quantity: '={{ 100 + $json.n }}' },
		{ items: numbered(100) },
	);
	expect(items[0]?.map(({ json }) => json.quantity)).toEqual(Array.from({ length: 100 }, (_, n) => 100 + n));
	expect(pairs(items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
	expect(panel.calls.map(({ action }) => action)).toEqual(['services', 'balance']);
});

test('the second node of a workflow takes the catalog of the first', async () => {
	const panel = await startPanel('hmSocialMedia');
	await records(panel, 'order.estimate', { service: byId(1), link, quantity: 100 });
	await records(panel, 'order.estimate', { service: byId(2), orderType: 'customComments', link, comments: 'a' });
	expect(panel.callsOf('services')).toHaveLength(1);
});

test('a panel that does not answer is told, with its words', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'html', action: 'balance' });
	expect(await refusal(panel, 'order.estimate', { service: byId(1), link, quantity: 100 })).toMatch(
		/^The address answered with a web page instead of data \[item 0\] \| Check the Base URL/,
	);
});
