import { z } from '../support/zod';
import { call, type Call } from './http';

const tableShape = z.object({ id: z.string(), name: z.string() }).passthrough();
const rowShape = z.record(z.unknown());

export type Row = z.infer<typeof rowShape>;

/** n8n's documented API, with an API key. */
export class PublicApi {
	constructor(
		readonly url: string,
		readonly apiKey: string,
	) {}

	private async ask<S extends z.ZodTypeAny>(request: Call<S>): Promise<{ value: z.output<S>; text: string }> {
		return await call(`${this.url}/api/v1`, { ...request, headers: { 'x-n8n-api-key': this.apiKey } });
	}

	/** An execution with all its data, as the text that came: to be searched for what must not be in it. */
	async executionText(id: string): Promise<string> {
		return (await this.ask({ method: 'GET', path: `/executions/${id}?includeData=true`, shape: z.unknown() })).text;
	}

	async createDataTable(name: string, columns: Array<{ name: string; type: 'string' | 'number' | 'boolean' | 'date' }>): Promise<string> {
		return (await this.ask({ method: 'POST', path: '/data-tables', body: { name, columns }, shape: tableShape })).value.id;
	}

	async insertRows(tableId: string, data: Row[]): Promise<void> {
		await this.ask({ method: 'POST', path: `/data-tables/${tableId}/rows`, body: { data }, shape: z.unknown() });
	}

	/** The first 250 rows of a table. */
	async rows(tableId: string): Promise<Row[]> {
		const shape = z.object({ data: z.array(rowShape) });
		return (await this.ask({ method: 'GET', path: `/data-tables/${tableId}/rows?limit=250`, shape })).value.data;
	}

	/** Changes the rows whose column equals the value. */
	async updateRows(tableId: string, column: string, value: string | number, data: Row): Promise<void> {
		const filter = { type: 'and', filters: [{ columnName: column, condition: 'eq', value }] };
		await this.ask({ method: 'PATCH', path: `/data-tables/${tableId}/rows/update`, body: { filter, data }, shape: z.unknown() });
	}
}
