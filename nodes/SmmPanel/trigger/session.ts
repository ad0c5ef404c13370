import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import type { PollResult } from '../framework/event';
import { PanelError } from '../panel/errors';
import type { PollMode } from './budget';
import { classify, type FailureClass, type Reported } from './failurePolicy';
import { addWrite, type RecentWrites } from './staleReads';

/** A poll that never came back must not block the trigger for ever. Every read in it has a much shorter time-out. */
const LOCK_EXPIRES_MS = 10 * 60_000;
/** Longer than a poll takes that asks about ids. */
const LONGEST_UNLOCK_WAIT_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
const MOST_SESSIONS = 1000;

/** Where the next poll begins, and which ids failed in the last one. */
export interface Rotation {
	/** Left out: with the first id of the list. */
	readonly nextId?: string | undefined;
	readonly failedIds: ReadonlySet<string>;
}

const NO_ROTATION: Rotation = { failedIds: new Set() };

/** n8n makes one context for each registration and uses it for all its polls, except for durable ones. */
const polledContexts = new WeakSet<IPollFunctions>();

/**
 * What one process remembers of one trigger node between polls. It only saves calls, repeated errors or repeated
 * events, so a restart, or another main process that polls next, loses no event.
 */
export class PollSession {
	private lock: { readonly since: number; readonly released: Promise<void> } | undefined;
	private pause: { readonly from: number; readonly until: number } | undefined;
	private rotation = NO_ROTATION;
	private fullRoundAt: number | undefined;
	private outage: FailureClass | undefined;
	private partlyFailedPolls = 0;
	private partialReported = false;
	private writes: RecentWrites | undefined;

	/** The id to begin the next poll with, if the last one ran out of time or met an outage. */
	get nextId(): string | undefined {
		return this.rotation.nextId;
	}

	/** They are asked in the next poll whatever their age is. */
	get failedIds(): ReadonlySet<string> {
		return this.rotation.failedIds;
	}

	/** When the last poll began that asked every id (epoch milliseconds). */
	get lastFullRoundAt(): number | undefined {
		return this.fullRoundAt;
	}

	/** What the user has been told of the present trouble. */
	get reported(): Reported {
		return { outage: this.outage, partial: this.partialReported, partlyFailedPolls: this.partlyFailedPolls };
	}

	get recentWrites(): RecentWrites | undefined {
		return this.writes;
	}

	/** True for the first poll of a registration in this process. */
	isFirstPoll(context: IPollFunctions): boolean {
		return !polledContexts.has(context);
	}

	recordPoll(context: IPollFunctions): void {
		polledContexts.add(context);
	}

	/**
	 * n8n starts the next poll after a minute even while the last one still runs.
	 * @param now from a clock that only goes forward, in milliseconds
	 * @returns a function that unlocks, or undefined while another poll holds the lock
	 */
	tryLock(now: number): (() => void) | undefined {
		if (this.lock && now - this.lock.since < LOCK_EXPIRES_MS) return undefined;
		let release = () => {};
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		const lock = { since: now, released };
		this.lock = lock;
		return () => {
			if (this.lock === lock) this.lock = undefined;
			release();
		};
	}

	/** Waits for the end of the poll that runs, for a minute at most. */
	async waitForUnlock(): Promise<void> {
		if (!this.lock) return;
		const signal = AbortSignal.timeout(LONGEST_UNLOCK_WAIT_MS);
		const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
		await Promise.race([this.lock.released, timeUp]);
	}

	/** Keeps polls away from a panel that asked for it, for an hour at most. */
	pauseUntil(until: number, now: number): void {
		this.pause = { from: now, until: Math.min(until, now + LONGEST_PAUSE_MS) };
	}

	/** A clock that was set back ends a pause. */
	isPaused(now: number): boolean {
		return this.pause !== undefined && now >= this.pause.from && now < this.pause.until;
	}

	recordRotation(rotation: Rotation): void {
		this.rotation = rotation;
	}

	recordFullRound(startedAt: number): void {
		this.fullRoundAt = startedAt;
	}

	recordWrite(read: unknown, write: IDataObject, emitted: boolean, now: number): void {
		this.writes = addWrite(this.writes, read, write, emitted, now);
	}

	/** Counts a poll that did not fail as a whole. */
	recordSuccess({ failures = [], answered = true }: PollResult<unknown, PanelError>, now: number): void {
		if (answered) this.outage = undefined;
		const wait = Math.max(0, ...failures.map((failure) => failure.retryAfterMs ?? 0));
		if (wait > 0) this.pauseUntil(now + wait, now);
		this.partlyFailedPolls = failures.length > 0 ? this.partlyFailedPolls + 1 : 0;
		if (failures.length === 0) this.partialReported = false;
	}

	recordPartialReport(): void {
		this.partialReported = true;
	}

	recordFailure(failure: unknown, mode: PollMode, verdict: 'throw' | 'log', now: number): void {
		if (failure instanceof PanelError && failure.retryAfterMs !== undefined) this.pauseUntil(now + failure.retryAfterMs, now);
		// The user was not told of the ids that failed, so for the next poll they are no known failures.
		if (mode === 'published' || mode === 'started') this.rotation = { ...this.rotation, failedIds: new Set() };
		if (mode === 'scheduled' && verdict === 'throw') this.outage = classify(failure);
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
	if (sessions.size > MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
	return session;
}

/** Forgets everything, for tests that stand for a new process. */
export function forgetSessions(): void {
	sessions.clear();
}
