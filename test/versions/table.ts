import { basename } from 'node:path';
import { z } from '../support/zod';

/** What jest writes with --json, as far as it matters here. */
export const reportShape = z.object({
	testResults: z.array(
		z.object({
			name: z.string(),
			message: z.string().default(''),
			assertionResults: z.array(
				z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.enum(['passed', 'failed', 'pending']) }),
			),
		}),
	),
});

/** All results in one version of n8n: for each check how many tests passed of how many that apply. */
export interface Column {
	version: string;
	checks: Map<string, { passed: number; of: number }>;
	failed: number;
}

/** Suites that the end-to-end tests run in the pinned n8n too: one row each. */
const SUITES: Readonly<Record<string, string>> = {
	'credential.test.ts': 'Credential: connection test',
	'operations.test.ts': 'Node: every operation on three panels',
	'lists.test.ts': 'Editor: lists of services and categories',
};

/** The rows, in the order in which a user asks for them. */
const ORDER = ['Package', 'Credential', 'Node', 'Editor', 'Trigger', 'With Order Key', 'Without Order Key'];

export function columnOf(version: string, { testResults }: z.infer<typeof reportShape>): Column {
	const column: Column = { version, checks: new Map(), failed: 0 };
	for (const { name, message, assertionResults } of testResults) {
		if (assertionResults.length === 0) throw new Error(`${basename(name)} could not run: ${message}`);
		for (const { ancestorTitles, title, status } of assertionResults) {
			const row = SUITES[basename(name)] ?? `${ancestorTitles.join(' ')}: ${title}`;
			const cell = column.checks.get(row) ?? { passed: 0, of: 0 };
			column.checks.set(row, cell);
			if (status !== 'pending') cell.of += 1;
			if (status === 'passed') cell.passed += 1;
			if (status === 'failed') column.failed += 1;
		}
	}
	return column;
}

function cellOf(cell: { passed: number; of: number } | undefined): string {
	if (cell === undefined || cell.of === 0) return '–';
	const count = cell.of === 1 ? '' : ` (${cell.passed} of ${cell.of})`;
	return `${cell.passed === cell.of ? 'yes' : '**no**'}${count}`;
}

/** The results as a table in Markdown: a row for each check, a column for each version. */
export function tableOf(columns: readonly Column[]): string {
	const rank = (row: string) => ORDER.indexOf(row.split(':')[0] ?? '');
	const rows = [...new Set(columns.flatMap(({ checks }) => [...checks.keys()]))].sort((a, b) => rank(a) - rank(b));
	const lines = [
		['', ...columns.map(({ version }) => version)],
		['---', ...columns.map(() => '---')],
		...rows.map((row) => [row, ...columns.map(({ checks }) => cellOf(checks.get(row)))]),
	];
	return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
