import { z } from 'zod';
import type { StoredState } from '../../framework/event';
import { DAY, decodeHour, encodeHour } from './quietOrders';

/** The stored form: one short snapshot an id. The names are stored in workflows. */
export const watchStateSchema = z.object({
	marks: z.record(z.string(), z.string()),
	/** By id that left the list: when that was. */
	left: z.record(z.string(), z.string()).optional(),
});
export type StoredWatchState = z.infer<typeof watchStateSchema>;

/** The state of an event that watches ids. */
export interface WatchState {
	readonly snapshots: ReadonlyMap<string, string>;
	/** When ids left the list, as encodeHour writes it. */
	readonly left: ReadonlyMap<string, string>;
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
	return { snapshots, left: new Map(Object.entries(state?.left ?? {})), needsWrite };
}

const KEPT_MS = 2 * DAY;
const MOST_LEFT = 10_000;

/**
 * Drops ids that left the list two days ago. A list may be empty or short for a while, and forgetting an order at once
 * would emit it a second time when it is back.
 */
export function pruneUnwatched(state: WatchState, ids: readonly string[], now: number): WatchState {
	const watched = new Set(ids);
	const gone = [...state.snapshots.keys()].filter((id) => !watched.has(id));
	const moment = encodeHour(now);
	const kept = gone
		.map((id) => [id, state.left.get(id) ?? moment] as const)
		.filter(([, since]) => now - (decodeHour(since) ?? now) < KEPT_MS)
		.slice(-MOST_LEFT);
	const left = new Map(kept);
	const dropped = new Set(gone.filter((id) => !left.has(id)));
	const isSame = dropped.size === 0 && left.size === state.left.size && kept.every(([id, since]) => state.left.get(id) === since);
	if (isSame) return state;
	return { ...state, left, snapshots: new Map([...state.snapshots].filter(([id]) => !dropped.has(id))) };
}

/**
 * Puts new snapshots into the state.
 * @param before as it was read; `kept` is what is left of it after pruning
 * @returns what to store, or undefined where nothing differs from what is stored
 */
export function writeWatchState(before: WatchState, kept: WatchState, fresh: ReadonlyMap<string, string>): StoredWatchState | undefined {
	const differs = [...fresh].some(([id, snapshot]) => kept.snapshots.get(id) !== snapshot);
	if (!differs && kept === before && !before.needsWrite) return undefined;
	const left = kept.left.size > 0 ? { left: Object.fromEntries(kept.left) } : {};
	return { marks: Object.fromEntries([...kept.snapshots, ...fresh]), ...left };
}
