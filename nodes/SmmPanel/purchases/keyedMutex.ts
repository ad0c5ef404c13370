const lines = new Map<string, Promise<unknown>>();

/**
 * Runs work of the same name one after the other within this process. In: a name, the work. Out: what the work gives;
 * a failure of one does not stop those that wait behind it.
 */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
	const before = lines.get(name) ?? Promise.resolve();
	const mine = before.then(work, work);
	const settled = mine.then(
		() => undefined,
		() => undefined,
	);
	lines.set(name, settled);
	try {
		return await mine;
	} finally {
		if (lines.get(name) === settled) lines.delete(name);
	}
}
