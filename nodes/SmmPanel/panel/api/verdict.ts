import type { PanelRecord } from './records';
import { readOrderNumber } from '../transport/orderNumber';
import { isRecord } from '../transport/parseReply';
import { holdsState, readOutcomeWords } from '../transport/refusal';
import { listLayers } from '../transport/unwrap';
import { classifyWords } from '../errors';
import { readState } from '../values/states';

/** Fields that hold the answer to a request: a flag, the id of a refill, or words. */
const ANSWERS = ['refill', 'cancel', 'refill_id', 'refillId', 'refilled', 'canceled', 'cancelled', 'accepted'];
/** Fields that hold the outcome of the call. */
const OUTCOMES = ['status', 'success', 'ok', 'result'];

type Verdict = 'yes' | 'no';
/** What was asked for: "canceled" is a yes to a cancellation, and of a refill it is none. */
export type RequestKind = 'cancel' | 'refill';

/**
 * Reads whether a panel accepted a request (refill, cancel); undefined where its record is neither a yes nor a no. One no
 * is enough, also inside an envelope; a yes is a true value, an id or a word of success, never the mere lack of a no.
 */
export function readVerdict(record: PanelRecord, request: RequestKind = 'cancel'): Verdict | undefined {
	const layers = listLayers(record)
		.filter(isRecord)
		.map((layer) => judgeFields(layer, request));
	if (layers.some(({ answers, outcomes }) => [...answers, ...outcomes].includes('no'))) return 'no';
	const [outermost] = layers;
	if (outermost?.answers.includes('yes')) return 'yes';
	const words = judgeWords(readOutcomeWords(record), request);
	// "status": 200 speaks of the call where the words beside it say no.
	if (outermost?.outcomes.includes('yes')) return words === 'no' ? undefined : 'yes';
	return words;
}

function judgeFields(record: PanelRecord, request: RequestKind) {
	const outcomes = OUTCOMES.map((name) => judgeOutcome(isOwnState(record, name, request) ? '' : record[name], request));
	return {
		answers: ANSWERS.map((name) => judgeAnswer(record[name], request)),
		outcomes: listsNothing(record) ? ['no' as const] : outcomes,
	};
}

/** The panel's reason beside a no, e.g. in the place of the refill id; empty where there is none. */
export function readReason(record: PanelRecord): string {
	const words = ANSWERS.map((name) => record[name]).find((value) => typeof value === 'string' && judgeWords(value, 'cancel') === 'no');
	return typeof words === 'string' && /\s/.test(words.trim()) ? words : readOutcomeWords(record);
}

/** True where `status` is the state of the order, as in the answer to another action. */
function isOwnState(record: PanelRecord, name: string, request: RequestKind): boolean {
	const state = name === 'status' && holdsState(record, 'read') ? readState(record.status) : 'unknown';
	return state !== 'unknown' && !(state === 'canceled' && request === 'cancel');
}

/** Nothing in the list of what was done, or something in that of what was not. */
function listsNothing(record: PanelRecord): boolean {
	const isEmpty = [...ANSWERS, 'orders', 'refills'].some((name) => Array.isArray(record[name]) && record[name].length === 0);
	return isEmpty || (Array.isArray(record.failed) && record.failed.length > 0);
}

function judgeAnswer(value: unknown, request: RequestKind): Verdict | undefined {
	if (value === null) return 'no';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	const isId = readOrderNumber(text) !== undefined;
	if (/^-?[\d.]*$/.test(text)) return isId ? 'yes' : 'no';
	return judgeWords(text, request) ?? (isId ? 'yes' : undefined);
}

function judgeOutcome(value: unknown, request: RequestKind): Verdict | undefined {
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (/^(1|2\d\d)$/.test(text)) return 'yes';
	if (/^(0|[45]\d\d)$/.test(text)) return 'no';
	return /\d/.test(text) ? undefined : judgeWords(text, request);
}

const NO_WORDS =
	/\b(no|not|never|cannot|cant|unable|fail\w*|errors?|invalid|incorrect|false|denied|refused|rejected|declined|disabled|already|only|less than)\b|n['’]t\b|(?<!\p{L})(não|nicht|tidak|không|не|değil)(?!\p{L})/iu;
/** Words of what would be, or of the order, and so no yes: "can be requested after 24 hours", "Order is pending". */
const NO_YES =
	/\b(must|should|(can|could|may) be|nothing|none|too|until|un\w+able|unsupported|order (is|was|has been) (pending|done|queued|sent|placed|added))\b|^0 /i;
const YES_WORDS = /\b(success\w*|ok|yes|true|accepted|requested|received|submitted|added|placed|sent|queued|pending|done)\b/i;
const CANCELED = /\bcancell?ed\b/i;

function judgeWords(text: string, request: RequestKind): Verdict | undefined {
	const words = text.replace(/_/g, ' ');
	if (classifyWords(words) === 'serverError') return undefined;
	if (NO_WORDS.test(words)) return 'no';
	if (NO_YES.test(words)) return undefined;
	return YES_WORDS.test(words) || (request === 'cancel' && CANCELED.test(words)) ? 'yes' : undefined;
}
