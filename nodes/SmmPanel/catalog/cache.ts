import { KINDS, PanelError, rethrow } from '../panel/errors';

/** What a cache holds: anything with a size. */
export interface Sized {
	/** How many rows it holds. */
	readonly size: number;
}

interface CacheSettings {
	/** How long a copy counts as fresh, in milliseconds. */
	ttlMs: number;
	/** Most copies kept; the one used longest ago goes first. */
	maxEntries: number;
	/** Most rows of all copies together. A single copy above it is returned but not kept. */
	maxRows: number;
	/** The time in epoch milliseconds. */
	now?: () => number;
}

/** Copies of what panels sent, kept in memory. Keys are hashes of panel and account, so no API key is held. */
interface Cache<T extends Sized> {
	/**
	 * Gives the fresh copy, or loads one. Callers at once share one load, and a failed load is not kept. While a panel
	 * is rate-limited or out of order, its last good copy is given, however old.
	 * @param load - gets the last good copy
	 * @throws what the load throws, if there is no copy to fall back on
	 */
	get(key: string, load: (last: T | undefined) => Promise<T>): Promise<T>;
	/** The copy if it is fresh; never loads. */
	peek(key: string): T | undefined;
	clear(): void;
}

interface Entry<T> {
	readonly value: T;
	readonly freshUntil: number;
	/** Until then the copy is returned without asking the panel, in epoch milliseconds. */
	askAgainAt: number;
}

export function createCache<T extends Sized>(settings: CacheSettings): Cache<T> {
	const now = settings.now ?? (() => Date.now());
	// A Map iterates in the order of insertion; each use inserts anew, so the first entry is the one used longest ago.
	const entries = new Map<string, Entry<T>>();
	const flights = new Map<string, Promise<T>>();

	function keep(key: string, value: T): void {
		entries.delete(key);
		if (value.size > settings.maxRows) return;
		const freshUntil = now() + settings.ttlMs;
		entries.set(key, { value, freshUntil, askAgainAt: freshUntil });
		let rows = 0;
		for (const entry of entries.values()) rows += entry.value.size;
		for (const [oldest, entry] of entries) {
			if (entries.size <= settings.maxEntries && rows <= settings.maxRows) break;
			entries.delete(oldest);
			rows -= entry.value.size;
		}
	}

	async function fill(key: string, load: (last: T | undefined) => Promise<T>): Promise<T> {
		const last = entries.get(key);
		try {
			const value = await load(last?.value);
			keep(key, value);
			return value;
		} catch (failure) {
			const pause = pauseInOutage(failure);
			if (last === undefined || pause === undefined) rethrow(failure);
			last.askAgainAt = now() + pause;
			return last.value;
		}
	}

	return {
		async get(key, load) {
			for (;;) {
				const entry = entries.get(key);
				if (entry && now() < entry.askAgainAt) {
					entries.delete(key);
					entries.set(key, entry);
					return entry.value;
				}
				const running = flights.get(key);
				if (running === undefined) {
					const flight = fill(key, load).finally(() => flights.delete(key));
					flights.set(key, flight);
					return await flight;
				}
				try {
					return await running;
				} catch (failure) {
					// The load belonged to an execution that was stopped; whoever only shared it loads on its own.
					if (!(failure instanceof PanelError) || KINDS[failure.kind].ended !== 'stopped') rethrow(failure);
				}
			}
		},
		peek(key) {
			const entry = entries.get(key);
			return entry && now() < entry.freshUntil ? entry.value : undefined;
		},
		clear() {
			entries.clear();
		},
	};
}

const SHORTEST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Refusals that pass by themselves, in words of panels that have no code for it. */
const PASSING_WORDS = /limit|too (many|often|fast|frequent)|try (again )?later|maintenance/i;

/**
 * How long a panel is left alone after a failure that a copy can stand in for: some allow ten catalog calls an hour, so
 * each keystroke must not ask again.
 * @returns milliseconds, or undefined if the user has to see the failure
 */
function pauseInOutage(failure: unknown): number | undefined {
	if (!(failure instanceof PanelError)) return undefined;
	const { cause, permanent } = KINDS[failure.kind];
	const saysSo = cause === 'rate-limited' || cause === 'temporarily-unavailable';
	const isPassing = saysSo || (!permanent && PASSING_WORDS.test(failure.panelWords ?? ''));
	return isPassing ? pauseAsked(failure) : undefined;
}

function pauseAsked({ retryAfterMs = 0 }: PanelError): number {
	return Math.min(Math.max(retryAfterMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}
