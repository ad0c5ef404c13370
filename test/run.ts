import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** One step of `npm test`: a command, and how its checks are counted. */
interface Step {
	title: string;
	command: string;
	args: string[];
	/** Where jest writes its counts; a step without it counts as one check. */
	jestReport?: string;
}

interface Counts {
	passed: number;
	failed: number;
}

const folder = mkdtempSync(join(tmpdir(), 'smm-panel-test-'));

function npm(title: string, script: string): Step {
	return { title, command: 'npm', args: ['run', '--silent', script] };
}

function jest(title: string, project: string, more: string[]): Step {
	const jestReport = join(folder, `${project}.json`);
	return {
		title,
		command: 'npx',
		args: ['jest', '--selectProjects', project, '--ci', '--json', `--outputFile=${jestReport}`, ...more],
		jestReport,
	};
}

/** The tests of an older n8n write a report as jest does, because it is jest that they start. */
function oldestN8n(title: string): Step {
	const jestReport = join(folder, 'oldest.json');
	return { title, command: 'npx', args: ['tsx', 'test/versions/short.ts', jestReport], jestReport };
}

const steps: Step[] = [
	npm('Types', 'typecheck'),
	npm('Lint', 'lint:code'),
	npm('Nothing unused', 'lint:unused'),
	npm('Imports between folders go one way', 'lint:arrows'),
	npm('Build', 'build'),
	npm("n8n's package scan, of the source and of the packed tarball", 'scan'),
	jest("Unit tests, on n8n-core's own contexts and over real HTTP", 'unit', ['--coverage', '--maxWorkers=2']),
	jest('End-to-end tests, in the real n8n', 'e2e', ['--runInBand']),
	oldestN8n('Purchases in the oldest n8n that is supported'),
];

/** Runs a step with its output on screen, and returns its exit code. */
async function run({ command, args }: Step): Promise<number> {
	return await new Promise((resolve) => {
		const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
		child.on('error', () => resolve(1));
		child.on('close', (code) => resolve(code ?? 1));
	});
}

const reportSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numRuntimeErrorTestSuites: z.number() });

function countsOf(step: Step, code: number): Counts {
	const whole = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
	if (step.jestReport === undefined) return whole;
	try {
		const report = reportSchema.parse(JSON.parse(readFileSync(step.jestReport, 'utf8')));
		const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
		// A runner that ends badly without a failed test, e.g. out of memory, is a failure too.
		return { passed: report.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
	} catch {
		return { passed: 0, failed: 1 };
	}
}

async function main(): Promise<number> {
	const total: Counts = { passed: 0, failed: 0 };
	for (const [index, step] of steps.entries()) {
		console.log(`\n[${index + 1}/${steps.length}] ${step.title}`);
		const started = Date.now();
		const counts = countsOf(step, await run(step));
		total.passed += counts.passed;
		total.failed += counts.failed;
		console.log(
			`[${index + 1}/${steps.length}] ${counts.passed} passed, ${counts.failed} failed, in ${Math.round((Date.now() - started) / 1000)} s`,
		);
	}
	rmSync(folder, { recursive: true, force: true });
	console.log(`\n${total.passed} passed, ${total.failed} failed`);
	return total.failed === 0 ? 0 : 1;
}

void main().then((code) => {
	process.exitCode = code;
});
