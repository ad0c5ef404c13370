import { InvalidInputError } from '../../framework/errors';
import type { ParametersOf, Property } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';
import type { PollContext } from '../environment';
import { readTable } from './dataTable';
import { isRecord, parseReply } from '../../panel/transport/parseReply';
import { openN8nApi } from './n8nApi';
import { findEntries, readUrl } from './url';

/** Where the ids come from; the same fields for every event that watches ids. */
export const watchFields = [
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		default: 'ids',
		description: 'Where the order IDs come from. Panels have no list of your orders, so the trigger has to be told which ones to watch.',
		options: [
			{
				name: 'Data Table',
				value: 'dataTable',
				description: 'A column of an n8n Data Table, read through the API of this n8n. Set it up in the credential.',
			},
			{ name: 'IDs', value: 'ids', description: 'Typed in, or made by an expression that is evaluated at every poll' },
			{ name: 'URL', value: 'url', description: 'An address that returns a JSON list of IDs or orders' },
		],
	},
	{
		displayName: 'Order IDs',
		name: 'orderIds',
		type: 'string',
		readAs: 'raw',
		required: true,
		default: '',
		typeOptions: { rows: 2 },
		placeholder: 'e.g. 23501, 23502',
		displayOptions: { show: { watch: ['ids'] } },
		description:
			'IDs of orders or rented numbers, separated by commas or lines; an expression may also give a list of IDs or of orders. An empty list starts nothing.',
	},
	{
		displayName: 'Data Table',
		name: 'dataTable',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		displayOptions: { show: { watch: ['dataTable'] } },
		description: "The table that holds the order IDs. It needs 'Use n8n Data Tables' in the credential, and n8n 2.7.4 or newer.",
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchDataTables', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. aB3dE5fG7hI9jK1l' },
		],
	},
	{
		displayName: 'ID Column',
		name: 'idColumn',
		type: 'string',
		required: true,
		default: 'order',
		displayOptions: { show: { watch: ['dataTable'] } },
		description: 'Name of the column that holds the order IDs',
	},
	{
		displayName: 'Watch URL',
		name: 'watchUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/open-orders.json',
		displayOptions: { show: { watch: ['url'] } },
		description:
			"Returns a JSON list of IDs, a list of objects with the field order (or its ID), or such a list under data, orders or rows. The panel's key is never sent there.",
	},
] as const satisfies readonly Property[];

/** Members of Options for every event that watches ids. */
export const watchOptions = [
	{
		displayName: 'Filter Column',
		name: 'filterColumn',
		type: 'string',
		default: '',
		placeholder: 'e.g. done',
		displayOptions: { show: { '/watch': ['dataTable'] } },
		description: 'Watch only the rows of the Data Table whose value in this column is the filter value',
	},
	{
		displayName: 'Filter Value',
		name: 'filterValue',
		type: 'string',
		default: '',
		placeholder: 'e.g. false',
		displayOptions: { show: { '/watch': ['dataTable'] } },
		description: 'The value that the filter column has in the rows to watch',
	},
	{
		displayName: 'Ignore What Is Already There',
		name: 'ignoreExisting',
		type: 'boolean',
		default: false,
		description:
			'Whether to learn in silence how the IDs are that are on the list when watching starts. What changes afterwards starts the workflow, and IDs that join the list later count from their first sight.',
	},
	{
		displayName: 'Report Unknown IDs',
		name: 'reportUnknown',
		type: 'boolean',
		default: false,
		description:
			'Whether an ID that the panel does not know gives one item with found: false. It comes once, after the panel said so in two polls.',
	},
] as const satisfies readonly Property[];

export type WatchParameters = ParametersOf<typeof watchFields> & { readonly options: Partial<ParametersOf<typeof watchOptions>> };

/**
 * Reads the ids that the trigger watches, from where 'Watch' says: each once, in the order of the list.
 * @throws where the list cannot be read; that never counts as an empty list
 */
export async function readWatchList(
	parameters: WatchParameters,
	{ context, signal }: Pick<PollContext, 'context' | 'signal'>,
): Promise<string[]> {
	const { watch, orderIds, watchUrl } = parameters;
	const entries =
		watch === 'ids'
			? readTyped(orderIds)
			: watch === 'url'
				? await readUrl(context, watchUrl, signal)
				: await readChosenTable(parameters, { context, signal });
	const { ids, wrong } = parseIds(entries);
	if (wrong > 0 && ids.length === 0)
		throw invalidInput(
			`None of the ${wrong} entries of the watch list is an id`,
			'Look at what the list returns: ids are numbers or short texts with a digit, as the panel shows them.',
		);
	if (wrong > 0) context.logger.warn(`SMM Panel Trigger: ${wrong} entries of the watch list are no ids and are left out`);
	return ids;
}

async function readChosenTable(
	{ dataTable, idColumn, options: { filterColumn = '', filterValue = '' } }: WatchParameters,
	{ context, signal }: Pick<PollContext, 'context' | 'signal'>,
): Promise<unknown[]> {
	if (dataTable === '') throw new InvalidInputError("No 'Data Table' is chosen", 'Choose the table that holds your order ids.');
	if (idColumn === '') throw new InvalidInputError("'ID Column' is empty", 'Enter the name of the column that holds the order ids.');
	return await readTable(await openN8nApi(context, signal), { table: dataTable, idColumn, filterColumn, filterValue });
}

/** What is typed, or what an expression gives: a text with commas or lines, a JSON list, a number, a list of ids or orders. */
function readTyped(value: unknown): unknown[] {
	if (Array.isArray(value))
		return value.flatMap((entry: unknown) => (isRecord(entry) ? (findEntries([entry]) ?? [entry]) : readTyped(entry)));
	if (isRecord(value)) return findEntries(value) ?? [value];
	if (typeof value !== 'string') return [value];
	const content = parseReply(value);
	if (content.kind === 'json' && typeof content.value === 'object' && content.value !== null) return readTyped(content.value);
	return value
		.replace(/[[\]"']/g, ' ')
		.split(/[\s,;]+/)
		.map((word) => word.replace(/^#/, ''));
}

/** Reads ids out of what a list holds: each once, and how many entries are none. */
export function parseIds(entries: readonly unknown[]): { ids: string[]; wrong: number } {
	// An empty cell is a row whose order is not placed yet.
	const filled = entries.filter((entry) => entry !== undefined && entry !== null && !(typeof entry === 'string' && entry.trim() === ''));
	// One bad entry must not stop the others: it is left out, and the log says so.
	const ids = filled
		.map((entry) => (typeof entry === 'string' || typeof entry === 'number' ? String(entry).trim() : ''))
		// Every id has a digit; what has none is a word like "undefined" that somebody's code wrote.
		.filter((text) => /^(?=.*\d)[\w.:-]{1,64}$/.test(text));
	return { ids: [...new Set(ids)], wrong: filled.length - ids.length };
}

/** What a manual test says when the watch list is empty. */
export function nothingWatched(what: string): InvalidInputError {
	return new InvalidInputError(
		`There are no ${what} to show, the watch list is empty`,
		"Add ids to the list that 'Watch' names, then test again. While the workflow runs, an empty list simply starts nothing.",
	);
}
