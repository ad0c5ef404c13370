import { MONEY_FIELDS, plainDecimal } from '../values/money';

/** What the text of a reply is. */
export type ReplyContent =
	| { kind: 'json'; value: unknown }
	| { kind: 'empty' }
	| { kind: 'html'; challenge: boolean }
	| { kind: 'notJson'; text?: string; fromPhp?: true };

// Words of the check itself. "cloudflare" or "captcha" alone also stand on ordinary pages, e.g. on a panel's log-in page.
// DDoS-Guard also signs its pages for a server that does not answer, so its name counts only as the whole title.
const CHALLENGE =
	/cf-chl|_cf_chl|orchestrate\/chl_page|<title>\s*(just a moment|attention required|ddos-guard\s*<)|checking your browser|used cloudflare to restrict access/i;
/** The same from Cloudflare as a plain text. */
const BLOCKED = /^error code: 10(06|07|08|09|10|12|15|20)$/i;
/** What PHP prints of its own before a reply, e.g. "<br /><b>Warning</b>: ... on line <b>3</b><br />". It makes no web page. */
const PHP_MESSAGES = /^(?:<br \/>\s*<b>[^<]{1,40}<\/b>:[\s\S]*?<br \/>\s*)+/;

/**
 * Reads the bytes of a reply as its Content-Type says; without a charset, or with one that nobody knows, as UTF-8.
 */
export function decodeBody(body: Buffer, contentType = ''): string {
	const charset = /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return body.toString('utf8');
	}
}

/**
 * Distinguishes JSON, nothing, a web page and broken JSON, whatever content type the panel declared. Money that came as a
 * bare number keeps its digits, and so does every number that a float cannot hold, e.g. an id beyond 2^53.
 */
export function parseReply(body: string): ReplyContent {
	const whole = body.replace(/^\uFEFF+/, '').trim();
	if (whole === '') return { kind: 'empty' };
	const text = whole.replace(PHP_MESSAGES, '').trim();
	if (text === '') return { kind: 'notJson', fromPhp: true };
	if (BLOCKED.test(text)) return { kind: 'html', challenge: true };
	const value = parseJson(text) ?? parseJson(findJson(text));
	if (value) return { kind: 'json', value: parseNested(value.json) };
	if (text.startsWith('<') || WEB_PAGE.test(text)) return { kind: 'html', challenge: CHALLENGE.test(text) };
	return /[{[<]/.test(text) || text.length > LONGEST_TEXT ? { kind: 'notJson' } : { kind: 'notJson', text };
}

function parseJson(text: string | undefined): { json: unknown } | undefined {
	if (text === undefined || text.startsWith('<')) return undefined;
	try {
		const json: unknown = JSON.parse(NEEDS_CARE.test(text) ? quoteInexactNumbers(text) : text);
		return { json };
	} catch {
		return undefined;
	}
}

/** Opens an object or list that came as a JSON text, i.e. was encoded twice. */
function parseNested(json: unknown): unknown {
	const inner = typeof json === 'string' && /^\s*[{[]/.test(json) ? parseJson(json.trim()) : undefined;
	return inner ? inner.json : json;
}

/** Plain answers such as "OK" or "ACCESS_BALANCE:100.5" are short. */
const LONGEST_TEXT = 8_000;

const WEB_PAGE = /<(!doctype|html|head|body|title|script|form)\b/i;
const MAX_BRACKETS = 20;

/**
 * The only JSON object, or list of objects, in a text around it, e.g. behind a PHP warning. Undefined for web pages,
 * for several values, and for one that does not end: its inner objects are not the reply.
 */
function findJson(text: string): string | undefined {
	let found: string | undefined;
	let outside = '';
	let from = 0;
	for (let brackets = 0; ; brackets++) {
		const start = from + text.slice(from).search(/[{[]/);
		if (start < from) break;
		const end = brackets < MAX_BRACKETS ? findEnd(text, start) : undefined;
		if (end === undefined) return undefined;
		const value = text.slice(start, end);
		outside += text.slice(from, start);
		from = end;
		// A PHP message may hold brackets of its own: "[internal function]", "{closure}".
		if (!/^(\{|\[\s*\{)/.test(value) || !parseJson(value)) continue;
		if (found !== undefined) return undefined;
		found = value;
	}
	return WEB_PAGE.test(outside + text.slice(from)) ? undefined : found;
}

const BRACKET_OR_STRING = /"(?:[^"\\]|\\[\s\S])*"|[{}[\]]/g;

/** Where the brackets that open at `start` are closed again. */
function findEnd(text: string, start: number): number | undefined {
	let depth = 0;
	BRACKET_OR_STRING.lastIndex = start;
	for (let token = BRACKET_OR_STRING.exec(text); token; token = BRACKET_OR_STRING.exec(text)) {
		if (token[0] === '{' || token[0] === '[') depth++;
		else if (token[0] === '}' || token[0] === ']') depth--;
		if (depth === 0) return BRACKET_OR_STRING.lastIndex;
	}
	return undefined;
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
