import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Fields, PanelClient } from '../transport/client';
import { toItem, type PanelRecord } from './records';
import { isRecord } from '../transport/parseReply';

/** One page of rows. `total` and `pages` are there only on panels that page (HstockPlus). */
export interface Page {
	rows: PanelRecord[];
	total?: number;
	pages?: number;
}

const ENVELOPE_KEYS = ['services', 'products', 'shops', 'categories', 'projects', 'countries', 'data'];

/**
 * A list of rows in any of the envelopes that panels use: a bare array, `{services|products|data: []}` and the like,
 * `{status: "success", data: "Empty Data"}` for none. Rows that are no objects are left out.
 */
export const pageSchema = z.unknown().transform((value, check): Page => {
	const page = parsePage(value);
	if (page) return page;
	check.addIssue({ code: z.ZodIssueCode.custom, message: 'no list' });
	return z.NEVER;
});

function parsePage(value: unknown): Page | undefined {
	if (Array.isArray(value)) return { rows: value.filter(isRecord) };
	if (!isRecord(value)) return undefined;
	const list = ENVELOPE_KEYS.map((key) => value[key]).find(Array.isArray);
	if (list) return { rows: list.filter(isRecord), ...readCount('total', value.total), ...readCount('pages', value.total_pages) };
	return value.data === 'Empty Data' ? { rows: [] } : undefined;
}

function readCount<K extends string>(name: K, value: unknown): { [name in K]?: number } {
	const count = typeof value === 'string' ? Number(value) : value;
	const known: { [name in K]?: number } = {};
	if (typeof count === 'number' && Number.isFinite(count)) known[name] = count;
	return known;
}

// Catalogs have up to 13 MB, and HstockPlus' own users wait up to 90 seconds for them.
const CATALOG_TIMEOUT_MS = 90_000;
/** Rows asked for in one call when all are wanted; one call without a limit times out on the large panels. */
const ROWS_PER_PAGE = 1000;
const MOST_PAGES = 2000;

/** The whole catalog or list in one call, as every panel without paging answers. */
export async function getPage(panel: PanelClient, action: string, fields: Fields): Promise<Page> {
	return await panel.call({ action, fields, intent: 'read', schema: pageSchema, timeoutMs: CATALOG_TIMEOUT_MS });
}

/**
 * Reads a list page by page, and stops as soon as enough rows were taken. A panel that does not page is asked once.
 * limit=0 is never sent, because it means "all" on HstockPlus.
 * @param most - undefined for all
 * @param counts - which rows count
 */
export async function getRows(
	panel: PanelClient,
	action: string,
	fields: Fields,
	most: number | undefined,
	counts: (row: PanelRecord, paged: boolean) => boolean,
): Promise<IDataObject[]> {
	const taken: IDataObject[] = [];
	let limit = Math.max(1, Math.min(most ?? ROWS_PER_PAGE, ROWS_PER_PAGE));
	let seen = 0;
	let rowsPerPage = 0;
	let firstOfPage: unknown;
	for (let page = 1; page <= MOST_PAGES; page++) {
		const { rows, pages, total } = await getPage(panel, action, { ...fields, page, limit });
		const paged = pages !== undefined || total !== undefined;
		const first = JSON.stringify(rows[0]);
		// A panel that ignores `page` sends the same rows for ever.
		if (rows.length === 0 || (page > 1 && first === firstOfPage)) break;
		firstOfPage = first;
		for (const row of rows.slice(page === 1 ? seen : 0)) {
			if (most !== undefined && taken.length >= most) return taken;
			if (counts(row, paged)) taken.push(toItem(row));
		}
		// Some panels give fewer rows a page than asked for, so their own rows tell how many pages there are.
		rowsPerPage = Math.max(rowsPerPage, rows.length);
		const last = pages ?? Math.ceil((total ?? 0) / rowsPerPage);
		if (!paged || last <= page || (most !== undefined && taken.length >= most)) break;
		if (most !== undefined && limit < ROWS_PER_PAGE && rows.length === limit) {
			// Few rows count, e.g. in a search: small pages would take hundreds of calls, so it goes on with large ones.
			seen = rows.length;
			limit = ROWS_PER_PAGE;
			firstOfPage = undefined;
			page = 0;
		}
	}
	return taken;
}

/** The reply to `categories`; each is an item `{category, subcategories}`. */
export const categoriesSchema = pageSchema.transform(({ rows }) => rows.map(toItem));

/** Reads the categories. Throws 'notOffered' on panels without them. */
export async function getCategories(panel: PanelClient, language: string): Promise<IDataObject[]> {
	return await panel.call({ action: 'categories', fields: { lang: language }, intent: 'read', schema: categoriesSchema });
}

/** The categories of a catalog, in the order in which they first appear, for panels without `categories`. */
export function categoriesOfRows(rows: readonly PanelRecord[]): IDataObject[] {
	const names = new Set(rows.map((row) => row.category).filter((name): name is string => typeof name === 'string' && name !== ''));
	return [...names].map((category) => ({ category, subcategories: [] }));
}

/** The reply to `subcategory_info`. */
export const subcategorySchema = z.object({ subcategoryId: z.union([z.string(), z.number()]) }).passthrough();

export async function getSubcategory(panel: PanelClient, subcategoryId: string, language: string): Promise<IDataObject> {
	return toItem(
		await panel.call({ action: 'subcategory_info', fields: { subcategoryId, lang: language }, intent: 'read', schema: subcategorySchema }),
	);
}

/** The reply to `inventory`: stock and price of one service, with variants for products. */
export const inventorySchema = z.object({ service: z.union([z.string(), z.number()]) }).passthrough();

export async function getInventory(panel: PanelClient, service: string, language: string): Promise<IDataObject> {
	return toItem(await panel.call({ action: 'inventory', fields: { service, lang: language }, intent: 'read', schema: inventorySchema }));
}
