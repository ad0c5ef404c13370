import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Fields, PanelClient } from './client';
import { kindOfWords, PanelFailure, type FailureKind } from './failures';
import { knownHabit, rememberHabit } from './habits';
import { IDS_PER_CALL, inPieces } from './ids';
import { isRecord } from './reply';
import { sideBySide } from './sideBySide';

/** What one id came to. */
export type IdResult = { item: IDataObject } | { failure: PanelFailure };

/** One entry of a batch reply: the panel's record, or the words of its refusal for this id. */
export type Entry = { record: Record<string, unknown> } | { words: string };

/** An action that asks about ids: one a call (`single`), or many as a comma list (`list`). */
export interface IdAction {
	action: string;
	intent: 'read' | 'ask';
	single(id: string): Fields;
	/** Left out where no panel takes lists for this action. */
	list?(ids: string): Fields;
	/** Keys under which entries of a list reply carry the id. */
	idKeys: readonly string[];
	/** Keys that may hold a per-id error as `{error}` or a bare text beside the id. */
	valueKeys: readonly string[];
	/** Makes the item of an id from the panel's record. */
	itemOf(id: string, record: Record<string, unknown>): IDataObject;
	/** Makes the item of an id that the panel refused on its own. */
	refusedItem(id: string, words: string, kind: FailureKind): IDataObject;
	/** True where panels disagree even about the field of a single id (cancel), so that the first call is a probe. */
	probesSingle?: boolean;
}

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
const MEETS_ALL: ReadonlySet<FailureKind> = new Set<FailureKind>(['invalidKey', 'notOffered', 'badAddress', 'redirected', 'stopped', 'html']);

/**
 * Asks about ids in as few calls as the panel allows.
 *
 * In: the panel, the action, ids that are already unique. Out: a result for every id. Never throws: a failed call is
 * the failure of its ids, so that one bad chunk does not hold back the others. A panel that takes no lists is
 * remembered and asked one id a call, side by side.
 */
export async function askForIds(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Map<string, IdResult>> {
	const results = new Map<string, IdResult>();
	let rest = [...ids];
	if (action.list && (rest.length > 1 || action.probesSingle === true) && knownHabit(panel.address.url, action.action) === undefined) {
		// Reads try a whole list first. Requests try one id as a list: on some software a comma list silently acts on
		// its first id only (panel-v2.md 4.5), and the shape of the answer tells which software it is.
		const first = rest.splice(0, action.intent === 'read' ? IDS_PER_CALL : 1);
		addAll(results, await askFirst(panel, action, first));
		const fatal = [...results.values()].find((result) => 'failure' in result && MEETS_ALL.has(result.failure.kind));
		if (fatal) return addAll(results, rest.map((id) => [id, fatal]));
	}
	if (knownHabit(panel.address.url, action.action) === 'list') {
		const pieces = inPieces(rest, IDS_PER_CALL);
		for (const answers of await sideBySide(pieces, LISTS_AT_ONCE, async (piece) => await askPiece(panel, action, piece))) addAll(results, answers);
		return results;
	}
	return addAll(results, await askOneByOne(panel, action, rest));
}

function addAll(results: Map<string, IdResult>, more: Iterable<[string, IdResult]>): Map<string, IdResult> {
	for (const [id, result] of more) results.set(id, result);
	return results;
}

async function askFirst(panel: PanelClient, action: IdAction, ids: string[]): Promise<Iterable<[string, IdResult]>> {
	const { url } = panel.address;
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) {
		rememberHabit(url, action.action, 'list');
		return await complete(panel, action, ids, answer.entries);
	}
	if ('flat' in answer && ids.length === 1 && ids[0] !== undefined) {
		rememberHabit(url, action.action, 'one');
		return [[ids[0], { item: action.itemOf(ids[0], answer.flat) }]];
	}
	if ('failure' in answer && !mayMeanNoLists(answer.failure)) return ids.map((id) => [id, answer]);
	const singles = await askOneByOne(panel, action, ids);
	const works = singles.some(([, result]) => 'item' in result && result.item.found !== false);
	if (works) rememberHabit(url, action.action, 'one');
	return singles;
}

function mayMeanNoLists(failure: PanelFailure): boolean {
	// A request with an unclear outcome is not repeated in another form.
	return MAY_MEAN_NO_LISTS.has(failure.kind) && (failure.acted === 'no' || failure.kind === 'unexpectedReply');
}

async function askPiece(panel: PanelClient, action: IdAction, ids: string[]): Promise<Iterable<[string, IdResult]>> {
	if (ids.length === 1 && action.intent === 'read') return await askOneByOne(panel, action, ids);
	const answer = await sendList(panel, action, ids);
	if ('entries' in answer) return await complete(panel, action, ids, answer.entries);
	if ('failure' in answer && (!mayMeanNoLists(answer.failure) || action.intent === 'ask')) return ids.map((id) => [id, answer]);
	if (action.intent === 'ask') return ids.map((id) => [id, { failure: unclear(action.action) }]);
	return await askOneByOne(panel, action, ids);
}

/** Ids that a list reply left out are asked for alone when that is harmless. */
async function complete(panel: PanelClient, action: IdAction, ids: string[], entries: Map<string, Entry>): Promise<Iterable<[string, IdResult]>> {
	const missing = ids.filter((id) => !entries.has(id));
	const found = ids.flatMap((id): Array<[string, IdResult]> => {
		const entry = entries.get(id);
		return entry ? [[id, resultOf(action, id, entry)]] : [];
	});
	const alone: Array<[string, IdResult]> =
		action.intent === 'read' ? await askOneByOne(panel, action, missing) : missing.map((id) => [id, { failure: unclear(action.action) }]);
	return [...found, ...alone];
}

async function askOneByOne(panel: PanelClient, action: IdAction, ids: readonly string[]): Promise<Array<[string, IdResult]>> {
	let fatal: PanelFailure | undefined;
	return await sideBySide(ids, CALLS_AT_ONCE, async (id): Promise<[string, IdResult]> => {
		if (fatal) return [id, { failure: fatal }];
		const result = await askOne(panel, action, id);
		if ('failure' in result && MEETS_ALL.has(result.failure.kind)) fatal = result.failure;
		return [id, result];
	});
}

async function askOne(panel: PanelClient, action: IdAction, id: string): Promise<IdResult> {
	try {
		const value = await panel.call({ action: action.action, fields: action.single(id), intent: action.intent, schema: anyJson });
		const entry = entriesOf(action, [id], value)?.get(id) ?? (isRecord(value) ? entryOf(action, value) : undefined);
		return entry ? resultOf(action, id, entry) : { failure: unclear(action.action) };
	} catch (error) {
		const failure = asFailure(error);
		const concernsId = failure.acted === 'no' && CONCERNS_THE_ID[action.intent].has(failure.kind);
		return concernsId ? { item: action.refusedItem(id, failure.panelWords ?? failure.message, failure.kind) } : { failure };
	}
}

async function sendList(panel: PanelClient, action: IdAction, ids: string[]): Promise<{ entries: Map<string, Entry> } | { flat: Record<string, unknown> } | { failure: PanelFailure }> {
	try {
		const value = await panel.call({ action: action.action, fields: action.list?.(ids.join(',')) ?? {}, intent: action.intent, schema: anyJson });
		const entries = entriesOf(action, ids, value);
		if (entries) return { entries };
		return isRecord(value) ? { flat: value } : { failure: unclear(action.action) };
	} catch (error) {
		return { failure: asFailure(error) };
	}
}

/** Reads a keyed reply or a list reply. Out: undefined where it is neither, e.g. one flat record. */
function entriesOf(action: IdAction, ids: readonly string[], value: unknown): Map<string, Entry> | undefined {
	const entries = new Map<string, Entry>();
	if (Array.isArray(value)) {
		for (const row of value) {
			const key = isRecord(row) ? action.idKeys.find((name) => row[name] !== undefined) : undefined;
			if (isRecord(row) && key !== undefined) entries.set(String(row[key]), entryOf(action, row));
		}
		return entries;
	}
	if (!isRecord(value)) return undefined;
	for (const id of ids) {
		const entry = Object.hasOwn(value, id) ? value[id] : undefined;
		if (isRecord(entry)) entries.set(id, entryOf(action, entry));
		else if (typeof entry === 'string') entries.set(id, { words: entry });
	}
	return entries.size > 0 ? entries : undefined;
}

/** A per-id refusal: `{error}`, `{error, status: "104"}`, or `{refill: {error}}` and the like (panel-v2.md 4.1). */
function entryOf(action: IdAction, record: Record<string, unknown>): Entry {
	for (const holder of [record, ...action.valueKeys.map((key) => record[key])]) {
		if (isRecord(holder) && typeof holder.error === 'string' && holder.error !== '') return { words: holder.error };
	}
	return { record };
}

function resultOf(action: IdAction, id: string, entry: Entry): IdResult {
	if ('record' in entry) return { item: action.itemOf(id, entry.record) };
	return { item: action.refusedItem(id, entry.words, kindOfWords(entry.words)) };
}

function asFailure(error: unknown): PanelFailure {
	if (error instanceof PanelFailure) return error;
	return new PanelFailure({ kind: 'unexpectedReply', acted: 'unknown', message: "The panel's answer could not be read", nextStep: 'Try again. If it stays so, please report it with the panel and the operation.' });
}

function unclear(action: string): PanelFailure {
	return new PanelFailure({
		kind: 'unexpectedReply',
		acted: 'unknown',
		message: `The panel answered the action '${action}' without a word on this id`,
		nextStep: 'Look the order up at the panel before you send the request again.',
	});
}
