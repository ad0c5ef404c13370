import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ACTION_NODE } from '../e2e/support';
import { ensureHost } from '../host/install';
import { HOST_MODULES } from '../host/paths';
import type { StoredCredential } from '../host/restShapes';
import type { BusyPanel } from './busyPanel';
import { median, timed } from './measure';
import { EDIT_FIELDS, httpNode, ownNode, type RealN8n } from './realN8n';
import { sample, undici, type Candidate, type Result, type Sampling } from './sampling';

type Json = Record<string, unknown>;

/** Results of one table, by candidate. */
export type Results = Map<string, Result>;

export interface Bench {
	n8n: RealN8n;
	panel: BusyPanel;
	credential: StoredCredential;
	rounds: number;
}

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => String(1_000_001 + index));

/** The ids in lists of 100, as panels take them. */
function listsOf(ids: readonly string[]): string[] {
	return Array.from({ length: Math.ceil(ids.length / 100) }, (_, at) => ids.slice(at * 100, at * 100 + 100).join());
}

/** The most lists that this package has under way at once, and its default of single calls. */
const [LISTS_AT_ONCE, CALLS_AT_ONCE] = [5, 10];

/** Statuses of so many orders: this package with one list and with one item an order, beside what else one could do. */
export async function statuses(
	{ n8n, panel, credential, rounds }: Bench,
	count: number,
	setting: { takesLists: boolean; answerMs: number },
): Promise<Results> {
	const ids = idsOf(count);
	const items = ids.map((id) => ({ id }));
	const lists = listsOf(ids);
	const own = { resource: 'order', operation: 'getStatus' };
	const byLists = setting.takesLists;
	const candidates: Record<string, Candidate> = {
		list: await n8n.store(ownNode(credential, { ...own, orderIds: ids.join() }), [{}]),
		items: await n8n.store(ownNode(credential, { ...own, orderIds: '={{ $json.id }}' }), items),
		hundred: await n8n.store(ownNode(credential, { ...own, orderIds: '={{ $json.id }}', options: { callsAtOnce: 100 } }), items),
		http: withoutItems(
			byLists
				? await n8n.store(
						httpNode(panel.url, { action: 'status', orders: '={{ $json.ids }}' }),
						lists.map((part) => ({ ids: part })),
					)
				: await n8n.store(httpNode(panel.url, { action: 'status', order: '={{ $json.id }}' }), items),
		),
		undici: byLists
			? undici(
					panel.url,
					lists.map((orders) => ({ action: 'status', orders })),
					LISTS_AT_ONCE,
				)
			: undici(
					panel.url,
					ids.map((order) => ({ action: 'status', order })),
					CALLS_AT_ONCE,
				),
		fields: await n8n.store(EDIT_FIELDS, items),
	};
	return await sample(panel, setting, candidates, { rounds, items: count });
}

/** HTTP Request gives an item a call, whatever came back. */
function withoutItems(run: () => Promise<{ ms: number; memory: number }>): Candidate {
	return async () => {
		const { ms, memory } = await run();
		return { ms, memory };
	};
}

const ORDERS = 200;
const orderItems = (from: number) => Array.from({ length: ORDERS }, (_, index) => ({ id: from + index }));

/** Buys 200 orders at 50 ms an answer, with and without own keys, and with a memory that is full of earlier purchases. */
export async function orders(bench: Bench): Promise<Results> {
	const { n8n, panel, credential, rounds } = bench;
	const create = {
		resource: 'order',
		operation: 'create',
		service: { __rl: true, mode: 'id', value: '1' },
		orderType: 'default',
		link: '=https://example.com/p/{{ $json.id }}',
		quantity: 1000,
	};
	const buy = async (callsAtOnce: number, more: Json = {}): Promise<Candidate> =>
		await n8n.store(ownNode(credential, { ...create, options: { callsAtOnce }, ...more }), orderItems(0));
	const keys = { orderKey: '={{ $json.id }}-{{ $execution.id }}' };
	const fields = { action: 'add', service: '1', link: '=https://example.com/p/{{ $json.id }}', quantity: '1000' };
	const plain = Array.from({ length: ORDERS }, () => ({ action: 'add', service: '1', link: 'https://example.com/p', quantity: '1000' }));
	const setting = { takesLists: true, answerMs: 50 };
	const sampling: Sampling = { rounds, items: ORDERS };
	const full: Record<string, Candidate> = { fullOne: await buy(1, keys), fullTen: await buy(10, keys) };
	for (const run of Object.values(full)) await run();
	await fillMemories(n8n);
	const empty = { one: await buy(1), ten: await buy(10), keysOne: await buy(1, keys), keysTen: await buy(10, keys) };
	return await sample(
		panel,
		setting,
		{
			...empty,
			...full,
			http: await n8n.store(httpNode(panel.url, fields), orderItems(0)),
			undiciOne: undici(panel.url, plain, 1),
			undiciTen: undici(panel.url, plain, 10),
		},
		sampling,
	);
}

/** More than the package keeps for a node: every later purchase finds it full. */
const FULL = 10_000;
const FILL = `
	const { createHash } = require('crypto');
	const { Database } = require('sqlite3');
	const database = new Database(process.argv[1]);
	const all = (sql, values) => new Promise((resolve, reject) => database.all(sql, values, (error, rows) => (error ? reject(error) : resolve(rows))));
	(async () => {
		const rows = await all('select workflowId, context, value from processed_data', []);
		if (rows.length === 0) throw new Error('Nothing was bought yet.');
		for (const { workflowId, context, value } of rows) {
			const known = JSON.parse(value);
			const missing = Math.max(0, ${FULL} - known.data.length);
			const earlier = Array.from({ length: missing }, (_, index) => createHash('md5').update('earlier ' + index).digest('base64'));
			const full = JSON.stringify({ ...known, data: [...earlier, ...known.data] });
			await all('update processed_data set value = ? where workflowId = ? and context = ?', [full, workflowId, context]);
		}
	})().catch((error) => { console.error(error); process.exitCode = 1; });
`;

/** Fills what n8n's database remembers of every node that has bought, as 5,000 purchases of each would. */
async function fillMemories({ userFolder }: RealN8n): Promise<void> {
	const { node } = await ensureHost();
	execFileSync(node, ['-e', FILL, join(userFolder, '.n8n', 'database.sqlite')], { cwd: HOST_MODULES });
}

/** 20,000 services to items. Each round has an address of its own, because the package keeps a catalog for ten minutes. */
export async function catalogToItems({ n8n, panel, rounds }: Bench): Promise<Results> {
	const all = { resource: 'service', operation: 'getAll', returnAll: true };
	const fresh = await Promise.all(
		Array.from({ length: rounds + 1 }, async (_, round) => {
			const credential = await n8n.credential(`${panel.url}?round=${round}`);
			return await n8n.store(ownNode(credential, all), [{}]);
		}),
	);
	let round = 0;
	return await sample(
		panel,
		{ takesLists: true, answerMs: 0 },
		{
			first: async () => (await (fresh[round++ % fresh.length] ?? fresh[0])?.()) ?? Promise.reject(new Error('No workflow.')),
			http: await n8n.store(httpNode(panel.url, { action: 'services' }), [{}]),
			undici: undici(panel.url, [{ action: 'services' }], 1),
			fields: await n8n.store(
				EDIT_FIELDS,
				idsOf(20_000).map((id) => ({ id })),
			),
		},
		{ rounds, items: 20_000 },
	);
}

/** The same catalog in the editor, over n8n's own interface: milliseconds until the browser has the answer. */
export async function catalogInEditor({
	n8n,
	panel,
	rounds,
}: Bench): Promise<{ first: number; again: number; search: number; calls: number }> {
	const times = { first: new Array<number>(), again: new Array<number>(), search: new Array<number>() };
	await panel.set({ takesLists: true, answerMs: 0 });
	for (let round = 0; round < rounds; round++) {
		const credential = await n8n.credential(`${panel.url}?editor=${round}`);
		const open = async (filter?: string) => {
			await n8n.client.listSearch({
				nodeType: ACTION_NODE,
				parameter: 'service',
				method: 'searchServices',
				parameters: { resource: 'order', operation: 'create', category: '' },
				credential,
				...(filter === undefined ? {} : { filter }),
			});
		};
		times.first.push(await timed(async () => await open()));
		times.again.push(await timed(async () => await open()));
		times.search.push(await timed(async () => await open('instagram followers')));
	}
	const { calls } = await panel.set({ takesLists: true, answerMs: 0 });
	return { first: median(times.first), again: median(times.again), search: median(times.search), calls: calls / rounds };
}
