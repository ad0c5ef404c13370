import type { Fields } from '../../panel/transport/client';
import { invalidInput } from '../../panel/errors';

/** A field that must not be sent as an additional one, and why. */
export type Reserved = ReadonlyMap<string, string>;

/** The fields that every call has. */
export const CALL_FIELDS: ReadonlyArray<readonly [string, string]> = [
	['key', 'which comes from the credential'],
	['action', 'which this node sets itself'],
];

const LONGEST_VALUE = 1_000_000;

/**
 * Reads additional fields that only some panels know. A name like " key" or "key[]" counts as "key", because panels
 * read it so.
 * @param value - JSON, as text or object
 * @throws for anything but an object of single values, and for a reserved name
 */
export function parseAdditionalFields(value: unknown, label: string, reserved: Reserved): Fields {
	const parsed = typeof value === 'string' ? parseJson(value.trim(), label) : (value ?? {});
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalidInput(`'${label}' is no JSON object`, EXAMPLE);
	const fields = new Map<string, string>();
	for (const [name, entry] of Object.entries(parsed)) {
		if (entry === null || entry === undefined || entry === '') continue;
		checkName(name, label, reserved);
		fields.set(name, readEntry(entry, name, label));
	}
	return Object.fromEntries(fields);
}

function checkName(name: string, label: string, reserved: Reserved): void {
	const [, base] = /^([a-z_][\w-]{0,63})(\[[\w-]*\]){0,3}$/i.exec(name) ?? [];
	if (base === undefined || base === '__proto__')
		throw invalidInput(
			`'${label}' holds the name "${name.slice(0, 40)}", which is no field name`,
			'Use names of letters, digits and _ as the API page of the panel shows them.',
		);
	const reason = reserved.get(base.toLowerCase());
	if (reason !== undefined) throw invalidInput(`'${label}' holds the field "${name}", ${reason}`, `Remove it from '${label}'.`);
}

function readEntry(entry: unknown, name: string, label: string): string {
	if (typeof entry === 'number' && !Number.isFinite(entry))
		throw invalidInput(`'${label}' holds ${entry} under "${name}", which is no number`, 'Check the calculation in the expression.');
	if (typeof entry !== 'string' && typeof entry !== 'number' && typeof entry !== 'boolean')
		throw invalidInput(
			`'${label}' holds a list or object under "${name}", but panels take single values`,
			'Enter text, numbers, or true and false. Join lists with commas or line breaks.',
		);
	const text = String(entry);
	if (text.length > LONGEST_VALUE)
		throw invalidInput(
			`'${label}' holds ${text.length} characters under "${name}", but at most ${LONGEST_VALUE} can be sent`,
			'Check that the expression gives what you want to send.',
		);
	return text;
}

const EXAMPLE = 'Enter names and values like {"country": "US"}; names and texts need double quotes.';

function parseJson(text: string, label: string): unknown {
	if (text === '') return {};
	try {
		return JSON.parse(text);
	} catch {
		throw invalidInput(`'${label}' is no valid JSON`, EXAMPLE);
	}
}
