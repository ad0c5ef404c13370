import { z } from 'zod';
import type { StoredState } from '../../framework/event';
import { shortHash } from '../hash';
import { DAY, decodeHour, encodeHour } from './quietOrders';

/**
 * The stored form. Many ids share a snapshot, so ids stand behind it as a list with commas: 10,000 of 24 digits stay
 * below 200 kB. The names are stored in workflows.
 */
export const watchStateSchema = z.object({
	/** By snapshot: the ids that have it. */
	snapshots: z.record(z.string(), z.string()),
	/** By the hour in which they left the list: ids. */
	left: z.record(z.string(), z.string()).optional(),
});
export type StoredWatchState = z.infer<typeof watchStateSchema>;

/** The state of an event that watches ids. */
interface WatchState {
	/** By id that is on the list. */
	readonly snapshots: ReadonlyMap<string, string>;
	/** By key of an id that left the list: its snapshot, and when it left. */
	readonly gone: ReadonlyMap<string, { readonly snapshot: string; readonly left: string }>;
	/** True where the state has to be written even if no snapshot changes. */
	readonly needsWrite: boolean;
}

const LONGEST_PLAIN = 10;

/** Long ids are stored as 54 bits of a hash; "~" stands in no id. */
function toKey(id: string): string {
	return id.length <= LONGEST_PLAIN ? id : `~${shortHash(id, 9)}`;
}

const KEPT_MS = 2 * DAY;
/** As many as a list may hold, because a whole list may be empty for a poll. */
const MAX_GONE = 20_000;

/**
 * Reads the stored state of the ids that are on the list now. What is stored of others is kept for two days: a list may
 * be empty or short for a while, and forgetting an order at once would emit it a second time when it is back.
 * @param carryOver - what stays of a snapshot under other settings, so that editing the node does not replay old events
 */
export function readWatchState(
	{ state, settingsChanged, needsWrite }: StoredState<StoredWatchState>,
	ids: readonly string[],
	carryOver: (snapshot: string) => string,
	now: number,
): WatchState {
	const stored = ungroup(state?.snapshots ?? {});
	const before = ungroup(state?.left ?? {});
	const watched = new Map(ids.map((id) => [toKey(id), id]));
	const kept = (snapshot: string) => (settingsChanged ? carryOver(snapshot) : snapshot);
	const snapshots = new Map<string, string>();
	const away: Array<[string, { snapshot: string; left: string }]> = [];
	const moment = encodeHour(now);
	for (const [key, snapshot] of stored) {
		const id = watched.get(key);
		if (id === undefined) away.push([key, { snapshot: kept(snapshot), left: before.get(key) ?? moment }]);
		else snapshots.set(id, kept(snapshot));
	}
	const gone = new Map(
		away
			.filter(([, { left }]) => now - (decodeHour(left) ?? now) < KEPT_MS)
			.sort(([, a], [, b]) => a.left.localeCompare(b.left))
			.slice(-MAX_GONE),
	);
	const isUnchanged = gone.size === away.length && gone.size === before.size && [...gone.keys()].every((key) => before.has(key));
	return { snapshots, gone, needsWrite: needsWrite || !isUnchanged };
}

/**
 * Puts new snapshots into the state.
 * @returns what to store, or undefined where nothing differs from what is stored
 */
export function writeWatchState(before: WatchState, fresh: ReadonlyMap<string, string>): StoredWatchState | undefined {
	const differs = [...fresh].some(([id, snapshot]) => before.snapshots.get(id) !== snapshot);
	if (!differs && !before.needsWrite) return undefined;
	const away = [...before.gone];
	const watched = [...new Map([...before.snapshots, ...fresh])].map(([id, snapshot]) => [toKey(id), snapshot] as const);
	return {
		snapshots: group([...watched, ...away.map(([key, { snapshot }]) => [key, snapshot] as const)]),
		...(away.length > 0 ? { left: group(away.map(([key, { left }]) => [key, left])) } : {}),
	};
}

function ungroup(groups: Readonly<Record<string, string>>): Map<string, string> {
	return new Map(Object.entries(groups).flatMap(([value, keys]) => keys.split(',').map((key) => [key, value] as const)));
}

function group(entries: ReadonlyArray<readonly [key: string, value: string]>): Record<string, string> {
	const groups = new Map<string, string[]>();
	for (const [key, value] of entries) {
		const keys = groups.get(value);
		if (keys) keys.push(key);
		else groups.set(value, [key]);
	}
	return Object.fromEntries([...groups].map(([value, keys]) => [value, keys.join()]));
}
