import type { IPollFunctions, WorkflowActivateMode } from 'n8n-workflow';
import type { PollBudget } from '../framework/event';

/** n8n's answer wherever it does not limit a poll: default mode, the activation poll, manual runs. */
const UNLIMITED_MS = 300_000;
/** What is left of n8n's own limit for handing the items over. */
const RESERVE_MS = 4_000;
/** Registrations that a user makes and watches; the others happen while n8n starts by itself. */
const USER_ACTIVATIONS: ReadonlySet<WorkflowActivateMode> = new Set<WorkflowActivateMode>(['activate', 'update', 'manual', 'create']);

/** A poll that asks about ids goes on in the next one where it ran out of time. Polls are a minute apart at least. */
export const ID_BUDGET: PollBudget = { scheduled: 50_000, first: 20_000 };
/** Asks for codes until shortly before the next minute, so that no number waits between two polls. */
export const SMS_BUDGET: PollBudget = { scheduled: 56_000, first: 20_000 };
/** A catalog comes as a whole or not at all, and has up to 13 MB. */
export const CATALOG_BUDGET: PollBudget = { scheduled: 150_000, first: 60_000 };
/** A manual test waits no longer than a user does. */
export const PREVIEW_BUDGET: PollBudget = { scheduled: 90_000, first: 90_000 };

/** Why n8n polls: its durable scheduler, the first poll when a user publishes or when n8n starts, or a later poll. */
export type PollMode = 'durable' | 'published' | 'started' | 'scheduled';

export function readPollMode(context: IPollFunctions, isFirstPoll: boolean): PollMode {
	// A durable poll has a context of its own, but it is no registration.
	if (isDurable(context)) return 'durable';
	if (!isFirstPoll) return 'scheduled';
	return USER_ACTIVATIONS.has(context.getActivationMode()) ? 'published' : 'started';
}

/** True in a poll of n8n's durable scheduler, which discards the poll after its budget and backs off by the error. */
export function isDurable(context: IPollFunctions): boolean {
	return n8nBudget(context) < UNLIMITED_MS;
}

/** The time of this poll in milliseconds: our own limit, or n8n's where that is shorter. */
export function computeBudget(context: IPollFunctions, budget: PollBudget, first: boolean): number {
	const own = first ? budget.first : budget.scheduled;
	return Math.max(1_000, Math.min(own, n8nBudget(context) - RESERVE_MS));
}

function n8nBudget(context: IPollFunctions): number {
	// The method is newer than the oldest n8n that this package runs on.
	return context.getPollBudgetMs?.() ?? UNLIMITED_MS;
}
