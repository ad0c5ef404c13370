import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeError } from 'n8n-workflow';
import { parseIds } from '../../../nodes/SmmPanel/trigger/watchList/watchList';
import { book, eventIds, messageOf, quietPoll, sendJson, startPanel, startServer, useLogs, watch } from './support';

const logs = useLogs();

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Two finished orders that were told, watched by a URL whose answers the test decides. */
async function watchedByUrl() {
	const panel = await startPanel();
	const ids = await book(panel, 2);
	for (const id of ids) panel.setOrder(id, { status: 'Completed' });
	const good: Answer = (response) => sendJson(response, ids);
	let answer = good;
	const list = await startServer((request, response) => void answer(response, request));
	const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: `${list.origin}/list?token=secret-token`, states: [] });
	await quietPoll(poller);
	return { panel, ids, list, poller, good, set: (next: Answer) => void (answer = next) };
}

const json = (value: unknown): Answer => {
	return (response) => sendJson(response, value);
};

test.each<[string, Answer, string]>([
	['a web page', (response) => response.end('<!doctype html><html></html>'), 'a web page instead of JSON'],
	['nothing', (response) => response.end(), 'answered with nothing'],
	['half a list', (response) => response.end('[23501, 23'), 'a text instead of JSON'],
	['13 MB', (response) => response.end(`["${'1'.repeat(13_000_000)}"]`), 'more than 5 MB'],
	['an object with other keys', json({ items: [1, 2] }), 'no list of ids'],
	['an object with one order', json({ order: 1 }), 'no list of ids'],
	['switches', json([true, false]), 'None of the 2 entries of the watch list is an id'],
	['words', json({ data: ['undefined', 'error', '__proto__'] }), 'None of the 3 entries of the watch list is an id'],
	['orders whose id is an object', json([{ order: { id: 1 } }]), 'no list of ids'],
	['an error as JSON', json({ error: 'no' }), 'no list of ids'],
	['a redirect in a circle', (response) => response.writeHead(302, { Location: '/list' }).end(), 'cannot be reached'],
	['a connection that breaks', (response) => response.destroy(), 'cannot be reached'],
])('a watch URL that gives %s is told once it lasts, and no order is forgotten or told again for it', async (_, odd, words) => {
	const { poller, set, good } = await watchedByUrl();
	set(odd);
	const told = [await poller.poll(), await poller.poll(), await poller.poll()];
	expect(told.map(messageOf).filter((message) => message !== '')).toEqual([expect.stringContaining(words)]);
	// What only a change of the list can mend is told at once, trouble that may pass with the third poll.
	const mayPass = /web page|nothing|a text|cannot be reached|None of/.test(words);
	expect(told.findIndex(({ error }) => error !== undefined)).toBe(mayPass ? 2 : 0);
	expect(told.some(({ changed }) => changed)).toBe(false);
	const texts = told.map(({ error }) => (error instanceof NodeError ? `${error.message} ${String(error.description)}` : ''));
	expect(`${texts.join('')}${logs.lines.join('')}`).not.toContain('secret-token');
	set(good);
	expect(await eventIds(poller)).toEqual([]);
});

test('a watch URL that redirects is followed, and neither host sees the key of the panel', async () => {
	const { panel, ids, poller, set, list } = await watchedByUrl();
	const [open = 0] = await book(panel, 1);
	const moved = await startServer((_request, response) => sendJson(response, [...ids, open]));
	set((response) => response.writeHead(302, { Location: `${moved.origin}/moved` }).end());
	expect(await eventIds(poller)).toEqual([`${open}:pending`]);
	const seen = [...list.requests, ...moved.requests].map(({ url, method, headers }) => JSON.stringify({ url, method, headers }));
	expect(moved.requests).toHaveLength(1);
	expect(seen.join('')).not.toContain(panel.apiKey);
});

test('a watch URL that never ends its answer ends with the time of the poll, and is told as slow', async () => {
	const panel = await startPanel();
	const list = await startServer((_request, response) => {
		response.writeHead(200, { 'Content-Type': 'application/json' });
		response.write('[1,');
	});
	const poller = await watch(
		panel,
		{ event: 'orderStatus', watch: 'url', watchUrl: list.origin },
		{ activation: 'update', pollBudgetMs: 5_500 },
	);
	expect(messageOf(await poller.poll())).toContain('The watch URL did not answer in time');
	expect(panel.calls).toEqual([]);
});

test('ids that are numbers, texts, repeated, huge or no ids at all are sorted out exactly', () => {
	expect(parseIds([7, '7', ' 7 ', '12345678901234567891', 'ab-1', '0x1F', null, undefined, '', ' '])).toEqual({
		ids: ['7', '12345678901234567891', 'ab-1', '0x1F'],
		wrong: 0,
	});
	expect(parseIds(['__proto__', 'undefined', 'null', '1 2', true, {}, [1], 1e21, 'x'.repeat(65), `1${'x'.repeat(64)}`])).toEqual({
		ids: [],
		wrong: 10,
	});
});

describe('the API of n8n', () => {
	const KEY = 'n8n-api-key-of-the-test';

	async function watchTable(answer: Answer) {
		const panel = await startPanel();
		const [order = 0] = await book(panel, 1);
		const n8n = await startServer((request, response) => void answer(response, request));
		const parameters = { event: 'orderStatus', watch: 'dataTable', dataTable: { __rl: true, mode: 'id', value: 't1' }, idColumn: 'order' };
		const credential = { useDataTables: true, n8nApiUrl: n8n.origin, n8nApiKey: KEY };
		return { panel, order, n8n, poller: await watch(panel, parameters, {}, credential) };
	}

	test('never gets the n8n key into an error, although the address sends it back in its own words', async () => {
		const { poller } = await watchTable((response, { headers }) =>
			sendJson(response, { message: `unknown column; headers: <b>${JSON.stringify(headers)}</b>` }, 400),
		);
		const result = await poller.poll();
		expect(messageOf(result)).toContain('n8n refuses to read the Data Table');
		expect(`${messageOf(result)}${result.wholeJson}${logs.lines.join('')}`).not.toContain(KEY);
	});

	test('gets no key after a redirect', async () => {
		const elsewhere = await startServer((_request, response) => sendJson(response, { data: [] }));
		const { poller } = await watchTable((response) => response.writeHead(302, { Location: elsewhere.origin }).end());
		expect(messageOf(await poller.poll())).toContain('redirects to another address');
		expect(elsewhere.requests).toHaveLength(0);
	});

	test('may lose rows between two pages without an order being forgotten', async () => {
		const rows = Array.from({ length: 251 }, (_, index) => ({ id: index + 1, order: String(900_000 + index) }));
		const { panel, order, n8n, poller } = await watchTable((response, { url = '' }) => {
			const filter = new URL(url, 'http://n8n').searchParams.get('filter') ?? '';
			const after = Number(/"value":(\d+)/.exec(filter)?.[1] ?? 0);
			sendJson(response, { data: rows.filter(({ id }) => id > after).slice(0, 250) });
			// Somebody deletes what was just read, so that everything behind it moves up.
			rows.splice(0, 100);
		});
		rows.push({ id: 252, order: String(order) });
		expect(await eventIds(poller)).toContain(`${order}:pending`);
		expect(n8n.requests).toHaveLength(2);
		expect(panel.callsOf('status').flatMap(({ fields }) => (fields.orders ?? fields.order ?? '').split(','))).toContain('900250');
	});

	test('may hold rows whose order is not placed yet', async () => {
		const { order, poller } = await watchTable((response) =>
			sendJson(response, {
				data: [
					{ id: 1, order: null },
					{ id: 2, order: '' },
					{ id: 3, order: Number(order) },
				],
			}),
		);
		expect(await eventIds(poller)).toEqual([`${order}:pending`]);
		expect(logs.lines.join('')).not.toContain('no ids');
	});
});
