import { sleep } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { toText } from '../catalog/labels';
import type { ItemOutcome } from '../framework/operation';
import type { IdResult } from '../panel/api/idBatches';
import type { PanelClient } from '../panel/transport/client';
import { connectPanel } from '../panel/transport/connect';
import { KINDS, PanelError } from '../panel/errors';
import type { PanelEnvironment } from './environment';

/** One wait, ready to start. Times in milliseconds. */
export interface Wait {
	id: string;
	intervalMs: number;
	timeoutMs: number;
	onTimeout: 'error' | 'continue';
	/** Judges what the panel says: the wait is over, cannot succeed any more, or goes on. */
	evaluate(item: Item): 'reached' | 'ended' | 'waiting';
	/** For people: what is awaited, e.g. "order 5 to be completed". */
	awaited: string;
	/** Ends the wait earlier than the time-out, in epoch milliseconds, where the panel says so. */
	endsAt?(item: Item): number | undefined;
}

/** Moments are those of a clock that only goes forward: a wait must not last for as long as this machine's was set back. */
interface Pending extends Wait {
	nextAt: number;
	deadline: number;
	last?: Item;
	lastFailure?: PanelError | undefined;
	timesUnknown: number;
}

/** A panel may know a fresh order only after a moment. */
const TIMES_UNKNOWN = 3;
/** Waits that are due almost together are read together, so that a hundred of them share their calls. */
const DUE_TOGETHER_MS = 250;
/** Time-out of the last request, which is made when a wait is over. */
const LAST_REQUEST_MS = 2_000;

/**
 * Waits for all items side by side, so that a hundred waits take as long as the longest one. Each ends at its time-out
 * even while the panel hangs, and at once when the execution is stopped. Where the first failure ends the node, the
 * other waits end with it.
 * @param waits - or why there is none
 * @param read - reads many ids in one go; the panel it gets repeats no calls, because the next round does
 * @returns one outcome per wait, in order
 */
export async function runWaits(
	environment: Pick<PanelEnvironment, 'context' | 'stopsAtFailure'>,
	waits: ReadonlyArray<Wait | { failure: unknown }>,
	read: (panel: PanelClient, ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<ItemOutcome[]> {
	const done = new AbortController();
	const stop = environment.context.getExecutionCancelSignal?.();
	const signal = stop ? AbortSignal.any([stop, done.signal]) : done.signal;
	const panel = await connectPanel(environment.context, { sleep, signal, limits: { retries: 0, longestWaitMs: 0 } });
	try {
		const outcomes = await waitForAll(panel, waits, environment.stopsAtFailure, async (ids) => await read(panel, ids));
		return waits.map((_, position) => outcomes.get(position) ?? { records: [] });
	} finally {
		// Reads that still run belong to waits that have ended.
		done.abort();
	}
}

async function waitForAll(
	panel: PanelClient,
	waits: ReadonlyArray<Wait | { failure: unknown }>,
	stopsAtFailure: boolean,
	read: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<Map<number, ItemOutcome>> {
	const outcomes = new Map<number, ItemOutcome>();
	const pending = new Map<number, Pending>();
	const started = performance.now();
	for (const [position, wait] of waits.entries()) {
		if ('failure' in wait) outcomes.set(position, { records: [], failure: wait.failure });
		else pending.set(position, { ...wait, nextAt: started, deadline: started + wait.timeoutMs, timesUnknown: 0 });
	}
	while (pending.size > 0 && !(stopsAtFailure && [...outcomes.values()].some(({ failure }) => failure !== undefined))) {
		const nextAt = Math.min(...[...pending.values()].map((wait) => wait.nextAt));
		try {
			if (nextAt > performance.now()) await panel.pause(nextAt - performance.now());
			for (const [position, outcome] of await checkDue(pending, read)) {
				outcomes.set(position, outcome);
				pending.delete(position);
			}
		} catch (failure) {
			for (const position of pending.keys()) outcomes.set(position, { records: [], failure });
			break;
		}
	}
	return outcomes;
}

/** Asks the panel once about everything that is due, and returns the waits that have ended by it. */
async function checkDue(
	pending: ReadonlyMap<number, Pending>,
	read: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<Array<[number, ItemOutcome]>> {
	const begin = performance.now();
	const due = [...pending].filter(([, wait]) => wait.nextAt <= begin + DUE_TOGETHER_MS);
	const ids = [...new Set(due.map(([, wait]) => wait.id))];
	const results = await orNothingAfter(
		read(ids),
		Math.max(0, Math.min(...[...pending.values()].map((wait) => wait.deadline)) - begin) + LAST_REQUEST_MS,
	);
	const now = performance.now();
	return due.flatMap(([position, wait]): Array<[number, ItemOutcome]> => {
		const outcome = applyResult(wait, results.get(wait.id), now);
		return outcome ? [[position, outcome]] : [];
	});
}

/** A panel that hangs must not hold up the end of any wait: no results when the time is over. */
async function orNothingAfter(results: Promise<Map<string, IdResult>>, ms: number): Promise<Map<string, IdResult>> {
	const answered = new AbortController();
	try {
		return await Promise.race([results, sleep(ms, answered.signal).then(() => new Map<string, IdResult>())]);
	} finally {
		answered.abort();
	}
}

/** Ends the wait with its outcome, or says when its next read is due. */
function applyResult(wait: Pending, result: IdResult | undefined, now: number): ItemOutcome | undefined {
	const outcome = result && ('failure' in result ? applyFailure(wait, result.failure) : applyItem(wait, result.item));
	if (outcome) return outcome;
	const { last, lastFailure, deadline } = wait;
	if (now >= deadline) return last ? endWithout(wait, last, true) : { records: [], failure: lastFailure ?? noAnswerError(wait) };
	const slowDown = lastFailure?.retryAfterMs ?? 0;
	wait.nextAt = Math.min(now + Math.max(wait.intervalMs, slowDown), deadline);
	return undefined;
}

function applyFailure(wait: Pending, failure: PanelError): ItemOutcome | undefined {
	wait.lastFailure = failure;
	return KINDS[failure.kind].permanent ? { records: [], failure } : undefined;
}

function applyItem(wait: Pending, item: Item): ItemOutcome | undefined {
	wait.last = item;
	wait.lastFailure = undefined;
	const verdict = evaluateItem(wait, item);
	if (verdict === 'reached') return { records: [item] };
	if (verdict === 'ended') return endWithout(wait, item, false);
	const endsIn = (wait.endsAt?.(item) ?? Number.POSITIVE_INFINITY) - Date.now();
	wait.deadline = Math.min(wait.deadline, performance.now() + endsIn);
	return undefined;
}

function evaluateItem(wait: Pending, item: Item): 'reached' | 'ended' | 'waiting' {
	if (item.found !== false) {
		wait.timesUnknown = 0;
		return wait.evaluate(item);
	}
	wait.timesUnknown += 1;
	return wait.timesUnknown >= TIMES_UNKNOWN ? 'ended' : 'waiting';
}

/** The outcome of a wait that saw something else than what it waited for. */
function endWithout(wait: Wait, item: Item, timeIsOver: boolean): ItemOutcome {
	if (wait.onTimeout === 'continue') return { records: [timeIsOver ? { ...item, timedOut: true } : item] };
	const now = describeState(item);
	return {
		records: [],
		failure: timeIsOver
			? new PanelError({
					kind: 'timeout',
					effect: 'none',
					message: `The wait for ${wait.awaited} took longer than 'Wait at Most (Seconds)' allows`,
					nextStep: `It is ${now} now. Raise 'Wait at Most (Seconds)', look again later with 'Get Status', or set 'On Timeout' to 'Continue With What Is Known'.`,
				})
			: new PanelError({
					kind: 'refused',
					effect: 'none',
					message: `The wait for ${wait.awaited} cannot succeed any more`,
					nextStep: `It is ${now}, and that does not change by waiting. To go on in this case, set 'On Timeout' to 'Continue With What Is Known'.`,
				}),
	};
}

function noAnswerError(wait: Wait): PanelError {
	return new PanelError({
		kind: 'timeout',
		effect: 'none',
		message: `The panel said nothing on ${wait.awaited.replace(/ to be .*$/, '')} before 'Wait at Most (Seconds)' was over`,
		nextStep: "The panel is slow or overloaded. Raise 'Wait at Most (Seconds)', or try again in a few minutes.",
	});
}

function describeState({ found, state, status }: Item): string {
	if (found === false) return 'unknown to the panel';
	return typeof status === 'string' && status !== '' && state !== 'expired' ? `'${status}'` : `'${toText(state)}'`;
}
