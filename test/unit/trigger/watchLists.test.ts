import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';
import { readApiBase } from '../../../nodes/SmmPanel/trigger/watchList/n8nApi';
import { SmmPanelTrigger } from '../../../nodes/SmmPanel/SmmPanelTrigger.node';
import { listSearch } from '../../support';
import { z } from '../../support/zod';
import { book, eventIds, failureOf, messageOf, quietPoll, sendJson, startPanel, startServer, useLogs, watch } from './support';

const logs = useLogs();

const KEY = 'n8n-api-key-of-the-test';

const filterShape = z.object({
	filters: z.array(z.object({ columnName: z.string(), condition: z.string().optional(), value: z.unknown() })),
});

/** As n8n 2.40.7 makes SQL of a condition: nothing equals an empty text or an empty cell, and every empty cell is not equal. */
function meets(cell: unknown, { condition, value }: { condition?: string | undefined; value?: unknown }): boolean {
	switch (condition) {
		case 'gt':
			return Number(cell) > Number(value);
		case 'eq':
			return cell !== null && String(cell) === value;
		case 'neq':
			return cell === null || String(cell) !== value;
		case 'isEmpty':
			return cell === null || cell === '';
		default:
			return condition === 'isNotEmpty' && cell !== null && cell !== '';
	}
}

/** An n8n whose public API holds one Data Table, with the limits and errors of n8n 2.40.7. */
async function startN8n(rows: Array<Record<string, unknown>>) {
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		const url = new URL(request.url ?? '/', 'http://n8n');
		if (request.headers['x-n8n-api-key'] !== KEY) return sendJson(response, { message: 'unauthorized' }, 401);
		if (url.pathname === '/api/v1/data-tables') {
			const page = url.searchParams.get('cursor') === 'two' ? 2 : 1;
			return sendJson(response, { data: [{ id: `table${page}`, name: `Orders ${page}` }], nextCursor: page === 1 ? 'two' : null });
		}
		if (url.pathname === '/api/v1/data-tables/table1')
			return sendJson(response, { id: 'table1', columns: [{ name: 'order' }, { name: 'Orderer' }, { name: 'done' }] });
		if (url.pathname !== '/api/v1/data-tables/table1/rows') return sendJson(response, { message: 'Data table not found' }, 404);
		const limit = Number(url.searchParams.get('limit'));
		if (limit > 250) return sendJson(response, { message: 'limit must be at most 250' }, 400);
		const { filters } = filterShape.parse(JSON.parse(url.searchParams.get('filter') ?? '{"filters":[]}'));
		const found = rows.filter((row) => filters.every((part) => meets(row[part.columnName] ?? null, part)));
		return sendJson(response, { data: found.slice(0, limit), nextCursor: found.length > limit ? 'offset' : null });
	};
	return await startServer(answer);
}

const table = (options: INodeParameters = {}): INodeParameters => ({
	event: 'orderStatus',
	watch: 'dataTable',
	dataTable: { __rl: true, mode: 'list', value: 'table1' },
	idColumn: 'order',
	states: ['pending'],
	options,
});

describe('a Data Table', () => {
	test('is read in pages of 250 by row id, with the key in a header, and never sees the panel key', async () => {
		const panel = await startPanel();
		const [first = 0] = await book(panel, 1);
		const rows = Array.from({ length: 600 }, (_, index) => ({ id: index * 3 + 1, order: String(first + index) }));
		const n8n = await startN8n(rows);
		const poller = await watch(panel, table({ reportUnknown: false }), {}, { useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey: KEY });
		expect(await eventIds(poller)).toEqual([`${first}:pending`]);
		expect(n8n.requests).toHaveLength(3);
		expect(panel.callsOf('status')).toHaveLength(6);
		expect(n8n.requests.map(({ url, headers }) => `${url} ${JSON.stringify(headers)}`).join('\n')).not.toContain(panel.apiKey);
	});

	test.each<[string, INodeParameters, number[]]>([
		['equal', { filterOperator: 'equals', filterValue: 'done' }, [1]],
		['equal, which is what it does unless told otherwise', { filterValue: 'done' }, [1]],
		['not equal, with empty cells', { filterOperator: 'notEquals', filterValue: 'done' }, [0, 2, 3]],
		['empty', { filterOperator: 'isEmpty' }, [2, 3]],
		['empty, where the value to equal is left out', { filterOperator: 'equals' }, [2, 3]],
		['not empty', { filterOperator: 'isNotEmpty', filterValue: 'left from before' }, [0, 1]],
		['not empty, where the value not to equal is left out', { filterOperator: 'notEquals' }, [0, 1]],
	])('gives only the rows whose column is %s', async (_, filter, expected) => {
		const panel = await startPanel();
		const ids = await book(panel, 4);
		const status = ['open', 'done', '', null];
		const n8n = await startN8n(ids.map((order, index) => ({ id: index + 1, order, status: status[index] })));
		const options = { filterColumn: { __rl: true, mode: 'list', value: 'status' }, ...filter };
		const credential = { useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey: KEY };
		expect(await eventIds(await watch(panel, table(options), {}, credential))).toEqual(expected.map((index) => `${ids[index]}:pending`));
	});

	test('lists its columns in the editor, once it is chosen', async () => {
		const n8n = await startN8n([]);
		const open = async (dataTable: string, filter?: string) =>
			await listSearch('searchTableColumns', {
				type: new SmmPanelTrigger(),
				parameters: { dataTable: { __rl: true, mode: 'list', value: dataTable } },
				credentials: {
					smmPanelApi: { baseUrl: 'https://panel.example/api/v2', apiKey: 'k', useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey: KEY },
				},
				...(filter === undefined ? {} : { filter }),
			});
		expect((await open('table1')).results.map(({ value }) => value)).toEqual(['order', 'Orderer', 'done']);
		expect((await open('table1', 'ORDER')).results.map(({ value }) => value)).toEqual(['order', 'Orderer']);
		await expect(open('')).rejects.toThrow("Choose a 'Data Table' first");
		await expect(open('gone')).rejects.toThrow('n8n has no such Data Table');
	});

	test('gives only the rows of the filter', async () => {
		const panel = await startPanel();
		const [open = 0, done = 0] = await book(panel, 2);
		const n8n = await startN8n([
			{ id: 1, order: open, done: false },
			{ id: 2, order: done, done: true },
		]);
		const poller = await watch(
			panel,
			table({ filterColumn: 'done', filterValue: 'false' }),
			{},
			{ useDataTables: true, n8nApiUrl: `${n8n.origin}/api/v1/`, n8nApiKey: KEY },
		);
		expect(await eventIds(poller)).toEqual([`${open}:pending`]);
	});

	test.each([
		['a wrong n8n key', { n8nApiKey: 'wrong' }, {}, 'does not accept the n8n API key'],
		['a table that is gone', {}, { dataTable: { __rl: true, mode: 'id', value: 'gone' } }, 'no such Data Table'],
		['a column that is not there', {}, { idColumn: 'nope' }, 'no column "nope"'],
		['no table', {}, { dataTable: { __rl: true, mode: 'list', value: '' } }, "No 'Data Table' is chosen"],
		['an n8n part that is switched off', { useDataTables: '' }, {}, "Switch on 'Use n8n Data Tables' in the credential"],
	])('tells %s at activation', async (_, credential, parameters, words) => {
		const panel = await startPanel();
		const n8n = await startN8n([{ id: 1, order: '5' }]);
		const poller = await watch(
			panel,
			{ ...table(), ...parameters },
			{},
			{ useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey: KEY, ...credential },
		);
		const result = await poller.poll();
		expect(messageOf(result)).toContain(words);
		expect(`${result.wholeJson}${logs.lines.join('')}`).not.toContain(KEY);
	});

	test('does not end the trigger when n8n itself does not answer yet while it starts', async () => {
		const panel = await startPanel();
		const poller = await watch(
			panel,
			table(),
			{ activation: 'init' },
			{ useDataTables: true, n8nApiUrl: 'http://127.0.0.1:9', n8nApiKey: KEY },
		);
		expect((await poller.poll()).error).toBeUndefined();
	});

	test('fills the list in the editor with every page of tables, or says why it cannot', async () => {
		const n8n = await startN8n([]);
		const open = async (n8nApiKey: string, filter?: string) =>
			await listSearch('searchDataTables', {
				type: new SmmPanelTrigger(),
				credentials: {
					smmPanelApi: { baseUrl: 'https://panel.example/api/v2', apiKey: 'k', useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey },
				},
				...(filter === undefined ? {} : { filter }),
			});
		expect((await open(KEY)).results).toEqual([
			{ name: 'Orders 1', value: 'table1' },
			{ name: 'Orders 2', value: 'table2' },
		]);
		expect((await open(KEY, 'orders 2')).results).toEqual([{ name: 'Orders 2', value: 'table2' }]);
		await expect(open('wrong')).rejects.toThrow('does not accept the n8n API key');
		const misled = await startServer((_, response) => sendJson(response, { message: 'not found' }, 404));
		const elsewhere = async (n8nApiUrl: string) =>
			await listSearch('searchDataTables', {
				type: new SmmPanelTrigger(),
				credentials: {
					smmPanelApi: { baseUrl: 'https://panel.example/api/v2', apiKey: 'k', useDataTables: true, n8nApiUrl, n8nApiKey: KEY },
				},
			});
		await expect(elsewhere(`${misled.origin}/home`)).rejects.toThrow("The address in 'n8n URL' answers, but not like n8n's API");
		await expect(elsewhere('127.0.0.1:9')).rejects.toMatchObject({
			description: expect.stringContaining("Check 'n8n URL' in the credential, now http://127.0.0.1:9/api/v1"),
		});
	});

	test.each([
		['https://n8n.example', 'https://n8n.example/api/v1'],
		['n8n.example/', 'https://n8n.example/api/v1'],
		['localhost:5678', 'http://localhost:5678/api/v1'],
		['127.0.0.1:5678/api/v1', 'http://127.0.0.1:5678/api/v1'],
		['https://n8n.example/api/v1/', 'https://n8n.example/api/v1'],
		['http://host:5678/sub/api', 'http://host:5678/sub/api/v1'],
	])('is found from the address %s', (typed, base) => {
		expect(readApiBase(typed)).toBe(base);
	});
});

describe('a URL', () => {
	const urlWatch = (origin: string, states = ['pending']): INodeParameters => ({
		event: 'orderStatus',
		watch: 'url',
		watchUrl: `${origin}/list?token=secret-token`,
		states,
	});

	test.each([
		['ids', (id: number) => [id, String(id)]],
		['objects', (id: number) => [{ order: id, customer: 'x' }]],
		['data', (id: number) => ({ data: [id] })],
		['orders', (id: number) => ({ orders: [{ order: String(id) }] })],
		['rows', (id: number) => ({ rows: [{ order: id }], total: 1 })],
	])('may give %s', async (_, shape) => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const list = await startServer((_request, response) => sendJson(response, shape(order)));
		expect(await eventIds(await watch(panel, urlWatch(list.origin)))).toEqual([`${order}:pending`]);
		expect(JSON.stringify(list.requests.map(({ headers, url, method }) => ({ headers, url, method })))).not.toContain(panel.apiKey);
	});

	test.each([
		[
			'a web page',
			(response: ServerResponse) => response.end('<html></html>'),
			'a web page instead of JSON',
			{ cause: 'temporarily-unavailable' },
		],
		[
			'an error status',
			(response: ServerResponse) => sendJson(response, { error: 'no' }, 403),
			'HTTP 403',
			{ cause: 'configuration-invalid' },
		],
		['a server error', (response: ServerResponse) => sendJson(response, {}, 503), 'HTTP 503', { cause: 'temporarily-unavailable' }],
		['other JSON', (response: ServerResponse) => sendJson(response, { ok: true }), 'no list of ids', { cause: 'configuration-invalid' }],
		[
			'a list of other things',
			(response: ServerResponse) => sendJson(response, [{ name: 'x' }]),
			'no list of ids',
			{ cause: 'configuration-invalid' },
		],
		[
			'too much',
			(response: ServerResponse) => response.end(`["${'x'.repeat(5_100_000)}"]`),
			'more than 5 MB',
			{ cause: 'configuration-invalid' },
		],
		[
			'too many calls',
			(response: ServerResponse) => {
				response.setHeader('Retry-After', '60');
				sendJson(response, {}, 429);
			},
			'no more calls',
			{ cause: 'rate-limited', retryAfterMs: 60_000 },
		],
	])('that gives %s is told, and never taken for an empty list', async (_, answer, words, failure) => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		let broken = false;
		const list = await startServer((_request, response) => (broken ? answer(response) : sendJson(response, [order])));
		const poller = await watch(panel, urlWatch(list.origin), { activation: 'update', pollBudgetMs: 36_000 });
		await quietPoll(poller);
		broken = true;
		const result = await poller.poll();
		expect(messageOf(result)).toContain(words);
		expect(failureOf(result)).toEqual(failure);
		expect(result.changed).toBe(false);
		expect(result.error instanceof Error ? `${result.error.message}${logs.lines.join('')}` : 'secret-token').not.toContain('secret-token');
	});

	test('is not read to its end where it is too large', async () => {
		const panel = await startPanel();
		let sent = 0;
		const list = await startServer((_request, response) => {
			const piece = Buffer.alloc(1_000_000, '1');
			const more = () => {
				sent += piece.length;
				if (sent < 400_000_000 && !response.destroyed) response.write(piece, () => setImmediate(more));
			};
			more();
		});
		const result = await (await watch(panel, urlWatch(list.origin), { activation: 'update' })).poll();
		expect(messageOf(result)).toContain('answered with more than 5 MB');
		expect(sent).toBeLessThan(50_000_000);
	});

	test('of more ids than anybody has open is refused with a text that says what to do', async () => {
		const panel = await startPanel();
		const list = await startServer((_request, response) =>
			sendJson(
				response,
				Array.from({ length: 20_001 }, (_, index) => index + 1),
			),
		);
		const result = await (await watch(panel, urlWatch(list.origin))).poll();
		expect(messageOf(result)).toBe('The watch list holds 20001 ids, but a trigger watches 20000 at most');
		expect(panel.calls).toEqual([]);
	});

	test('leaves out entries that are no ids, and says so in the log', async () => {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const list = await startServer((_request, response) => sendJson(response, [order, 'two words', null, { order: '' }]));
		expect(await eventIds(await watch(panel, urlWatch(list.origin)))).toEqual([`${order}:pending`]);
		expect(logs.lines.join('\n')).toContain('1 entries of the watch list are no ids');
	});
});
