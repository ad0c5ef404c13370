import { isRecord } from './parseReply';
import type { Intent } from './retry';

/** A panel's no: its words, and ids of orders that stood beside them. */
export interface Refusal {
	/** Empty where the panel gives no reason. */
	words: string;
	order?: string;
	/** True where the outcome of the call says no (`status`, `success`), not a field `error`. */
	byOutcome?: true;
}

/**
 * Finds a refusal in parsed JSON: `{error}`, `{error, status: "104"}`, `{status: "error", msg}`, of a whole call or of
 * one id. `error` is read before `status`, which may be a state, an error code, an HTTP status or an outcome.
 */
export function findRefusal(value: unknown, intent: Intent): Refusal | undefined {
	if (!isRecord(value)) return undefined;
	const error = collectWords(value.error) ?? collectWords(value.errors);
	if (error !== undefined) return { words: error, ...findOrderIds(value) };
	if (value.error !== true && !saysNo(value, intent)) return undefined;
	return { words: readRefusalWords(value), ...findOrderIds(value), byOutcome: true };
}

/** "Error" and "Fail" are also states of orders. A state comes with some of these; an error in its place does not. */
const STATE_FIELDS = new Set([
	'charge',
	'startcount',
	'remains',
	'currency',
	'balance',
	'posts',
	'runs',
	'accounts',
	'entitytype',
	'autodelivery',
	'phone',
	'smscontent',
	'expiresat',
]);

/** True where a record holds what comes with the state of an order or number. */
export function holdsState(record: Record<string, unknown>, intent: Intent): boolean {
	return Object.entries(record).some(([name, value]) => {
		if (value === null || value === '') return false;
		const field = name.toLowerCase().replace(/[^a-z]/g, '');
		// A refused purchase may show the balance and its currency.
		return intent === 'spend' ? field === 'charge' : STATE_FIELDS.has(field);
	});
}

function saysNo(value: Record<string, unknown>, intent: Intent): boolean {
	if (holdsState(value, intent)) return false;
	const { status, success, ok, code } = value;
	if (success === false || isErrorWord(status)) return true;
	// A bare 0 or a number may mean something else; with words it is the outcome of the call, unless an order was bought.
	if (readRefusalWords(value) === '') return false;
	if (intent === 'spend' && readOrderId(value.order) !== undefined) return status === false;
	return [status, success, ok].some(isNo) || ((status === undefined || isNo(status)) && isErrorCode(code));
}

function isErrorWord(status: unknown): boolean {
	return typeof status === 'string' && /^\s*(error|fail|failed|failure)\s*$/i.test(status);
}

function isNo(value: unknown): boolean {
	return value === false || value === 0 || (typeof value === 'string' && /^\s*(false|0|no)\s*$/i.test(value)) || isErrorCode(value);
}

function isErrorCode(value: unknown): boolean {
	return (typeof value === 'number' || typeof value === 'string') && /^[45]\d\d$/.test(String(value));
}

const WORD_FIELDS = ['message', 'msg', 'error_message', 'reason', 'detail', 'description'];

/** What a reply says beside its outcome; empty where it says nothing. */
export function readRefusalWords(value: unknown): string {
	if (!isRecord(value)) return '';
	return WORD_FIELDS.map((name) => collectWords(value[name])).find((words) => words !== undefined) ?? '';
}

/** The ids of orders that a reply names. */
export function findOrderIds(value: unknown): { order?: string } {
	const order = isRecord(value)
		? [readOrderId(value.order), ...listOrderIds(value.orders)].filter((id) => id !== undefined).join(', ')
		: '';
	return order === '' ? {} : { order };
}

/** Ids of `add_sms`: `{orders: [{order}]}`. */
function listOrderIds(orders: unknown): Array<string | undefined> {
	return Array.isArray(orders) ? orders.map((entry: unknown) => readOrderId(isRecord(entry) ? entry.order : entry)) : [];
}

function readOrderId(order: unknown): string | undefined {
	return typeof order === 'number' || (typeof order === 'string' && order.trim() !== '') ? String(order) : undefined;
}

const DEEPEST_WORDS = 5;

/** The words in a value of `error` or `message`; undefined if it says that there is no error: null, false, 0, {}. */
function collectWords(value: unknown, depth = 0): string | undefined {
	if (typeof value === 'string') return ['', '0', 'false', 'null'].includes(value.trim().toLowerCase()) ? undefined : value;
	if (typeof value === 'number') return value === 0 ? undefined : String(value);
	if (depth > DEEPEST_WORDS || typeof value !== 'object' || value === null) return undefined;
	const named = isRecord(value) ? (collectWords(value.message, depth + 1) ?? collectWords(value.error, depth + 1)) : undefined;
	const parts: unknown[] = Object.values(value).slice(0, 20);
	const all = parts
		.map((entry) => collectWords(entry, depth + 1))
		.filter((words) => words !== undefined)
		.join('; ');
	return named ?? (all === '' ? undefined : all);
}
