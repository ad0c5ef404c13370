import { z } from 'zod';
import type { Fields, PanelClient } from '../transport/client';
import { isRecord } from '../transport/parseReply';
import { listKeyed } from '../transport/unwrap';
import { KINDS, PanelError } from '../errors';
import type { PanelRecord } from './records';

/** One page of rows. `total` and `pages` are there only on panels that name them. */
export interface Page {
	rows: PanelRecord[];
	total?: number;
	pages?: number;
}

const ENVELOPE_KEYS = ['services', 'products', 'shops', 'categories', 'projects', 'countries', 'data'];
const TOTAL_KEYS = ['total', 'totalCount', 'total_count', 'totalItems', 'total_items'];
const PAGES_KEYS = ['total_pages', 'totalPages', 'last_page', 'lastPage', 'pageCount', 'page_count', 'pages'];

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
	const list = ENVELOPE_KEYS.map((key) => toList(value[key])).find((rows) => rows !== undefined);
	if (!list) return value.data === 'Empty Data' ? { rows: [] } : undefined;
	const holders = [value, value.pagination, value.meta, value.paging].filter(isRecord);
	const total = findCount(holders, TOTAL_KEYS);
	const pages = findCount(holders, PAGES_KEYS);
	return { rows: list.filter(isRecord), ...(total === undefined ? {} : { total }), ...(pages === undefined ? {} : { pages }) };
}

/** A list of rows, or rows keyed by their ids. */
function toList(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? value : isRecord(value) ? listKeyed(value) : undefined;
}

function findCount(holders: readonly PanelRecord[], names: readonly string[]): number | undefined {
	const values = holders.flatMap((holder) => names.map((name) => holder[name]));
	const counts = values.map((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value));
	return counts.find((count): count is number => typeof count === 'number' && Number.isFinite(count));
}

// Catalogs have up to 13 MB, and HstockPlus' own users wait up to 90 seconds for them.
const CATALOG_TIMEOUT_MS = 90_000;
/** Rows asked for in one call when all are wanted; one call without a limit times out on the large panels. */
export const ROWS_PER_PAGE = 1000;
const MAX_PAGES = 2000;

/** One call for a list: the whole of it on every panel without paging. */
export async function getPage(panel: PanelClient, action: string, fields: Fields): Promise<Page> {
	return await panel.call({ action, fields, intent: 'read', schema: pageSchema, timeoutMs: CATALOG_TIMEOUT_MS });
}

/** Rows of one call that were not there before. */
export interface NewRows {
	readonly rows: readonly PanelRecord[];
	/** True where the panel named how many rows or pages there are. */
	readonly isCounted: boolean;
	/** In the last one, where more rows may exist: why the next page could not be asked for, if it failed. */
	readonly incomplete?: { readonly rows: number; readonly total?: number; readonly failure?: PanelError };
}

/**
 * Walks through a list until it ends. Where the panel names no total, it goes on while a page is as full as the one
 * before and begins with another row; where a first page may have been cut at a usual size, `page` and `offset` are tried.
 * limit=0 is never sent, because it means "all" on HstockPlus.
 * @param limit - rows of a page; 'none' names neither page nor limit in the first call
 */
export async function* readPages(
	panel: PanelClient,
	action: string,
	fields: Fields,
	limit: number | 'none' = ROWS_PER_PAGE,
): AsyncGenerator<NewRows, void, undefined> {
	const first = await getPage(panel, action, limit === 'none' ? fields : { ...fields, page: 1, limit });
	const isCounted = first.total !== undefined || first.pages !== undefined;
	const size = first.rows.length;
	yield { rows: first.rows, isCounted };
	if (size === 0) return;
	const walk = { panel, action, fields, limit: limit === 'none' ? size : limit };
	if (isSmallPage(first, limit)) yield* readOn(walk, size);
	else if (isCounted) yield* readCounted(walk, first);
	else if (size === limit || USUAL_SIZES.has(size)) yield* readUncounted(walk, first.rows);
}

/** True where more rows follow behind fewer than a page may hold. */
function isSmallPage(first: Page, limit: number | 'none'): boolean {
	const size = first.rows.length;
	return limit === 'none' ? size < countRows(first) : limit < ROWS_PER_PAGE && size === limit;
}

/** Goes on behind a small page with large ones, because small ones would take hundreds of calls. */
async function* readOn({ panel, action, fields }: Walk, known: number): AsyncGenerator<NewRows, void, undefined> {
	let skip = known;
	for await (const { rows, ...more } of readPages(panel, action, fields)) {
		yield { ...more, rows: rows.slice(skip) };
		skip = Math.max(0, skip - rows.length);
	}
}

/** How many rows a panel that counts has in all, at least. */
function countRows({ rows, total, pages }: Page): number {
	return pages === 1 ? rows.length : (total ?? (pages ?? 1) * rows.length);
}

interface Walk {
	panel: PanelClient;
	action: string;
	fields: Fields;
	limit: number;
}

async function* readCounted({ panel, action, fields, limit }: Walk, first: Page): AsyncGenerator<NewRows, void, undefined> {
	let last: Page = first;
	let fullest = first.rows.length;
	let seen = first.rows.length;
	for (let page = 2; page <= MAX_PAGES; page++) {
		// Some panels give fewer rows a page than asked for, so their own rows show how many pages there are.
		if (page > (last.pages ?? Math.ceil((last.total ?? 0) / fullest))) break;
		const next = await getPage(panel, action, { ...fields, page, limit });
		// A panel that ignores `page` sends the same rows for ever.
		if (next.rows.length === 0 || beginsAlike(next.rows, last.rows)) break;
		yield { rows: next.rows, isCounted: true };
		seen += next.rows.length;
		fullest = Math.max(fullest, next.rows.length);
		last = { ...last, ...next };
	}
	const { total = 0 } = last;
	if (total > seen) yield { rows: [], isCounted: true, incomplete: { rows: seen, total } };
}

/** Sizes at which panels cut a list on their own. */
const USUAL_SIZES: ReadonlySet<number> = new Set([10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000]);

async function* readUncounted(walk: Walk, first: readonly PanelRecord[]): AsyncGenerator<NewRows, void, undefined> {
	const { panel, action } = walk;
	const ignored = IGNORES_PAGING.get(panel) ?? new Set();
	if (!ignored.has(action)) {
		for (const way of ['page', 'offset'] as const) {
			const second = await askFor(walk, way, 2, first.length);
			if (second instanceof PanelError) {
				yield { rows: [], isCounted: false, incomplete: { rows: first.length, failure: second } };
				return;
			}
			if (second.rows.length === 0) return;
			if (!beginsAlike(second.rows, first)) {
				yield* readFurther(walk, way, first, second.rows);
				return;
			}
		}
		IGNORES_PAGING.set(panel, ignored.add(action));
	}
	// A panel that ignores both has sent all that it sends; only an unusual number of rows would prove that it is all.
	if (first.length >= FEWEST_SUSPECT) yield { rows: [], isCounted: false, incomplete: { rows: first.length } };
}

/** Walks on from the second page, while pages are as full as the one before and begin with another row. */
async function* readFurther(
	walk: Walk,
	way: 'page' | 'offset',
	first: readonly PanelRecord[],
	second: readonly PanelRecord[],
): AsyncGenerator<NewRows, void, undefined> {
	let [before, rows] = [first, second];
	let seen = first.length;
	for (let page = 3; page <= MAX_PAGES; page++) {
		yield { rows, isCounted: false };
		if (rows.length < before.length) return;
		seen += rows.length;
		const next = await askFor(walk, way, page, seen);
		if (next instanceof PanelError) {
			yield { rows: [], isCounted: false, incomplete: { rows: seen, failure: next } };
			return;
		}
		if (next.rows.length === 0 || beginsAlike(next.rows, first) || beginsAlike(next.rows, rows)) return;
		[before, rows] = [rows, next.rows];
	}
}

async function askFor(
	{ panel, action, fields, limit }: Walk,
	way: 'page' | 'offset',
	page: number,
	seen: number,
): Promise<Page | PanelError> {
	const where: Fields = way === 'page' ? { page, limit } : { offset: seen, limit };
	return await getPage(panel, action, { ...fields, ...where }).catch((failure: unknown) => toEnding(failure));
}

/** Actions whose paging a panel was seen to ignore; a client lives as long as a run, and some panels count calls. */
const IGNORES_PAGING = new WeakMap<PanelClient, Set<string>>();
/** Short lists have a round number of rows by chance. */
const FEWEST_SUSPECT = 100;

function toEnding(failure: unknown): Page | PanelError {
	if (!(failure instanceof PanelError)) throw failure;
	return KINDS[failure.kind].isAbsence === true ? { rows: [] } : failure;
}

function beginsAlike([a]: readonly PanelRecord[], [b]: readonly PanelRecord[]): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
