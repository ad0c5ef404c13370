import { HOST_FOLDER } from './paths';
import { HostProblem } from './problem';
import { showing } from './progress';
import { run, tail } from './run';

async function answers(command: string): Promise<boolean> {
	const { code } = await run(command, ['--version'], { cwd: HOST_FOLDER }).catch(() => ({ code: 1 }));
	return code === 0;
}

/**
 * Makes sure that there is a Redis server, which n8n's queue mode needs. A fresh Debian or Ubuntu machine gets it from
 * its own packages when this runs as root.
 * @throws everywhere else, with the command to type
 */
export async function ensureRedis(): Promise<void> {
	if (await answers('redis-server')) return;
	const isRoot = process.getuid?.() === 0;
	if (!isRoot || !(await answers('apt-get'))) {
		throw new HostProblem(
			'The tests of queue mode need a Redis server, and the command "redis-server" is missing. On Debian or Ubuntu: sudo apt install redis-server',
		);
	}
	await showing('Installing Redis for the tests of queue mode', async () => {
		// The tests start a server of their own, so the package must not start one.
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
			const { code, output } = await run('apt-get', args, { cwd: HOST_FOLDER, env });
			if (code !== 0) throw new HostProblem(`Redis could not be installed:\n${tail(output)}`);
		}
	});
}
