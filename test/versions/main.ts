import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packPackage } from '../host/pack';
import { PACKAGE_FOLDER } from '../host/paths';
import { HostProblem, textOf } from '../host/problem';
import { endOnSignals } from '../host/run';
import { z } from '../support/zod';
import { folderOf, VERSIONS } from './hosts';
import { runVersion } from './runVersion';
import { columnOf, reportShape, tableOf, type Column } from './table';

const PAGE = join(PACKAGE_FOLDER, 'docs', 'compatibility.md');
const [BEGIN, END] = ['<!-- table: npm run test:versions -->', '<!-- end of table -->'] as const;

const resultShape = z.object({ tarball: z.string(), report: reportShape });

/** Runs the tests in one version of n8n. The results are kept with the package that they are true for. */
async function tryIn(version: string, tarball: string, hash: string): Promise<void> {
	const report = join(folderOf(version), 'report.json');
	await runVersion({ version, tarball, report });
	const result = { tarball: hash, report: reportShape.parse(JSON.parse(readFileSync(report, 'utf8'))) };
	writeFileSync(join(folderOf(version), 'result.json'), JSON.stringify(result));
}

/** What is known of a version for this very package, from this run or an earlier one. */
function resultOf(version: string, hash: string): Column | undefined {
	try {
		const { tarball, report } = resultShape.parse(JSON.parse(readFileSync(join(folderOf(version), 'result.json'), 'utf8')));
		return tarball === hash ? columnOf(version, report) : undefined;
	} catch {
		return undefined;
	}
}

function writePage(table: string): void {
	const page = readFileSync(PAGE, 'utf8');
	const [begin, end] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
	writeFileSync(PAGE, `${page.slice(0, begin)}\n\n${table}\n\n${page.slice(end)}`);
}

/** `npm run test:versions [-- <version> ...]`: tries the packed package in each version of n8n and writes the table. */
async function main(): Promise<void> {
	endOnSignals();
	const asked = process.argv.slice(2);
	const unknown = asked.find((version) => VERSIONS[version] === undefined);
	if (unknown !== undefined) throw new HostProblem(`${unknown} is none of ${Object.keys(VERSIONS).join(', ')}.`);
	const tarball = await packPackage();
	const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
	for (const version of asked.length === 0 ? Object.keys(VERSIONS) : asked) {
		console.log(`\nn8n ${version}`);
		await tryIn(version, tarball, hash).catch((error: unknown) => {
			// One that cannot be installed or started here has no column; the others are tried all the same.
			console.error(`n8n ${version} could not be tried: ${textOf(error)}`);
			process.exitCode = 1;
		});
	}
	const columns = Object.keys(VERSIONS).flatMap((version) => resultOf(version, hash) ?? []);
	const table = tableOf(columns);
	console.log(`\n${table}`);
	writePage(table);
	if (columns.some(({ failed }) => failed > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof HostProblem ? error.message : error);
	process.exitCode = 1;
});
