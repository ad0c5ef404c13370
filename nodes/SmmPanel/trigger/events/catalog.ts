import type { PanelClient } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { readPages } from '../../panel/api/pages';

/** A catalog as it is now. */
export interface Catalog {
	readonly rows: ReadonlyMap<string, PanelRecord>;
	/** True where it came in several calls: while they ran, a row may have slipped from one page to another. */
	readonly paged: boolean;
}

/**
 * Reads the whole catalog afresh; the catalog cache of the editor would hide changes. Rows without an id are left out.
 * @throws PanelError of the first page that fails, because half a catalog would look like removed services
 */
export async function readCatalog(panel: PanelClient): Promise<Catalog> {
	const rows = new Map<string, PanelRecord>();
	let calls = 0;
	for await (const page of readPages(panel, 'services', {})) {
		if (page.doubt?.failure) throw page.doubt.failure;
		if (page.doubt) break;
		calls++;
		for (const row of page.rows) {
			const id = row.service ?? row.id;
			if (typeof id === 'number' || (typeof id === 'string' && id !== '')) rows.set(String(id), row);
		}
	}
	return { rows, paged: calls > 1 };
}
