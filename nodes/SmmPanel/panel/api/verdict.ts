import type { PanelRecord } from './records';
import { readRefusalWords } from '../transport/refusal';
import { classifyWords } from '../errors';

/** Fields that hold the answer to a request: a flag, the id of a refill, or words. */
const ANSWERS = ['refill', 'cancel', 'refill_id', 'refillId', 'refilled', 'canceled', 'cancelled', 'accepted'];
/** Fields that hold the outcome of the call. */
const OUTCOMES = ['status', 'success', 'ok', 'result'];

type Verdict = 'yes' | 'no';

/**
 * Reads whether a panel accepted a request (refill, cancel); undefined where its record is neither a yes nor a no. One no
 * is enough; a yes is a true value, an id or a word of success, never the mere lack of a no.
 */
export function readVerdict(record: PanelRecord): Verdict | undefined {
	const fields = [...ANSWERS.map((name) => judgeAnswer(record[name])), ...OUTCOMES.map((name) => judgeOutcome(record[name]))];
	if (fields.includes('no')) return 'no';
	return fields.includes('yes') ? 'yes' : judgeWords(readRefusalWords(record));
}

/** The panel's reason beside a no, e.g. in the place of the refill id; empty where there is none. */
export function readReason(record: PanelRecord): string {
	const words = ANSWERS.map((name) => record[name]).find((value) => typeof value === 'string' && judgeWords(value) === 'no');
	return typeof words === 'string' && /\s/.test(words.trim()) ? words : readRefusalWords(record);
}

function judgeAnswer(value: unknown): Verdict | undefined {
	if (value === undefined) return undefined;
	if (value === null || value === false || value === 0) return 'no';
	if (value === true || typeof value === 'number') return 'yes';
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (text === '' || text === '0') return 'no';
	return isId(text) ? 'yes' : judgeWords(text);
}

/** A token with a digit and without blanks. */
function isId(text: string): boolean {
	return /^[\w.:-]*\d[\w.:-]*$/.test(text);
}

function judgeOutcome(value: unknown): Verdict | undefined {
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (/^(1|2\d\d)$/.test(text)) return 'yes';
	if (/^(0|[45]\d\d)$/.test(text)) return 'no';
	return /\d/.test(text) ? undefined : judgeWords(text);
}

const NO_WORDS =
	/\b(no|not|never|cannot|cant|unable|fail\w*|errors?|invalid|incorrect|false|denied|refused|rejected|declined|disabled|already|only|less than)\b|n['’]t\b/i;
const YES_WORDS = /\b(success\w*|ok|yes|true|accepted|requested|received|submitted|added|placed|sent|queued|pending|done|cancell?ed)\b/i;

function judgeWords(words: string): Verdict | undefined {
	if (classifyWords(words) === 'serverError') return undefined;
	if (NO_WORDS.test(words)) return 'no';
	return YES_WORDS.test(words) ? 'yes' : undefined;
}
