import { performance } from 'node:perf_hooks';

const REPORT_EVERY_MS = 15_000;

/** The seconds since a moment of `performance.now()`. */
export function secondsSince(start: number): number {
	return Math.round((performance.now() - start) / 1000);
}

/**
 * Shows what is going on while `work` runs, with the seconds that have passed: a line that counts on a terminal, a line
 * every 15 seconds in a log file.
 */
export async function showing<T>(what: string, work: () => Promise<T>): Promise<T> {
	const start = performance.now();
	const live = process.stdout.isTTY === true;
	const print = (): void => {
		if (live) process.stdout.write(`\r\u001b[2K${what} ... ${secondsSince(start)} s`);
		else console.log(`${what} ... ${secondsSince(start)} s`);
	};
	if (live) print();
	else console.log(`${what} ...`);
	const ticker = setInterval(print, live ? 1000 : REPORT_EVERY_MS);
	const finish = (word: string): void => {
		clearInterval(ticker);
		console.log(`${live ? '\r\u001b[2K' : ''}${what} ... ${word} (${secondsSince(start)} s)`);
	};
	try {
		const result = await work();
		finish('done');
		return result;
	} catch (error) {
		finish('failed');
		throw error;
	}
}
