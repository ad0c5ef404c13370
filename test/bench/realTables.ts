import { startBusyPanel } from './busyPanel';
import { startRealN8n } from './realN8n';
import { catalogInEditor, catalogToItems, orders, statuses, type Bench, type Results } from './scenarios';
import { table } from './tables';

/** How each candidate of the statuses is called on the page. */
const STATUS_NAMES = {
	list: 'this package, one item with all ids',
	items: 'this package, one item an order',
	hundred: 'the same at 100 calls at once',
	http: "n8n's HTTP Request",
	undici: 'undici',
	fields: 'Edit Fields',
};

const ANSWERS = [0, 50, 200];

function time(ms: number | undefined): string {
	if (ms === undefined) return '–';
	return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function ratio(results: Results, name: string, to: string): string {
	const [own, other] = [results.get(name)?.ms, results.get(to)?.ms];
	return own === undefined || other === undefined ? '–' : `${(own / other).toFixed(2)}×`;
}

/** An item an order against undici at the same lanes, less what n8n itself takes for the items. */
function withoutN8n(results: Results): string {
	const [items, fields, undici] = ['items', 'fields', 'undici'].map((name) => results.get(name)?.ms);
	return items === undefined || fields === undefined || undici === undefined ? '–' : `${((items - fields) / undici).toFixed(2)}×`;
}

async function statusTables(bench: Bench): Promise<string> {
	const rows: string[][] = [];
	const traffic: string[][] = [];
	const shapesOf = (takesLists: boolean) => ANSWERS.map((answerMs) => ({ count: 1000, takesLists, answerMs }));
	// Lists first: a panel that was seen to take none is asked one id a call for an hour.
	const shapes = [...shapesOf(true), { count: 10_000, takesLists: true, answerMs: 50 }, ...shapesOf(false)];
	for (const { count, takesLists, answerMs } of shapes) {
		process.stdout.write(`Measuring statuses of ${count} orders, ${takesLists ? 'lists' : 'one a call'}, ${answerMs} ms …\n`);
		const results = await statuses(bench, count, { takesLists, answerMs });
		const shape = [count.toLocaleString('en'), takesLists ? 'lists of 100' : 'one ID a call', `${answerMs} ms`];
		rows.push([
			...shape,
			...Object.keys(STATUS_NAMES).map((name) => time(results.get(name)?.ms)),
			ratio(results, 'list', 'undici'),
			withoutN8n(results),
			ratio(results, 'hundred', 'http'),
		]);
		if (answerMs !== 50) continue;
		for (const name of ['list', 'items', 'http'] as const)
			traffic.push([...shape.slice(0, 2), STATUS_NAMES[name], ...trafficOf(results, name)]);
	}
	const head = [
		'Orders',
		'Panel takes',
		'Its answer',
		...Object.values(STATUS_NAMES),
		'One item against undici',
		"One item an order against undici, without n8n's own cost",
		'At 100 calls at once against HTTP Request',
	];
	const trafficHead = ['Orders', 'Panel takes', 'Who asks', 'Calls', 'Most at once', 'Connections', 'Memory at most'];
	return `${table(head, rows)}\n\nWhat the panel and the machine see of it, at 50 ms an answer:\n\n${table(trafficHead, traffic)}`;
}

function trafficOf(results: Results, name: string): string[] {
	const result = results.get(name);
	if (result === undefined) return [];
	const { calls, mostAtOnce, connections } = result.counts;
	return [...[calls, mostAtOnce, connections].map((count) => count.toLocaleString('en')), `${(result.memory / 1e6).toFixed(0)} MB`];
}

const ORDER_NAMES = {
	one: ['this package', '1'],
	ten: ['this package', '10'],
	keysOne: ['this package, own keys', '1'],
	keysTen: ['this package, own keys', '10'],
	fullOne: ['this package, own keys, memory full', '1'],
	fullTen: ['this package, own keys, memory full', '10'],
	http: ["n8n's HTTP Request, which protects nothing", 'all'],
	undiciOne: ['undici', '1'],
	undiciTen: ['undici', '10'],
} as const;

async function orderTable(bench: Bench): Promise<string> {
	process.stdout.write('Measuring 200 orders …\n');
	const results = await orders(bench);
	const rows = Object.entries(ORDER_NAMES).map(([name, [who, atOnce]]) => [
		who,
		atOnce,
		time(results.get(name)?.ms),
		time((results.get(name)?.ms ?? NaN) / 200),
		ratio(results, name, atOnce === '1' ? 'undiciOne' : 'undiciTen'),
		...trafficOf(results, name),
	]);
	return table(
		['Who buys', 'Calls at once', '200 orders', 'An order', 'Against undici', 'Calls', 'Most at once', 'Connections', 'Memory at most'],
		rows,
	);
}

async function catalogTable(bench: Bench): Promise<string> {
	process.stdout.write('Measuring a catalog of 20,000 services …\n');
	const results = await catalogToItems(bench);
	const editor = await catalogInEditor(bench);
	const nodes = {
		first: 'this package, Service: Get Many',
		http: "n8n's HTTP Request",
		undici: 'undici and JSON.parse, without n8n',
		fields: 'Edit Fields on 20,000 items',
	};
	const toItems = Object.entries(nodes).map(([name, who]) => [
		who,
		time(results.get(name)?.ms),
		...trafficOf(results, name).slice(0, 1),
		trafficOf(results, name)[3] ?? '–',
	]);
	const inEditor = [
		['the list opens for the first time', time(editor.first)],
		['it opens again', time(editor.again)],
		['a search in it', time(editor.search)],
		['calls to the panel for all three', String(editor.calls)],
	];
	return `${table(['20,000 services to items', 'Time', 'Calls', 'Memory at most'], toItems)}\n\n${table(['The same list in the editor', 'Until n8n has answered'], inEditor)}`;
}

/** What is measured in the real n8n, by the section of the page that it writes. */
export const REAL_PARTS = { orders: orderTable, catalog: catalogTable, statuses: statusTables };

/** Measures one part in an n8n of its own. */
export async function measureReal(part: keyof typeof REAL_PARTS, rounds: number): Promise<Record<string, string>> {
	const panel = await startBusyPanel();
	const n8n = await startRealN8n();
	try {
		return { [part]: await REAL_PARTS[part]({ n8n, panel, credential: await n8n.credential(panel.url), rounds }) };
	} finally {
		await n8n.stop();
		panel.close();
	}
}
