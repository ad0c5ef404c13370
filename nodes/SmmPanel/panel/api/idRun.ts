import { PanelError, type ErrorKind } from '../errors';
import type { Fields, PanelClient } from '../transport/client';
import { z } from 'zod';
import type { IdAction } from './batchReply';

/** Failures that would meet every further call as well, whatever form it has. */
export const CONCERNS_EVERY_CALL: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
	'invalidKey',
	'badAddress',
	'redirected',
	'stopped',
	'rateLimited',
	'unreachable',
]);
/** Failures of one id that would meet every further id as well. */
const CONCERNS_EVERY_ID: ReadonlySet<ErrorKind> = new Set<ErrorKind>([...CONCERNS_EVERY_CALL, 'notOffered', 'html']);
/** Trouble that may be one id's own, or the panel's. */
const TRANSIENT_ERRORS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['timeout', 'dropped', 'serverError', 'empty', 'notJson']);
/** So many calls in trouble, while the panel answered nobody, mean that it is down; the rest is not tried. */
const MOST_UNANSWERED = 10;

const anyJson = z.unknown();

/** What a call came to. */
type Reply = { value: unknown } | { failure: PanelError };

/** The calls about the ids of one run; once it is clear that no further call can succeed, nothing more is sent. */
export interface IdRun {
	readonly panel: PanelClient;
	readonly action: IdAction;
	/** Most calls on their way at the same time. */
	readonly callsAtOnce: number;
	/** The failure that ended the run. */
	ended(): PanelError | undefined;
	askOne(id: string): Promise<Reply>;
	askList(ids: readonly string[], isAnswer: (value: unknown) => boolean): Promise<Reply>;
}

export function startIdRun(panel: PanelClient, action: IdAction, callsAtOnce: number): IdRun {
	let ending: PanelError | undefined;
	let answers = 0;
	let unanswered = 0;

	async function send(fields: Fields, fatal: ReadonlySet<ErrorKind>, isAnswer?: (value: unknown) => boolean): Promise<Reply> {
		if (ending) return { failure: ending };
		const answersBefore = answers;
		try {
			const call = { action: action.action, fields, intent: action.intent, schema: anyJson };
			const value = await panel.call(isAnswer ? { ...call, isAnswer } : call);
			answers++;
			unanswered = 0;
			return { value };
		} catch (error) {
			const failure = toPanelError(error);
			if (fatal.has(failure.kind)) ending ??= failure;
			// Calls run side by side, so a failure counts only if nobody was answered between its sending and its end.
			else if (TRANSIENT_ERRORS.has(failure.kind) && answers === answersBefore && ++unanswered >= MOST_UNANSWERED) ending ??= failure;
			return { failure };
		}
	}

	return {
		panel,
		action,
		callsAtOnce,
		ended: () => ending,
		askOne: async (id) => await send(action.single(id), CONCERNS_EVERY_ID),
		askList: async (ids, isAnswer) => await send(action.list?.(ids.join(',')) ?? {}, CONCERNS_EVERY_CALL, isAnswer),
	};
}

function toPanelError(error: unknown): PanelError {
	if (error instanceof PanelError) return error;
	return new PanelError({
		kind: 'unexpectedReply',
		effect: 'unknown',
		message: "The panel's answer could not be read",
		nextStep: 'Try again. If it stays so, please report it with the panel and the operation.',
	});
}
