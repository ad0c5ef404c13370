import { parseEntries, parseSingleEntry, type Entry, type IdAction } from './batchReply';
import type { PanelClient } from '../transport/client';
import { cleanWords, classifyWords, KINDS, PanelError, type ErrorKind } from '../errors';
import { forgetBatchMode, getBatchMode, rememberBatchMode } from './batchSupport';
import { startIdRun, type IdRun } from './idRun';
import { IDS_PER_CALL, splitIntoChunks } from './ids';
import type { IdRefusal, Item } from './records';
import { readOutcomeWords } from '../transport/refusal';
import { isRecord } from '../transport/parseReply';
import { mapConcurrent } from './mapConcurrent';

export type { IdAction } from './batchReply';

/** What one id came to. */
export type IdResult = { item: Item } | { failure: PanelError };

type Answers = Array<[string, IdResult]>;
/** Answers, and ids that are still to be asked alone. */
interface Part {
	answers: Answers;
	alone: string[];
}

export const DEFAULT_CALLS_AT_ONCE = 10;
const MAX_LISTS_AT_ONCE = 5;

/** True where a refusal is the answer about this id, and no failure of the call. */
function isAnswer({ intent }: IdAction, kind: ErrorKind): boolean {
	const { answersId } = KINDS[kind];
	return answersId === 'always' || (answersId === 'requests' && intent === 'request');
}

/**
 * Asks about ids in as few calls as the panel allows. It never throws: a failed call is the failure of its ids, so that
 * one bad chunk does not hold back the others. A panel that takes no lists is remembered and asked one id a call.
 * @param ids - each once
 * @returns a result for every id
 */
export async function requestByIds(
	panel: PanelClient,
	action: IdAction,
	ids: readonly string[],
	callsAtOnce = DEFAULT_CALLS_AT_ONCE,
): Promise<Map<string, IdResult>> {
	const run = startIdRun(panel, action, callsAtOnce);
	const results = new Map<string, IdResult>();
	const alone: string[] = [];
	const add = (part: Part) => {
		for (const [id, result] of part.answers) results.set(id, result);
		alone.push(...part.alone);
	};
	const mode = () => getBatchMode(panel.address.url, action.action);
	const rest = [...ids];
	const mayTakeLists = () => action.list !== undefined && mode() === undefined && run.ended() === undefined;
	while (mayTakeLists() && (rest.length > 1 || (rest.length === 1 && action.probesSingle === true))) {
		// Reads try whole lists. Requests try one id as a list: on some software a comma list silently acts on its
		// first id only, and the shape of the answer shows which software it is.
		add(await probeBatchSupport(run, rest.splice(0, action.intent === 'read' ? IDS_PER_CALL : 1)));
		if (action.intent === 'request') break;
	}
	if (mode() === 'list') {
		const chunks = splitIntoChunks(rest, IDS_PER_CALL);
		const parts = await mapConcurrent(chunks, Math.min(MAX_LISTS_AT_ONCE, callsAtOnce), async (chunk) => await requestChunk(run, chunk));
		for (const part of parts) add(part);
	} else alone.push(...rest);
	add({ answers: await requestOneByOne(run, alone.splice(0)), alone: [] });
	return settleRefusals(action, results);
}

/** Asks for the first ids and learns from the answer how the panel takes lists. */
async function probeBatchSupport(run: IdRun, ids: string[]): Promise<Part> {
	const { action } = run;
	const learn = (mode: 'list' | 'one') => rememberBatchMode(run.panel.address.url, action.action, mode);
	const answer = await sendList(run, ids);
	if ('entries' in answer) {
		learn('list');
		return completeChunk(action, ids, answer.entries);
	}
	const [first = '', ...others] = ids;
	if ('flat' in answer && others.length === 0) {
		learn('one');
		return { answers: [[first, toResult(action, first, parseSingleEntry(action, first, answer.flat))]], alone: [] };
	}
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure)) return failAll(ids, answer.failure);
	const result = await requestOne(run, first);
	if (isKnown(result)) {
		learn('one');
		return { answers: [[first, result]], alone: others };
	}
	// The first id says nothing, because the panel does not know it or it fails on its own.
	const answers: Answers = [[first, result], ...(await requestOneByOne(run, others))];
	if (answers.some(([, one]) => isKnown(one))) learn('one');
	return { answers, alone: [] };
}

function isKnown(result: IdResult): boolean {
	return 'item' in result && result.item.found !== false;
}

function failAll(ids: readonly string[], failure: PanelError): Part {
	return { answers: ids.map((id) => [id, { failure }]), alone: [] };
}

/** Panels meet a list that they do not take in every way there is. A request with an unclear outcome is not repeated in another form. */
function mayMeanNoLists({ intent }: IdAction, failure: PanelError): boolean {
	return KINDS[failure.kind].scope !== 'panel' && (failure.effect === 'none' || intent === 'read');
}

/** Asks for one chunk on a panel that takes lists. If it does not any more, that is forgotten. */
async function requestChunk(run: IdRun, ids: string[]): Promise<Part> {
	const { action } = run;
	if (ids.length === 1 && action.intent === 'read') return { answers: [], alone: ids };
	const answer = await sendList(run, ids);
	if ('entries' in answer) return completeChunk(action, ids, answer.entries);
	if ('failure' in answer && !mayMeanNoLists(action, answer.failure)) return failAll(ids, answer.failure);
	forgetBatchMode(run.panel.address.url, action.action);
	if (action.intent === 'read') return { answers: [], alone: ids };
	// A flat answer to a list: the software acts on one id a call, and nobody knows on which of these it acted.
	return failAll(ids, 'failure' in answer ? answer.failure : unclearError(action));
}

/** Ids that a list reply left out are asked for alone when that is harmless. */
function completeChunk(action: IdAction, ids: string[], entries: Map<string, Entry>): Part {
	const missing = ids.filter((id) => !entries.has(id));
	const answers = ids.filter((id) => entries.has(id)).map((id): [string, IdResult] => [id, toResult(action, id, entries.get(id))]);
	if (action.intent === 'read') return { answers, alone: missing };
	return { answers: [...answers, ...failAll(missing, unclearError(action)).answers], alone: [] };
}

async function requestOneByOne(run: IdRun, ids: readonly string[]): Promise<Answers> {
	return await mapConcurrent(ids, run.callsAtOnce, async (id): Promise<[string, IdResult]> => [id, await requestOne(run, id)]);
}

async function requestOne(run: IdRun, id: string): Promise<IdResult> {
	const { action } = run;
	const reply = await run.askOne(id);
	if ('value' in reply) {
		const entry = parseSingleEntry(action, id, reply.value);
		// A list without the id: the panel searched for it and has nothing.
		if (entry === undefined && action.intent === 'read' && action.list && Array.isArray(reply.value))
			return { item: action.refusedItem(id, { words: "The panel's answer is a list without this ID" }, 'notFound') };
		return toResult(action, id, entry);
	}
	const { failure } = reply;
	const concernsId = failure.effect === 'none' && isAnswer(action, failure.kind);
	return concernsId ? { item: action.refusedItem(id, toIdRefusal(failure), failure.kind) } : { failure };
}

/**
 * Unlisted words, e.g. in another language, speak of their id if the panel had something else to say about
 * another one. The same words for all may as well be about the account, so they stay one failure.
 */
function settleRefusals(action: IdAction, results: Map<string, IdResult>): Map<string, IdResult> {
	if (action.intent !== 'read') return results;
	const refused = [...results].flatMap(([id, result]): Array<[string, PanelError]> => {
		if (!('failure' in result) || KINDS[result.failure.kind].isVague !== true) return [];
		return result.failure.panelWords === undefined ? [] : [[id, result.failure]];
	});
	const isAboutAll = refused.length === results.size && new Set(refused.map(([, { panelWords }]) => panelWords)).size <= 1;
	if (!isAboutAll) for (const [id, failure] of refused) results.set(id, { item: action.refusedItem(id, toIdRefusal(failure), 'refused') });
	return results;
}

function toIdRefusal({ panelWords, message, panelCode }: PanelError): IdRefusal {
	return { words: panelWords ?? message, ...(panelCode === undefined ? {} : { code: panelCode }) };
}

async function sendList(
	run: IdRun,
	ids: string[],
): Promise<{ entries: Map<string, Entry> } | { flat: Record<string, unknown> } | { failure: PanelError }> {
	const { action } = run;
	const reply = await run.askList(ids, (value) => parseEntries(action, ids, value) !== undefined);
	if ('failure' in reply) return reply;
	const entries = parseEntries(action, ids, reply.value);
	if (entries) return { entries };
	return isRecord(reply.value) ? { flat: reply.value } : { failure: unclearError(action) };
}

function toResult(action: IdAction, id: string, entry: Entry | undefined): IdResult {
	if (entry === undefined) return { failure: unclearError(action) };
	if ('record' in entry) {
		const item = action.toItem(id, entry.record);
		return item ? { item } : { failure: unclearError(action, readOutcomeWords(entry.record)) };
	}
	return toRefused(action, id, entry);
}

function toRefused(action: IdAction, id: string, entry: Exclude<Entry, { record: unknown }>): IdResult {
	const kind = classifyWords(entry.words);
	// Where a state was asked for, an error instead of it speaks of the order only if it says so.
	const isNoState = action.intent === 'read' && entry.byOutcome === true && KINDS[kind].answersId !== 'always';
	const isVague = KINDS[kind].isVague === true;
	const isAboutId = isAnswer(action, kind) || (entry.words === '' && isVague);
	if (isAboutId && !isNoState) return { item: action.refusedItem(id, { ...entry, words: entry.words || NO_REASON }, kind) };
	return { failure: toEntryFailure(action, entry, isVague && isNoState ? 'serverError' : kind) };
}

/** Words in the place of an answer that say nothing of the id; after an outage it is unknown whether a request was taken. */
function toEntryFailure({ intent }: IdAction, { words, code }: IdRefusal, kind: ErrorKind): PanelError {
	const isInDoubt = intent === 'request' && KINDS[kind].purchase === 'unknown';
	return new PanelError({
		kind,
		effect: isInDoubt ? 'unknown' : 'none',
		message: words === '' ? NO_REASON : `The panel says: ${words}`,
		nextStep: isInDoubt ? CHECK_FIRST : 'Try again in a minute.',
		panelWords: words,
		panelCode: code,
	});
}

const NO_REASON = 'The panel answered with an error and did not say why';
const CHECK_FIRST = 'Look the order up at the panel before you send the request again.';

function unclearError({ action, intent }: IdAction, words = ''): PanelError {
	return new PanelError({
		kind: 'unexpectedReply',
		effect: 'unknown',
		message:
			words === ''
				? `The panel answered the action '${action}' without a word on this id`
				: `The panel's answer to the action '${action}' is neither a yes nor a no: ${cleanWords(words)}`,
		nextStep: intent === 'read' ? 'Check that the id belongs to this panel, then try again.' : CHECK_FIRST,
	});
}
