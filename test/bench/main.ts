import './environment';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { endOnSignals } from '../host/run';
import type { Dialect } from '../sandbox';
import { measurePanel, type PanelResult } from './panelResult';
import { measureReal } from './realTables';
import { goalsTable, listsReport } from './report';
import { smsDelays } from './smsDelay';
import { table } from './tables';
import { triggerBench } from './trigger';

const PAGE = join(__dirname, '../../docs/benchmarks.md');

const RUNS: ReadonlyArray<[Dialect, number]> = [
	['hmSocialMedia', 400],
	['hmSocialMedia', 8_000],
	['hmSocialMedia', 20_000],
	['hstockplus', 20_000],
	['hassanStore', 20_000],
];

/** Rounds of each measurement in the real n8n. */
const ROUNDS = 3;

/** How busy the machine was with other things, for each core. */
const loadBefore = (loadavg()[0] ?? 0) / cpus().length;

type Sections = Record<string, string>;

/** The parts of the bench, each with the sections of the page that it writes. */
const PARTS: Readonly<Record<string, () => Promise<Sections>>> = {
	orders: async () => await measureReal('orders', ROUNDS),
	catalog: async () => await measureReal('catalog', ROUNDS),
	statuses: async () => await measureReal('statuses', ROUNDS),
	lists: async () => {
		const results: PanelResult[] = [];
		for (const [dialect, rows] of RUNS) {
			process.stdout.write(`Measuring ${rows} services of ${dialect} …\n`);
			results.push(await measurePanel(dialect, rows));
		}
		if (goalsTable(results).some(({ met }) => !met)) process.exitCode = 1;
		return { lists: listsReport(results) };
	},
	trigger: async () => {
		process.stdout.write('Measuring the trigger …\n');
		const { head, rows } = await triggerBench();
		return { trigger: table(head, rows) };
	},
	sms: async () => {
		process.stdout.write('Waiting for SMS codes, for five minutes …\n');
		const { head, rows } = await smsDelays();
		return { sms: table(head, rows) };
	},
};

/** Puts a section between its two comments on the page, with where and when it was measured. */
function writeSection(name: string, text: string): void {
	const [cpu] = cpus();
	const machine = `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}`;
	const busy =
		loadBefore > 0.5
			? ` The machine was busy with other work (load ${loadBefore.toFixed(1)} a core before it began): read the ratios, not the times.`
			: '';
	const [begin, end] = [`<!-- ${name}: npm run bench -->`, `<!-- end of ${name} -->`];
	const page = readFileSync(PAGE, 'utf8');
	const [from, to] = [page.indexOf(begin), page.indexOf(end)];
	if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md has no place for ${name}.`);
	const section = `${begin}\n\nMeasured on ${machine}.${busy}\n\n${text}\n\n`;
	writeFileSync(PAGE, page.slice(0, from) + section + page.slice(to));
}

/** `npm run bench [-- PART ...]`: measures and writes docs/benchmarks.md. The exit code is 1 where a goal is missed. */
async function main(): Promise<void> {
	endOnSignals();
	const asked = process.argv.slice(2);
	for (const part of asked.length === 0 ? Object.keys(PARTS) : asked) {
		const measure = PARTS[part];
		if (measure === undefined) throw new Error(`"${part}" is none of ${Object.keys(PARTS).join(', ')}.`);
		for (const [name, text] of Object.entries(await measure())) {
			process.stdout.write(`\n${text}\n`);
			writeSection(name, text);
		}
	}
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exitCode = 1;
});
