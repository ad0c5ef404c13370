import type { IPollFunctions } from 'n8n-workflow';

/** n8n's answer wherever it does not limit a poll: default mode, the activation poll, manual runs (engine.md 1.5). */
const UNLIMITED_MS = 300_000;
/** What is left of n8n's own limit for handing the items over. */
const RESERVE_MS = 4_000;

/** How long one kind of poll may take, in milliseconds. */
export interface PollTimes {
	/** A poll on schedule. */
	tick: number;
	/** The first poll of a registration: n8n waits for it while it starts. */
	first: number;
}

/** Ids are asked in turn, so what does not fit into one poll follows in the next. Polls are a minute apart at least. */
export const ID_TIMES: PollTimes = { tick: 50_000, first: 20_000 };
/** A catalog comes as a whole or not at all, and has up to 13 MB (panel-api.md 2.1). */
export const CATALOG_TIMES: PollTimes = { tick: 150_000, first: 60_000 };

/** True on a tick of n8n's durable scheduler, which discards the poll after its budget and backs off by the error. */
export function isDurable(context: IPollFunctions): boolean {
	return n8nBudget(context) < UNLIMITED_MS;
}

/** The time of this poll in milliseconds: our own limit, or n8n's where that is shorter. */
export function budgetOf(context: IPollFunctions, times: PollTimes, first: boolean): number {
	const own = first ? times.first : times.tick;
	return Math.max(1_000, Math.min(own, n8nBudget(context) - RESERVE_MS));
}

function n8nBudget(context: IPollFunctions): number {
	// The method is newer than the oldest n8n that this package runs on.
	return context.getPollBudgetMs?.() ?? UNLIMITED_MS;
}
