import type { ChildProcess } from 'node:child_process';
import { HostProblem } from './problem';
import { killGroup, listen, tail } from './run';
import { until } from './until';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/** A process that serves until it is stopped: n8n, one of its workers, Redis. */
export interface Service {
	pid: number;
	/** Settles when it is gone, for whatever reason. */
	ended: Promise<void>;
	/** Everything it printed so far. */
	log(): string;
	/** Asks it to end (SIGTERM), makes it end when it does not, and waits until it is gone. */
	stop(): Promise<void>;
	/** Ends it and everything it started at once, like a crash, and waits until it is gone. */
	kill(): Promise<void>;
}

export class EndedEarly extends HostProblem {
	constructor(
		name: string,
		readonly output: string,
	) {
		super(`${name} ended before it was ready. It said:\n${tail(output)}`);
	}
}

/** Watches over a child that leads its own process group, from its start until `ready` answers true. */
export async function serve(name: string, child: ChildProcess, ready: () => Promise<boolean>): Promise<Service> {
	let output = '';
	let gone = false;
	listen(child, (text) => {
		output += text;
	});
	const ended = new Promise<void>((resolve) => {
		const end = (): void => {
			gone = true;
			resolve();
		};
		child.once('close', end);
		child.once('error', (error) => {
			output += error.message;
			end();
		});
	});
	const kill = async (): Promise<void> => {
		if (!gone) killGroup(child, 'SIGKILL');
		await ended;
	};
	const stop = async (): Promise<void> => {
		if (gone) return;
		child.kill('SIGTERM');
		const deadline = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
		await ended;
		clearTimeout(deadline);
	};
	try {
		await until(
			async () => {
				if (gone) throw new EndedEarly(name, output);
				return (await ready()) ? true : undefined;
			},
			{ what: `${name} to be ready`, timeoutMs: START_TIMEOUT_MS },
		);
	} catch (error) {
		await kill();
		if (error instanceof EndedEarly) throw error;
		throw new HostProblem(`${name} did not get ready. It said:\n${tail(output)}`, { cause: error });
	}
	if (child.pid === undefined) throw new EndedEarly(name, output);
	return { pid: child.pid, ended, log: () => output, stop, kill };
}
