import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { unflatten } from '../support/flatted';
import { executionShape, nodeError, outputItems } from './execution';
import { demandFreePort, freePort, LOOPBACK } from './ports';
import { HostProblem } from './problem';
import { isAlive, run, startGuarded } from './run';
import { n8nEnv } from './settings';
import { removeFolder, temporaryFolder } from './temporary';
import { until } from './until';

describe('run data as n8n sends it', () => {
	test('is put together again, with texts, shared values and circles', () => {
		const data = unflatten('[{"list":"1","name":"2","self":"0","n":5},["2","3"],"text",{"again":"1"}]');
		expect(data).toMatchObject({ list: ['text', {}], name: 'text', n: 5 });
		expect(data).toHaveProperty('self', data);
	});

	test('gives the items and the error of a node', () => {
		const text = JSON.stringify([
			{ resultData: '1' },
			{ runData: '2' },
			{ A: '3' },
			['4'],
			{ data: '5', error: '6' },
			{ main: '7' },
			{ message: '8' },
			['9'],
			'broken',
			['10'],
			{ json: '11' },
			{ order: '12' },
			'77',
		]);
		const execution = executionShape.parse({ id: 1, status: 'error', mode: 'manual', data: text });
		expect(outputItems(execution, 'A').map(({ json }) => json)).toEqual([{ order: '77' }]);
		expect(nodeError(execution, 'A')?.message).toBe('broken');
		expect(outputItems(execution, 'B')).toEqual([]);
	});

	test('may be empty before the execution starts', () => {
		expect(executionShape.parse({ id: '1', status: 'new', mode: 'manual', data: '[]' }).data).toBeUndefined();
	});
});

describe('what the host starts', () => {
	test('gets none of the surroundings that could hold a key', () => {
		process.env.SMM_PANEL_KEY = 'secret';
		const env = n8nEnv({ userFolder: 'folder', port: 1, brokerPort: 2, env: { MORE: 'yes' } });
		delete process.env.SMM_PANEL_KEY;
		expect(Object.values(env)).not.toContain('secret');
		expect(env).toMatchObject({ N8N_LISTEN_ADDRESS: LOOPBACK, N8N_DIAGNOSTICS_ENABLED: 'false', MORE: 'yes' });
	});

	test('says which command is missing', async () => {
		await expect(run('no-such-command', [], { cwd: '.' })).rejects.toThrow('The command "no-such-command" is missing or not in the PATH.');
	});

	test('ends with everything below it when the pipe to the launcher closes', async () => {
		const folder = await temporaryFolder('test');
		const child = startGuarded('sh', ['-c', `echo $$ > ${folder}/pid; sleep 600`], { cwd: folder });
		const pid = await until(
			async () => {
				const text = await Promise.resolve()
					.then(() => readFileSync(join(folder, 'pid'), 'utf8'))
					.catch(() => '');
				return text.endsWith('\n') ? Number(text) : undefined;
			},
			{ what: 'the shell' },
		);
		expect(isAlive(pid)).toBe(true);
		child.stdin?.end();
		await new Promise((resolve) => {
			child.once('exit', resolve);
		});
		await until(async () => (isEnded(pid) ? true : undefined), { what: 'the shell to end' });
		await removeFolder(folder);
	});

	test('is told in a sentence that its port is taken', async () => {
		const port = await freePort();
		const server = createServer();
		await new Promise<void>((resolve) => {
			server.listen(port, LOOPBACK, resolve);
		});
		await expect(demandFreePort(port)).rejects.toEqual(
			new HostProblem(`Port ${port} is already in use. Stop the program that uses it, or choose another port with --port.`),
		);
		server.close();
	});
});

/** A killed process may stay in the table as a zombie where nobody collects it. */
function isEnded(pid: number): boolean {
	if (!isAlive(pid)) return true;
	try {
		return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return true;
	}
}
