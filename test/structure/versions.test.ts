import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../host/paths';
import { VERSIONS } from '../versions/hosts';
import { columnOf, tableOf } from '../versions/table';

describe('the versions of n8n that are tried', () => {
	test('are those of the weekly workflow', () => {
		const workflow = readFileSync(join(PACKAGE_FOLDER, '.github/workflows/versions.yml'), 'utf8');
		const matrix = [...(/n8n: \[(.*)\]/.exec(workflow)?.[1]?.matchAll(/'([^']+)'/g) ?? [])].map(([, version]) => version);
		expect(matrix).toEqual(Object.keys(VERSIONS));
	});

	const report = (first: 'passed' | 'failed', second: 'passed' | 'pending') => ({
		testResults: [
			{
				name: '/project/test/versions/trigger.test.ts',
				message: '',
				assertionResults: [{ ancestorTitles: ['Trigger'], title: 'tells a change', status: first }],
			},
			{
				name: '/project/test/e2e/operations.test.ts',
				message: '',
				assertionResults: [
					{ ancestorTitles: ['every operation'], title: 'order: create', status: second },
					{ ancestorTitles: ['every operation'], title: 'order: refill', status: 'passed' as const },
				],
			},
		],
	});

	test('become a table that says no where a test failed, and leaves out what does not apply', () => {
		const columns = [columnOf('1.0.0', report('failed', 'pending')), columnOf('2.0.0', report('passed', 'passed'))];
		expect(columns.map(({ failed }) => failed)).toEqual([1, 0]);
		expect(tableOf(columns).split('\n')).toEqual([
			'|  | 1.0.0 | 2.0.0 |',
			'| --- | --- | --- |',
			'| Node: every operation on three panels | yes | yes (2 of 2) |',
			'| Trigger: tells a change | **no** | yes |',
		]);
	});

	test('give no column where a suite could not run at all', () => {
		const broken = { testResults: [{ name: 'trigger.test.ts', message: 'Cannot find module', assertionResults: [] }] };
		expect(() => columnOf('1.0.0', broken)).toThrow('trigger.test.ts could not run: Cannot find module');
	});
});
