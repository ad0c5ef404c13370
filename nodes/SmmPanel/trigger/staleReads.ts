import type { IDataObject } from 'n8n-workflow';
import { shortHash } from './hash';

/** The states that polls of this process read and gave back changed, so that n8n stores something newer. */
export interface HandedOver {
	/** The fingerprint of what n8n stores once it has written the last change. */
	readonly newest: string;
	/** That state itself. */
	readonly state: IDataObject;
	/** True where events were found together with it. */
	readonly told: boolean;
	/** The fingerprint of what was stored before each change, with the moment of the change (epoch milliseconds). */
	readonly before: ReadonlyMap<string, number>;
}

/** Longer than n8n takes to write a poll's state, and not longer than between two polls where writing failed. */
const LONGEST_WRITE_MS = 60_000;

/** Notes that a poll read one state and gives back another. In: what was noted so far, both states, whether events were found, the time now. */
export function handOver(handed: HandedOver | undefined, from: unknown, to: IDataObject, told: boolean, now: number): HandedOver {
	const recent = [...(handed?.before ?? [])].filter(([, at]) => isRecent(at, now));
	return { newest: markOf(to), state: to, told, before: new Map([...recent, [markOf(from), now]]) };
}

/**
 * True where a poll read a state that an earlier one has taken already, so that it would find the same events again.
 *
 * n8n's durable scheduler runs the polls that it missed while it was down side by side, each with the state from
 * before the first of them was written. Such a poll leaves its work to the next one. The first durable tick goes on with
 * `state`, because n8n does not write what the poll of the publication learned without an event. A state that is still
 * there after a minute was never written, as when the database failed: then its events are found again, with the same
 * eventId. In n8n's default mode they are found again at once: n8n drops what a poll tells while it is unpublished.
 */
export function isTakenAlready(handed: HandedOver | undefined, stored: unknown, now: number): boolean {
	if (handed === undefined) return false;
	const mark = markOf(stored);
	const at = handed.before.get(mark);
	return mark !== handed.newest && at !== undefined && isRecent(at, now);
}

/** A clock that was set back must not make a moment recent for as long as it was set back. */
function isRecent(at: number, now: number): boolean {
	return Math.abs(now - at) < LONGEST_WRITE_MS;
}

function markOf(state: unknown): string {
	return shortHash(JSON.stringify(state) ?? '', 16);
}
