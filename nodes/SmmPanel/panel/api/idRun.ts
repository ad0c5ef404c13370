import { KINDS, PanelError } from '../errors';
import type { Fields, PanelClient } from '../transport/client';
import { z } from 'zod';
import type { IdAction } from './batchReply';

/** So many failed calls without an answer to any other mean that the panel is down; the rest is not tried. */
const MAX_UNANSWERED = 10;

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

	async function send(fields: Fields, isList: boolean, isAnswer?: (value: unknown) => boolean): Promise<Reply> {
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
			if (meetsAll(failure, action, isList)) ending ??= failure;
			// Calls run side by side, so a failure counts only if no other was answered between its sending and its end.
			else if (KINDS[failure.kind].scope === 'call' && answers === answersBefore && ++unanswered >= MAX_UNANSWERED) ending ??= failure;
			return { failure };
		}
	}

	return {
		panel,
		action,
		callsAtOnce,
		ended: () => ending,
		askOne: async (id) => await send(action.single(id), false),
		askList: async (ids, isAnswer) => await send(action.list?.(ids.join(',')) ?? {}, true, isAnswer),
	};
}

/** True where the next call would meet the failure too. */
function meetsAll({ kind, retryAfterMs }: PanelError, { intent }: IdAction, isList: boolean): boolean {
	const { scope } = KINDS[kind];
	// A panel that still asks to be left alone after the repetitions is left alone.
	if (scope === 'panel' || (intent === 'read' && retryAfterMs !== undefined)) return true;
	// A list that is refused may be taken as single ids.
	return scope === 'action' && !isList;
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
