import './environment';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from '../sandbox';
import { measurePanel, type PanelResult } from './panelResult';
import { goalsTable, report } from './report';
import { triggerBench } from './trigger';

const RUNS: ReadonlyArray<[Dialect, number]> = [
	['hmSocialMedia', 400],
	['hmSocialMedia', 8_000],
	['hmSocialMedia', 20_000],
	['hstockplus', 20_000],
	['hassanStore', 20_000],
];

/** Measures, prints the tables and writes docs/benchmarks.md. The exit code is 1 where a goal is missed. */
async function main(): Promise<void> {
	const results: PanelResult[] = [];
	for (const [dialect, rows] of RUNS) {
		process.stdout.write(`Measuring ${rows} services of ${dialect} …\n`);
		results.push(await measurePanel(dialect, rows));
	}
	process.stdout.write('Measuring the trigger …\n');
	const trigger = await triggerBench();
	const [cpu] = cpus();
	const machine = `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}`;
	const text = report(results, trigger, machine);
	process.stdout.write(`\n${text}\n`);
	writeFileSync(join(__dirname, '../../docs/benchmarks.md'), text);
	if (goalsTable(results).some(({ met }) => !met)) process.exitCode = 1;
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exitCode = 1;
});
