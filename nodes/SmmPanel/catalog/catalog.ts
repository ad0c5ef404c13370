import type { PanelClient } from '../panel/transport/client';
import { KINDS, PanelError, rethrow } from '../panel/errors';
import type { PanelRecord } from '../panel/api/records';
import { readPages, ROWS_PER_PAGE } from '../panel/api/pages';
import { createCache, type Sized } from './cache';
import { createSearch, type Query, type ResultPage } from './search';
import { compactRows, type ServiceRow } from './serviceRow';

/** All services of one panel account in one language, as they were at one moment. */
export interface Catalog {
	readonly rows: readonly ServiceRow[];
	/** When the panel sent it, in epoch milliseconds. */
	readonly loadedAt: number;
	/** True where the panel sent a round number of services and no second page, so that it may have more. */
	readonly isPartial: boolean;
	/** The categories, each once, in the order in which the panel lists them. */
	categories(): readonly string[];
	/** Finds a service by its number or, on HstockPlus, by its 24-digit id. */
	findRow(serviceId: string): ServiceRow | undefined;
	/** One page of the services that hold all words, best match first; `group` is the category. */
	search(query: Query): ResultPage<ServiceRow>;
}

/** Catalogs change a few times a day, and some panels allow ten calls an hour. */
const FRESH_FOR_MS = 600_000;
const MAX_CATALOGS = 50;
/** n8n's smaller machines have 300 MB in all; a catalog of 20,000 services takes about 15 MB. */
const MAX_ROWS = 80_000;

/** A catalog and how it was loaded: a panel that was too slow for one call is asked by pages at once the next time. */
interface Copy extends Sized {
	readonly catalog: Catalog;
	readonly byPages: boolean;
}

const copies = createCache<Copy>({ ttlMs: FRESH_FOR_MS, maxEntries: MAX_CATALOGS, maxRows: MAX_ROWS });

/**
 * The catalog of a panel: from memory while it is fresh, else from the panel in one `services` call. While the panel is
 * rate-limited or out of order, the last good one.
 * @param language - of names; left out is English, the only one whose categories fit filters
 */
export async function getCatalog(panel: PanelClient, language = ''): Promise<Catalog> {
	const { catalog } = await copies.get(buildCacheKey(panel, language), async (last) => await load(panel, language, last?.byPages ?? false));
	return catalog;
}

/**
 * The catalog if a fresh one is in memory; never calls the panel. An older one is not given, because limits and
 * prices in it may have changed, and an order must not be refused by them.
 */
export function peekCatalog(panel: PanelClient, language = ''): Catalog | undefined {
	return copies.peek(buildCacheKey(panel, language))?.catalog;
}

/** Forgets all catalogs, for tests that change a panel's services. */
export function forgetCatalogs(): void {
	copies.clear();
}

function buildCacheKey(panel: PanelClient, language: string): string {
	return `${panel.accountId} ${language}`;
}

/** Most panels send their whole catalog when no limit is named. */
async function load(panel: PanelClient, language: string, byPages: boolean): Promise<Copy> {
	const rows: PanelRecord[] = [];
	let pages = 0;
	let isPaged = false;
	let isPartial = false;
	try {
		for await (const page of readPages(panel, 'services', { lang: language }, byPages ? ROWS_PER_PAGE : 'none')) {
			for (const row of page.rows) rows.push(row);
			pages++;
			isPaged ||= page.isCounted && pages > 1;
			isPartial ||= page.incomplete !== undefined;
		}
	} catch (failure) {
		if (!byPages && tookTooLong(failure)) return await load(panel, language, true);
		return rethrow(failure);
	}
	const catalog = createCatalog(compactRows(rows), isPartial);
	return { catalog, byPages: byPages || isPaged, size: rows.length };
}

function tookTooLong(failure: unknown): boolean {
	// 408, 504 and Cloudflare's 524 say that a server in between stopped waiting for the panel.
	return failure instanceof PanelError && (KINDS[failure.kind].ended === 'timeIsOver' || [408, 504, 524].includes(failure.httpStatus ?? 0));
}

function createCatalog(rows: readonly ServiceRow[], isPartial: boolean): Catalog {
	const search = createSearch(rows, ({ service, name, category }) => ({ id: service, name, group: category }));
	// Both are made at the first use, because opening the list needs neither.
	let byId: ReadonlyMap<string, ServiceRow> | undefined;
	let categories: readonly string[] | undefined;
	const findRow = (serviceId: string) => (byId ??= indexById(rows)).get(serviceId.trim().toLowerCase());
	return {
		rows,
		loadedAt: Date.now(),
		isPartial,
		categories: () => (categories ??= [...new Set(rows.map((row) => row.category))].filter((name) => name !== '')),
		findRow,
		search(query) {
			const id = query.words?.trim().toLowerCase() ?? '';
			const row = id.length === LENGTH_OF_SECOND_ID ? findRow(id) : undefined;
			return row === undefined ? search.page(query) : { entries: [row], next: undefined, total: 1 };
		},
	};
}

const LENGTH_OF_SECOND_ID = 24;

function indexById(rows: readonly ServiceRow[]): ReadonlyMap<string, ServiceRow> {
	const byId = new Map<string, ServiceRow>();
	// Numbers are set last: where a number equals another row's second id, the number counts.
	for (const row of rows) if (row.id !== undefined) byId.set(row.id.toLowerCase(), row);
	// Of a number that is listed twice the first row counts, as in the list of the editor.
	for (const row of [...rows].reverse()) byId.set(row.service.toLowerCase(), row);
	return byId;
}
