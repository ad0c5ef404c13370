import { isKnownRefusal } from '../errors';
import { findOrderNumber, readOrderNumber } from './orderNumber';
import { isRecord } from './parseReply';
import type { Intent } from './retry';
import { listLayers } from './unwrap';

/** A panel's no. */
export interface Refusal {
	/** The panel's words; empty where it gives no reason. */
	words: string;
	/** The panel's number for this error, which Hassan Store's software sends as `status` beside `error`. */
	code?: string;
	/** The words of each refusal, where several came. */
	each?: readonly string[];
	/** True where the outcome of the call says no (`status`, `success`), not a field `error`. */
	byOutcome?: true;
	/** True where the reply shows by its form that nothing was bought. */
	nothingBought?: true;
}

/**
 * Finds a refusal in a whole reply, also inside its envelopes. Inside the envelope of a read only `error` counts: a row
 * of data may well have a `status` of 0 and a description.
 */
export function findReplyRefusal(value: unknown, intent: Intent): Refusal | undefined {
	if (typeof value === 'string') return findRefusalInText(value, intent);
	if (intent === 'spend' && isPartlyBought(value)) return undefined;
	const [outer, ...inner] = listLayers(value);
	const refusal = findRefusal(outer, intent);
	if (refusal) return refusal;
	const inside = inner.map((layer) => findRefusal(layer, intent)).find((found) => found !== undefined);
	if (inside && (intent === 'spend' || inside.byOutcome !== true)) return inside;
	return intent === 'spend' ? findInPlaceOfOrder(value) : undefined;
}

/** A bare text is a refusal where its words are known as one; what speaks of an order or a success is none of a purchase. */
function findRefusalInText(text: string, intent: Intent): Refusal | undefined {
	const mayBeMade = intent === 'spend' && /order|success|placed/i.test(text);
	return text.length <= LONGEST_REFUSAL && isKnownRefusal(text) && !mayBeMade ? { words: text } : undefined;
}

const LONGEST_REFUSAL = 300;

/**
 * A reply to a purchase of several that lists no order: `{"orders": [{"error": "..."}]}`, `[{"error": "..."}, ...]`.
 * @param isNumbers - of `add_sms`, where entries may lack words, and an empty list says that nothing was bought
 */
export function findRefusedList(value: unknown, isNumbers: boolean): Refusal | undefined {
	const list = isRecord(value) ? value.orders : value;
	if (!Array.isArray(list) || list.some((entry: unknown) => findOrderNumber(entry) !== undefined)) return undefined;
	const words = list.map((entry: unknown) => findRefusal(entry, 'spend')?.words ?? (isNumbers ? readRefusalWords(entry) : ''));
	if (!isNumbers && (words.length === 0 || words.includes(''))) return undefined;
	// An entry that holds something, e.g. a phone, and no word may be bought under a name that is not known here.
	const isInDoubt =
		isNumbers && list.some((entry: unknown, index) => words[index] === '' && isRecord(entry) && Object.values(entry).some(Boolean));
	const each = [...new Set([...words, readRefusalWords(value)])].filter((text) => text !== '');
	return {
		words: each.join('; '),
		...(each.length > 0 ? { each: isInDoubt ? ['', ...each] : each } : {}),
		...(list.length === 0 ? { nothingBought: true } : {}),
	};
}

/** `{"orders": [{order}], "errors": [...]}`: some were bought, some were not, and both is the answer. */
function isPartlyBought(value: unknown): boolean {
	return (
		isRecord(value) &&
		Array.isArray(value.orders) &&
		Array.isArray(value.errors) &&
		collectWords(value.error) === undefined &&
		value.orders.some((order: unknown) => findOrderNumber(order) !== undefined)
	);
}

/** Words, 0 or nothing in the place of the order number. */
function findInPlaceOfOrder(value: unknown): Refusal | undefined {
	if (!isRecord(value) || !Object.hasOwn(value, 'order') || findOrderNumber(value) !== undefined) return undefined;
	const { order } = value;
	if (typeof order === 'object' && order !== null) return undefined;
	return { words: (typeof order === 'string' ? collectWords(order) : undefined) ?? readRefusalWords(value), byOutcome: true };
}

/**
 * Finds a refusal in one record: `{error}`, `{error, status: "104"}`, `{status: "error", msg}`, of a whole call or of
 * one id. `error` is read before `status`, which may be a state, an error code, an HTTP status or an outcome.
 */
export function findRefusal(value: unknown, intent: Intent): Refusal | undefined {
	if (!isRecord(value)) return undefined;
	const error = collectWords(readField(value, 'error')) ?? collectWords(readField(value, 'errors'));
	// "Bad Request", "E101" and the like stand above the reason: {"statusCode": 402, "error": "Payment Required", "message": "..."}.
	if (error !== undefined) return { words: (LABEL.test(error) ? readRefusalWords(value) : '') || error, ...readCode(value) };
	if (intent === 'read' && saysRefillFailed(value)) return undefined;
	if (value.error !== true && !saysNo(value, intent)) return undefined;
	return { words: readOutcomeWords(value), ...readCode(value), byOutcome: true };
}

const LABEL =
	/^\W*(true|yes|error|fail(ed)?|\w{0,3}\d{1,4}|bad request|payment required|forbidden|conflict|unprocessable (entity|content))\W*$/i;

/** A field by its name, which some software writes with a capital. */
function readField(record: Record<string, unknown>, name: string): unknown {
	return record[name] ?? record[`${name.charAt(0).toUpperCase()}${name.slice(1)}`];
}

const CODES = ['code', 'error_code', 'errorCode', 'status'];

function readCode(value: Record<string, unknown>): { code?: string } {
	const texts = CODES.map((name) => value[name]).map((code) => (typeof code === 'number' ? String(code) : code));
	const code = texts.find((text): text is string => typeof text === 'string' && /^\s*(?!2\d\d\s*$)[1-9]\d{1,4}\s*$/.test(text));
	return code === undefined ? {} : { code: code.trim() };
}

/** "Error" and "Fail" are also states of orders. A state comes with some of these; an error in its place does not. */
const STATE_FIELDS = new Set([
	'charge',
	'startcount',
	'remains',
	'remain',
	'startcounter',
	'currency',
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
	const [status, success, ok, code, result, response] = OUTCOMES.map((name) => readField(value, name));
	if (success === false || isErrorWord(status)) return true;
	// A bare 0 or a number may mean something else; with words it is the outcome of the call, unless an order was bought.
	if (readOutcomeWords(value) === '') return false;
	if (intent === 'spend' && findOrderNumber(value) !== undefined) return status === false;
	if (result === false || response === false || [status, success, ok].some(isNo)) return true;
	return (status === undefined || isNo(status)) && isErrorCode(code);
}

/** A refill comes with nothing beside its state, so "Fail" beside its number alone is that; "error" is always the call's. */
export function saysRefillFailed({ refill, status, ...others }: Record<string, unknown>): boolean {
	const isFailed = typeof status === 'string' && /^\s*fail(ed)?\s*$/i.test(status);
	return isFailed && readOrderNumber(refill) !== undefined && Object.keys(others).length === 0;
}

const OUTCOMES = ['status', 'success', 'ok', 'code', 'result', 'response'];

function isErrorWord(status: unknown): boolean {
	return typeof status === 'string' && /^\s*(error|fail|failed|failure)\s*$/i.test(status);
}

function isNo(value: unknown): boolean {
	return value === false || value === 0 || (typeof value === 'string' && /^\s*(false|0|no)\s*$/i.test(value)) || isErrorCode(value);
}

function isErrorCode(value: unknown): boolean {
	return (typeof value === 'number' || typeof value === 'string') && /^[45]\d\d$/.test(String(value));
}

const WORD_FIELDS = [
	'message',
	'msg',
	'error_message',
	'errorMessage',
	'error_msg',
	'reason',
	'detail',
	'description',
	'pesan',
	'mensagem',
	'mensaje',
	'mesaj',
];

/** What a reply says beside its outcome; empty where it says nothing. */
export function readRefusalWords(value: unknown): string {
	if (!isRecord(value)) return '';
	return WORD_FIELDS.map((name) => collectWords(readField(value, name))).find((words) => words !== undefined) ?? '';
}

/** The words beside an outcome that says no; some panels put them where the record would be. */
export function readOutcomeWords(value: Record<string, unknown>): string {
	const words = readRefusalWords(value);
	if (words !== '') return words;
	return typeof value.data === 'string' ? (collectWords(value.data) ?? '') : readRefusalWords(value.data);
}

const DEEPEST_WORDS = 5;

/** The words in a value of `error` or `message`; undefined if it says that there is no error: null, false, 0, {}. */
function collectWords(value: unknown, depth = 0): string | undefined {
	if (typeof value === 'string') return ['', '0', 'false', 'null'].includes(value.trim().toLowerCase()) ? undefined : value;
	if (typeof value === 'number') return value === 0 ? undefined : String(value);
	return depth > DEEPEST_WORDS || typeof value !== 'object' || value === null ? undefined : collectInside(value, depth);
}

function collectInside(value: object, depth: number): string | undefined {
	const named = isRecord(value) ? (collectWords(value.message, depth + 1) ?? collectWords(value.error, depth + 1)) : undefined;
	const parts: unknown[] = Object.values(value).slice(0, 20);
	const all = parts
		.map((entry) => collectWords(entry, depth + 1))
		.filter((words) => words !== undefined)
		.join('; ');
	return named ?? (all === '' ? undefined : all);
}
