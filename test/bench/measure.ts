import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function isFunction(value: unknown): value is () => unknown {
	return typeof value === 'function';
}

/** Runs the garbage collector, so that no sample pays for the rubbish of the one before. */
export const collectGarbage: () => void = (() => {
	setFlagsFromString('--expose-gc');
	// Each collection makes compiled code older, and V8 throws old code away: no real editor collects this often.
	setFlagsFromString('--no-flush-bytecode');
	const gc: unknown = runInNewContext('gc');
	return isFunction(gc) ? () => void gc() : () => undefined;
})();

/** Something to measure: runs once and gives the milliseconds that count. */
export type Sample = () => Promise<number>;

/** Times a piece of work, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
	const begin = performance.now();
	await work();
	return performance.now() - begin;
}

/**
 * Takes samples of several candidates in turn, so that a busy moment of the machine hits all of them alike, and returns
 * the median of each.
 */
export async function mediansOf<Name extends string>(
	candidates: ReadonlyMap<Name, Sample>,
	rounds: number,
	before: () => void = () => undefined,
): Promise<Map<Name, number>> {
	const taken = new Map<Name, number[]>([...candidates.keys()].map((name) => [name, []]));
	for (let round = -WARM_UPS; round < rounds; round++) {
		for (const [name, sample] of candidates) {
			before();
			collectGarbage();
			const ms = await sample();
			if (round >= 0) taken.get(name)?.push(ms);
		}
	}
	return new Map([...taken].map(([name, samples]) => [name, median(samples)]));
}

const WARM_UPS = 5;

export function median(samples: readonly number[]): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Memory in use after a thorough collection, in bytes. */
export function usedMemory(): number {
	for (let pass = 0; pass < 4; pass++) collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
