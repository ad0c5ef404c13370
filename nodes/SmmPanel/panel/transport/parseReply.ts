import { MONEY_FIELDS, plainDecimal } from '../values/money';

/** What a reply's text turned out to be. */
export type ReplyContent =
	| { kind: 'json'; value: unknown }
	| { kind: 'empty' }
	| { kind: 'html'; challenge: boolean }
	| { kind: 'notJson' };

// Words of the check itself. "cloudflare" or "captcha" alone also stand on ordinary pages, e.g. on a panel's log-in page.
// DDoS-Guard also signs its pages for a server that does not answer, so its name counts only as the whole title.
const CHALLENGE =
	/cf-chl|_cf_chl|orchestrate\/chl_page|<title>\s*(just a moment|attention required|ddos-guard\s*<)|checking your browser|used cloudflare to restrict access/i;
/** The same from Cloudflare as a plain text. */
const BLOCKED = /^error code: 10(06|07|08|09|10|12|15|20)$/i;

/**
 * Tells JSON, nothing, a web page and broken JSON apart, whatever content type the panel declared. Money that came as a
 * bare number keeps its digits, and so does every number that a float cannot hold, e.g. an id beyond 2^53.
 */
export function parseReply(body: string): ReplyContent {
	const text = body.replace(/^\uFEFF/, '').trim();
	if (text === '') return { kind: 'empty' };
	if (BLOCKED.test(text)) return { kind: 'html', challenge: true };
	if (text.startsWith('<')) return { kind: 'html', challenge: CHALLENGE.test(text) };
	try {
		const value: unknown = JSON.parse(NEEDS_CARE.test(text) ? quoteInexactNumbers(text) : text);
		return { kind: 'json', value };
	} catch {
		return { kind: 'notJson' };
	}
}

/** A number with a fraction, an exponent or 16 digits somewhere; replies without one are parsed as they are. */
const NEEDS_CARE = /[:,[]\s*-?(?:\d{16}|\d+[.eE])/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function quoteInexactNumbers(text: string): string {
	let isMoney = false;
	return text.replace(STRING_OR_NUMBER, (token: string, colon: string | undefined) => {
		if (token.startsWith('"')) {
			isMoney = colon !== undefined && MONEY_FIELDS.has(token.slice(1, token.lastIndexOf('"')).toLowerCase());
			return token;
		}
		if (isMoney) return /^-?\d{1,15}$/.test(token) ? token : `"${plainDecimal(token)}"`;
		return isExact(token) ? token : `"${token}"`;
	});
}

function isExact(token: string): boolean {
	return token.replace(/\D/g, '').length <= 15 || String(Number(token)) === token;
}

/** True for a JSON object, not for a list or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
