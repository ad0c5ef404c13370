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
const MOST_PAGES = 2000;

/** One call for a list: the whole of it on every panel without paging. */
export async function getPage(panel: PanelClient, action: string, fields: Fields): Promise<Page> {
	return await panel.call({ action, fields, intent: 'read', schema: pageSchema, timeoutMs: CATALOG_TIMEOUT_MS });
}

/** Rows of one call that were not there before. */
export interface NewRows {
	readonly rows: readonly PanelRecord[];
	/** True where the panel named how many rows or pages there are. */
	readonly isCounted: boolean;
	/** In the last one, where nobody can know whether more rows exist: why the next page could not be asked for, if it failed. */
	readonly doubt?: { readonly rows: number; readonly failure?: PanelError };
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
	yield { rows: first.rows, isCounted };
	if (first.rows.length === 0) return;
	const isSmall =
		limit === 'none' ? isCounted && first.rows.length < countRows(first) : limit < ROWS_PER_PAGE && first.rows.length === limit;
	if (isSmall) {
		// Small pages would take hundreds of calls, so it goes on with large ones.
		let skip = first.rows.length;
		for await (const { rows, ...more } of readPages(panel, action, fields)) {
			yield { ...more, rows: rows.slice(skip) };
			skip = Math.max(0, skip - rows.length);
		}
		return;
	}
	const walk = { panel, action, fields, limit: limit === 'none' ? first.rows.length : limit };
	if (isCounted) yield* readCounted(walk, first);
	else if (first.rows.length === limit || USUAL_SIZES.has(first.rows.length)) yield* readUncounted(walk, first.rows);
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
	for (let page = 2; page <= MOST_PAGES; page++) {
		// Some panels give fewer rows a page than asked for, so their own rows tell how many pages there are.
		if (page > (last.pages ?? Math.ceil((last.total ?? 0) / fullest))) return;
		const next = await getPage(panel, action, { ...fields, page, limit });
		// A panel that ignores `page` sends the same rows for ever.
		if (beginsAlike(next.rows, last.rows)) return;
		yield { rows: next.rows, isCounted: true };
		if (next.rows.length === 0) return;
		fullest = Math.max(fullest, next.rows.length);
		last = { ...last, ...next };
	}
}

/** Sizes at which panels cut a list on their own. */
const USUAL_SIZES: ReadonlySet<number> = new Set([10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000]);

async function* readUncounted(walk: Walk, first: readonly PanelRecord[]): AsyncGenerator<NewRows, void, undefined> {
	const { panel, action, fields, limit } = walk;
	let before = first;
	let seen = first.length;
	let way: 'page' | 'offset' = 'page';
	const ignored = IGNORES_PAGING.get(panel) ?? new Set();
	const doubt = { rows: [], isCounted: false, doubt: { rows: seen } };
	if (ignored.has(action)) {
		if (seen >= FEWEST_IN_DOUBT) yield doubt;
		return;
	}
	for (let page = 2; page <= MOST_PAGES; page++) {
		const where: Fields = way === 'page' ? { page, limit } : { offset: seen, limit };
		const next = await getPage(panel, action, { ...fields, ...where }).catch((failure: unknown) => toEnding(failure));
		if (next instanceof PanelError) {
			yield { rows: [], isCounted: false, doubt: { rows: seen, failure: next } };
			return;
		}
		if (next.rows.length === 0) return;
		if (!beginsAlike(next.rows, first) && !beginsAlike(next.rows, before)) {
			yield { rows: next.rows, isCounted: false };
			if (next.rows.length < before.length) return;
			seen += next.rows.length;
			before = next.rows;
		} else if (page === 2 && way === 'page') {
			way = 'offset';
			page--;
		} else {
			// A panel that ignores both has sent all that it sends; only an unusual number of rows would prove that it is all.
			if (seen > first.length) return;
			IGNORES_PAGING.set(panel, ignored.add(action));
			if (seen >= FEWEST_IN_DOUBT) yield doubt;
			return;
		}
	}
}

/** Actions whose paging a panel was seen to ignore; a client lives as long as a run, and some panels count calls. */
const IGNORES_PAGING = new WeakMap<PanelClient, Set<string>>();
/** Short lists have a round number of rows by chance. */
const FEWEST_IN_DOUBT = 100;

function toEnding(failure: unknown): Page | PanelError {
	if (!(failure instanceof PanelError)) throw failure;
	return KINDS[failure.kind].isAbsence === true ? { rows: [] } : failure;
}

function beginsAlike([a]: readonly PanelRecord[], [b]: readonly PanelRecord[]): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
