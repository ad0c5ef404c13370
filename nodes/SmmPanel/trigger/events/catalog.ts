import type { PanelClient } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { getPage } from '../../panel/api/services';

/** Rows asked for in one call; large panels that page do not answer everything at once in time. */
const ROWS_PER_PAGE = 1000;
const MOST_PAGES = 200;

/**
 * Reads the whole catalog afresh; the catalog cache of the editor would hide changes. Rows without an id are left out,
 * and of two rows with one id the first counts, as everywhere.
 * @throws PanelFailure of the first page that fails, because half a catalog would look like removed services
 */
export async function readCatalog(panel: PanelClient): Promise<ReadonlyMap<string, PanelRecord>> {
	const rows = new Map<string, PanelRecord>();
	let firstOfPage: unknown;
	let rowsPerPage = 0;
	for (let page = 1; page <= MOST_PAGES; page++) {
		const { rows: more, pages, total } = await getPage(panel, 'services', { page, limit: ROWS_PER_PAGE });
		const first = JSON.stringify(more[0]);
		if (more.length === 0) return rows;
		// A panel that ignores `page` sends the same rows for ever.
		if (page > 1 && first === firstOfPage) return rows;
		firstOfPage = first;
		// Some panels give fewer rows a page than asked for, so their own rows tell how many pages there are.
		rowsPerPage = Math.max(rowsPerPage, more.length);
		for (const row of more) {
			const id = row.service ?? row.id;
			if (typeof id === 'number' || (typeof id === 'string' && id !== '')) if (!rows.has(String(id))) rows.set(String(id), row);
		}
		if ((pages ?? Math.ceil((total ?? 0) / rowsPerPage)) <= page) return rows;
	}
	return rows;
}
