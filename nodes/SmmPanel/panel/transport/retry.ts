/**
 * What a call is for; this, never the HTTP method, decides about repeating it.
 * read: asks only. request: asks for a change that costs nothing (refill, cancel). spend: costs the user money.
 */
export type Intent = 'read' | 'request' | 'spend';

/** How a try ended, seen from the question whether it may be repeated. */
export type AttemptOutcome =
	/** Certainly never reached the panel: refused connection, unknown host, no route. */
	| 'notSent'
	/** A transient failure after the request left: dropped, timed out, 5xx, empty reply. */
	| 'transient'
	/** The panel asked to slow down. */
	| 'rateLimited'
	/** Anything that another try cannot mend. */
	| 'final';

export interface RetryLimits {
	/** Most repetitions after the first try. */
	retries: number;
	/** Longest wait that a caller accepts, in milliseconds; a longer Retry-After ends the call instead. */
	longestWaitMs: number;
}

export const DEFAULT_RETRY_LIMITS: RetryLimits = { retries: 3, longestWaitMs: 60_000 };

/** A try that failed, seen from the question whether it may be repeated. */
interface FailedTry {
	intent: Intent;
	outcome: AttemptOutcome;
	/** How often the call was repeated before. */
	repetitions: number;
	/** What the panel asked for, in milliseconds. */
	retryAfterMs?: number | undefined;
}

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/**
 * Decides whether a failed try is repeated. What costs or changes something is repeated only if it certainly never
 * left, because the API has no idempotency key.
 * @param random - in [0, 1), for jitter
 * @returns milliseconds to wait before the next try, or undefined to stop
 */
export function backoffDelay(
	{ intent, outcome, repetitions, retryAfterMs }: FailedTry,
	random: number,
	limits: RetryLimits = DEFAULT_RETRY_LIMITS,
): number | undefined {
	if (outcome === 'final' || repetitions >= limits.retries) return undefined;
	if (intent !== 'read' && outcome !== 'notSent') return undefined;
	if (retryAfterMs !== undefined) return retryAfterMs <= limits.longestWaitMs ? retryAfterMs : undefined;
	const backoff = Math.min(FIRST_WAIT_MS * 2 ** repetitions, LONGEST_BACKOFF_MS);
	return Math.min(Math.round(backoff * (0.75 + random / 2)), limits.longestWaitMs);
}

/**
 * Reads a Retry-After header: seconds or an HTTP date.
 * @param now - epoch milliseconds
 * @returns milliseconds to wait, or undefined if it cannot be read
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
	if (header === undefined || header.trim() === '') return undefined;
	if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Math.round(Number(header) * 1000);
	// Date.parse takes almost any text with a number in it for a date.
	const date = /^\s*([a-z]{3,9},? \d{1,2}|\d{4}-\d{2}-\d{2}T)/i.test(header) ? Date.parse(header) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
