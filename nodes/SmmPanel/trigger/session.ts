import type { IPollFunctions } from 'n8n-workflow';
import { KINDS, type PanelError } from '../panel/errors';
import { NO_FAILURES, type FailureRecord } from './failurePolicy';
import type { RecentWrites } from './staleReads';

/** A poll that never came back must not block the trigger for ever. Every read in it has a much shorter time-out. */
const LOCK_EXPIRES_MS = 10 * 60_000;
/** Longer than a poll takes that asks about ids. */
const LONGEST_UNLOCK_WAIT_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** The first pause after a refusal for coming too fast that names no time; each further one is twice as long. */
const FIRST_BACKOFF_MS = 2 * 60_000;
const MAX_SESSIONS = 1000;

/** A time in which no poll asks anybody. */
interface Pause {
	readonly from: number;
	readonly until: number;
	/** Why, if a failure caused it. */
	readonly failure?: PanelError | undefined;
}

/** n8n makes one context for each registration and uses it for all its polls, except for durable ones. */
const polledContexts = new WeakSet<IPollFunctions>();

/**
 * What one process remembers of one trigger node between polls. It only saves calls, repeated errors or repeated
 * events, so a restart, or another main process that polls next, loses no event.
 */
export class PollSession {
	private lock: { readonly since: number; readonly released: Promise<void>; readonly hurry: AbortController } | undefined;
	private pause: Pause | undefined;
	private refusals = 0;

	/** The failed polls in a row, and the last report to the user. */
	failures: FailureRecord = NO_FAILURES;

	/** When a whole catalog was read last (epoch milliseconds). */
	catalogReadAt: number | undefined;

	/** The id to begin the next poll with, if the last one ran out of time or met an outage. */
	nextId: string | undefined;

	/** They are asked in the next poll whatever their age is. */
	failedIds: ReadonlySet<string> = new Set();

	/** When the last poll began that asked every id (epoch milliseconds). */
	lastFullRoundAt: number | undefined;

	recentWrites: RecentWrites | undefined;

	/** True for the first poll of a registration in this process. */
	isFirstPoll(context: IPollFunctions): boolean {
		return !polledContexts.has(context);
	}

	recordPoll(context: IPollFunctions): void {
		polledContexts.add(context);
	}

	/**
	 * n8n starts the next poll after a minute even while the last one still runs.
	 * @param now - from a clock that only goes forward, in milliseconds
	 * @returns a function that unlocks, or undefined while another poll holds the lock
	 */
	tryLock(now: number): (() => void) | undefined {
		if (this.lock && now - this.lock.since < LOCK_EXPIRES_MS) return undefined;
		let release = () => {};
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		const lock = { since: now, released, hurry: new AbortController() };
		this.lock = lock;
		return () => {
			if (this.lock === lock) this.lock = undefined;
			release();
		};
	}

	/** Aborts when somebody waits for the end of the poll that runs. */
	get hurry(): AbortSignal | undefined {
		return this.lock?.hurry.signal;
	}

	/** Waits for the end of the poll that runs, for a minute at most, and asks it to end soon. */
	async waitForUnlock(): Promise<void> {
		if (!this.lock) return;
		this.lock.hurry.abort();
		const signal = AbortSignal.timeout(LONGEST_UNLOCK_WAIT_MS);
		const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
		await Promise.race([this.lock.released, timeUp]);
	}

	/** Keeps polls away from the panel until a moment (epoch milliseconds), for an hour at most. */
	pauseUntil(until: number, now: number, failure?: PanelError): void {
		this.pause = { from: now, until: Math.min(until, now + LONGEST_PAUSE_MS), failure };
	}

	/** Stays away as long as the panel asks, or twice as long as before where it only says that it was too fast. */
	backOff(failure: PanelError, now: number): void {
		const asked = failure.retryAfterMs ?? 0;
		if (KINDS[failure.kind].retry === 'rateLimited') this.refusals += 1;
		else if (asked === 0) return;
		this.pauseUntil(now + (asked > 0 ? asked : FIRST_BACKOFF_MS * 2 ** (this.refusals - 1)), now, failure);
	}

	/** The panel answered, so the next refusal begins with a short pause again. */
	endBackOff(): void {
		this.refusals = 0;
	}

	/** A user who publishes is answered now. */
	endPause(): void {
		this.pause = undefined;
	}

	/** @returns undefined where none is on; a clock that was set back ends a pause */
	currentPause(now: number): Pause | undefined {
		return this.pause !== undefined && now >= this.pause.from && now < this.pause.until ? this.pause : undefined;
	}
}

const sessions = new Map<string, PollSession>();

/** The session of one trigger node. The least recently used one is dropped when there are too many. */
export function openSession(workflowId: string, nodeId: string): PollSession {
	const key = `${workflowId}:${nodeId}`;
	const session = sessions.get(key) ?? new PollSession();
	sessions.delete(key);
	sessions.set(key, session);
	const [oldest] = sessions.keys();
	if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
	return session;
}

/** Forgets everything, for tests that stand for a new process. */
export function forgetSessions(): void {
	sessions.clear();
}
