import type { PanelClient } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { readPages } from '../../panel/api/pages';

/**
 * Reads the whole catalog afresh; the catalog cache of the editor would hide changes. Rows without an id are left out,
 * and of two rows with one id the first counts, as everywhere.
 * @throws PanelError of the first page that fails, because half a catalog would look like removed services
 */
export async function readCatalog(panel: PanelClient): Promise<ReadonlyMap<string, PanelRecord>> {
	const rows = new Map<string, PanelRecord>();
	for await (const page of readPages(panel, 'services', {})) {
		if (page.doubt?.failure) throw page.doubt.failure;
		if (page.doubt) break;
		for (const row of page.rows) {
			const id = row.service ?? row.id;
			if (typeof id === 'number' || (typeof id === 'string' && id !== '')) if (!rows.has(String(id))) rows.set(String(id), row);
		}
	}
	return rows;
}
