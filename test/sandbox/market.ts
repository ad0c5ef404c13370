import { shopId } from './catalog';
import { listedName } from './catalogWords';
import { languageOf, translated } from './language';
import { fromUnits, toUnits } from './money';
import { hash, hexId } from './random';
import { pageOf, subcategoryId } from './services';
import type { Fields, PanelState, Reply } from './state';
import type { CatalogRow } from './types';

const DEFAULT_SHOPS_PER_PAGE = 20;

function slug(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

/**
 * `categories` of HstockPlus: `{categories:[{category,subcategories}]}` from the rows of the catalog, under the other name
 * that the document gives some of them. The names stay English
 * with any `lang`, which the document allows ("if no translation is available, the API returns English").
 */
export function categories(state: PanelState): Reply {
	const found = new Map<string, Set<string>>();
	for (const row of state.rows) {
		const subcategories = found.get(row.category) ?? new Set<string>();
		found.set(row.category, subcategories);
		if (row.subcategory !== undefined) subcategories.add(row.subcategory);
	}
	const list = [...found].map(([category, subcategories]) => ({ category: listedName(category), subcategories: [...subcategories] }));
	return { json: { categories: list } };
}

/** `subcategory_info` of HstockPlus: the documented object for a subcategoryId of a product row. */
export function subcategoryInfo(state: PanelState, fields: Fields): Reply {
	const { texts } = state.facts;
	const wanted = fields.subcategoryId ?? '';
	if (wanted === '') return { json: { error: texts.badRequest } };
	const row = state.rows.find((candidate) => candidate.entityType === 'product' && subcategoryId(candidate) === wanted);
	if (row === undefined) return { json: { error: texts.serviceUnknown } };
	const language = languageOf(fields.lang);
	const name = row.subcategory ?? row.category;
	return {
		json: {
			subcategoryId: wanted,
			name: translated(name, language),
			slug: slug(name),
			imageUrl: `https://example.com/uploads/subcategories/${slug(name)}.webp`,
			description: translated(`Verified ${name} accounts`, language),
			category: { categoryId: hexId(`category:${row.category}`), name: listedName(row.category), slug: slug(listedName(row.category)) },
		},
	};
}

/**
 * `shops` of HstockPlus. No example exists, so the fields follow the words of the document: "basic info, product count, and
 * review ratings", names "masked for privacy", `shopId` ("use shopId from Shops List"), in the envelope of `services`.
 */
export function shops(state: PanelState, fields: Fields): Reply {
	const counts = new Map<string, number>();
	for (const row of state.rows) {
		const id = row.shopId ?? shopId(0);
		counts.set(id, (counts.get(id) ?? 0) + (row.entityType === 'product' ? 1 : 0));
	}
	const all = [...counts].map(([id, productCount]) => {
		const seed = hash(id);
		const letter = String.fromCharCode(65 + (seed % 26));
		const rating = (35 + (seed % 16)) / 10;
		return { shopId: id, name: `${letter}${'*'.repeat(3 + (seed % 5))}${seed % 10}`, productCount, rating, reviewCount: seed % 900 };
	});
	const { slice, paging } = pageOf(all, fields, DEFAULT_SHOPS_PER_PAGE);
	return { json: { shops: slice, ...paging } };
}

/** The documented rate of `inventory` has four decimals ("25.0000"), although `services` has two. */
function fourDecimals(row: CatalogRow): string {
	return fromUnits(toUnits(row.rate), 4);
}

/** `inventory` of HstockPlus: stock and rate; product rows add min, max and the variants with their stock. */
export function inventory(state: PanelState, fields: Fields): Reply {
	const { texts } = state.facts;
	if ((fields.service ?? '') === '') return { json: { error: texts.serviceMissing } };
	const row = state.service(fields.service);
	if (row === undefined) return { json: { error: texts.serviceUnknown } };
	const stock = row.stock ?? row.max;
	const autoDelivery = row.autoDelivery ?? true;
	const common = { service: row.service, stock, available: stock > 0, rate: fourDecimals(row) };
	if (row.entityType !== 'product') return { json: { ...common, entityType: 'smm', autoDelivery } };
	const language = languageOf(fields.lang);
	const variant = (number: number, name: string, left: number): Record<string, unknown> => ({
		subproductId: hexId(`subproduct:${row.service}:${number}`),
		name: translated(name, language),
		stock: left,
	});
	return {
		json: {
			...common,
			min: row.min,
			max: Math.min(row.max, stock),
			entityType: 'product',
			autoDelivery,
			subproducts: [variant(1, '1 Month', stock), variant(2, '3 Months', 0)],
		},
	};
}
