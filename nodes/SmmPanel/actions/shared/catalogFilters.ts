import { collectionField } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';
import { readIds } from '../../panel/api/ids';
import type { Fields } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { toText } from '../../catalog/labels';
import { fold } from '../../catalog/words';
import { toLang, languageField } from './commonFields';

/** A dropdown that the panel fills; empty is no choice. */
function listFilter<const Name extends string>(displayName: string, name: Name, loadOptionsMethod: string, ...dependsOn: string[]) {
	return {
		displayName,
		name,
		type: 'options',
		typeOptions: { loadOptionsMethod, ...(dependsOn.length === 0 ? {} : { loadOptionsDependsOn: dependsOn }) },
		default: '',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	} as const;
}

const FILTERS = { displayName: 'Filters', name: 'filters', placeholder: 'Add Filter' } as const;

const commonFilters = [
	listFilter('Category Name or ID', 'category', 'getCategories'),
	listFilter('Subcategory Name or ID', 'subcategory', 'getSubcategories', 'filters.category'),
	listFilter('Shop Name or ID', 'shopId', 'getShops'),
	{
		displayName: 'Product IDs',
		name: 'productIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2, 5, 9',
		description: 'Only these products: service numbers or product IDs, separated by commas, at most 100',
	},
	languageField,
] as const;

/** The main use of 'Service: Get Many'. */
export const searchField = {
	displayName: 'Search',
	name: 'search',
	type: 'string',
	default: '',
	placeholder: 'e.g. instagram followers',
	description: 'Only services whose name, category or ID holds all these words, in any order and in any style of letters. Empty: all.',
} as const;

export const serviceFiltersField = collectionField(FILTERS, ...commonFilters, {
	displayName: 'Entity Type',
	name: 'entityType',
	type: 'options',
	default: 'smm',
	description: 'Whether to return marketplace products or SMM services only. Panels without products have SMM services only.',
	options: [
		{ name: 'Product', value: 'product' },
		{ name: 'SMM Service', value: 'smm' },
	],
});

export const productFiltersField = collectionField(FILTERS, ...commonFilters, {
	displayName: 'Recommended Only',
	name: 'isRecommended',
	type: 'boolean',
	default: true,
	description: 'Whether to return only products that the panel recommends',
});

/** The filters that a user set; every operation offers some of them. */
interface CatalogFilters {
	category?: string;
	subcategory?: string;
	shopId?: string;
	entityType?: 'product' | 'smm';
	productIds?: string;
	isRecommended?: boolean;
	language?: string;
	search?: string;
}

const MAX_PRODUCT_IDS = 100;

/** The filters as the panel's fields. More than 100 product ids are refused. */
export function toFilterFields(filters: CatalogFilters): Fields {
	const ids = readProductIds(filters);
	if (ids.length > MAX_PRODUCT_IDS)
		throw invalidInput(
			`'Product IDs' holds ${ids.length} IDs, but panels take at most ${MAX_PRODUCT_IDS}`,
			'Split them over several items.',
		);
	return {
		category: filters.category,
		subcategory: filters.subcategory,
		shopId: filters.shopId,
		entityType: filters.entityType,
		productIds: ids.join(','),
		isRecommended: filters.isRecommended ? 'true' : undefined,
		lang: toLang(filters.language),
	};
}

/**
 * Decides which rows count. A panel that pages has filtered already; the others send everything, so category, type and
 * product ids are applied here. Words are always searched here.
 * @throws for a filter that such a panel does not know: ignoring it would return wrong rows
 */
export function createRowFilter(
	filters: CatalogFilters,
	matchesWords: (row: PanelRecord, words: string) => boolean,
): (row: PanelRecord, paged: boolean) => boolean {
	const ids = new Set(readProductIds(filters));
	const category = fold(filters.category ?? '').trim();
	const unknown = filters.subcategory ? 'Subcategory' : filters.shopId ? 'Shop' : undefined;
	const fits = (row: PanelRecord) =>
		(category === '' || fold(toText(row.category)).trim() === category) &&
		(!filters.entityType || (row.entityType ?? 'smm') === filters.entityType) &&
		(ids.size === 0 || ids.has(toText(row.service)) || ids.has(toText(row.id)));
	return (row, paged) => {
		if (!paged && unknown)
			throw invalidInput(
				`This panel has no filter '${unknown}'`,
				'Remove the filter. Category, Search, Entity Type and Product IDs work on every panel.',
			);
		return (paged || fits(row)) && (!filters.search || matchesWords(row, filters.search));
	};
}

function readProductIds({ productIds = '' }: CatalogFilters): string[] {
	return productIds.trim() === '' ? [] : readIds(productIds, 'Product IDs');
}
