import { z } from 'zod';
import type { StoredState } from '../../framework/event';

/** The stored form: one short snapshot an id. The names are stored in workflows. */
export const watchStateSchema = z.object({
	marks: z.record(z.string(), z.string()),
	/** True after a poll whose list was much shorter than before. */
	thin: z.literal(true).optional(),
});
export type StoredWatchState = z.infer<typeof watchStateSchema>;

/** The state of an event that watches ids. */
export interface WatchState {
	readonly snapshots: ReadonlyMap<string, string>;
	/** True after a poll whose list was much shorter than before. */
	readonly shrunk: boolean;
	/** True where the state has to be written even if no snapshot changes. */
	readonly needsWrite: boolean;
}

/** @param carryOver what stays of a snapshot under other settings, so that editing the node does not replay old events */
export function readWatchState(
	{ state, settingsChanged, needsWrite }: StoredState<StoredWatchState>,
	carryOver: (snapshot: string) => string,
): WatchState {
	const stored = Object.entries(state?.marks ?? {});
	const snapshots = new Map(settingsChanged ? stored.map(([id, snapshot]) => [id, carryOver(snapshot)]) : stored);
	return { snapshots, shrunk: !settingsChanged && state?.thin === true, needsWrite };
}

/**
 * Drops the ids that left the watch list. A list that is suddenly empty or less than half as long is a glitch until
 * it is seen twice: dropping everything at once would emit every old order a second time.
 */
export function pruneUnwatched(state: WatchState, ids: readonly string[]): WatchState {
	if (ids.length < state.snapshots.size / 2 && !state.shrunk) return { ...state, shrunk: true };
	const watched = new Set(ids);
	const kept = [...state.snapshots].filter(([id]) => watched.has(id));
	return { ...state, shrunk: false, snapshots: kept.length === state.snapshots.size ? state.snapshots : new Map(kept) };
}

/**
 * Puts new snapshots into the state.
 * @param before as it was read; `kept` is what is left of it after pruning
 * @returns what to store, or undefined where nothing differs from what is stored
 */
export function writeWatchState(before: WatchState, kept: WatchState, fresh: ReadonlyMap<string, string>): StoredWatchState | undefined {
	const differs = [...fresh].some(([id, snapshot]) => kept.snapshots.get(id) !== snapshot);
	if (!differs && kept.snapshots === before.snapshots && kept.shrunk === before.shrunk && !before.needsWrite) return undefined;
	return { marks: Object.fromEntries([...kept.snapshots, ...fresh]), ...(kept.shrunk ? { thin: true } : {}) };
}
