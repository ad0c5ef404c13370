import type { HandedOver } from './staleReads';

/**
 * What one process remembers of one trigger node between polls. All of it only saves calls, repeated errors or
 * repeated events, so losing it at a restart, or another main process polling next, loses no event.
 */
export interface Memory {
	/** The poll that is running, since when, and what resolves at its end. */
	running?: { readonly token: symbol; readonly since: number; readonly over: Promise<void> };
	/** The kind of outage that the user has been told of, until a poll succeeds. */
	toldOutage?: 'passing' | 'lasting';
	/** Polls in a row in which some ids failed while others answered. */
	partlyFailed: number;
	/** True once the user was told of that. */
	toldPart?: boolean;
	/** The panel asked not to be called between these moments (epoch milliseconds). */
	quiet?: { readonly from: number; readonly until: number };
	/** The id with which the next poll begins, where the last one did not get to it or to the end of its troubles. */
	next?: string;
	/** When the last round began in which every id was asked (epoch milliseconds). */
	lastRoundAt?: number;
	/** Ids that failed in the last poll; they are asked next time whatever their age is. */
	failed: ReadonlySet<string>;
	/** What n8n was given to store lately. */
	handedOver?: HandedOver;
}

const MOST_NODES = 1000;
/** A poll that never came back must not silence the trigger for ever. Every read in it has a much shorter time-out. */
const LOST_AFTER_MS = 10 * 60_000;
/** The longest that publishing waits for a poll of before; longer than such a poll takes that asks about ids. */
const LONGEST_WAIT_MS = 60_000;
const LONGEST_QUIET_MS = 60 * 60_000;

const memories = new Map<string, Memory>();

/** A memory of nothing, also for manual tests, which leave no trace. */
export function freshMemory(): Memory {
	return { partlyFailed: 0, failed: new Set<string>() };
}

/** The memory of one trigger node. In: the ids of workflow and node. */
export function memoryOf(workflowId: string, nodeId: string): Memory {
	const key = `${workflowId}:${nodeId}`;
	const memory = memories.get(key) ?? freshMemory();
	memories.delete(key);
	memories.set(key, memory);
	const [oldest] = memories.keys();
	if (memories.size > MOST_NODES && oldest !== undefined) memories.delete(oldest);
	return memory;
}

/**
 * Marks a poll as running, unless another one still runs: n8n starts the next poll after a minute whether the last
 * one is over or not (engine.md 1.4). In: the memory, a clock that only goes forward, in milliseconds.
 * Out: a function that ends it, or undefined where this poll has to be skipped.
 */
export function begin(memory: Memory, now: number): (() => void) | undefined {
	if (memory.running && now - memory.running.since < LOST_AFTER_MS) return undefined;
	const token = Symbol('poll');
	let end = () => {};
	const over = new Promise<void>((resolve) => {
		end = resolve;
	});
	memory.running = { token, since: now, over };
	return () => {
		if (memory.running?.token === token) delete memory.running;
		end();
	};
}

/** Waits for the end of the poll that is running, but not for ever. */
export async function untilOver({ running }: Memory): Promise<void> {
	if (!running) return;
	const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
	await Promise.race([running.over, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))]);
}

/** Keeps polls away from a panel that asked for it. In: the memory, what it asked for, the time now; milliseconds. */
export function stayAway(memory: Memory, waitMs: number, now: number): void {
	memory.quiet = { from: now, until: now + Math.min(waitMs, LONGEST_QUIET_MS) };
}

/** True while the panel wants no calls; a clock that was set back ends that. */
export function isQuiet({ quiet }: Memory, now: number): boolean {
	return quiet !== undefined && now >= quiet.from && now < quiet.until;
}

/** Forgets everything, for tests that stand for a new process. */
export function forgetMemories(): void {
	memories.clear();
}
