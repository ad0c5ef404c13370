import { closePanels, DIALECTS, records, refusal, sent, startAll, startPanel } from './support';
import type { CatalogRow } from '../../sandbox';

afterEach(closePanels);

const base = { type: 'Default', rate: '1.00', min: 1, max: 100, refill: false, cancel: false } as const;
const rows: CatalogRow[] = [
	{
		...base,
		service: 11,
		name: '⭐ Instagram 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 | Fast',
		category: 'Instagram',
		entityType: 'smm',
		subcategory: 'Followers',
		id: 'a'.repeat(24),
	},
	{ ...base, service: 12, name: 'TikTok Likes | Fast', category: 'TikTok', entityType: 'smm', subcategory: 'Likes', id: 'b'.repeat(24) },
	{
		...base,
		service: 13,
		name: 'Gmail Account',
		category: 'Accounts',
		entityType: 'product',
		subcategory: 'Gmail',
		id: 'c'.repeat(24),
		isRecommended: true,
		shopId: 'shop1',
	},
	{
		...base,
		service: 14,
		name: 'Followers Instagram slow',
		category: 'Instagram',
		entityType: 'smm',
		subcategory: 'Followers',
		id: 'd'.repeat(24),
	},
];

async function servicesOf(
	dialect: (typeof DIALECTS)[number],
	{ search = '', ...filters }: { search?: string; [filter: string]: string | undefined },
) {
	const panel = await startPanel(dialect);
	panel.setServices(rows);
	const found = await records(panel, 'service.getAll', { returnAll: true, search, filters });
	return { found: found.map(({ service }) => service), sent: sent(panel, 'services') };
}

describe('filters work on every panel', () => {
	test.each(DIALECTS)('%s: category', async (dialect) => {
		expect((await servicesOf(dialect, { category: 'Instagram' })).found).toEqual([11, 14]);
	});

	test.each(DIALECTS)('%s: a search finds styled letters and several words in any order', async (dialect) => {
		expect((await servicesOf(dialect, { search: 'FOLLOWERS instagram' })).found).toEqual([11, 14]);
		expect((await servicesOf(dialect, { search: 'fast 𝐟𝐨𝐥𝐥𝐨𝐰' })).found).toEqual([11]);
		expect((await servicesOf(dialect, { search: '12' })).found).toEqual([12]);
		expect((await servicesOf(dialect, { search: 'nothing like it' })).found).toEqual([]);
	});

	test.each(DIALECTS)('%s: category and search together', async (dialect) => {
		expect((await servicesOf(dialect, { category: 'TikTok', search: 'fast' })).found).toEqual([12]);
	});

	test('HstockPlus sells both kinds; elsewhere everything is an SMM service', async () => {
		expect((await servicesOf('hstockplus', { entityType: 'product' })).found).toEqual([13]);
		expect((await servicesOf('hstockplus', { entityType: 'smm' })).found).toEqual([11, 12, 14]);
		expect((await servicesOf('hmSocialMedia', { entityType: 'product' })).found).toEqual([]);
		expect((await servicesOf('hassanStore', { entityType: 'smm' })).found).toEqual([11, 12, 13, 14]);
	});

	test('product ids name services elsewhere', async () => {
		expect((await servicesOf('hstockplus', { productIds: '13, 12' })).found).toEqual([13]);
		expect((await servicesOf('hmSocialMedia', { productIds: '13\n12' })).found).toEqual([12, 13]);
		expect((await servicesOf('hassanStore', { productIds: '["14"]' })).found).toEqual([14]);
	});
});

test('HstockPlus gets the filters in its own fields; the search stays here', async () => {
	const { sent: calls } = await servicesOf('hstockplus', {
		category: 'Instagram',
		subcategory: 'Followers',
		shopId: 'shop0',
		entityType: 'smm',
		productIds: 'x1, x2',
		language: 'pt-BR',
		search: 'fast',
	});
	expect(calls).toEqual([
		{
			page: '1',
			limit: '1000',
			category: 'Instagram',
			subcategory: 'Followers',
			shopId: 'shop0',
			entityType: 'smm',
			productIds: 'x1,x2',
			lang: 'pt-BR',
		},
	]);
});

test('a category from an expression may differ in case and style from the one of a panel without filters', async () => {
	expect((await servicesOf('hmSocialMedia', { category: ' 𝐢𝐧𝐬𝐭𝐚𝐠𝐫𝐚𝐦 ' })).found).toEqual([11, 14]);
});

test('a filter that the panel does not have is refused, even where no row matches the others', async () => {
	const { hmSocialMedia, hassanStore } = await startAll();
	for (const panel of [hmSocialMedia, hassanStore]) {
		expect(await refusal(panel, 'service.getAll', { search: 'nothing like it', filters: { subcategory: 'Gmail' } })).toMatch(
			/^This panel has no filter 'Subcategory' \[item 0\] \| Remove the filter\. Category, Search/,
		);
		expect(await refusal(panel, 'service.getAll', { filters: { shopId: '5' } })).toMatch(/^This panel has no filter 'Shop' \[item 0\]/);
	}
});

test('bad filters are refused before anything is sent', async () => {
	const panel = await startPanel('hstockplus');
	const many = Array.from({ length: 101 }, (_, n) => n).join(',');
	expect(await refusal(panel, 'service.getAll', { filters: { productIds: many } })).toMatch(
		/^'Product IDs' holds 101 IDs, but panels take at most 100 \[item 0\] \| Split them/,
	);
	expect(await refusal(panel, 'service.getAll', { filters: { productIds: '<b>' } })).toMatch(
		/^'Product IDs' holds "<b>", which is not a valid ID/,
	);
	expect(await refusal(panel, 'service.getAll', { filters: { entityType: '={{ "shoes" }}' } })).toMatch(
		/^'Entity Type' cannot be "shoes" \[item 0\] \| Use one of: product, smm/,
	);
	expect(await refusal(panel, 'service.getAll', { filters: { category: '={{ { a: 1 } }}' } })).toMatch(
		/^'Category Name or ID' has to be text, but an object came/,
	);
	expect(panel.calls).toEqual([]);
});

describe('products and shops of HstockPlus', () => {
	test('products are paged, filtered and translated by the panel', async () => {
		const panel = await startPanel('hstockplus');
		panel.setServices(rows);
		const found = await records(panel, 'product.getAll', {
			returnAll: true,
			filters: { category: 'Accounts', subcategory: 'Gmail', shopId: 'shop1', productIds: '13', isRecommended: true, language: 'ja' },
			options: { output: 'raw' },
		});
		expect(found).toEqual([
			expect.objectContaining({
				service: 13,
				name: 'Gmail Account [ja]',
				rate: '1.00',
				entityType: 'product',
				isRecommended: true,
				subcategoryId: expect.any(String),
			}),
		]);
		expect(sent(panel, 'products')).toEqual([
			{
				page: '1',
				limit: '1000',
				category: 'Accounts',
				subcategory: 'Gmail',
				shopId: 'shop1',
				productIds: '13',
				isRecommended: 'true',
				lang: 'ja',
			},
		]);
	});

	test('recommended ones are asked for only when wanted', async () => {
		const panel = await startPanel('hstockplus');
		await records(panel, 'product.getAll', { limit: 5, filters: { isRecommended: false } });
		expect(sent(panel, 'products')).toEqual([{ page: '1', limit: '5' }]);
	});

	test('shops are paged, one item each', async () => {
		const panel = await startPanel('hstockplus', { rows: 2500 });
		const all = await records(panel, 'shop.getAll', { returnAll: true });
		expect(all).toHaveLength(45);
		expect(all[0]).toEqual({
			shopId: expect.any(String),
			name: expect.any(String),
			productCount: expect.any(Number),
			rating: expect.anything(),
			reviewCount: expect.any(Number),
		});
		expect(await records(panel, 'shop.getAll', { returnAll: false, limit: 7 })).toHaveLength(7);
		expect(sent(panel, 'shops').every(({ limit }) => limit !== '0')).toBe(true);
	});
});
