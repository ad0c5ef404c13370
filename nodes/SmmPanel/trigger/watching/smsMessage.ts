import type { SmsMessage } from '../../panel/api/smsMessage';
import { shortHash } from '../hash';

const PART = 5;
const NONE = '~'.repeat(PART);
const LENGTH = 2 * PART;
/** Older ones are forgotten. */
const MAX_KEPT = 10;

/** Fingerprints of a code and its text. Neither is ever stored itself. */
function fingerprint(order: string, { code, text }: SmsMessage): string {
	const part = (words: string) => (words === '' ? NONE : shortHash(`${order}\n${words}`, PART));
	const words = text.replace(/\s+/g, ' ');
	// A text that only repeats the code says nothing that could be new.
	return part(code) + part(words === code ? '' : words);
}

/** Panels may give the code first and its text a minute later: that is one message, as long as one of both is the same. */
function isSame(one: string, other: string): boolean {
	const pairs = [0, PART].map((start) => [one.slice(start, start + PART), other.slice(start, start + PART)]);
	return pairs.every(([a, b]) => a === b || a === NONE || b === NONE) && pairs.some(([a, b]) => a === b && a !== NONE);
}

/**
 * Compares a message with those of the same number that were emitted.
 * @param emitted - fingerprints, oldest first, as this function returned them
 * @returns the key of the event where the message is new; a code that was sent before gets a number
 */
export function addMessage(emitted: string, order: string, message: SmsMessage): { emitted: string; newKey?: string } {
	const known = emitted.match(new RegExp(`.{${LENGTH}}`, 'g')) ?? [];
	const now = fingerprint(order, message);
	const last = known.at(-1);
	if (last !== undefined && isSame(last, now)) {
		const fuller = [0, PART].map((start) => (now.startsWith(NONE, start) ? last : now).slice(start, start + PART)).join('');
		return { emitted: [...known.slice(0, -1), fuller].join('') };
	}
	const visit = 1 + known.filter((earlier) => sharesKey(earlier, now, message)).length;
	return { emitted: [...known, now].slice(-MAX_KEPT).join(''), newKey: `${messageKey(order, message)}${visit > 1 ? `:${visit}` : ''}` };
}

function sharesKey(earlier: string, now: string, { code }: SmsMessage): boolean {
	return code === '' ? earlier === now : earlier.slice(0, PART) === now.slice(0, PART);
}

/** Names a message in the id of its event: the code, or a hash of the text. */
export function messageKey(order: string, { code, text }: SmsMessage): string {
	return code === '' ? `~${shortHash(`${order}\n${text}`)}` : code;
}
