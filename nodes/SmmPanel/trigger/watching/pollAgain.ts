import { sleep } from 'n8n-workflow';
import type { StoredState } from '../../framework/event';
import { invalidInput, KINDS, PanelError } from '../../panel/errors';
import type { PollContext } from '../environment';
import type { WatchedResult } from './pollWatched';
import type { StoredWatchState } from './watchState';

/** Above so many open numbers one round takes long enough. */
const MAX_OPEN = 20;
const SHORTEST_S = 5;
const LONGEST_S = 60;

/** @returns milliseconds; 0 where a poll has one round */
export function parseInterval(seconds: number): number {
	if (seconds === 0 || (seconds >= SHORTEST_S && seconds <= LONGEST_S)) return seconds * 1000;
	throw invalidInput(
		`'Ask Every (Seconds)' is ${seconds}, but has to be 0 or between ${SHORTEST_S} and ${LONGEST_S} seconds`,
		'Enter seconds, e.g. 10. With 0 each poll asks once.',
	);
}

/**
 * Repeats a round of calls inside one poll until it brings something, because n8n polls once a minute at most. It ends as soon as
 * the panel is failing or slower than the interval, when the time of the poll is over or the user publishes anew.
 * @param intervalMs - from the begin of one round to the begin of the next
 */
export async function pollAgain(
	environment: PollContext,
	stored: StoredState<StoredWatchState>,
	intervalMs: number,
	pollOnce: (environment: PollContext, stored: StoredState<StoredWatchState>) => Promise<WatchedResult>,
): Promise<WatchedResult> {
	const { mode, session } = environment;
	const signal = session.hurry ? AbortSignal.any([environment.signal, session.hurry]) : environment.signal;
	let begun = performance.now();
	let result = await pollOnce(environment, stored);
	if (intervalMs === 0 || mode === 'published' || mode === 'started') return result;
	while (mayAskAgain(result, performance.now() - begun, intervalMs)) {
		const isOver = await sleep(intervalMs - (performance.now() - begun), signal).then(
			() => signal.aborted,
			() => true,
		);
		if (isOver) break;
		begun = performance.now();
		const before: StoredState<StoredWatchState> = result.state
			? { state: result.state, settingsChanged: false, needsWrite: false }
			: stored;
		const next = await pollOnce({ ...environment, now: Date.now() }, before).catch((thrown: unknown) => ({ thrown }));
		// What was read before counts; the next poll meets the failure again.
		if ('thrown' in next) return next.thrown instanceof PanelError ? withFailure(result, next.thrown) : result;
		result = { ...next, state: next.state ?? result.state };
	}
	return result;
}

function mayAskAgain({ items, failures = [], asked }: WatchedResult, took: number, intervalMs: number): boolean {
	return items.length === 0 && failures.length === 0 && asked > 0 && asked <= MAX_OPEN && took < intervalMs;
}

/** Time that is over is no failure. */
function withFailure(result: WatchedResult, failure: PanelError): WatchedResult {
	return KINDS[failure.kind].ended === undefined ? { ...result, failures: [failure] } : result;
}
