import type { PanelClient } from '../../panel/transport/client';
import type { PanelRecord } from '../../panel/api/records';
import { readPages } from '../../panel/api/pages';

/**
 * Reads the whole catalog afresh; the catalog cache of the editor would hide changes. Rows without an id are left out. Of
 * two rows with one id the same counts in whatever order they come, or each poll would see a change.
 * @throws PanelError of the first page that fails, because half a catalog would look like removed services
 */
export async function readCatalog(panel: PanelClient): Promise<ReadonlyMap<string, PanelRecord>> {
	const rows = new Map<string, PanelRecord>();
	for await (const page of readPages(panel, 'services', {})) {
		if (page.incomplete?.failure) throw page.incomplete.failure;
		if (page.incomplete) break;
		for (const row of page.rows) {
			const id = row.service ?? row.id;
			const service = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
			const other = rows.get(service);
			if (service !== '' && (!other || JSON.stringify(row) < JSON.stringify(other))) rows.set(service, row);
		}
	}
	return rows;
}
