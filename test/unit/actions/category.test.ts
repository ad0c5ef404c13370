import { closePanels, DIALECTS, numbered, pairs, records, refusal, run, sent, startAll, startPanel } from './support';

afterEach(closePanels);

test('HstockPlus gives its categories with their subcategories, one item each', async () => {
	const panel = await startPanel('hstockplus');
	const rows = await records(panel, 'category.getAll', { options: { language: 'de' } });
	expect(rows[0]).toEqual({ category: 'Instagram', subcategories: expect.arrayContaining(['Followers']) });
	expect(rows).toHaveLength(new Set(panel.services().map(({ category }) => category)).size);
	expect(sent(panel, 'categories')).toEqual([{ lang: 'de' }]);
});

test('English is what panels send when no language is named', async () => {
	const panel = await startPanel('hstockplus');
	await records(panel, 'category.getAll');
	await records(panel, 'category.getAll', { options: { language: 'en' } });
	expect(sent(panel, 'categories')).toEqual([{}, {}]);
});

test('panels without categories get theirs from the services, in the order of the panel', async () => {
	const panels = await startAll();
	for (const panel of [panels.hmSocialMedia, panels.hassanStore]) {
		const rows = await records(panel, 'category.getAll');
		expect(rows.map(({ category }) => category)).toEqual([...new Set(panel.services().map(({ category }) => category))]);
		expect(rows[0]).toEqual({ category: 'First Category', subcategories: [] });
	}
});

test('a hundred items share the calls, and each record belongs to its item', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { items } = await run(panel, 'category.getAll', {}, { items: numbered(100) });
	const perItem = new Set(panel.services().map(({ category }) => category)).size;
	expect(pairs(items[0])).toEqual(Array.from({ length: 100 * perItem }, (_, index) => Math.floor(index / perItem)));
	expect(panel.calls).toHaveLength(2);
	// A later node that changes one item must not change another.
	expect(items[0]?.[0]?.json.subcategories).not.toBe(items[0]?.[perItem]?.json.subcategories);
});

test('jp, which the panel documents as another word for ja, is taken', async () => {
	const panel = await startPanel('hstockplus');
	const [country] = await records(panel, 'smsCountry.getAll', { options: { language: '={{ "jp" }}' } });
	expect(country).toEqual({ country_code: 'us', country_name: 'United States [ja]' });
	await records(panel, 'service.getAll', { filters: { language: 'jp' } });
	expect([...sent(panel, 'sms_countries'), ...sent(panel, 'services')].map(({ lang }) => lang)).toEqual(['ja', 'ja']);
});

test('a language that no panel has is refused with the ones that work', async () => {
	const panel = await startPanel('hstockplus');
	expect(await refusal(panel, 'category.getAll', { options: { language: '={{ "klingon" }}' } })).toMatch(
		/'Language' cannot be "klingon" \[item 0\] \| Use one of: ar, bn-BD, .*en/,
	);
	expect(panel.calls).toEqual([]);
});

describe('subcategory', () => {
	test('HstockPlus gives one subcategory with its category', async () => {
		const panel = await startPanel('hstockplus');
		const rows = await records(panel, 'subcategory.get', { subcategoryId: '674a1f77bcf86cd799439099', options: { language: 'fr' } });
		expect(rows).toEqual([
			{
				subcategoryId: '674a1f77bcf86cd799439099',
				name: 'Gmail [fr]',
				slug: 'gmail',
				imageUrl: expect.any(String),
				description: expect.any(String),
				category: expect.objectContaining({ name: 'Email Accounts' }),
			},
		]);
		expect(sent(panel, 'subcategory_info')).toEqual([{ subcategoryId: '674a1f77bcf86cd799439099', lang: 'fr' }]);
	});

	test('an id that the panel does not know keeps the words of the panel', async () => {
		expect(await refusal(await startPanel('hstockplus'), 'subcategory.get', { subcategoryId: '99ffff' })).toMatch(
			/^The panel says: Service not found \[item 0\] \| Check the ID/,
		);
	});

	test('an empty id, or two, are refused before anything is sent', async () => {
		const panel = await startPanel('hstockplus');
		expect(await refusal(panel, 'subcategory.get', { subcategoryId: '={{ $json.missing }}' })).toMatch(
			/'Subcategory ID' holds no ID \[item 0\]/,
		);
		expect(await refusal(panel, 'subcategory.get', { subcategoryId: '1a, 2b' })).toMatch(
			/'Subcategory ID' takes one ID, but 2 came \[item 0\] \| Split the list/,
		);
		expect(panel.calls).toEqual([]);
	});
});

test.each(DIALECTS.filter((dialect) => dialect !== 'hstockplus'))(
	'%s offers no subcategories, products, shops or inventory, and says so',
	async (dialect) => {
		const panel = await startPanel(dialect);
		for (const [name, parameters, action] of [
			['subcategory.get', { subcategoryId: '1' }, 'subcategory_info'],
			['product.getAll', {}, 'products'],
			['shop.getAll', {}, 'shops'],
			['service.getInventory', { service: { __rl: true, mode: 'id', value: '1' } }, 'inventory'],
		] as const) {
			expect(await refusal(panel, name, parameters)).toMatch(
				new RegExp(`^This panel does not offer the action '${action}'.*\\[item 0\\] \\| See the README`),
			);
		}
	},
);
