import type { IDataObject } from 'n8n-workflow';
import type { ItemOutcome } from '../node/operation';
import type { IdResult } from '../panel/batches';
import type { PanelClient } from '../panel/client';
import { badInput, PanelFailure, type FailureKind } from '../panel/failures';

/** Fields of both waiting operations. Times are in seconds. */
export const intervalField = {
	displayName: 'Interval',
	name: 'interval',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
	description: 'Seconds between two looks at the panel',
} as const;

export const timeoutField = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 300,
	description: 'Seconds to wait at most. The execution keeps running meanwhile; for hours and days use the SMM Panel Trigger.',
} as const;

export const onTimeoutField = {
	displayName: 'On Timeout',
	name: 'onTimeout',
	type: 'options',
	default: 'error',
	description: 'What to do when the wait ends without success',
	options: [
		{ name: 'Continue With What Is Known', value: 'continue' },
		{ name: 'Fail the Item', value: 'error' },
	],
} as const;

/** One wait, ready to start. Times in milliseconds. */
export interface Wait {
	id: string;
	intervalMs: number;
	timeoutMs: number;
	onTimeout: 'error' | 'continue';
	/** Judges what the panel says: the wait is over, cannot succeed any more, or goes on. */
	judge(item: IDataObject): 'reached' | 'ended' | 'waiting';
	/** For people: what is awaited, e.g. "order 5 to be completed". */
	awaited: string;
	/** Ends the wait earlier than the time-out, in epoch milliseconds, where the panel says so. */
	endsAt?(item: IDataObject): number | undefined;
}

/** Reads the times of a wait. Errors: out of range, naming the field. */
export function waitTimes({ interval, timeout }: { interval: number; timeout: number }): { intervalMs: number; timeoutMs: number } {
	if (!(interval >= 1 && interval <= 3600)) throw badInput(`'Interval' is ${interval}, but has to be between 1 and 3600 seconds`, 'Enter seconds, e.g. 10.');
	if (!(timeout >= 1 && timeout <= 3600)) throw badInput(`'Timeout' is ${timeout}, but has to be between 1 and 3600 seconds`, 'Enter seconds, e.g. 300. To wait longer, use the SMM Panel Trigger.');
	return { intervalMs: interval * 1000, timeoutMs: timeout * 1000 };
}

interface Pending extends Wait {
	position: number;
	nextAt: number;
	deadline: number;
	last?: IDataObject;
	lastFailure?: PanelFailure;
	timesUnknown: number;
}

const HOPELESS: ReadonlySet<FailureKind> = new Set<FailureKind>(['invalidKey', 'notOffered', 'badAddress', 'redirected', 'stopped']);
/** A panel may know a fresh order only after a moment. */
const TIMES_UNKNOWN = 3;

/**
 * Waits for all items side by side, so that a hundred waits take as long as the longest one.
 *
 * In: the panel, the waits (or why there is none), how to read many ids in one go. Out: one outcome per wait, in
 * order. Ends at the time-out of each wait, at once when the execution is stopped, and never hangs on a state that
 * this node does not know.
 */
export async function outcomesOfWaits(
	panel: PanelClient,
	waits: ReadonlyArray<Wait | { failure: unknown }>,
	read: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<ItemOutcome[]> {
	const outcomes = new Map<number, ItemOutcome>();
	const started = Date.now();
	const pending = new Map<number, Pending>();
	for (const [position, wait] of waits.entries()) {
		if ('failure' in wait) outcomes.set(position, { records: [], failure: wait.failure });
		else pending.set(position, { ...wait, position, nextAt: started, deadline: started + wait.timeoutMs, timesUnknown: 0 });
	}
	while (pending.size > 0) {
		const due = [...pending.values()].filter((wait) => wait.nextAt <= Date.now());
		const results = due.length > 0 ? await read([...new Set(due.map((wait) => wait.id))]) : new Map<string, IdResult>();
		for (const wait of due) {
			const outcome = judged(wait, results.get(wait.id), Date.now());
			if (outcome) {
				outcomes.set(wait.position, outcome);
				pending.delete(wait.position);
			}
		}
		if (pending.size === 0) break;
		try {
			await panel.pause(Math.max(0, Math.min(...[...pending.values()].map((wait) => wait.nextAt)) - Date.now()));
		} catch (failure) {
			for (const wait of pending.values()) outcomes.set(wait.position, { records: [], failure });
			break;
		}
	}
	return waits.map((_, position) => outcomes.get(position) ?? { records: [] });
}

function judged(wait: Pending, result: IdResult | undefined, now: number): ItemOutcome | undefined {
	if (result && 'failure' in result) {
		wait.lastFailure = result.failure;
		if (HOPELESS.has(result.failure.kind)) return { records: [], failure: result.failure };
	}
	const item = result && 'item' in result ? result.item : undefined;
	if (item) {
		wait.last = item;
		wait.timesUnknown = item.found === false ? wait.timesUnknown + 1 : 0;
		const verdict = item.found === false ? (wait.timesUnknown >= TIMES_UNKNOWN ? 'ended' : 'waiting') : wait.judge(item);
		if (verdict === 'reached') return { records: [item] };
		if (verdict === 'ended') return without(wait, item, `It is ${stateWords(item)}, which does not change any more.`, false);
		wait.deadline = Math.min(wait.deadline, wait.endsAt?.(item) ?? wait.deadline);
	}
	if (now >= wait.deadline) return timedOut(wait);
	wait.nextAt = Math.min(now + wait.intervalMs, wait.deadline);
	return undefined;
}

function timedOut(wait: Pending): ItemOutcome {
	if (wait.last) return without(wait, wait.last, `It is ${stateWords(wait.last)} now.`, true);
	return { records: [], failure: wait.lastFailure ?? notReached(wait, 'The panel said nothing on it.') };
}

function without(wait: Pending, item: IDataObject, words: string, timeIsOver: boolean): ItemOutcome {
	if (wait.onTimeout === 'continue') return { records: [timeIsOver ? { ...item, timedOut: true } : item] };
	return { records: [], failure: notReached(wait, words) };
}

function notReached(wait: Pending, words: string): PanelFailure {
	return new PanelFailure({
		kind: 'timeout',
		acted: 'no',
		message: `The wait for ${wait.awaited} ended without success`,
		nextStep: `${words} Look again later with 'Get Status', raise 'Timeout', or set 'On Timeout' to 'Continue With What Is Known'.`,
	});
}

function stateWords(item: IDataObject): string {
	if (item.found === false) return 'unknown to the panel';
	return typeof item.status === 'string' && item.status !== '' ? `'${item.status}'` : `'${String(item.state)}'`;
}
