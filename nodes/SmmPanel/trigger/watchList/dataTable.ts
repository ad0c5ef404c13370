import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../framework/errors';
import { invalidInput } from '../../panel/errors';
import { isRecord } from '../../panel/transport/parseReply';
import { noApi, openN8nApi, TABLES, type N8nApi } from './n8nApi';

/** Which rows of a Data Table are watched. */
export interface TableWatch {
	readonly table: string;
	readonly idColumn: string;
	/** Empty: every row. */
	readonly filterColumn: string;
	readonly filterValue: string;
}

/** The most that n8n gives in one call. */
const ROWS_PER_CALL = 250;
const MOST_CALLS = 400;

/**
 * Reads the raw ids out of a Data Table. It pages by the row's own id, not by n8n's offset cursor: a row that is
 * deleted while the pages are read would shift the rest, and an order that is missed once would be emitted again.
 */
export async function readTable(api: N8nApi, { table, idColumn, filterColumn, filterValue }: TableWatch): Promise<unknown[]> {
	const ids: unknown[] = [];
	const path = `${TABLES}/${encodeURIComponent(table)}/rows`;
	const chosen = filterColumn === '' ? [] : [{ columnName: filterColumn, condition: 'eq', value: filterValue }];
	let lastRow = 0;
	for (let call = 0; call < MOST_CALLS; call++) {
		const filters = lastRow > 0 ? [...chosen, { columnName: 'id', condition: 'gt', value: lastRow }] : chosen;
		const query: Record<string, string> = { limit: String(ROWS_PER_CALL), sortBy: 'id:asc' };
		if (filters.length > 0) query.filter = JSON.stringify({ type: 'and', filters });
		const rows = readRows(await api(path, query));
		const [first] = rows;
		if (first && !Object.hasOwn(first, idColumn)) throw noColumn(idColumn, Object.keys(first));
		ids.push(...rows.map((row) => row[idColumn]));
		const last = Number(rows.at(-1)?.id);
		if (rows.length < ROWS_PER_CALL || !(last > lastRow)) return ids;
		lastRow = last;
	}
	throw invalidInput(
		`The Data Table has more than ${ROWS_PER_CALL * MOST_CALLS} rows to watch`,
		"Use 'Filter Column' and 'Filter Value' to watch the open orders only.",
	);
}

function readRows(json: unknown): Array<Record<string, unknown>> {
	if (isRecord(json) && Array.isArray(json.data)) return json.data.filter(isRecord);
	throw noApi();
}

function noColumn(idColumn: string, columns: readonly string[]) {
	return invalidInput(
		`The Data Table has no column "${idColumn.slice(0, 60)}"`,
		`Enter one of its columns in 'ID Column': ${columns.slice(0, 20).join(', ')}.`,
	);
}

const MOST_TABLE_CALLS = 20;

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
	for (let call = 0; call < MOST_TABLE_CALLS; call++) {
		const page = await api(TABLES, { limit: String(ROWS_PER_CALL), ...(cursor === '' ? {} : { cursor }) });
		for (const { id, name } of readRows(page)) {
			if (typeof id === 'string' && typeof name === 'string') tables.push({ name, value: id });
		}
		cursor = isRecord(page) && typeof page.nextCursor === 'string' ? page.nextCursor : '';
		if (cursor === '') break;
	}
	return tables.filter(({ name, value }) => name.toLowerCase().includes(wanted) || value === wanted);
}
