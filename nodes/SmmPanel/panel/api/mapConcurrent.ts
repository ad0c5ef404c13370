import { rethrow } from '../errors';

/**
 * Runs work on many entries, a few at a time, and returns the results in their order. The work reports failures in its
 * result; if it throws all the same, nothing new is begun.
 * @throws the first error that the work throws
 */
export async function mapConcurrent<T, R>(entries: readonly T[], concurrency: number, work: (entry: T) => Promise<R>): Promise<R[]> {
	const results = new Map<number, R>();
	const queue = entries.entries();
	let broken = false;
	const worker = async () => {
		for (const [position, entry] of queue) {
			if (broken) return;
			try {
				results.set(position, await work(entry));
			} catch (thrown) {
				broken = true;
				rethrow(thrown);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, entries.length) }, worker));
	return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
