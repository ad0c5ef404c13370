import { KINDS, PanelError } from '../panel/errors';
import type { PollMode } from './budget';

/** 'partial' where some ids fail and others answer; 'permanent' where only a change of the credential or the node helps. */
export type FailureClass = 'partial' | 'transient' | 'permanent';

/** The failed polls in a row, and the last report to the user. */
export interface FailureRecord {
	/** How many polls in a row have failed; 0 after one that went well. */
	readonly polls: number;
	/** When the first of them was, in epoch milliseconds. */
	readonly since: number;
	readonly report?: {
		/** The kind of a permanent failure, or that it was a transient one. */
		readonly cause: string;
		readonly at: number;
		/** True once a poll went well after it. */
		readonly over: boolean;
	};
}

export const NO_FAILURES: FailureRecord = { polls: 0, since: 0 };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PASSING = 'passing';
/** A transient failure is reported from the third poll in a row on, or from the second where polls are far apart. */
const LASTS_POLLS = 3;
const LASTS_MS = 10 * 60_000;
/** So many polls in a row in which some ids fail are worth an error execution. */
const PARTLY_FAILED_POLLS = 10;

/** True where only a change of the credential or the node can help. */
export function isPermanent({ kind }: PanelError): boolean {
	return KINDS[kind].permanent;
}

/** A panel that refuses everything is reported to whoever publishes; later that may be an outage in words that no list has. */
export function classify(failure: unknown, mode?: PollMode): FailureClass {
	if (!(failure instanceof PanelError) || isPermanent(failure)) return 'permanent';
	const { retry, purchase } = KINDS[failure.kind];
	return mode === 'published' && retry === 'final' && purchase === 'refused' ? 'permanent' : 'transient';
}

function nameCause(failure: FailureClass, thrown: unknown): string {
	if (failure !== 'permanent') return PASSING;
	return thrown instanceof PanelError ? thrown.kind : 'setting';
}

export function addFailure(record: FailureRecord, now: number): FailureRecord {
	return { ...record, polls: record.polls + 1, since: record.polls === 0 ? now : record.since };
}

export function endFailures({ report }: FailureRecord): FailureRecord {
	return report ? { ...NO_FAILURES, report: { ...report, over: true } } : NO_FAILURES;
}

export function addReport(record: FailureRecord, failure: FailureClass, thrown: unknown, now: number): FailureRecord {
	return { ...record, report: { cause: nameCause(failure, thrown), at: now, over: false } };
}

/**
 * Whether a report on the failure of this poll, which `record` counts already, is due: a permanent one at once and then
 * once a day, a transient one when it has lasted, and another failure at most once an hour.
 */
export function isReportDue(record: FailureRecord, failure: FailureClass, thrown: unknown, now: number): boolean {
	const { report } = record;
	if (!hasLasted(record, failure, now)) return false;
	if (!report || (failure === 'permanent' && report.cause === PASSING)) return true;
	const isSame = report.cause === nameCause(failure, thrown) && !report.over;
	// A clock that was set back must not hide a failure for as long as it was set back.
	return Math.abs(now - report.at) >= (isSame ? DAY_MS : HOUR_MS);
}

function hasLasted({ polls, since }: FailureRecord, failure: FailureClass, now: number): boolean {
	if (failure === 'permanent') return true;
	if (failure === 'partial') return polls >= PARTLY_FAILED_POLLS;
	return polls >= LASTS_POLLS || (polls > 1 && now - since >= LASTS_MS);
}

/**
 * Whether a failed poll throws, which makes an error execution, or only logs.
 * - Durable scheduler: always throw, n8n backs off by it.
 * - First poll: throw only what is permanent, and only while a user publishes; n8n gives up for ever after five throws.
 * - Later, and where only some ids fail: when a report is due.
 */
export function onFailure(failure: FailureClass, mode: PollMode, isDue: boolean): 'throw' | 'log' {
	if (mode === 'durable' && failure !== 'partial') return 'throw';
	if (mode === 'published') return failure === 'permanent' ? 'throw' : 'log';
	return isDue && mode !== 'started' ? 'throw' : 'log';
}

/** The failure of a poll in which the panel answered nothing before the time was over. */
export function tooSlowError(): PanelError {
	return new PanelError({
		kind: 'timeout',
		effect: 'none',
		message: 'The panel was too slow: nothing came before the time of this poll was over',
		nextStep: 'The next poll tries again. If it stays so, ask less often or watch less at once.',
	});
}

/** The failure of some ids, while others answer. */
export function partlyFailedError(failures: readonly PanelError[]): PanelError {
	const [first] = failures;
	return new PanelError({
		kind: first?.kind ?? 'unexpectedReply',
		effect: 'none',
		message: `${failures.length} of the watched ids could not be read. ${first?.message ?? ''}`.trim(),
		nextStep: `The others are watched as usual. ${first?.nextStep ?? ''}`.trim(),
	});
}
