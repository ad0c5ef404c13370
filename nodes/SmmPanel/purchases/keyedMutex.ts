const queues = new Map<string, Promise<unknown>>();

/** Runs work of the same name one after the other within this process. A failure does not stop those behind it. */
export async function withKeyLock<T>(name: string, work: () => Promise<T>): Promise<T> {
	const before = queues.get(name) ?? Promise.resolve();
	const mine = before.then(work, work);
	const settled = mine.then(
		() => undefined,
		() => undefined,
	);
	queues.set(name, settled);
	try {
		return await mine;
	} finally {
		if (queues.get(name) === settled) queues.delete(name);
	}
}

/** Waits until the lock of that name is free, and takes it. Returns what releases it. */
export async function takeKeyLock(name: string): Promise<() => void> {
	return await new Promise((taken) => {
		void withKeyLock(name, async () => await new Promise<void>((release) => taken(release)));
	});
}
