/**
 * Runs work on many entries, a few at a time. In: the entries, the most at once, the work (which reports failures in
 * its result, not by throwing). Out: the results in the order of the entries.
 */
export async function sideBySide<T, R>(entries: readonly T[], most: number, work: (entry: T) => Promise<R>): Promise<R[]> {
	const results = new Map<number, R>();
	const queue = entries.entries();
	const lane = async () => {
		for (const [position, entry] of queue) results.set(position, await work(entry));
	};
	await Promise.all(Array.from({ length: Math.min(most, entries.length) }, lane));
	return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
