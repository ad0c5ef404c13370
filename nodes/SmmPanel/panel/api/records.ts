import { z } from 'zod';
import { MONEY_FIELDS, plainDecimal } from '../values/money';
import { isRecord } from '../transport/parseReply';
import { holdsState } from '../transport/refusal';
import { isFinal, readState, type State } from '../values/states';

/** A JSON object of a reply; extra keys stay, because panels add their own. */
export type PanelRecord = Record<string, unknown>;

/** A value as items hold it. */
export type Json = string | number | boolean | null | Json[] | Item;
/** A record with the panel's own names and values, and what this node adds; undefined counts as left out. */
export interface Item {
	[name: string]: Json | undefined;
}

/**
 * Any JSON object. A plain check instead of a field list: catalogs hold 20,000 rows, and what a row must have is
 * checked where it is used.
 */
export const recordSchema = z.custom<PanelRecord>(isRecord, 'not an object');

/** Money as panels send it, mostly a text, on some a number, read as the text that came. */
export const moneySchema = z
	.union([z.string(), z.number()])
	.transform((value) => (typeof value === 'number' ? plainDecimal(String(value)) : value));

const COUNT_FIELDS = new Set(['start_count', 'remains', 'min', 'max', 'stock', 'posts', 'runs']);

/**
 * Copies a panel's record into an item, with the panel's own names and values: money as the string that came, counts
 * as numbers where they are numbers or numeric strings ("Unknown" and null stay as they are).
 */
export function toItem(record: PanelRecord): Item {
	const item: Item = {};
	for (const [name, value] of Object.entries(record)) {
		if (value === undefined || name === '__proto__') continue;
		// n8n takes a first item with `json.error` for a failed node and may run all items again.
		item[name === 'error' ? 'reason' : name] =
			typeof value === 'number' && MONEY_FIELDS.has(name)
				? plainDecimal(String(value))
				: COUNT_FIELDS.has(name)
					? toCount(value)
					: toJsonValue(value);
	}
	return item;
}

function toCount(value: unknown): Json {
	if (typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim())) return Number(value);
	return toJsonValue(value);
}

// No panel nests this deep; a reply that does is cut before it can fill the stack.
const DEEPEST = 100;

/** Narrows a parsed JSON value to what n8n items hold. */
export function toJsonValue(value: unknown, depth = 0): Json {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (depth > DEEPEST) return null;
	if (Array.isArray(value)) return value.map((entry: unknown) => toJsonValue(entry, depth + 1));
	return isRecord(value) ? copyRecord(value, depth + 1) : null;
}

function copyRecord(record: PanelRecord, depth: number): Item {
	const copy: Item = {};
	for (const [name, value] of Object.entries(record)) if (name !== '__proto__') copy[name] = toJsonValue(value, depth);
	return copy;
}

/**
 * The item of an order or number: first what this node adds, because tables show the first columns, then the panel's fields.
 * @param state - given if it is known better than from `status`
 */
export function toOrderItem(order: string, record: PanelRecord, state: State = readRecordState(record)): Item {
	const added = { order, state, final: isFinal(state) };
	return { ...added, ...toItem(record), ...added };
}

/** The item of an id that the panel does not know. It is data, not a failed run. */
export function notFoundItem(name: 'order' | 'refill', id: string, { words, code }: IdRefusal): Item {
	return { [name]: id, found: false, reason: words, ...(code === undefined ? {} : { code }) };
}

/** What a panel says of an id that it refuses, with the number of its error where it has one. */
export interface IdRefusal {
	words: string;
	code?: string;
}

/** Words about the call, not about an order. */
const OUTCOME = /^\s*(success(ful)?|ok|true|error|fail(ed|ure)?)\s*$/i;

/** True where a record says how an order, refill or number stands: by a word of its own, or by what comes with a state. */
export function saysState(record: PanelRecord): boolean {
	const status = readStatus(record);
	return (typeof status === 'string' && /\p{L}/u.test(status) && !OUTCOME.test(status)) || holdsState(record, 'read');
}

/** The word for the state: `status`, on some panels `{status: {status}}`. */
export function readStatus({ status, Status }: PanelRecord): unknown {
	return isRecord(status) ? status.status : (status ?? Status);
}

/** The state of a record. "Success" is one only beside what is counted of an order; alone it speaks of the call. */
export function readRecordState(record: PanelRecord): State {
	const status = readStatus(record);
	const isSuccess = typeof status === 'string' && /^\s*success(ful)?\s*$/i.test(status);
	const isOrder = ['charge', 'remains', 'remain', 'start_count', 'start_counter'].some((name) => record[name] !== undefined);
	return isSuccess && isOrder ? 'completed' : readState(status);
}

/**
 * True where an order has nothing more to give. A product order is over when its accounts are there: panels hand them
 * out in parts, and some say "Partial" or "Completed" before the last. A partial one also ends when nothing remains.
 */
export function isOver({ state, entityType, accounts, quantity, remains }: Readonly<PanelRecord>): boolean {
	const isDelivered = state === 'completed' || state === 'partial';
	const isProduct = entityType === 'product' || Array.isArray(accounts);
	if (!isProduct || !isDelivered) return isFinal(readState(state));
	const delivered = Array.isArray(accounts) ? accounts.length : undefined;
	const ordered = Number(quantity ?? Number.NaN);
	if (state === 'partial') return remains === 0 || (delivered !== undefined && delivered >= ordered);
	// A panel that names no accounts at all has said everything with the state.
	return delivered === undefined || (delivered > 0 && !(delivered < ordered));
}
