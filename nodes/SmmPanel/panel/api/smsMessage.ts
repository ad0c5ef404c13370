import type { PanelRecord } from './records';

/** What arrived on a number: the code that the panel found in the message, the message, or both. */
export interface SmsMessage {
	/** Empty where the panel found none, as in a message with a link to sign in. */
	readonly code: string;
	readonly text: string;
}

/** What panels write in the place of a code or text while there is none. */
const PLACEHOLDER =
	/^(0|-+|\.+|null|none|nil|undefined|nan|false|true|n\/?a|unknown|empty|wait|waiting\b.*|pending\b.*|not (yet )?received\b.*|no (code|sms|message|text)\b.*|status_\w+)$/i;
const TEXT_FIELDS = ['sms_content', 'sms', 'sms_text', 'text'];
const STILL_WAITING = /^(wait|pending)/i;

/** @returns undefined while nothing has arrived */
export function readMessage(record: PanelRecord): SmsMessage | undefined {
	const code = readWord(record.code);
	const text = TEXT_FIELDS.map((name) => readWord(record[name])).find((words) => words !== '') ?? '';
	if (code !== '') return { code, text };
	const waits = typeof record.status === 'string' && STILL_WAITING.test(record.status.trim());
	return text === '' || waits ? undefined : { code, text };
}

/** Of a list all entries count: which end is the newest differs, and one more has to be another message. */
function readWord(value: unknown): string {
	if (Array.isArray(value))
		return value
			.map(readWord)
			.filter((entry) => entry !== '')
			.join(', ');
	const word = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	return PLACEHOLDER.test(word) ? '' : word;
}
