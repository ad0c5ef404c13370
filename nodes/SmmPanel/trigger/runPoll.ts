import { sleep, type IDataObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { InvalidInputError, toNodeError } from '../framework/errors';
import { readPollParameters } from '../framework/parameters';
import { connectPanel } from '../panel/transport/connect';
import { PanelError } from '../panel/errors';
import { nameAccount } from './account';
import { computeBudget, PREVIEW_BUDGET, readPollMode, type PollMode } from './budget';
import type { PollContext, PollResult, TriggerEvent } from './environment';
import { classify, onFailure, onPartialFailure, partlyFailed, tooSlow } from './failurePolicy';
import { events } from './index';
import { openSession, PollSession } from './session';
import { chooseState } from './staleReads';

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
	// A user who publishes while an earlier poll runs is told now, not a minute later, what is wrong.
	if (mode === 'published') await session.waitForUnlock();
	const unlock = session.tryLock(performance.now());
	if (!unlock) {
		context.logger.debug('SMM Panel Trigger: the last poll still runs, so this one is skipped');
		return null;
	}
	const now = Date.now();
	try {
		if (session.isPaused(now) && mode !== 'published') return null;
		session.recordPoll(context);
		return await pollAndCommit(context, session, mode, now);
	} catch (thrown) {
		const failure = toFailure(thrown);
		const error = toNodeError(context.getNode(), failure);
		const verdict = onFailure(classify(failure), mode, session.reported);
		session.recordFailure(failure, mode, verdict, now);
		if (verdict === 'throw') throw error;
		context.logger.warn(`SMM Panel Trigger: ${error.message}. The next poll tries again.`);
		return null;
	} finally {
		unlock();
	}
}

/** The state is read once, the new one computed apart from it and assigned right before the items are returned; n8n saves both together. */
async function pollAndCommit(
	context: IPollFunctions,
	session: PollSession,
	mode: PollMode,
	now: number,
): Promise<INodeExecutionData[][] | null> {
	const data = context.getWorkflowStaticData('node');
	const stored = data[STATE_KEY];
	const choice = chooseState(session.recentWrites, stored, mode === 'durable', now);
	if (!choice) {
		context.logger.debug('SMM Panel Trigger: n8n has not written the last state yet, so this poll is skipped');
		return null;
	}
	const { event, parameters, environment } = await openEvent(context, session, mode, now);
	const result = await event.poll(parameters, environment, choice.known);
	warnOfFailures(context, result);
	session.recordSuccess(result, now);
	if (onPartialFailure(result.items.length, session.reported) === 'throw') {
		session.recordPartialReport();
		throw partlyFailed(result.failures ?? []);
	}
	if (result.state) session.recordWrite(choice.known, result.state, result.items.length > 0, Date.now());
	const next = result.state ?? choice.known;
	if (next !== stored) data[STATE_KEY] = next;
	return result.items.length === 0 ? null : [toItems(result.items, environment)];
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
	const budget = mode === 'preview' ? PREVIEW_BUDGET : event.budget;
	const budgetMs = computeBudget(context, budget, mode === 'published' || mode === 'started');
	const signal = AbortSignal.timeout(budgetMs);
	const readTimeoutMs = Math.min(LONGEST_READ_MS, Math.round(budgetMs / 2));
	const panel = await connectPanel(context, { sleep, signal, limits: RETRIES, readTimeoutMs });
	const account = nameAccount(context, panel.address.url);
	const environment: PollContext = { context, panel, account, session, mode, now, signal };
	return { event, parameters: readPollParameters(context, event.properties), environment };
}

function chosenEvent(context: IPollFunctions): TriggerEvent {
	const chosen: unknown = context.getNodeParameter('event', '');
	const name = typeof chosen === 'string' ? chosen.trim() : '';
	const event = events.find(({ value }) => value === name);
	if (event) return event;
	throw new InvalidInputError(`This trigger has no event '${name.slice(0, 40)}'`, "Choose 'Trigger On' again from its list.");
}

/** The client calls a read that our deadline ended stopped; for the user the panel was too slow. */
function toFailure(thrown: unknown): unknown {
	return thrown instanceof PanelError && thrown.kind === 'stopped' ? tooSlow() : thrown;
}

function toItems(items: readonly IDataObject[], { account }: PollContext): INodeExecutionData[] {
	return items.map((json) => ({ json: { ...json, eventId: `${account}:${String(json.eventId)}` } }));
}

function warnOfFailures(context: IPollFunctions, { failures = [] }: PollResult): void {
	const [first] = failures;
	if (first)
		context.logger.warn(
			`SMM Panel Trigger: ${failures.length} of the watched ids could not be read (${first.message}). The next poll tries them again.`,
		);
}
