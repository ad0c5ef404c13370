import { invalidInput, type PanelError } from '../../panel/errors';
import { isRecord, parseReply } from '../../panel/transport/parseReply';
import type { PollContext } from '../environment';
import { readTable } from './dataTable';
import type { WatchParameters } from './fields';
import { listFailure } from './fetchJson';
import { openN8nApi } from './n8nApi';
import { findEntries, pickId, readUrl } from './url';

/** More than anybody has open; a list of all orders that were ever placed would be asked about for ever. */
const MAX_IDS = 20_000;
/** Fields of an object in a list that may hold its id. */
const ORDER_KEYS = ['order', 'id', 'orderId'] as const;
const REFILL_KEYS = ['refill', 'refill_id', 'refillId', 'id'] as const;

/**
 * Reads the ids that the trigger watches, from where 'Watch' says: each once, in the order of the list.
 * @throws where the list cannot be read; that never counts as an empty list
 */
export async function readWatchList(
	parameters: WatchParameters,
	{ context, signal }: Pick<PollContext, 'context' | 'signal'>,
): Promise<string[]> {
	const { watch, watchUrl } = parameters;
	const [typed, keys] = 'refillIds' in parameters ? [parameters.refillIds, REFILL_KEYS] : [parameters.orderIds, ORDER_KEYS];
	const entries =
		watch === 'ids'
			? readTyped(typed, keys)
			: watch === 'url'
				? await readUrl(context, watchUrl, keys, signal)
				: await readChosenTable(parameters, { context, signal });
	const { ids, wrong } = parseIds(entries);
	// No wrong setting: a table may hold rows whose ids are still to come, so the publication does not fail by it.
	if (wrong > 0 && ids.length === 0)
		throw listFailure(
			'unexpectedReply',
			`None of the ${wrong} entries of the watch list is an id`,
			'Look at what the list returns: ids are numbers or short texts with a digit, as the panel shows them.',
		);
	if (ids.length > MAX_IDS)
		throw invalidInput(
			`The watch list holds ${ids.length} ids, but a trigger watches ${MAX_IDS} at most`,
			'Let the list hold what is still open only, e.g. with a filter on the Data Table. Nothing is lost: what ended meanwhile is an event afterwards.',
		);
	if (wrong > 0) context.logger.warn(`SMM Panel Trigger: ${wrong} entries of the watch list are no ids and are left out`);
	return ids;
}

async function readChosenTable(
	{ dataTable, idColumn, options: { filterColumn = '', filterOperator = 'equals', filterValue = '' } }: WatchParameters,
	{ context, signal }: Pick<PollContext, 'context' | 'signal'>,
): Promise<unknown[]> {
	if (dataTable === '') throw invalidInput("No 'Data Table' is chosen", 'Choose the table that holds your ids.');
	if (idColumn === '') throw invalidInput("'ID Column' is empty", 'Choose the column that holds the ids.');
	const filter = filterColumn === '' ? undefined : { column: filterColumn, operator: filterOperator, value: filterValue };
	return await readTable(await openN8nApi(context, signal), { table: dataTable, idColumn, filter });
}

/** What is typed, or what an expression gives: a text with commas or lines, a JSON list, a number, a list of ids or orders. */
function readTyped(value: unknown, keys: readonly string[]): unknown[] {
	if (Array.isArray(value)) return value.flatMap((entry: unknown) => (isRecord(entry) ? [pickId(entry, keys)] : readTyped(entry, keys)));
	if (isRecord(value)) return findEntries(value, keys) ?? [value];
	if (typeof value !== 'string') return [value];
	const content = parseReply(value);
	if (content.kind === 'json' && typeof content.value === 'object' && content.value !== null) return readTyped(content.value, keys);
	return value.replace(/[[\]"']/g, ' ').split(/[\s,;]+/);
}

/** Reads ids out of what a list holds: each once, and how many entries are none. */
export function parseIds(entries: readonly unknown[]): { ids: string[]; wrong: number } {
	// An empty cell is a row whose order is not placed yet.
	const filled = entries.filter((entry) => entry !== undefined && entry !== null && !(typeof entry === 'string' && entry.trim() === ''));
	// One bad entry must not stop the others: it is left out, and the log says so.
	const ids = filled
		.map((entry) => (typeof entry === 'string' || typeof entry === 'number' ? String(entry).trim().replace(/^#/, '') : ''))
		// Every id has a digit; what has none is a word like "undefined" that somebody's code wrote.
		.filter((text) => /^(?=.*\d)[\w.:-]{1,64}$/.test(text));
	return { ids: [...new Set(ids)], wrong: filled.length - ids.length };
}

/** What a manual test says when the watch list is empty. */
export function nothingWatchedError(what: string): PanelError {
	return invalidInput(
		`There are no ${what} to show, because the watch list is empty`,
		"Add ids to the list that 'Watch' names, then test again. While the workflow runs, an empty list simply starts nothing.",
	);
}
