import { spawn, type ChildProcess } from 'node:child_process';
import { GUARD } from './paths';
import { codeOf, HostProblem } from './problem';

export interface Finished {
	code: number | null;
	output: string;
}

interface RunOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

/** What the shell answers when a command does not exist; the guard answers the same. */
const NOT_FOUND = 127;

const groups = new Set<ChildProcess>();

process.once('exit', () => {
	for (const child of groups) killGroup(child, 'SIGKILL');
});

/** Whether a process with this number exists. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

/** Sends a signal to a child and to everything it started. The child must lead its own process group. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		if (codeOf(error) !== 'ESRCH') throw error;
	}
}

/** Starts `node <args>` as the leader of its own process group, which ends with this process at the latest. */
export function startGroup(node: string, args: readonly string[], options: RunOptions): ChildProcess {
	const child = spawn(node, args, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
	groups.add(child);
	// What is left of the group when its leader has ended is not wanted any more.
	child.once('exit', () => {
		groups.delete(child);
		killGroup(child, 'SIGKILL');
	});
	child.once('error', () => groups.delete(child));
	return child;
}

/** Starts any command below the guard. */
export function startGuarded(command: string, args: readonly string[], options: RunOptions): ChildProcess {
	return startGroup(process.execPath, [GUARD, command, ...args], options);
}

/** Hands everything the child prints to `onText`. */
export function listen(child: ChildProcess, onText: (text: string) => void): void {
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8');
		stream?.on('data', onText);
	}
}

/** Runs a command to its end and returns its exit code with everything it printed. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
	return await new Promise((resolve, reject) => {
		const child = startGuarded(command, args, options);
		let output = '';
		listen(child, (text) => {
			output += text;
		});
		child.once('error', reject);
		child.once('close', (code) => {
			if (code === NOT_FOUND) reject(new HostProblem(`The command "${command}" is missing or not in the PATH.`));
			else resolve({ code, output });
		});
	});
}

/** The last lines of a command's output, for an error message. */
export function tail(output: string, lines = 15): string {
	return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** What a terminal, a shell or a service manager ends a process with. */
const SIGNALS = [
	['SIGHUP', 1],
	['SIGINT', 2],
	['SIGTERM', 15],
] as const;

/** Calls `end` at every signal that is to end this process, instead of ending it at once. Returns how to undo that. */
export function onSignals(end: (exitCode: number) => void): () => void {
	const listeners = SIGNALS.map(([signal, number]) => [signal, () => end(128 + number)] as const);
	for (const [signal, listener] of listeners) process.on(signal, listener);
	return () => {
		for (const [signal, listener] of listeners) process.off(signal, listener);
	};
}

/** Lets a signal end this process through `exit`, where everything it started is ended too. Returns how to undo that. */
export function endOnSignals(): () => void {
	return onSignals((exitCode) => process.exit(exitCode));
}
