import { sleep, type IDataObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { toNodeError } from '../framework/errors';
import { readPollParameters } from '../framework/parameters';
import { connectPanel } from '../panel/transport/connect';
import { invalidInput, KINDS, PanelError } from '../panel/errors';
import { nameAccount } from './account';
import { computeBudget, PREVIEW_BUDGET, readPollMode, type PollMode } from './budget';
import type { PollContext, PollResult, TriggerEvent } from './environment';
import {
	addFailure,
	addReport,
	classify,
	endFailures,
	isReportDue,
	onFailure,
	partlyFailedError,
	tooSlowError,
	type FailureClass,
} from './failurePolicy';
import { events } from './index';
import { openSession, PollSession } from './session';
import { addWrite, chooseState } from './staleReads';

/** The one key under which the trigger keeps its state in n8n's static data. */
const STATE_KEY = 'seen';
/** The next poll comes in a minute, so little is repeated within one. */
const RETRIES = { retries: 1, longestWaitMs: 2_000 };
const LONGEST_READ_MS = 30_000;

/**
 * One poll of the trigger: lock, poll and commit, or the failure policy.
 * @returns the items of new events, or null where there are none
 */
export async function runPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await preview(context);
	const session = openSession(context.getWorkflow().id ?? '', context.getNode().id);
	const mode = readPollMode(context, session.isFirstPoll(context));
	// A user who publishes while an earlier poll runs learns now, not a minute later, what is wrong.
	if (mode === 'published') await session.waitForUnlock();
	const unlock = session.tryLock(performance.now());
	if (!unlock) {
		context.logger.debug('SMM Panel Trigger: the last poll still runs, so this one is skipped');
		return null;
	}
	const poll: Poll = { context, session, mode, now: Date.now() };
	try {
		if (mode === 'published') session.endPause();
		const pause = session.currentPause(poll.now);
		if (!pause) return await pollOrFail(poll);
		if (pause.failure && mode === 'scheduled') report(poll, pause.failure, classify(pause.failure));
		return null;
	} finally {
		unlock();
	}
}

interface Poll {
	readonly context: IPollFunctions;
	readonly session: PollSession;
	readonly mode: PollMode;
	/** Epoch milliseconds. */
	readonly now: number;
}

async function pollOrFail(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { context, session, now } = poll;
	session.recordPoll(context);
	const outcome = await pollAndCommit(poll).catch((thrown: unknown) => ({ failure: toFailure(thrown) }));
	if ('failure' in outcome) {
		if (outcome.failure instanceof PanelError) session.backOff(outcome.failure, now);
		report(poll, outcome.failure, classify(outcome.failure, poll.mode));
		return null;
	}
	session.endBackOff();
	const { output, failures } = outcome;
	if (failures.length === 0) session.failures = endFailures(session.failures);
	else {
		const wait = Math.max(0, ...failures.map((failure) => failure.retryAfterMs ?? 0));
		if (wait > 0) session.pauseUntil(now + wait, now);
		// A throw would discard the events of this poll, so it waits for one without any.
		report(poll, partlyFailedError(failures), 'partial', output === null);
	}
	return output;
}

/** Counts a failure. @throws n8n's error where that has to become an error execution */
function report({ context, session, mode, now }: Poll, thrown: unknown, failure: FailureClass, mayThrow = true): void {
	session.failures = addFailure(session.failures, now);
	const verdict = onFailure(failure, mode, mayThrow && isReportDue(session.failures, failure, thrown, now));
	const error = toNodeError(context.getNode(), thrown);
	if (verdict === 'log') {
		context.logger.warn(`SMM Panel Trigger: ${error.message}. The next poll tries again.`);
		return;
	}
	if (mode === 'scheduled') session.failures = addReport(session.failures, failure, thrown, now);
	throw error;
}

interface Outcome {
	/** Null where there is nothing to emit. */
	readonly output: INodeExecutionData[][] | null;
	readonly failures: readonly PanelError[];
}

/** The state is read once, the new one computed apart from it and assigned right before the items are returned; n8n saves both together. */
async function pollAndCommit({ context, session, mode, now }: Poll): Promise<Outcome> {
	const data = context.getWorkflowStaticData('node');
	const stored = data[STATE_KEY];
	const choice = chooseState(session.recentWrites, stored, mode === 'durable', now);
	if (!choice) {
		context.logger.debug('SMM Panel Trigger: n8n has not written the last state yet, so this poll is skipped');
		return { output: null, failures: [] };
	}
	const { event, parameters, environment } = await openEvent(context, session, mode, now);
	const result = await event.poll(parameters, environment, choice.known);
	logWatched(context, mode, result);
	if (result.state) {
		const write = { read: choice.known, state: result.state, emitted: result.items.length > 0 };
		session.recentWrites = addWrite(session.recentWrites, write, Date.now());
	}
	const next = result.state ?? choice.known;
	if (next !== stored) data[STATE_KEY] = next;
	return { output: result.items.length === 0 ? null : [toItems(result.items, environment)], failures: result.failures ?? [] };
}

/** A trigger that works but has nothing to emit looks like one that does not work. */
function logWatched({ logger }: IPollFunctions, mode: PollMode, { watched }: PollResult): void {
	if (watched !== undefined && (mode === 'published' || mode === 'started')) logger.info(`SMM Panel Trigger: it watches ${watched}`);
}

/** A manual test shows what there is now and never touches the state. */
async function preview(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	try {
		const { event, parameters, environment } = await openEvent(context, new PollSession(), 'preview', Date.now());
		return [toItems(await event.preview(parameters, environment), environment)];
	} catch (thrown) {
		throw toNodeError(context.getNode(), toFailure(thrown));
	}
}

async function openEvent(context: IPollFunctions, session: PollSession, mode: PollContext['mode'], now: number) {
	const event = chosenEvent(context);
	// Before the first await: n8n evaluates no expression any more once a poll beside this one, or the publication, is over.
	const parameters = readPollParameters(context, event.properties);
	const budget = mode === 'preview' ? PREVIEW_BUDGET : event.budget;
	const budgetMs = computeBudget(context, budget, mode === 'published' || mode === 'started');
	const signal = AbortSignal.timeout(budgetMs);
	const readTimeoutMs = Math.min(LONGEST_READ_MS, Math.round(budgetMs / 2));
	const panel = await connectPanel(context, { sleep, signal, limits: RETRIES, readTimeoutMs });
	const account = nameAccount(context, panel.address.url);
	const environment: PollContext = { context, panel, account, session, mode, now, signal };
	return { event, parameters, environment };
}

function chosenEvent(context: IPollFunctions): TriggerEvent {
	const chosen: unknown = context.getNodeParameter('event', '');
	const name = typeof chosen === 'string' ? chosen.trim() : '';
	const event = events.find(({ value }) => value === name);
	if (event) return event;
	throw invalidInput(`This trigger has no event '${name.slice(0, 40)}'`, "Choose 'Trigger On' again from its list.");
}

/** The client calls a read that our deadline ended stopped; for the user the panel was too slow. */
function toFailure(thrown: unknown): unknown {
	return thrown instanceof PanelError && KINDS[thrown.kind].ended === 'stopped' ? tooSlowError() : thrown;
}

/** What happened stands first, as one reads a table from the left. */
function toItems(items: readonly IDataObject[], { account }: PollContext): INodeExecutionData[] {
	return items.map(({ eventId, event, ...facts }) => ({
		json: { ...facts, event, eventId: `${account}:${typeof eventId === 'string' ? eventId : ''}` },
	}));
}
