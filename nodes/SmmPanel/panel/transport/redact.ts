import { isRecord } from './parseReply';

/** Takes a panel's key out of everything that came from the panel or names its address. */
interface Redactor {
	readonly text: (shown: string) => string;
	/** Takes the key out of parsed JSON, also out of names of fields. `source` is the text it was parsed from. */
	readonly value: (value: unknown, source: string) => unknown;
}

/** Shorter texts are no keys of any panel, and would stand in replies by chance. */
const SHORTEST_KEY = 6;
/** Order ids and codes look like this, so such a key is not taken out of items; no panel gives one. */
const LIKE_AN_ID = /^\d{1,11}$/;
/** Longer replies are catalogs, full of escaped emoji on some panels; they are walked only where the key stands in their text. */
const WALKED_FOR_ESCAPES_CHARACTERS = 32_000;
const DEEPEST = 200;
const SHOWN = '[key]';

/** Makes the redactor of one key: as it is, and as URLs, forms, JSON and HTML write it. */
export function createRedactor(apiKey: string): Redactor {
	const forms = apiKey.length < SHORTEST_KEY ? [] : [...new Set(listForms(apiKey))];
	if (forms.length === 0) return { text: (text) => text, value: (value) => value };
	const pattern = new RegExp(
		forms
			.sort((a, b) => b.length - a.length)
			.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
			.join('|'),
		'gi',
	);
	const text = (shown: string) => shown.replace(pattern, SHOWN);
	return {
		text,
		value: (value, source) => (!LIKE_AN_ID.test(apiKey) && mayHold(source, pattern) ? redactValue(value, text, 0) : value),
	};
}

/** JSON writes a text as it is unless it escapes it, so a key can hide from a search of the source only behind backslashes. */
function mayHold(source: string, pattern: RegExp): boolean {
	return source.search(pattern) >= 0 || (source.length <= WALKED_FOR_ESCAPES_CHARACTERS && source.includes('\\'));
}

function listForms(apiKey: string): string[] {
	const inForm = new URLSearchParams({ k: apiKey }).toString().slice(2);
	const inJson = JSON.stringify(apiKey).slice(1, -1);
	const inHtml = apiKey.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
	return [apiKey, inForm, inForm.replace(/\+/g, '%20'), inJson, inJson.replace(/\//g, '\\/'), inHtml];
}

function redactValue(value: unknown, text: (shown: string) => string, depth: number): unknown {
	if (typeof value === 'string') return text(value);
	if (typeof value !== 'object' || value === null) return value;
	// No panel nests this deep; a reply that does is cut before it can fill the stack.
	if (depth > DEEPEST) return null;
	if (Array.isArray(value)) return value.map((entry: unknown) => redactValue(entry, text, depth + 1));
	return isRecord(value)
		? Object.fromEntries(Object.entries(value).map(([name, entry]) => [text(name), redactValue(entry, text, depth + 1)]))
		: value;
}
