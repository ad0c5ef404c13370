import type { Fields } from '../transport/client';
import { cleanWords, classifyWords, KINDS, type ErrorKind } from '../errors';
import { holdsState, findRefusal } from '../transport/refusal';
import type { IdRefusal, Item } from './records';
import { isRecord } from '../transport/parseReply';
import { listKeyed, listLayers } from '../transport/unwrap';
import { readState } from '../values/states';

/**
 * One entry of a batch reply: the panel's record, or the words of its refusal for this id; `byOutcome` where they came
 * in an envelope that says no, which may be about the call and not about the id.
 */
export type Entry = { record: Record<string, unknown> } | (IdRefusal & { byOutcome?: true });

/** An action that asks about ids: one a call (`single`), or many as a comma list (`list`). */
export interface IdAction {
	action: string;
	intent: 'read' | 'request';
	single(id: string): Fields;
	/** Left out where no panel takes lists for this action. */
	list?(ids: string): Fields;
	/** Keys under which entries of a list reply carry the id. */
	idKeys: readonly string[];
	/** Keys that may hold a per-id error as `{error}` or a bare text beside the id. */
	valueKeys: readonly string[];
	/** Names of fields that hold what was asked for, beside `valueKeys`. */
	answerKeys?: readonly string[];
	/** Makes the item of an id from the panel's record; undefined where the record does not say what came of it. */
	toItem(id: string, record: Record<string, unknown>): Item | undefined;
	/** Makes the item of an id that the panel refused on its own. */
	refusedItem(id: string, refusal: IdRefusal, kind: ErrorKind): Item;
	/** True where panels disagree even about the field of a single id (cancel), so that the first call is a probe. */
	probesSingle?: boolean;
}

/**
 * Reads the entries of a batch reply: an object keyed by id, or a list of rows that name their id.
 * @returns undefined if there is none, e.g. because the reply is one flat record
 */
export function parseEntries(action: IdAction, ids: readonly string[], value: unknown): Map<string, Entry> | undefined {
	// A record that stands alone is no list, also where it lies in an envelope.
	const layers = listLayers(value);
	const isRefused = findRefusal(layers[0], action.intent) !== undefined;
	// A reply that says no as a whole has accepted nothing but what stands under an id itself.
	const meant = isRefused && action.intent === 'request' ? layers.slice(0, 1).filter(isRecord) : layers;
	// What stands under a state, such as the parts of a drip-feed, is not about the order itself.
	const isParent = action.intent === 'read' && isRecord(value) && holdsState(value, 'read');
	// The only row about the only id needs no id.
	const isOnly = ids.length === 1 && !isRefused && !isParent && !isKeyedByOther(layers, ids);
	const only = isOnly ? ids[0] : undefined;
	return meant.map((layer) => parseLayer(action, ids, layer, only)).find((entries) => entries.size > 0);
}

function parseLayer(action: IdAction, ids: readonly string[], value: unknown, only: string | undefined): Map<string, Entry> {
	const entries = new Map<string, Entry>();
	const listed = Array.isArray(value) ? listByIdField(action, ids, value, only) : listByKey(ids, value);
	for (const [id, found] of listed) {
		if (!ids.includes(id)) continue;
		if (isRecord(found)) entries.set(id, parseEntry(action, found));
		else if (action.intent === 'request' ? ['string', 'number', 'boolean'].includes(typeof found) : typeof found === 'string')
			entries.set(id, parseValue(action, found));
	}
	return entries;
}

function listByKey(ids: readonly string[], value: unknown): Array<[string, unknown]> {
	if (!isRecord(value)) return [];
	return ids.filter((id) => Object.hasOwn(value, id)).map((id) => [id, value[id]]);
}

function listByIdField(
	action: IdAction,
	ids: readonly string[],
	rows: readonly unknown[],
	only: string | undefined,
): Array<[string, unknown]> {
	return rows.flatMap((row): Array<[string, unknown]> => {
		const named = isRecord(row) ? listNamedIds(action, row) : [];
		// Beside the number of the order there may be one of the panel's own; a row that names two asked orders is neither's.
		const [asked, another] = named.filter((id) => ids.includes(id));
		const id = named.length === 0 && isRecord(row) && rows.length === 1 ? only : another === undefined ? asked : undefined;
		return id === undefined ? [] : [[id, row]];
	});
}

/** Every id that a record gives itself, each once. */
function listNamedIds({ idKeys }: IdAction, record: Record<string, unknown>): string[] {
	return [
		...new Set(
			idKeys
				.map((name) => record[name])
				.filter(isId)
				.map(String),
		),
	];
}

function isId(value: unknown): value is string | number {
	return typeof value === 'string' || typeof value === 'number';
}

/** The entry of the only id of a call: keyed, in a list (there also without its id), or flat. */
export function parseSingleEntry(action: IdAction, id: string, value: unknown): Entry | undefined {
	const entry = parseEntries(action, [id], value)?.get(id);
	if (entry) return entry;
	if (Array.isArray(value) && value.length === 0 && action.intent === 'read') return { words: NOT_LISTED };
	const layers = listLayers(value);
	if (isKeyedByOther(layers, [id])) return undefined;
	const records = layers.filter(isRecord).filter((record) => namesNoOther(action, id, record));
	// The outermost record that says something of the id is meant; an envelope says "success" and no more.
	const record = records.find((candidate) => holdsAnswer(action, candidate)) ?? records[0];
	return record && parseEntry(action, record);
}

/** True where records stand under other ids, and so say nothing of these. */
function isKeyedByOther(layers: readonly unknown[], ids: readonly string[]): boolean {
	return layers.some((layer) => isRecord(layer) && listKeyed(layer) !== undefined && !ids.some((id) => Object.hasOwn(layer, id)));
}

/** The reason for an id that is missing in an empty list. */
const NOT_LISTED = 'Order not found: the panel answered with an empty list';

/** False for the record of another id than the one that was asked for. */
function namesNoOther(action: IdAction, id: string, record: Record<string, unknown>): boolean {
	const named = listNamedIds(action, record);
	return named.length === 0 || named.includes(id);
}

function holdsAnswer({ intent, valueKeys, answerKeys = [] }: IdAction, record: Record<string, unknown>): boolean {
	return (
		findRefusal(record, intent) !== undefined ||
		holdsState(record, intent) ||
		[...valueKeys, ...answerKeys].some((name) => (name === 'status' ? readState(record[name]) !== 'unknown' : record[name] !== undefined))
	);
}

/** An id with a bare value: `{"2": "Incorrect order ID"}`, for requests also `{"2": true}`. */
function parseValue(action: IdAction, value: unknown): Entry {
	const entry = parseEntry(action, { [action.valueKeys[0] ?? 'status']: value });
	const isWords = action.intent === 'read' && 'record' in entry && readState(value) === 'unknown';
	return isWords ? { words: cleanWords(String(value)) } : entry;
}

/** A per-id refusal: `{error}`, `{error, status: "104"}`, or `{refill: {error}}` and the like. */
function parseEntry(action: IdAction, record: Record<string, unknown>): Entry {
	const values = action.valueKeys.map((key) => record[key]);
	for (const holder of [record, ...values]) {
		const refusal = findRefusal(holder, action.intent);
		if (refusal) return { ...refusal, words: cleanWords(refusal.words) };
	}
	// Some panels put the words where the value belongs: {"refill": 3, "status": "Refill not found"}.
	const words = values.find((value): value is string => {
		if (typeof value !== 'string') return false;
		const { isVague, purchase } = KINDS[classifyWords(value)];
		return isVague !== true && !(purchase === 'unknown' && holdsState(record, action.intent));
	});
	return words === undefined ? { record } : { words: cleanWords(words) };
}
