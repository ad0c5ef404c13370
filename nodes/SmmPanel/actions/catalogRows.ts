import type { IDataObject } from 'n8n-workflow';
import type { Fields } from '../panel/transport/client';
import { toItem, type PanelRecord } from '../panel/api/records';
import { getPage, getRows } from '../panel/api/services';
import type { PanelEnvironment } from './environment';

/** Which rows an item wants. */
export interface Wanted {
	/** Names the wish: equal names share their rows. */
	name: string;
	/** Sent to the panel; one that pages applies them. */
	fields: Fields;
	/** The most rows, undefined for all. */
	most: number | undefined;
	/** Decides about a row; `paged` tells that the panel has applied the fields. */
	counts: (row: PanelRecord, paged: boolean) => boolean;
}

/** What is known of the panel's `services` action within one run, per environment. */
const wholeCatalogs = new WeakMap<PanelEnvironment, { pages?: boolean; rows?: Promise<PanelRecord[]> }>();

/**
 * Reads services for one item. A panel that pages is asked for what the item wants. Any other panel sends its whole
 * catalog whatever is asked, so from the second wish on it is read once and filtered here: some panels allow ten calls
 * an hour, and a run may hold a thousand items with a search each.
 */
export async function serviceRows(environment: PanelEnvironment, wanted: Wanted): Promise<IDataObject[]> {
	const { panel } = environment;
	const { fields, most, counts } = wanted;
	const known = wholeCatalogs.get(environment) ?? {};
	wholeCatalogs.set(environment, known);
	return await environment.readOnce(wanted.name, async () => {
		if (known.pages !== false) {
			return await getRows(panel, 'services', fields, most, (row, paged) => {
				known.pages = paged;
				return counts(row, paged);
			});
		}
		const rows = await (known.rows ??= getPage(panel, 'services', {}).then((page) => page.rows));
		return rows
			.filter((row) => counts(row, false))
			.slice(0, most)
			.map(toItem);
	});
}
