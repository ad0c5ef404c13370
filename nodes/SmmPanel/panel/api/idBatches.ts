import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { parseEntries, parseSingleEntry, type Entry, type IdAction } from './batchReply';
import type { PanelClient } from '../transport/client';
import { cleanWords, classifyWords, PanelError, type ErrorKind } from '../errors';
import { forgetBatchMode, getBatchMode, rememberBatchMode } from './batchSupport';
import { IDS_PER_CALL, splitIntoChunks } from './ids';
import { readRefusalWords } from '../transport/refusal';
import { isRecord } from '../transport/parseReply';
import { mapConcurrent } from './mapConcurrent';

export type { IdAction } from './batchReply';

/** What one id came to. */
export type IdResult = { item: IDataObject } | { failure: PanelError };

const anyJson = z.unknown();
const CALLS_AT_ONCE = 5;
const LISTS_AT_ONCE = 3;

/** Refusals of a list call that may only mean that the panel takes no lists. */
const MAY_REJECT_LISTS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['notFound', 'notOffered', 'refused', 'unexpectedReply']);
/** Refusals of a single-id call that concern this id only. Other refusals of a read may be passing trouble. */
const ID_ERRORS: Readonly<Record<IdAction['intent'], ReadonlySet<ErrorKind>>> = {
	read: new Set<ErrorKind>(['notFound']),
	request: new Set<ErrorKind>(['notFound', 'refused', 'activeOrder']),
};
/** Failures that would meet every further id as well. */
const FATAL_ERRORS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
	'invalidKey',
	'notOffered',
	'badAddress',
	'redirected',
	'stopped',
	'html',
	'rateLimited',
	'unreachable',
]);
/** Trouble that may be one id's own; after so many ids in a row it is the panel's, and the rest is not tried. */
const TRANSIENT_ERRORS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['timeout', 'dropped', 'serverError', 'empty', 'notJson']);
const MOST_TRANSIENT_ERRORS = 10;

/**
 * Asks about ids in as few calls as the panel allows. It never throws: a failed call is the failure of its ids, so that
 * one bad chunk does not hold back the others. A panel that takes no lists is remembered and asked one id a call.
 * @param ids - each once
 * @returns a result for every id
 */
export async function requestByIds(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Map<string, IdResult>> {
	const results = new Map<string, IdResult>();
	const habit = () => getBatchMode(panel.address.url, action.action);
	const rest = [...ids];
	while (action.list && (rest.length > 1 || (rest.length === 1 && action.probesSingle === true)) && habit() === undefined) {
		// Reads try whole lists. Requests try one id as a list: on some software a comma list silently acts on its
		// first id only, and the shape of the answer tells which software it is.
		const first = rest.splice(0, action.intent === 'read' ? IDS_PER_CALL : 1);
		const answers = await probeBatchSupport(panel, action, first);
		addResults(results, answers);
		const fatal = answers.map(([, result]) => result).find((result) => 'failure' in result && FATAL_ERRORS.has(result.failure.kind));
		if (fatal)
			return addResults(
				results,
				rest.map((id) => [id, fatal]),
			);
		if (action.intent === 'request') break;
	}
	if (habit() === 'list') {
		const pieces = splitIntoChunks(rest, IDS_PER_CALL);
		for (const answers of await mapConcurrent(pieces, LISTS_AT_ONCE, async (piece) => await requestChunk(panel, action, piece)))
			addResults(results, answers);
		return results;
	}
	return addResults(results, await requestOneByOne(panel, action, rest));
}

function addResults(results: Map<string, IdResult>, more: Iterable<[string, IdResult]>): Map<string, IdResult> {
	for (const [id, result] of more) results.set(id, result);
	return results;
}

/** Asks for the first ids and learns from the answer how the panel takes lists. */
async function probeBatchSupport(panel: PanelClient, action: IdAction, ids: string[]): Promise<Array<[string, IdResult]>> {
	const { url } = panel.address;
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) {
		rememberBatchMode(url, action.action, 'list');
		return await completeChunk(panel, action, ids, answer.entries);
	}
	if ('flat' in answer && ids.length === 1 && ids[0] !== undefined) {
		rememberBatchMode(url, action.action, 'one');
		return [[ids[0], toResult(action, ids[0], parseSingleEntry(action, ids[0], answer.flat))]];
	}
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure) && !isTroubleInWords(action, answer.failure))
		return ids.map((id) => [id, answer]);
	const singles = await requestOneByOne(panel, action, ids);
	const works = singles.some(([, result]) => 'item' in result && result.item.found !== false);
	if (works) rememberBatchMode(url, action.action, 'one');
	return singles;
}

/** A request with an unclear outcome is not repeated in another form. */
function mayMeanNoLists({ intent }: IdAction, failure: PanelError): boolean {
	return MAY_REJECT_LISTS.has(failure.kind) && (failure.effect === 'none' || intent === 'read');
}

/** Some software meets a list with "something went wrong", or with an error without a word, and answers single ids. */
function isTroubleInWords({ intent }: IdAction, { kind, httpStatus }: PanelError): boolean {
	return intent === 'read' && kind === 'serverError' && httpStatus === undefined;
}

/** Asks for one piece on a panel that takes lists. If it does not any more, that is forgotten. */
async function requestChunk(panel: PanelClient, action: IdAction, ids: string[]): Promise<Array<[string, IdResult]>> {
	if (ids.length === 1 && action.intent === 'read') return await requestOneByOne(panel, action, ids);
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) return await completeChunk(panel, action, ids, answer.entries);
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure)) return ids.map((id) => [id, answer]);
	forgetBatchMode(panel.address.url, action.action);
	if (action.intent === 'read') return await requestOneByOne(panel, action, ids);
	// A flat answer to a list: the software acts on one id a call, and nobody knows on which of these it acted.
	return ids.map((id) => [id, 'failure' in answer ? answer : { failure: unclearError(action) }]);
}

/** Ids that a list reply left out are asked for alone when that is harmless. */
async function completeChunk(
	panel: PanelClient,
	action: IdAction,
	ids: string[],
	entries: Map<string, Entry>,
): Promise<Array<[string, IdResult]>> {
	const missing = ids.filter((id) => !entries.has(id));
	const found = ids.filter((id) => entries.has(id)).map((id): [string, IdResult] => [id, toResult(action, id, entries.get(id))]);
	const alone: Array<[string, IdResult]> =
		action.intent === 'read' ? await requestOneByOne(panel, action, missing) : missing.map((id) => [id, { failure: unclearError(action) }]);
	return [...found, ...alone];
}

async function requestOneByOne(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Array<[string, IdResult]>> {
	let fatal: PanelError | undefined;
	let troubles = 0;
	return await mapConcurrent(ids, CALLS_AT_ONCE, async (id): Promise<[string, IdResult]> => {
		if (fatal) return [id, { failure: fatal }];
		const result = await requestOne(panel, action, id);
		const failure = 'failure' in result ? result.failure : undefined;
		troubles = failure && TRANSIENT_ERRORS.has(failure.kind) ? troubles + 1 : 0;
		if (failure && (FATAL_ERRORS.has(failure.kind) || troubles >= MOST_TRANSIENT_ERRORS)) fatal ??= failure;
		return [id, result];
	});
}

async function requestOne(panel: PanelClient, action: IdAction, id: string): Promise<IdResult> {
	try {
		const value = await panel.call({ action: action.action, fields: action.single(id), intent: action.intent, schema: anyJson });
		return toResult(action, id, parseSingleEntry(action, id, value));
	} catch (error) {
		const failure = toPanelError(error);
		const concernsId = failure.effect === 'none' && ID_ERRORS[action.intent].has(failure.kind);
		return concernsId ? { item: action.refusedItem(id, failure.panelWords ?? failure.message, failure.kind) } : { failure };
	}
}

async function sendList(
	panel: PanelClient,
	action: IdAction,
	ids: string[],
): Promise<{ entries: Map<string, Entry> } | { flat: Record<string, unknown> } | { failure: PanelError }> {
	try {
		const value = await panel.call({
			action: action.action,
			fields: action.list?.(ids.join(',')) ?? {},
			intent: action.intent,
			schema: anyJson,
			isAnswer: (reply) => parseEntries(action, ids, reply) !== undefined,
		});
		const entries = parseEntries(action, ids, value);
		if (entries) return { entries };
		return isRecord(value) ? { flat: value } : { failure: unclearError(action) };
	} catch (error) {
		return { failure: toPanelError(error) };
	}
}

/** Words for one id that do not speak of the id: the panel had no time for it, so nothing is known. */
const NOT_ABOUT_THE_ID: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['rateLimited', 'invalidKey', 'serverError']);

function toResult(action: IdAction, id: string, entry: Entry | undefined): IdResult {
	if (entry === undefined) return { failure: unclearError(action) };
	if ('record' in entry) {
		const item = action.toItem(id, entry.record);
		return item ? { item } : { failure: unclearError(action, readRefusalWords(entry.record)) };
	}
	const kind = classifyWords(entry.words);
	// Where a state was asked for, an error instead of it speaks of the order only if it says so.
	const isNoState = action.intent === 'read' && entry.byOutcome === true && kind !== 'notFound';
	if (!NOT_ABOUT_THE_ID.has(kind) && !isNoState) return { item: action.refusedItem(id, entry.words || NO_REASON, kind) };
	return {
		failure: new PanelError({
			kind: kind === 'refused' ? 'serverError' : kind,
			effect: action.intent === 'request' && kind === 'serverError' ? 'unknown' : 'none',
			message: entry.words === '' ? NO_REASON : `The panel says: ${entry.words}`,
			nextStep: action.intent === 'request' && kind === 'serverError' ? LOOK_FIRST : 'Try again in a minute.',
			panelWords: entry.words,
		}),
	};
}

const NO_REASON = 'The panel answered with an error and did not say why';
const LOOK_FIRST = 'Look the order up at the panel before you send the request again.';

function toPanelError(error: unknown): PanelError {
	if (error instanceof PanelError) return error;
	return new PanelError({
		kind: 'unexpectedReply',
		effect: 'unknown',
		message: "The panel's answer could not be read",
		nextStep: 'Try again. If it stays so, please report it with the panel and the operation.',
	});
}

function unclearError({ action, intent }: IdAction, words = ''): PanelError {
	return new PanelError({
		kind: 'unexpectedReply',
		effect: 'unknown',
		message:
			words === ''
				? `The panel answered the action '${action}' without a word on this id`
				: `The panel's answer to the action '${action}' is neither a yes nor a no: ${cleanWords(words)}`,
		nextStep: intent === 'read' ? 'Check that the id belongs to this panel, then try again.' : LOOK_FIRST,
	});
}
