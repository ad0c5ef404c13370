import { InputProblem } from '../../node/errors';
import { readIds } from '../../panel/ids';
import type { Round } from '../event';
import { optionsOf, optionText, textOf } from '../parameters';
import { readTable } from './dataTable';
import { listFailure } from './fetchJson';
import { openN8nApi } from './n8nApi';
import { readUrl } from './url';

/**
 * Reads the ids that the trigger watches, from where 'Watch' says. In: the poll. Out: the ids, each once, in the
 * order of the list; none where a table or URL has none.
 * Errors: PanelFailure or InputProblem where the list cannot be read; that never counts as an empty list.
 */
export async function readWatchList({ context, signal }: Pick<Round, 'context' | 'signal'>): Promise<string[]> {
	const watch = textOf(context, 'watch', 'Watch', 'ids');
	if (watch === 'ids') return readIds(textOf(context, 'orderIds', 'Order IDs'), 'Order IDs');
	const entries =
		watch === 'url' ? await readUrl(context, textOf(context, 'watchUrl', 'Watch URL'), signal) : await readChosenTable({ context, signal });
	const { ids, wrong } = idsOf(entries);
	if (wrong > 0 && ids.length === 0)
		throw listFailure(
			'badInput',
			`None of the ${wrong} entries of the watch list is an id`,
			'Look at what the list returns: ids are numbers or short texts with a digit, as the panel shows them.',
		);
	if (wrong > 0) context.logger.warn(`SMM Panel Trigger: ${wrong} entries of the watch list are no ids and are left out`);
	return ids;
}

async function readChosenTable({ context, signal }: Pick<Round, 'context' | 'signal'>): Promise<unknown[]> {
	const table = textOf(context, 'dataTable', 'Data Table');
	const idColumn = textOf(context, 'idColumn', 'ID Column');
	if (table === '') throw new InputProblem("No 'Data Table' is chosen", 'Choose the table that holds your order ids.');
	if (idColumn === '') throw new InputProblem("'ID Column' is empty", 'Enter the name of the column that holds the order ids.');
	const options = optionsOf(context);
	const filterColumn = optionText(options, 'filterColumn', 'Filter Column');
	const filterValue = optionText(options, 'filterValue', 'Filter Value');
	return await readTable(await openN8nApi(context, signal), { table, idColumn, filterColumn, filterValue });
}

/** Reads ids out of a list. In: what a table or URL holds. Out: the ids, each once, and how many entries are none. */
export function idsOf(entries: readonly unknown[]): { ids: string[]; wrong: number } {
	// An empty cell is a row whose order is not placed yet.
	const filled = entries.filter((entry) => entry !== undefined && entry !== null && !(typeof entry === 'string' && entry.trim() === ''));
	const ids = filled
		.map((entry) => (typeof entry === 'string' || typeof entry === 'number' ? String(entry).trim() : ''))
		// Every id has a digit; what has none is a word like "undefined" that somebody's code wrote.
		.filter((text) => /^(?=.*\d)[\w.:-]{1,64}$/.test(text));
	return { ids: [...new Set(ids)], wrong: filled.length - ids.length };
}

/** What a manual test says when the watch list is empty. */
export function nothingWatched(what: string): InputProblem {
	return new InputProblem(
		`There are no ${what} to show, the watch list is empty`,
		"Add ids to the list that 'Watch' names, then test again. While the workflow runs, an empty list simply starts nothing.",
	);
}
