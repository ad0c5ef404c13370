import { isRecord } from '../transport/parseReply';
import { readState } from '../values/states';
import type { PanelRecord } from './records';

/** What arrived on a number: the code that the panel found in the message, the message, or both. */
export interface SmsMessage {
	/** Empty where the panel found none, as in a message with a link to sign in. */
	readonly code: string;
	readonly text: string;
}

/** What panels write in the place of a code or text while there is none. */
const PLACEHOLDER =
	/^(0|-1|[^\p{L}\p{N}]*|null|none|nil|undefined|nan|false|true|n\/?a|unknown|empty|wait|(still )?waiting\b.*|pending\b.*|((code|sms|message) )?not (yet )?(received|arrived)\b.*|no (code|sms|message|text)\b.*|status_\w+)$/iu;
const HAS_DIGIT = /\p{Nd}/u;
const TEXT_FIELDS = ['sms_content', 'sms', 'sms_text', 'text'];
const STILL_WAITING = /^(wait|pending)/i;

/** @returns undefined while nothing has arrived */
export function readMessage(record: PanelRecord): SmsMessage | undefined {
	const waits = typeof record.status === 'string' && STILL_WAITING.test(record.status.trim());
	const word = readWord(record.code);
	// While the panel waits, a word without a digit says so in another language: "Bekleniyor".
	const code = waits && !HAS_DIGIT.test(word) ? '' : word;
	const text = TEXT_FIELDS.map((name) => readWord(record[name])).find((words) => words !== '') ?? '';
	if (code !== '') return { code, text };
	return text === '' || waits ? undefined : { code, text };
}

/**
 * Of a list all entries count, because which end is the newest differs, and one more has to be another message. They
 * are sorted: a list that comes in another order says nothing new.
 */
function readWord(value: unknown): string {
	if (Array.isArray(value))
		return value
			.map(readWord)
			.filter((entry) => entry !== '')
			.sort()
			.join(', ');
	if (isRecord(value)) {
		const { code = '', text = '' } = readMessage(value) ?? {};
		return code || text;
	}
	const word = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	const isState = !HAS_DIGIT.test(word) && readState(word) !== 'unknown';
	return isState || PLACEHOLDER.test(word) ? '' : word;
}
