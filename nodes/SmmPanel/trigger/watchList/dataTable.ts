import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../framework/errors';
import { invalidInput } from '../../panel/errors';
import { isRecord } from '../../panel/transport/parseReply';
import { noApiError, openN8nApi, TABLES, type N8nApi } from './n8nApi';

/** Which rows of a Data Table are watched. */
interface TableWatch {
	readonly table: string;
	readonly idColumn: string;
	/** Left out: every row. */
	readonly filter?: RowFilter | undefined;
}

interface RowFilter {
	readonly column: string;
	readonly operator: 'equals' | 'notEquals' | 'isEmpty' | 'isNotEmpty';
	readonly value: string;
}

/** The most that n8n gives in one call. */
const ROWS_PER_CALL = 250;
const MAX_CALLS = 400;

/**
 * Reads the raw ids out of a Data Table. It pages by the row's own id, not by n8n's offset cursor: a row that is
 * deleted while the pages are read would shift the rest, and an order that is missed once would be emitted again.
 */
export async function readTable(api: N8nApi, { table, idColumn, filter }: TableWatch): Promise<unknown[]> {
	const ids: unknown[] = [];
	const path = `${TABLES}/${encodeURIComponent(table)}/rows`;
	const chosen = filter ? [toCondition(filter)] : [];
	let lastRow = 0;
	for (let call = 0; call < MAX_CALLS; call++) {
		const filters: object[] = lastRow > 0 ? [...chosen, { columnName: 'id', condition: 'gt', value: lastRow }] : chosen;
		const query: Record<string, string> = { limit: String(ROWS_PER_CALL), sortBy: 'id:asc' };
		if (filters.length > 0) query.filter = JSON.stringify({ type: 'and', filters });
		const rows = readRows(await api(path, query));
		const [first] = rows;
		if (first && !Object.hasOwn(first, idColumn)) throw noColumnError(idColumn, Object.keys(first));
		ids.push(...rows.map((row) => row[idColumn]));
		const last = Number(rows.at(-1)?.id);
		if (rows.length < ROWS_PER_CALL || !(last > lastRow)) return ids;
		lastRow = last;
	}
	throw invalidInput(
		`The Data Table has more than ${ROWS_PER_CALL * MAX_CALLS} rows to watch`,
		"Use 'Filter Column' and 'Filter Operator' to watch the open orders only.",
	);
}

/** The condition in n8n's words. An empty text equals no cell there, so it asks for empty cells. */
function toCondition({ column, operator, value }: RowFilter): object {
	const isNegative = operator === 'notEquals' || operator === 'isNotEmpty';
	if (operator === 'isEmpty' || operator === 'isNotEmpty' || value === '')
		return { columnName: column, condition: isNegative ? 'isNotEmpty' : 'isEmpty', value: null };
	return { columnName: column, condition: isNegative ? 'neq' : 'eq', value };
}

function readRows(json: unknown): Array<Record<string, unknown>> {
	if (isRecord(json) && Array.isArray(json.data)) return json.data.filter(isRecord);
	throw noApiError();
}

function noColumnError(idColumn: string, columns: readonly string[]) {
	return invalidInput(
		`The Data Table has no column "${idColumn.slice(0, 60)}"`,
		`Choose one of its columns in 'ID Column': ${columns.slice(0, 20).join(', ')}.`,
	);
}

const MAX_TABLE_CALLS = 20;

/** Fills the list of Data Tables in the editor. Errors reach the user; an empty list means that there is no table. */
export async function searchDataTables(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		return { results: await listTables(await openN8nApi(this), (filter ?? '').trim().toLowerCase()) };
	} catch (failure) {
		throw toNodeError(this.getNode(), failure);
	}
}

async function listTables(api: N8nApi, wanted: string): Promise<INodeListSearchResult['results']> {
	const tables: INodeListSearchResult['results'] = [];
	let cursor = '';
	for (let call = 0; call < MAX_TABLE_CALLS; call++) {
		const page = await api(TABLES, { limit: String(ROWS_PER_CALL), ...(cursor === '' ? {} : { cursor }) });
		for (const { id, name } of readRows(page)) {
			if (typeof id === 'string' && typeof name === 'string') tables.push({ name, value: id });
		}
		cursor = isRecord(page) && typeof page.nextCursor === 'string' ? page.nextCursor : '';
		if (cursor === '') break;
	}
	return tables.filter(({ name, value }) => name.toLowerCase().includes(wanted) || value === wanted);
}

/** Fills the lists of the columns of the chosen table. */
export async function searchTableColumns(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		const chosen: unknown = this.getCurrentNodeParameter('dataTable');
		const table = isRecord(chosen) ? chosen.value : chosen;
		if (typeof table !== 'string' || table === '' || table.startsWith('='))
			throw invalidInput("Choose a 'Data Table' first", 'Its columns are then listed here.');
		const reply = await (await openN8nApi(this))(`${TABLES}/${encodeURIComponent(table)}`, {});
		const columns = isRecord(reply) && Array.isArray(reply.columns) ? reply.columns.filter(isRecord) : [];
		const names = columns.map(({ name }) => name).filter((name) => typeof name === 'string');
		const wanted = (filter ?? '').trim().toLowerCase();
		return { results: names.filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, value: name })) };
	} catch (failure) {
		throw toNodeError(this.getNode(), failure);
	}
}
