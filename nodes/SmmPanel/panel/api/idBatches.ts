import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { entriesOf, entryOfOne, type Entry, type IdAction } from './batchReply';
import type { PanelClient } from '../transport/client';
import { cleanWords, kindOfWords, PanelFailure, type FailureKind } from '../errors';
import { forgetHabit, knownHabit, rememberHabit } from './batchSupport';
import { IDS_PER_CALL, inPieces } from './ids';
import { refusalWords } from '../transport/refusal';
import { isRecord } from '../transport/parseReply';
import { sideBySide } from './mapConcurrent';

export type { IdAction } from './batchReply';

/** What one id came to. */
export type IdResult = { item: IDataObject } | { failure: PanelFailure };

const anyJson = z.unknown();
const CALLS_AT_ONCE = 5;
const LISTS_AT_ONCE = 3;

/** Refusals of a list call that may only mean that the panel takes no lists. */
const MAY_MEAN_NO_LISTS: ReadonlySet<FailureKind> = new Set<FailureKind>(['notFound', 'notOffered', 'refused', 'unexpectedReply']);
/** Refusals of a single-id call that concern this id only. Other refusals of a read may be passing trouble. */
const CONCERNS_THE_ID: Readonly<Record<IdAction['intent'], ReadonlySet<FailureKind>>> = {
	read: new Set<FailureKind>(['notFound']),
	ask: new Set<FailureKind>(['notFound', 'refused', 'activeOrder']),
};
/** Failures that would meet every further id as well. */
const MEETS_ALL: ReadonlySet<FailureKind> = new Set<FailureKind>([
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
const TROUBLE: ReadonlySet<FailureKind> = new Set<FailureKind>(['timeout', 'dropped', 'serverError', 'empty', 'notJson']);
const TROUBLES_IN_A_ROW = 10;

/**
 * Asks about ids in as few calls as the panel allows.
 *
 * In: the panel, the action, ids that are already unique. Out: a result for every id. Never throws: a failed call is
 * the failure of its ids, so that one bad chunk does not hold back the others. A panel that takes no lists is
 * remembered and asked one id a call, side by side.
 */
export async function askForIds(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Map<string, IdResult>> {
	const results = new Map<string, IdResult>();
	const habit = () => knownHabit(panel.address.url, action.action);
	const rest = [...ids];
	while (action.list && (rest.length > 1 || (rest.length === 1 && action.probesSingle === true)) && habit() === undefined) {
		// Reads try whole lists. Requests try one id as a list: on some software a comma list silently acts on its
		// first id only (panel-v2.md 4.5), and the shape of the answer tells which software it is.
		const first = rest.splice(0, action.intent === 'read' ? IDS_PER_CALL : 1);
		const answers = await askFirst(panel, action, first);
		addAll(results, answers);
		const fatal = answers.map(([, result]) => result).find((result) => 'failure' in result && MEETS_ALL.has(result.failure.kind));
		if (fatal)
			return addAll(
				results,
				rest.map((id) => [id, fatal]),
			);
		if (action.intent === 'ask') break;
	}
	if (habit() === 'list') {
		const pieces = inPieces(rest, IDS_PER_CALL);
		for (const answers of await sideBySide(pieces, LISTS_AT_ONCE, async (piece) => await askPiece(panel, action, piece)))
			addAll(results, answers);
		return results;
	}
	return addAll(results, await askOneByOne(panel, action, rest));
}

function addAll(results: Map<string, IdResult>, more: Iterable<[string, IdResult]>): Map<string, IdResult> {
	for (const [id, result] of more) results.set(id, result);
	return results;
}

/** Asks for the first ids and learns from the answer how the panel takes lists. */
async function askFirst(panel: PanelClient, action: IdAction, ids: string[]): Promise<Array<[string, IdResult]>> {
	const { url } = panel.address;
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) {
		rememberHabit(url, action.action, 'list');
		return await complete(panel, action, ids, answer.entries);
	}
	if ('flat' in answer && ids.length === 1 && ids[0] !== undefined) {
		rememberHabit(url, action.action, 'one');
		return [[ids[0], resultOf(action, ids[0], entryOfOne(action, ids[0], answer.flat))]];
	}
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure) && !isTroubleInWords(action, answer.failure))
		return ids.map((id) => [id, answer]);
	const singles = await askOneByOne(panel, action, ids);
	const works = singles.some(([, result]) => 'item' in result && result.item.found !== false);
	if (works) rememberHabit(url, action.action, 'one');
	return singles;
}

/** A request with an unclear outcome is not repeated in another form. */
function mayMeanNoLists({ intent }: IdAction, failure: PanelFailure): boolean {
	return MAY_MEAN_NO_LISTS.has(failure.kind) && (failure.acted === 'no' || intent === 'read');
}

/** Some software meets a list with "something went wrong", or with an error without a word, and answers single ids. */
function isTroubleInWords({ intent }: IdAction, { kind, httpStatus }: PanelFailure): boolean {
	return intent === 'read' && kind === 'serverError' && httpStatus === undefined;
}

/** Asks for one piece on a panel that takes lists. If it does not any more, that is forgotten. */
async function askPiece(panel: PanelClient, action: IdAction, ids: string[]): Promise<Array<[string, IdResult]>> {
	if (ids.length === 1 && action.intent === 'read') return await askOneByOne(panel, action, ids);
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) return await complete(panel, action, ids, answer.entries);
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure)) return ids.map((id) => [id, answer]);
	forgetHabit(panel.address.url, action.action);
	if (action.intent === 'read') return await askOneByOne(panel, action, ids);
	// A flat answer to a list: the software acts on one id a call, and nobody knows on which of these it acted.
	return ids.map((id) => [id, 'failure' in answer ? answer : { failure: unclear(action) }]);
}

/** Ids that a list reply left out are asked for alone when that is harmless. */
async function complete(
	panel: PanelClient,
	action: IdAction,
	ids: string[],
	entries: Map<string, Entry>,
): Promise<Array<[string, IdResult]>> {
	const missing = ids.filter((id) => !entries.has(id));
	const found = ids.filter((id) => entries.has(id)).map((id): [string, IdResult] => [id, resultOf(action, id, entries.get(id))]);
	const alone: Array<[string, IdResult]> =
		action.intent === 'read' ? await askOneByOne(panel, action, missing) : missing.map((id) => [id, { failure: unclear(action) }]);
	return [...found, ...alone];
}

async function askOneByOne(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Array<[string, IdResult]>> {
	let fatal: PanelFailure | undefined;
	let troubles = 0;
	return await sideBySide(ids, CALLS_AT_ONCE, async (id): Promise<[string, IdResult]> => {
		if (fatal) return [id, { failure: fatal }];
		const result = await askOne(panel, action, id);
		const failure = 'failure' in result ? result.failure : undefined;
		troubles = failure && TROUBLE.has(failure.kind) ? troubles + 1 : 0;
		if (failure && (MEETS_ALL.has(failure.kind) || troubles >= TROUBLES_IN_A_ROW)) fatal ??= failure;
		return [id, result];
	});
}

async function askOne(panel: PanelClient, action: IdAction, id: string): Promise<IdResult> {
	try {
		const value = await panel.call({ action: action.action, fields: action.single(id), intent: action.intent, schema: anyJson });
		return resultOf(action, id, entryOfOne(action, id, value));
	} catch (error) {
		const failure = asFailure(error);
		const concernsId = failure.acted === 'no' && CONCERNS_THE_ID[action.intent].has(failure.kind);
		return concernsId ? { item: action.refusedItem(id, failure.panelWords ?? failure.message, failure.kind) } : { failure };
	}
}

async function sendList(
	panel: PanelClient,
	action: IdAction,
	ids: string[],
): Promise<{ entries: Map<string, Entry> } | { flat: Record<string, unknown> } | { failure: PanelFailure }> {
	try {
		const value = await panel.call({
			action: action.action,
			fields: action.list?.(ids.join(',')) ?? {},
			intent: action.intent,
			schema: anyJson,
			isAnswer: (reply) => entriesOf(action, ids, reply) !== undefined,
		});
		const entries = entriesOf(action, ids, value);
		if (entries) return { entries };
		return isRecord(value) ? { flat: value } : { failure: unclear(action) };
	} catch (error) {
		return { failure: asFailure(error) };
	}
}

/** Words for one id that do not speak of the id: the panel had no time for it, so nothing is known. */
const NOTHING_KNOWN: ReadonlySet<FailureKind> = new Set<FailureKind>(['rateLimited', 'invalidKey', 'serverError']);

function resultOf(action: IdAction, id: string, entry: Entry | undefined): IdResult {
	if (entry === undefined) return { failure: unclear(action) };
	if ('record' in entry) {
		const item = action.itemOf(id, entry.record);
		return item ? { item } : { failure: unclear(action, refusalWords(entry.record)) };
	}
	const kind = kindOfWords(entry.words);
	// Where a state was asked for, an error instead of it speaks of the order only if it says so.
	const isNoState = action.intent === 'read' && entry.byOutcome === true && kind !== 'notFound';
	if (!NOTHING_KNOWN.has(kind) && !isNoState) return { item: action.refusedItem(id, entry.words || NO_REASON, kind) };
	return {
		failure: new PanelFailure({
			kind: kind === 'refused' ? 'serverError' : kind,
			acted: action.intent === 'ask' && kind === 'serverError' ? 'unknown' : 'no',
			message: entry.words === '' ? NO_REASON : `The panel says: ${entry.words}`,
			nextStep: action.intent === 'ask' && kind === 'serverError' ? LOOK_FIRST : 'Try again in a minute.',
			panelWords: entry.words,
		}),
	};
}

const NO_REASON = 'The panel answered with an error and did not say why';
const LOOK_FIRST = 'Look the order up at the panel before you send the request again.';

function asFailure(error: unknown): PanelFailure {
	if (error instanceof PanelFailure) return error;
	return new PanelFailure({
		kind: 'unexpectedReply',
		acted: 'unknown',
		message: "The panel's answer could not be read",
		nextStep: 'Try again. If it stays so, please report it with the panel and the operation.',
	});
}

function unclear({ action, intent }: IdAction, words = ''): PanelFailure {
	return new PanelFailure({
		kind: 'unexpectedReply',
		acted: 'unknown',
		message:
			words === ''
				? `The panel answered the action '${action}' without a word on this id`
				: `The panel's answer to the action '${action}' is neither a yes nor a no: ${cleanWords(words)}`,
		nextStep: intent === 'read' ? 'Check that the id belongs to this panel, then try again.' : LOOK_FIRST,
	});
}
