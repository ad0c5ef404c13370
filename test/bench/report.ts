import type { Dialect } from '../sandbox';
import type { PanelResult } from './panelResult';
import { table } from './tables';

const PANEL_NAMES: Readonly<Record<Dialect, string>> = {
	hmSocialMedia: 'HM Social Media',
	hstockplus: 'HstockPlus',
	hassanStore: 'Hassan Store',
};

const MOST_TIMES_RAW = 1.5;
const SEARCH_MS = 10;
const MOST_TIMES_TEXT = 3;

export interface Goal {
	goal: string;
	measured: string;
	met: boolean;
}

/** The goals of the catalog, each with its worst measured value over all panels and sizes. */
export function goalsTable(results: readonly PanelResult[]): Goal[] {
	const worst = (value: (result: PanelResult) => number) => Math.max(...results.map(value));
	const open = worst(({ firstOpen, raw }) => firstOpen / raw);
	const search = worst(({ worstSearch }) => worstSearch);
	const memory = worst((result) => result.memory / result.rawBytes);
	const calls = worst((result) => result.calls);
	return [
		{
			goal: `First open within ${MOST_TIMES_RAW} times the raw fetch and parse`,
			measured: `${open.toFixed(2)} times`,
			met: open <= MOST_TIMES_RAW,
		},
		{
			goal: `Search at 20,000 services under ${SEARCH_MS} ms`,
			measured: `${ms(search)} (the slowest of eight searches)`,
			met: search < SEARCH_MS,
		},
		{ goal: `Memory under ${MOST_TIMES_TEXT} times the raw text`, measured: `${memory.toFixed(2)} times`, met: memory < MOST_TIMES_TEXT },
		{ goal: 'One panel call for any number of opens, pages and searches', measured: String(calls), met: calls === 1 },
	];
}

/** What was measured of the service list, as a section of the page. */
export function listsReport(results: readonly PanelResult[]): string {
	return `### Goals

Each value is the worst of all panels and sizes below.

${table(
	['Goal', 'Measured', 'Met'],
	goalsTable(results).map(({ goal, measured, met }) => [goal, measured, met ? 'yes' : 'NO']),
)}

### First open

The yardstick is undici's \`fetch\` and \`JSON.parse\` of the same reply. n8n's own HTTP helper (axios) stands between
every node and the network; its column shows what the helper and \`JSON.parse\` take without any node. The naive loader
fetches, filters and cuts a page each time, as list methods usually do.

${table(
	[
		'Panel',
		'Services',
		'Reply',
		'undici + parse',
		'n8n helper + parse',
		'Naive loader',
		'This package',
		'Against undici',
		'Against n8n helper',
	],
	results.map((r) => [
		...nameOf(r),
		mb(r.rawBytes),
		ms(r.raw),
		ms(r.helper),
		ms(r.naiveOpen),
		ms(r.firstOpen),
		times(r.firstOpen / r.raw),
		times(r.firstOpen / r.helper),
	]),
)}

### After the first open

A search is measured with eight different inputs: one word, several words in any order, styled letters, one letter, an
id, and words that nothing matches. "First search" is one that comes before its text was prepared; that happens right
after the list was opened, while n8n still waits for the user to stop typing.

${table(
	[
		'Panel',
		'Services',
		'Open again',
		'Next page',
		'Naive page',
		'Search, median',
		'Search, slowest',
		'First search, unprepared',
		'Naive search',
	],
	results.map((r) => [
		...nameOf(r),
		ms(r.openAgain),
		ms(r.nextPage),
		ms(r.naivePage),
		ms(r.search),
		ms(r.worstSearch),
		ms(r.coldSearch),
		ms(r.naiveSearch),
	]),
)}

### Memory and panel calls

Memory of one catalog with all it ever makes: rows, searched text, index by id. The reply is counted in UTF-8 bytes.
Calls are those that reach the panel for one open, ten pages and twenty searches.

${table(
	['Panel', 'Services', 'Reply', 'Memory', 'Against reply', 'Calls', 'Naive calls'],
	results.map((r) => [...nameOf(r), mb(r.rawBytes), mb(r.memory), times(r.memory / r.rawBytes), String(r.calls), String(r.naiveCalls)]),
)}`;
}

function nameOf({ dialect, rows }: PanelResult): [string, string] {
	return [PANEL_NAMES[dialect], rows.toLocaleString('en')];
}

function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

function mb(bytes: number): string {
	return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function times(value: number): string {
	return `${value.toFixed(2)}×`;
}
