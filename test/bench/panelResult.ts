import { setTimeout } from 'node:timers/promises';
import { fetch } from 'undici';
import { createClient } from '../../nodes/SmmPanel/panel/transport/connect';
import { forgetCatalogs, getCatalog, type Catalog } from '../../nodes/SmmPanel/catalog/catalog';
import type { Dialect } from '../sandbox';
import { helperOnly, naiveList, ourList, rawFetch, type TimedList } from './lists';
import { mediansOf, median, timed, usedMemory, type Sample } from './measure';
import { startRemotePanel, type RemotePanel } from './remotePanel';

/** One line of times in milliseconds: ours, and the two to compare with where they make sense. */
export interface PanelResult {
	dialect: Dialect;
	rows: number;
	rawBytes: number;
	raw: number;
	helper: number;
	firstOpen: number;
	naiveOpen: number;
	openAgain: number;
	nextPage: number;
	naivePage: number;
	search: number;
	worstSearch: number;
	coldSearch: number;
	naiveSearch: number;
	memory: number;
	/** Panel calls of one open, ten pages and twenty searches. */
	calls: number;
	naiveCalls: number;
}

/** The fewer milliseconds a run takes, the more of them it needs against the noise of the machine. */
const roundsOf = (rows: number) => (rows < 1_000 ? 75 : 15);
const SEARCHES = [
	'followers',
	'usa real instagram',
	'a',
	'𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 refill',
	'1234',
	'likes 30 days no drop',
	'есть ли',
	'nothing-like-this',
];

export async function measurePanel(dialect: Dialect, rows: number): Promise<PanelResult> {
	const panel = await startRemotePanel(dialect, rows);
	const rounds = roundsOf(rows);
	try {
		const [ours, naive, helper] = [ourList(panel), naiveList(panel), helperOnly(panel)];
		const opens = await mediansOf(
			new Map<'raw' | 'helper' | 'firstOpen' | 'naiveOpen', Sample>([
				['raw', async () => await timed(async () => await rawFetch(panel))],
				['helper', msOf(helper)],
				['firstOpen', async () => await withRest(msOf(ours))],
				['naiveOpen', msOf(naive)],
			]),
			rounds,
			forgetCatalogs,
		);
		const first = await ours();
		const token = first.result.paginationToken === undefined ? undefined : String(first.result.paginationToken);
		await ours('prepares the search');
		const rest = await mediansOf(
			new Map<'openAgain' | 'nextPage' | 'naivePage' | 'naiveSearch', Sample>([
				['openAgain', msOf(ours)],
				['nextPage', msOf(ours, undefined, token)],
				['naivePage', msOf(naive, undefined, '100')],
				['naiveSearch', msOf(naive, 'followers')],
			]),
			rounds,
		);
		const searches = await mediansOf(new Map(SEARCHES.map((words): [string, Sample] => [words, msOf(ours, words)])), rounds);
		const cold = await mediansOf(new Map([['coldSearch', async () => await coldSearch(panel)]]), rounds, forgetCatalogs);
		const calls = await callsOf(panel, ours, true);
		const naiveCalls = await callsOf(panel, naive, false);
		const { memory, rawBytes } = await memoryOf(panel);
		const of = (times: ReadonlyMap<string, number>, name: string) => times.get(name) ?? NaN;
		return {
			dialect,
			rows,
			rawBytes,
			memory,
			calls,
			naiveCalls,
			raw: of(opens, 'raw'),
			helper: of(opens, 'helper'),
			firstOpen: of(opens, 'firstOpen'),
			naiveOpen: of(opens, 'naiveOpen'),
			openAgain: of(rest, 'openAgain'),
			nextPage: of(rest, 'nextPage'),
			naivePage: of(rest, 'naivePage'),
			naiveSearch: of(rest, 'naiveSearch'),
			coldSearch: of(cold, 'coldSearch'),
			search: median([...searches.values()]),
			worstSearch: Math.max(...searches.values()),
		};
	} finally {
		panel.close();
	}
}

function msOf(list: TimedList, filter?: string, token?: string): Sample {
	return async () => (await list(filter, token)).ms;
}

/** The text for searches is made right after the list was opened; it must not run inside the next candidate's time. */
async function withRest(sample: Sample): Promise<number> {
	const ms = await sample();
	await setTimeout(10);
	return ms;
}

/** A search that comes before its text was prepared; the catalog itself is there. */
async function coldSearch(panel: RemotePanel): Promise<number> {
	const catalog = await getCatalog(clientFor(panel));
	return await timed(() => catalog.search({ words: 'followers' }));
}

/** How many calls reach the panel for one open, ten pages and twenty searches. */
async function callsOf(panel: RemotePanel, list: TimedList, forget: boolean): Promise<number> {
	if (forget) forgetCatalogs();
	const before = await panel.calls();
	let token: string | undefined;
	for (let page = 0; page <= 10; page++) {
		const { result } = await list(undefined, token);
		if (result.paginationToken !== undefined) token = String(result.paginationToken);
	}
	for (let search = 0; search < 20; search++) await list(SEARCHES[search % SEARCHES.length]);
	return (await panel.calls()) - before;
}

const COPIES = 4;

/**
 * What one catalog takes in memory with everything it ever makes: rows, the searched text, the index by id.
 * Several are loaded and held at once, so that what the engine keeps for a while between two looks hardly counts.
 */
async function memoryOf(panel: RemotePanel): Promise<{ memory: number; rawBytes: number }> {
	const rawBytes = Buffer.byteLength(await rawFetch(panel));
	const client = clientFor(panel);
	const held: Catalog[] = [];
	const hold = async (account: string) => {
		const catalog = await getCatalog({ ...client, accountId: account });
		catalog.search({ words: 'a' });
		catalog.findRow('1');
		catalog.categories();
		held.push(catalog);
	};
	forgetCatalogs();
	await hold('warm-up');
	const before = usedMemory();
	for (let copy = 0; copy < COPIES; copy++) await hold(`account ${copy}`);
	const memory = (usedMemory() - before) / COPIES;
	forgetCatalogs();
	return { memory, rawBytes };
}

/** The package's client over undici, where only what comes after the reply is looked at. */
function clientFor(panel: RemotePanel) {
	return createClient(
		{ baseUrl: panel.url, apiKey: panel.apiKey },
		async ({ url, fields }) => {
			const reply = await fetch(url, { method: 'POST', body: new URLSearchParams({ ...fields }) });
			return { status: reply.status, headers: {}, body: await reply.text() };
		},
		{ sleep: async () => undefined },
	);
}
