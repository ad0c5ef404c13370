import type { IDataObject } from 'n8n-workflow';
import { shortHash } from './hash';

/** The states that polls of this process read and returned changed, so that n8n stores something newer. */
export interface RecentWrites {
	/** Hash of the last state that was returned. */
	readonly newest: string;
	/** That state itself. */
	readonly state: IDataObject;
	/** True where events were emitted together with it. */
	readonly emitted: boolean;
	/** Hash of what was stored before each write, and when that was (epoch milliseconds). */
	readonly replaced: ReadonlyMap<string, number>;
}

/** Longer than n8n takes to write a poll's state, and not longer than between two polls where writing failed. */
const LONGEST_WRITE_MS = 60_000;

/** That a poll read one state and returned another. */
interface Write {
	readonly read: unknown;
	readonly state: IDataObject;
	readonly emitted: boolean;
}

export function addWrite(writes: RecentWrites | undefined, { read, state, emitted }: Write, now: number): RecentWrites {
	const recent = [...(writes?.replaced ?? [])].filter(([, at]) => isRecent(at, now));
	return { newest: hashState(state), state, emitted, replaced: new Map([...recent, [hashState(read), now]]) };
}

/**
 * Chooses the state to compare with. What is stored may be older than what an earlier poll returned: the durable
 * scheduler runs missed polls in parallel on one state. After a minute the write counts as lost, and its events are
 * emitted again with the same eventId.
 * @returns undefined where the poll has to be skipped, because another one emits the same events
 */
export function chooseState<Stored>(
	writes: RecentWrites | undefined,
	stored: Stored,
	durable: boolean,
	now: number,
): { known: Stored | IDataObject } | undefined {
	const hash = hashState(stored);
	const at = writes?.replaced.get(hash);
	if (!writes || hash === writes.newest || at === undefined || !isRecent(at, now)) return { known: stored };
	// Default mode: n8n may have dropped emitted events, so they are emitted again from what is stored.
	if (writes.emitted) return durable ? undefined : { known: stored };
	// n8n does not write what the poll of a publication learned without an event. Nothing stored: the node was renamed.
	return { known: stored === undefined && !durable ? stored : writes.state };
}

/** A clock that was set back must not make a moment recent for as long as it was set back. */
function isRecent(at: number, now: number): boolean {
	return Math.abs(now - at) < LONGEST_WRITE_MS;
}

function hashState(state: unknown): string {
	return shortHash(JSON.stringify(state) ?? '', 16);
}
