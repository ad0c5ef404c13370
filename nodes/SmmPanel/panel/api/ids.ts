import { invalidInput } from '../errors';

/** Most ids in one call: every panel that takes lists documents 100. */
export const IDS_PER_CALL = 100;

/**
 * Reads ids that a user entered: one id, a list with commas, semicolons, spaces or lines, or a JSON array. Each is
 * returned once.
 * @throws for no id at all, and for one without a digit or with characters that no panel uses
 */
export function readIds(text: string, label: string): string[] {
	const parts = text
		.replace(/[[\]"']/g, ' ')
		.split(/[\s,;]+/)
		.filter((part) => part !== '');
	// Every id has a digit; what has none is a word like "undefined" that an expression gave.
	const wrong = parts.find((part) => !/^(?=.*\d)[\w.:-]{1,64}$/.test(part));
	if (wrong !== undefined)
		throw invalidInput(
			`'${label}' holds "${wrong.slice(0, 40)}", which is not a valid ID`,
			'Enter IDs as the panel shows them, separated by commas or lines.',
		);
	if (parts.length === 0)
		throw invalidInput(`'${label}' holds no ID`, 'Enter at least one ID, or an expression that gives one, e.g. {{ $json.order }}.');
	return [...new Set(parts)];
}

/** Reads exactly one id; several are refused. */
export function readId(text: string, label: string): string {
	const [first = '', ...more] = readIds(text, label);
	if (more.length > 0)
		throw invalidInput(
			`'${label}' takes one ID, but ${more.length + 1} came`,
			'Split the list into one item per ID first, e.g. with the Split Out node.',
		);
	return first;
}

/** Splits a list into chunks of at most so many entries. */
export function splitIntoChunks<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, chunk) => list.slice(chunk * size, (chunk + 1) * size));
}
