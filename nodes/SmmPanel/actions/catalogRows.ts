import type { Fields } from '../panel/transport/client';
import { toItem, type PanelRecord, type Item } from '../panel/api/records';
import { readPages } from '../panel/api/pages';
import { getRows } from '../panel/api/services';
import type { PanelEnvironment } from './environment';
import { warnOfMore } from './shared/warnOfMore';

/** Which rows an item wants. */
export interface Wanted {
	/** Names the query: equal names share their rows. */
	name: string;
	/** Sent to the panel; one that pages applies them. */
	fields: Fields;
	/** The most rows, undefined for all. */
	limit: number | undefined;
	/** Decides about a row; `isCounted`: the panel has applied the fields. */
	matches: (row: PanelRecord, isCounted: boolean) => boolean;
}

/** What is known of the panel's `services` action within one run, per environment. */
const wholeCatalogs = new WeakMap<PanelEnvironment, { pages?: boolean; rows?: Promise<PanelRecord[]> }>();

/**
 * Reads services for one item. A panel that pages is asked for what the item wants. Any other panel sends its whole
 * catalog whatever is asked, so from the second query on it is read once and filtered here: some panels allow ten calls
 * an hour, and a run may hold a thousand items with a search each.
 */
export async function readServiceRows(environment: PanelEnvironment, wanted: Wanted): Promise<Item[]> {
	const { panel } = environment;
	const { fields, limit, matches } = wanted;
	const onIncomplete = warnOfMore(environment, 'services');
	const known = wholeCatalogs.get(environment) ?? {};
	wholeCatalogs.set(environment, known);
	return await environment.readOnce(wanted.name, async () => {
		if (known.pages !== false) {
			const decide = (row: PanelRecord, isCounted: boolean) => {
				known.pages = isCounted;
				return matches(row, isCounted);
			};
			return await getRows(panel, 'services', { fields, limit, matches: decide, onIncomplete });
		}
		const rows = await (known.rows ??= readWhole(environment));
		return rows
			.filter((row) => matches(row, false))
			.slice(0, limit)
			.map(toItem);
	});
}

async function readWhole(environment: PanelEnvironment): Promise<PanelRecord[]> {
	const all: PanelRecord[] = [];
	const onIncomplete = warnOfMore(environment, 'services');
	for await (const { rows, incomplete } of readPages(environment.panel, 'services', {}, 'none')) {
		for (const row of rows) all.push(row);
		if (incomplete) onIncomplete?.(incomplete);
	}
	return all;
}
