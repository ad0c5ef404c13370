/** What a reply's text turned out to be. */
export type ReplyContent =
	| { kind: 'json'; value: unknown }
	| { kind: 'empty' }
	| { kind: 'html'; challenge: boolean }
	| { kind: 'notJson' };

/** Texts longer than this are catalogs; their numbers are read as they are, because an exact pass costs seconds. */
const EXACT_NUMBERS_UP_TO_CHARACTERS = 1_000_000;

/**
 * Tells JSON, nothing, a web page and broken JSON apart, whatever content type the panel declared.
 *
 * In: the body as text, perhaps with a byte-order mark. Out: its content. Money and long ids that came as bare
 * numbers are returned as the strings that came, because a float would change "1.10" and ids beyond 2^53.
 */
export function readReply(body: string): ReplyContent {
	const text = body.replace(/^\uFEFF/, '').trim();
	if (text === '') return { kind: 'empty' };
	if (text.startsWith('<')) return { kind: 'html', challenge: /cloudflare|cf-chl|just a moment|captcha/i.test(text) };
	try {
		const value: unknown = JSON.parse(text.length > EXACT_NUMBERS_UP_TO_CHARACTERS ? text : withExactNumbers(text));
		return { kind: 'json', value };
	} catch {
		return { kind: 'notJson' };
	}
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function withExactNumbers(text: string): string {
	return text.replace(STRING_OR_NUMBER, (token) => {
		if (token.startsWith('"')) return token;
		const isPlainInteger = /^-?\d{1,15}$/.test(token);
		return isPlainInteger ? token : `"${token}"`;
	});
}

/** True for a JSON object, not for a list or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
