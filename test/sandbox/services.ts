import { shopId } from './catalog';
import { listedName } from './catalogWords';
import { languageOf, translated } from './language';
import { hexId } from './random';
import { render } from './render';
import type { Fields, PanelState, Reply } from './state';
import type { CatalogRow, Dialect } from './types';

const HOUR = 3_600_000;

/** The subcategory id of a product row: the same for every row of one subcategory. */
export function subcategoryId(row: CatalogRow): string {
	// The document's example id belongs to Gmail.
	return row.subcategory === 'Gmail' ? '674a1f77bcf86cd799439099' : hexId(`${row.category}|${row.subcategory ?? ''}`);
}

function rowId(row: CatalogRow): string {
	return row.id ?? hexId(`service:${row.service}`);
}

/** One row in the shape that the other two panels document: limits as strings. */
function standardRow(dialect: Dialect, row: CatalogRow): Record<string, unknown> {
	const { service, name, type, category, rate, min, max, refill, cancel } = row;
	const common = { service, name, type, category, rate, min: String(min), max: String(max) };
	if (dialect === 'hmSocialMedia') return { ...common, refill, cancel };
	return { ...common, desc: row.desc ?? '', refill, cancel, dripfeed: row.dripfeed ?? false };
}

/** One row in the shape that HstockPlus documents: limits as numbers, and the fields of products. */
function hstockRow(row: CatalogRow, language: string | null): Record<string, unknown> {
	const { service, type, category, rate, min, max, refill, cancel } = row;
	const product = row.entityType === 'product';
	const stock = row.stock ?? max;
	const common = {
		id: rowId(row),
		service,
		name: translated(row.name, language),
		type,
		category,
		rate,
		min,
		max: product ? Math.min(max, stock) : max,
		refill,
		cancel,
		stock,
		entityType: row.entityType ?? 'smm',
		autoDelivery: row.autoDelivery ?? true,
	};
	if (!product) return common;
	return {
		...common,
		description: translated(row.description ?? '', language),
		imageUrl: row.imageUrl ?? '',
		isRecommended: row.isRecommended ?? false,
		subcategoryId: subcategoryId(row),
	};
}

/** Ids of `productIds`: a comma list, a JSON array or repeated fields (which arrive here joined with commas). */
function productIdsOf(text: string): Set<string> {
	return new Set(
		text
			.split(',')
			.map((part) => part.replace(/[[\]"'\s]/g, ''))
			.filter((part) => part !== ''),
	);
}

function whole(text: string | undefined, fallback: number): number {
	return /^\d{1,9}$/.test(text ?? '') ? Number(text) : fallback;
}

/** One page of a list in the documented envelope; a limit of 0 returns everything, and page and limit equal total. */
export function pageOf<T>(
	rows: readonly T[],
	fields: Fields,
	defaultLimit: number,
): {
	slice: readonly T[];
	paging: { total: number; page: number; limit: number; total_pages: number };
} {
	const total = rows.length;
	const limit = whole(fields.limit, defaultLimit);
	if (limit === 0) return { slice: rows, paging: { total, page: total, limit: total, total_pages: 1 } };
	const page = Math.max(1, whole(fields.page, 1));
	const slice = rows.slice((page - 1) * limit, page * limit);
	return { slice, paging: { total, page, limit, total_pages: Math.ceil(total / limit) } };
}

/** A filter that is left empty lets every value through. */
function matches(filter: string, ...values: Array<string | undefined>): boolean {
	return filter === '' || values.includes(filter);
}

function filtered(state: PanelState, fields: Fields, productsOnly: boolean): readonly CatalogRow[] {
	const { category = '', subcategory = '', shopId: shop = '', entityType = '' } = fields;
	const ids = productIdsOf(fields.productIds ?? '');
	const kind = productsOnly || ids.size > 0 ? 'product' : entityType;
	const recommended = productsOnly && fields.isRecommended === 'true';
	return state.rows.filter(
		(row) =>
			// The document says that the filter takes the names of the list; the rows use others.
			matches(category, row.category, listedName(row.category)) &&
			matches(subcategory, row.subcategory) &&
			matches(shop, row.shopId ?? shopId(0)) &&
			matches(kind, row.entityType ?? 'smm') &&
			(ids.size === 0 || ids.has(String(row.service)) || ids.has(rowId(row))) &&
			(!recommended || row.isRecommended === true),
	);
}

function hstockList(state: PanelState, fields: Fields, productsOnly: boolean): unknown {
	const language = languageOf(fields.lang);
	const { slice, paging } = pageOf(filtered(state, fields, productsOnly), fields, 0);
	const rows = slice.map((row) => hstockRow(row, language));
	const envelope = productsOnly ? 'products' : (state.quirks.servicesEnvelope ?? 'services');
	return envelope === 'array' ? rows : { [envelope]: rows, ...paging };
}

function standardList(state: PanelState): unknown {
	const rows = state.rows.map((row) => standardRow(state.dialect, row));
	const envelope = state.quirks.servicesEnvelope ?? 'array';
	return envelope === 'array' ? rows : { [envelope]: rows };
}

function overTheLimit(state: PanelState): Reply | null {
	const allowed = state.quirks.rateLimitedServicesPerHour;
	if (allowed === undefined) return null;
	const now = state.now();
	const recent = state.servicesCalls.filter((at) => now - at < HOUR);
	state.servicesCalls.splice(0, state.servicesCalls.length, ...recent);
	if (recent.length < allowed) {
		state.servicesCalls.push(now);
		return null;
	}
	const seconds = Math.ceil(((recent[0] ?? now) + HOUR - now) / 1000);
	return { json: { error: 'Rate limited' }, status: 429, headers: { 'Retry-After': String(seconds) } };
}

/** The bytes of a `services` reply; made at the first call for a list and kept until the catalog changes. */
export function servicesBytes(state: PanelState, fields: Fields): Buffer {
	if (state.dialect !== 'hstockplus') return state.prepare('services', () => render(state, standardList(state), 'services'));
	return state.prepare(`services ${JSON.stringify(fields)}`, () => render(state, hstockList(state, fields, false), 'services'));
}

/**
 * `services`: a bare array on the standard panels; on HstockPlus `{services,total,page,limit,total_pages}` with filters.
 */
export function services(state: PanelState, fields: Fields): Reply {
	const limited = overTheLimit(state);
	if (limited !== null) return limited;
	if (state.quirks.emptyDataEnvelope === true) return { json: { status: 'success', data: 'Empty Data' } };
	return { bytes: servicesBytes(state, fields) };
}

/**
 * `products` of HstockPlus. The document gives no example: "Same fields as product rows in Services List", so the envelope
 * of `services` is used with the key `products`. More than 100 productIds are refused.
 */
export function products(state: PanelState, fields: Fields): Reply {
	if (productIdsOf(fields.productIds ?? '').size > 100) return { json: { error: state.facts.texts.badRequest } };
	return { bytes: state.prepare(`products ${JSON.stringify(fields)}`, () => render(state, hstockList(state, fields, true), 'products')) };
}
