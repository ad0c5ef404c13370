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
	const codes: unknown = record.code;
	const code = readWord(Array.isArray(codes) ? codes[0] : codes);
	const text = TEXT_FIELDS.map((name) => readWord(record[name])).find((words) => words !== '') ?? '';
	if (code !== '') return { code, text };
	const waits = typeof record.status === 'string' && STILL_WAITING.test(record.status.trim());
	return text === '' || waits ? undefined : { code, text };
}

function readWord(value: unknown): string {
	const word = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	return PLACEHOLDER.test(word) ? '' : word;
}
