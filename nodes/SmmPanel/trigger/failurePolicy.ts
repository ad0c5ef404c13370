import type { IPollFunctions, WorkflowActivateMode } from 'n8n-workflow';
import { PanelFailure, type FailureKind } from '../panel/failures';
import { isDurable } from './budget';
import type { Findings } from './event';
import { stayAway, type Memory } from './session';

/** Failures that stay until somebody changes the credential or the node. Everything else a panel does may pass. */
const LASTING: ReadonlySet<FailureKind> = new Set<FailureKind>(['invalidKey', 'badAddress', 'badInput', 'notOffered']);

/** True where only a change of the credential or the node can help. */
export function isLasting({ kind }: PanelFailure): boolean {
	return LASTING.has(kind);
}

/** Registrations that a user makes and watches; the others happen while n8n starts by itself. */
const BY_A_USER: ReadonlySet<WorkflowActivateMode> = new Set<WorkflowActivateMode>(['activate', 'update', 'manual', 'create']);
/** So many polls in a row in which the same kind of trouble hits some ids are worth an error execution. */
const PARTLY_FAILED_POLLS = 10;

/** True where a user made this registration just now, so that a wait or a mistake of before does not count any more. */
export function isByUser(context: IPollFunctions): boolean {
	return BY_A_USER.has(context.getActivationMode());
}

/**
 * Decides whether a failed poll becomes an error execution or only a line in the log.
 *
 * In: the context, what failed, whether this is the first poll of its registration, the node's memory, the time now.
 * Out: true to throw. The rules come from how n8n treats a poll that throws (engine.md 1.3, 1.9):
 * - durable ticks always throw, because n8n backs off by the error: each of these ever rarer polls is an error execution;
 * - the first poll of a registration never throws for trouble that may pass, because n8n gives up after five tries
 *   and never polls again; a wrong key or setting is told to the user who activates, never while n8n starts;
 * - later polls throw once in an outage, because each one makes an error execution. A lasting fault is told even
 *   if a passing one was told before.
 */
export function isTold(context: IPollFunctions, failure: unknown, first: boolean, memory: Memory, now: number): boolean {
	if (failure instanceof PanelFailure && failure.retryAfterMs !== undefined) stayAway(memory, failure.retryAfterMs, now);
	if (isDurable(context)) return true;
	const kind = failure instanceof PanelFailure && !isLasting(failure) ? 'passing' : 'lasting';
	if (first) {
		// Nobody was told, so for the next poll these failures are no old ones.
		memory.failed = new Set();
		return kind === 'lasting' && isByUser(context);
	}
	if (memory.toldOutage === kind || memory.toldOutage === 'lasting') return false;
	memory.toldOutage = kind;
	return true;
}

/**
 * Notes a poll that did not fail as a whole. In: the memory, what it found, the time now.
 * Out: true where some ids have failed for so long that the user has to be told, once.
 */
export function noteSuccess(memory: Memory, { items, failures, answered }: Findings, now: number): boolean {
	if (answered) delete memory.toldOutage;
	const wait = Math.max(0, ...failures.map((failure) => failure.retryAfterMs ?? 0));
	if (wait > 0) stayAway(memory, wait, now);
	memory.partlyFailed = failures.length > 0 ? memory.partlyFailed + 1 : 0;
	if (failures.length === 0) delete memory.toldPart;
	// Throwing would lose the items of this poll, so the telling waits for one without any.
	if (memory.partlyFailed < PARTLY_FAILED_POLLS || memory.toldPart === true || memory.toldOutage !== undefined || items.length > 0)
		return false;
	memory.toldPart = true;
	return true;
}
