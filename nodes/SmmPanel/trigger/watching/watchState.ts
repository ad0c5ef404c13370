import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/**
 * What the state belongs to. `base` names the event and the panel: under another base the state means nothing.
 * `settings` names which changes fire: under other settings what was told stays told, so that editing the node does
 * not replay old events, and everything else is a fresh start.
 */
export interface Scope {
	readonly base: string;
	readonly settings: string;
}

/** The stored state of a trigger that watches ids: one short mark an id. */
export interface WatchedState {
	readonly marks: ReadonlyMap<string, string>;
	/** True after a poll whose list was much shorter than before. */
	readonly thin: boolean;
	/** True where the stored state has to be written even if no mark changes. */
	readonly stale: boolean;
}

const schema = z.object({ v: z.literal(1), scope: z.string(), marks: z.record(z.string(), z.string()), thin: z.literal(true).optional() });

/**
 * Reads the stored state. In: what n8n stored, the scope of the settings now, and how a mark is carried over to other
 * settings. Out: the state; an empty one for a first poll, another panel or event, or a shape that is not known.
 */
export function readWatched(stored: unknown, scope: Scope, carryOver: (mark: string) => string): WatchedState {
	const read = schema.safeParse(stored);
	if (!read.success) return { marks: new Map(), thin: false, stale: stored !== undefined };
	const [base, settings] = read.data.scope.split('.');
	if (base !== scope.base) return { marks: new Map(), thin: false, stale: true };
	const marks = Object.entries(read.data.marks);
	if (settings === scope.settings) return { marks: new Map(marks), thin: read.data.thin === true, stale: false };
	return { marks: new Map(marks.map(([id, mark]) => [id, carryOver(mark)])), thin: false, stale: true };
}

/**
 * Forgets the ids that left the watch list. A list that is suddenly empty or less than half as long is a glitch until
 * it is seen twice: forgetting everything at once would tell every old order a second time.
 */
export function forgetOthers(state: WatchedState, ids: readonly string[]): WatchedState {
	if (ids.length < state.marks.size / 2 && !state.thin) return { ...state, thin: true };
	const watched = new Set(ids);
	const kept = [...state.marks].filter(([id]) => watched.has(id));
	return { ...state, thin: false, marks: kept.length === state.marks.size ? state.marks : new Map(kept) };
}

/**
 * Puts new marks into the state. Out: what to store, or undefined where nothing differs from what was stored.
 * In: the state as read, the state after forgetting, the new marks, the scope.
 */
export function writeWatched(
	before: WatchedState,
	kept: WatchedState,
	news: ReadonlyMap<string, string>,
	scope: Scope,
): IDataObject | undefined {
	const differs = [...news].some(([id, mark]) => kept.marks.get(id) !== mark);
	if (!differs && kept.marks === before.marks && kept.thin === before.thin && !before.stale) return undefined;
	const marks = Object.fromEntries([...kept.marks, ...news]);
	return { v: 1, scope: `${scope.base}.${scope.settings}`, marks, ...(kept.thin ? { thin: true } : {}) };
}
