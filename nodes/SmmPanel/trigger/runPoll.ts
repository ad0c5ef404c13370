import { sleep, type IDataObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { InputProblem, toNodeError } from '../node/errors';
import { connectPanel } from '../panel/connect';
import { PanelFailure } from '../panel/failures';
import { budgetOf, isDurable } from './budget';
import type { Findings, Round, TriggerEvent } from './event';
import { balanceBelow } from './events/balanceBelow';
import { orderStatus } from './events/orderStatus';
import { serviceChanged } from './events/serviceChanged';
import { smsCode } from './events/smsCode';
import { isByUser, isTold, noteSuccess } from './failurePolicy';
import { handOver, isTakenAlready } from './staleReads';
import { tooSlow } from './watching/idRotation';
import { begin, freshMemory, isQuiet, memoryOf, untilOver, type Memory } from './session';
import { textOf } from './parameters';

const EVENTS: ReadonlyMap<string, TriggerEvent> = new Map([
	['balanceBelow', balanceBelow],
	['orderStatus', orderStatus],
	['serviceChanged', serviceChanged],
	['smsCode', smsCode],
]);

/** The one key under which the trigger keeps its state in n8n's static data. */
const STATE_KEY = 'seen';
/** The next poll comes in a minute, so little is repeated within one. */
const RETRIES = { retries: 1, longestWaitMs: 2_000 };
const LONGEST_READ_MS = 30_000;
/** A manual test waits no longer than a user does. */
const SHOW_TIMES = { tick: 90_000, first: 90_000 };

/** n8n makes one context for each registration and uses it for all its ticks, except for durable ones. */
const polled = new WeakSet<IPollFunctions>();

/**
 * One poll of the trigger. In: n8n's context. Out: the items of new events, or null where there are none.
 * Errors: see isTold. The state is read once, the new one is computed apart from it and assigned once, right before
 * the items are returned; n8n saves it together with them (engine.md 1.2).
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await show(context);
	const memory = memoryOf(context.getWorkflow().id ?? '', context.getNode().id);
	// A durable tick has a context of its own, but it is no registration.
	const first = !isDurable(context) && !polled.has(context);
	const published = first && isByUser(context);
	// A user who publishes while a poll of before runs is told now, not a minute later, what is wrong.
	if (published) await untilOver(memory);
	const end = begin(memory, performance.now());
	if (!end) {
		context.logger.debug('SMM Panel Trigger: the last poll still runs, so this one is skipped');
		return null;
	}
	try {
		const now = Date.now();
		if (isQuiet(memory, now) && !published) return null;
		polled.add(context);
		return await tick(context, memory, now, first);
	} finally {
		end();
	}
}

async function tick(context: IPollFunctions, memory: Memory, now: number, first: boolean): Promise<INodeExecutionData[][] | null> {
	try {
		const state = context.getWorkflowStaticData('node');
		const stored = state[STATE_KEY];
		const taken = isTakenAlready(memory.handedOver, stored, now);
		if (taken && isDurable(context) && memory.handedOver?.told === true) {
			context.logger.debug('SMM Panel Trigger: n8n has not written the last state yet, so this poll is skipped');
			return null;
		}
		// Outside of durable mode n8n may have dropped what was told, e.g. while the workflow was unpublished, so only what
		// was learned in silence counts there; no state at all means a renamed node, which begins afresh.
		const usable = taken && memory.handedOver?.told !== true && (stored !== undefined || isDurable(context));
		const known = usable ? memory.handedOver?.state : stored;
		const event = eventOf(context);
		const round = await roundOf(context, memory, now, budgetOf(context, event.times, first), first && isByUser(context));
		const found = await event.look(round, known);
		warnOfFailures(context, found);
		if (noteSuccess(memory, found, now)) return await Promise.reject(partOfIdsFails(found));
		if (found.state) memory.handedOver = handOver(memory.handedOver, known, found.state, found.items.length > 0, Date.now());
		const next = found.state ?? known;
		if (next !== stored) state[STATE_KEY] = next;
		return found.items.length === 0 ? null : [itemsOf(found.items)];
	} catch (thrown) {
		const failure = causeOf(thrown);
		const error = toNodeError(context.getNode(), failure);
		if (isTold(context, failure, first, memory, now)) throw error;
		context.logger.warn(`SMM Panel Trigger: ${error.message}. The next poll tries again.`);
		return null;
	}
}

/** A manual test shows what there is now and never touches the state. */
async function show(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	try {
		const event = eventOf(context);
		const round = await roundOf(context, freshMemory(), Date.now(), budgetOf(context, SHOW_TIMES, true));
		return [itemsOf(await event.show(round))];
	} catch (failure) {
		throw toNodeError(context.getNode(), causeOf(failure));
	}
}

/** The client calls a read that our deadline ended stopped; for the user the panel was too slow. */
function causeOf(thrown: unknown): unknown {
	return thrown instanceof PanelFailure && thrown.kind === 'stopped' ? tooSlow() : thrown;
}

async function roundOf(context: IPollFunctions, memory: Memory, now: number, budgetMs: number, published = false): Promise<Round> {
	const signal = AbortSignal.timeout(budgetMs);
	const readTimeoutMs = Math.min(LONGEST_READ_MS, Math.round(budgetMs / 2));
	const panel = await connectPanel(context, { sleep, signal, limits: RETRIES, readTimeoutMs });
	return { context, panel, memory, now, signal, published };
}

function eventOf(context: IPollFunctions): TriggerEvent {
	const name = textOf(context, 'event', 'Trigger On');
	const event = EVENTS.get(name);
	if (event) return event;
	throw new InputProblem(`This trigger has no event '${name.slice(0, 40)}'`, "Choose 'Trigger On' again from its list.");
}

function itemsOf(items: readonly IDataObject[]): INodeExecutionData[] {
	return items.map((json) => ({ json }));
}

function warnOfFailures(context: IPollFunctions, { failures }: Findings): void {
	const [first] = failures;
	if (first)
		context.logger.warn(
			`SMM Panel Trigger: ${failures.length} of the watched ids could not be read (${first.message}). The next poll tries them again.`,
		);
}

function partOfIdsFails({ failures }: Findings): PanelFailure {
	const [first] = failures;
	return new PanelFailure({
		kind: first?.kind ?? 'unexpectedReply',
		acted: 'no',
		message: `${failures.length} of the watched ids could not be read for several polls in a row. ${first?.message ?? ''}`.trim(),
		nextStep: `The others are watched as usual. ${first?.nextStep ?? ''}`.trim(),
	});
}
