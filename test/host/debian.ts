import { HOST_FOLDER } from './paths';
import { HostProblem } from './problem';
import { showing } from './progress';
import { run, tail } from './run';

async function answers(command: string): Promise<boolean> {
	const { code } = await run(command, ['--version'], { cwd: HOST_FOLDER }).catch(() => ({ code: 1 }));
	return code === 0;
}

/** A server that the tests of queue mode start themselves. */
interface Server {
	/** As people call it. */
	name: string;
	/** Answers to --version where it is installed. */
	command: string;
	/** The package of Debian and Ubuntu. */
	debianPackage: string;
}

/**
 * Makes sure that a server is installed. A fresh Debian or Ubuntu machine gets it from its own packages when this runs as root.
 * @throws everywhere else, with the command to type
 */
export async function ensureServer({ name, command, debianPackage }: Server): Promise<void> {
	if (await answers(command)) return;
	const isRoot = process.getuid?.() === 0;
	if (!isRoot || !(await answers('apt-get'))) {
		throw new HostProblem(
			`The tests of queue mode need ${name}, and the command "${command}" is missing. On Debian or Ubuntu: sudo apt install ${debianPackage}`,
		);
	}
	await showing(`Installing ${name} for the tests of queue mode`, async () => {
		// The tests start a server of their own, so the package must not start one.
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		for (const args of [['update'], ['install', '-y', '--no-install-recommends', debianPackage]]) {
			const { code, output } = await run('apt-get', args, { cwd: HOST_FOLDER, env });
			if (code !== 0) throw new HostProblem(`${name} could not be installed:\n${tail(output)}`);
		}
	});
}
