import type { IPollFunctions } from 'n8n-workflow';
import { InputProblem } from '../node/errors';
import { plainDecimal, readDecimal } from '../panel/money';
import { isRecord } from '../panel/reply';

type Parameters = Pick<IPollFunctions, 'getNodeParameter'>;

/**
 * Reads a text parameter of the trigger. In: the context, the parameter's name, its label for the error.
 * Out: the trimmed text; arrays from expressions become one entry a line, because lists of ids often come so.
 * Errors: InputProblem where an object came.
 */
export function textOf(context: Parameters, name: string, label: string, fallback = ''): string {
	const raw: unknown = context.getNodeParameter(name, fallback, { extractValue: true });
	return asText(raw, label);
}

function asText(raw: unknown, label: string): string {
	if (raw === undefined || raw === null) return '';
	if (typeof raw === 'string') return raw.trim();
	if (typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint') return String(raw);
	if (Array.isArray(raw)) return raw.map((entry: unknown) => asText(entry, label)).join('\n');
	throw new InputProblem(
		`'${label}' has to be text, but an object came`,
		'Choose the single value inside the object, e.g. {{ $json.id }} instead of {{ $json }}.',
	);
}

/** Reads a choice of several entries. Out: the texts; a comma list from an expression counts as well. */
export function choicesOf(context: Parameters, name: string, label: string): string[] {
	const raw: unknown = context.getNodeParameter(name, []);
	return asText(raw, label)
		.split(/[\n,]+/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/** Reads an amount. Out: the exact decimal as text. Errors: InputProblem where it is no amount. */
export function amountOf(context: Parameters, name: string, label: string): string {
	// A number such as 0.0000001 turns into a text with an exponent.
	const text = plainDecimal(textOf(context, name, label));
	if (readDecimal(text)) return text;
	throw new InputProblem(
		`'${label}' has to be an amount, but it is "${text.slice(0, 40)}"`,
		'Enter digits only, with a dot for decimals, e.g. 5 or 12.50.',
	);
}

/** Reads the Options collection. Out: what is set in it. */
export function optionsOf(context: Parameters): Record<string, unknown> {
	const raw: unknown = context.getNodeParameter('options', {});
	return isRecord(raw) ? raw : {};
}

/** Reads a switch out of the options. In: the options, its name, its default. */
export function switchOf(options: Record<string, unknown>, name: string, fallback: boolean): boolean {
	const value = options[name];
	return value === undefined ? fallback : value === true || value === 'true';
}

/** Reads a text out of the options. */
export function optionText(options: Record<string, unknown>, name: string, label: string): string {
	return asText(options[name], label);
}
