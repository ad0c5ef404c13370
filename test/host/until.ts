import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

interface UntilOptions {
	/** Ends the sentence "Waited ... seconds for ...". */
	what: string;
	timeoutMs?: number;
	everyMs?: number;
}

/**
 * Asks again and again until `probe` returns something else than undefined. A probe that throws ends the wait at once, so
 * it must return undefined for "not yet". `timeoutMs` is only the point at which the condition counts as never coming.
 */
export async function until<T>(probe: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
	const { what, timeoutMs = 60_000, everyMs = 100 } = options;
	const start = performance.now();
	for (;;) {
		const found = await probe();
		if (found !== undefined) return found;
		if (performance.now() - start > timeoutMs) throw new Error(`Waited ${timeoutMs / 1000} seconds for ${what}.`);
		await pause(everyMs);
	}
}
