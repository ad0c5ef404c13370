/**
 * Runs work on many entries, a few at a time. In: the entries, the most at once, the work (which reports failures in
 * its result, not by throwing). Out: the results in the order of the entries. Errors: the first one that is thrown
 * all the same; nothing new is begun after it.
 */
export async function sideBySide<T, R>(entries: readonly T[], most: number, work: (entry: T) => Promise<R>): Promise<R[]> {
	const results = new Map<number, R>();
	const queue = entries.entries();
	let broken = false;
	const lane = async () => {
		for (const [position, entry] of queue) {
			if (broken) return;
			results.set(
				position,
				await work(entry).catch(async (thrown: unknown) => {
					broken = true;
					return await Promise.reject(thrown);
				}),
			);
		}
	};
	await Promise.all(Array.from({ length: Math.min(most, entries.length) }, lane));
	return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
