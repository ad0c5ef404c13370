import type { PanelClient } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { getPage } from '../../panel/api/services';

/** Rows asked for in one call; large panels that page do not answer everything at once in time. */
const ROWS_PER_PAGE = 1000;
const MOST_PAGES = 200;

/** A catalog as it is now. */
export interface Catalog {
	readonly rows: ReadonlyMap<string, PanelRecord>;
	/** True where it came in several calls: while they ran, a row may have slipped from one page to another. */
	readonly paged: boolean;
}

/**
 * Reads the whole catalog afresh; the catalog cache of the editor would hide changes. Rows without an id are left out.
 * @throws PanelFailure of the first page that fails, because half a catalog would look like removed services
 */
export async function readCatalog(panel: PanelClient): Promise<Catalog> {
	const rows = new Map<string, PanelRecord>();
	let firstOfPage: unknown;
	let rowsPerPage = 0;
	for (let page = 1; page <= MOST_PAGES; page++) {
		const { rows: more, pages, total } = await getPage(panel, 'services', { page, limit: ROWS_PER_PAGE });
		const first = JSON.stringify(more[0]);
		if (more.length === 0) return { rows, paged: page > 1 };
		// A panel that ignores `page` sends the same rows for ever.
		if (page > 1 && first === firstOfPage) return { rows, paged: page > 2 };
		firstOfPage = first;
		// Some panels give fewer rows a page than asked for, so their own rows tell how many pages there are.
		rowsPerPage = Math.max(rowsPerPage, more.length);
		for (const row of more) {
			const id = row.service ?? row.id;
			if (typeof id === 'number' || (typeof id === 'string' && id !== '')) rows.set(String(id), row);
		}
		if ((pages ?? Math.ceil((total ?? 0) / rowsPerPage)) <= page) return { rows, paged: page > 1 };
	}
	return { rows, paged: true };
}
