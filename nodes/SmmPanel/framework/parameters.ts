import { InvalidInputError } from './errors';
import type { Choice, Property } from './operation';

/** Gives the value of a parameter for one item; n8n's execute context does. */
interface ParameterSource {
	getNodeParameter(name: string, itemIndex: number, fallback: unknown, options: { extractValue: boolean }): unknown;
}

/**
 * Reads and checks every parameter of an operation for one item; expressions may deliver anything. A hidden property
 * gives its default, unless it is read all the same.
 * @returns one checked value per property name
 * @throws naming the field and the remedy, before anything is sent
 */
export function readParameters(context: ParameterSource, itemIndex: number, properties: readonly Property[]): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const property of properties) {
		if (property.type === 'notice') continue;
		if (property.readHidden !== true && !isShown(property, values)) {
			values[property.name] = property.default;
			continue;
		}
		const extractValue = property.type === 'resourceLocator';
		// n8n drops hidden parameters from the saved node, so each read needs its default as fallback.
		const fallback = property.readHidden === true ? null : extractValue ? '' : property.default;
		const raw: unknown = context.getNodeParameter(property.name, itemIndex, fallback, { extractValue });
		values[property.name] = checkValue(raw, property);
	}
	return values;
}

/** Gives the value of a parameter; n8n's poll context does, which has no items. */
interface PollParameterSource {
	getNodeParameter(name: string, fallback: unknown, options: { extractValue: boolean }): unknown;
}

/** The same as readParameters for a poll. */
export function readPollParameters(context: PollParameterSource, properties: readonly Property[]): Record<string, unknown> {
	return readParameters(
		{ getNodeParameter: (name, _itemIndex, fallback, options) => context.getNodeParameter(name, fallback, options) },
		0,
		properties,
	);
}

/**
 * Whether a property counts for this item. A field that another one hides is not read at all: where that other field is
 * an expression, n8n keeps every field, and one that only other items use must not fail this one. A property stands
 * behind those that decide about it.
 */
function isShown({ displayOptions }: Property, values: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(displayOptions?.show ?? {}).every(
		([name, wanted]) => !Object.hasOwn(values, name) || wanted.includes(values[name]),
	);
}

/** Checks one value against its property, and returns it in the property's own type. */
export function checkValue(raw: unknown, property: Property): unknown {
	const label = property.displayName;
	if (property.readAs === 'raw') return raw;
	if (property.readAs === 'text') return readText(raw, label);
	if (property.readAs === 'list') return readList(raw, label);
	switch (property.type) {
		case 'number':
			return readNumber(raw, label);
		case 'boolean':
			return readBoolean(raw, property);
		case 'options':
			return readChoice(raw, property);
		case 'multiOptions':
			return readChoices(raw, property);
		case 'collection':
			return readCollection(raw, property);
		case 'json':
			return raw;
		default:
			return readText(raw, label);
	}
}

/**
 * The text of a parameter's value; of a list one entry a line.
 * @throws InvalidInputError where it is no single value, nor a list of such
 */
export function readText(raw: unknown, label: string): string {
	if (raw === undefined || raw === null) return '';
	if (typeof raw === 'string') return raw.trim();
	if (typeof raw === 'boolean' || typeof raw === 'bigint' || (typeof raw === 'number' && Number.isFinite(raw))) return String(raw);
	if (typeof raw === 'number')
		throw new InvalidInputError(`'${label}' came as ${raw}, which is no number`, 'Check the calculation in the expression');
	// Ids and lists often come as arrays from expressions; one entry a line is what every list field accepts.
	if (Array.isArray(raw)) return raw.map((entry: unknown) => readText(entry, label)).join('\n');
	const date = readDate(raw);
	if (date !== undefined) return date;
	throw new InvalidInputError(
		`'${label}' has to be text, but an object came`,
		`Choose the single value inside the object, e.g. {{ $json.id }} instead of {{ $json }}`,
	);
}

function readList(raw: unknown, label: string): string[] {
	return readText(raw, label)
		.split(/[\n,]+/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/** Also for a date that was made in the realm of n8n's expressions, which is no instance of this one's class. */
function isDate(raw: object): raw is Date {
	return Object.prototype.toString.call(raw) === '[object Date]';
}

function hasToISO(raw: object): raw is { toISO: () => unknown } {
	return 'toISO' in raw && typeof raw.toISO === 'function';
}

/** Dates of n8n's expressions, such as {{ $now }}, as ISO text. */
function readDate(raw: object): string | undefined {
	if (isDate(raw)) return Number.isNaN(raw.getTime()) ? undefined : raw.toISOString();
	const text = hasToISO(raw) ? raw.toISO() : undefined;
	return typeof text === 'string' ? text : undefined;
}

function readNumber(raw: unknown, label: string): number {
	if (typeof raw === 'number' && Number.isFinite(raw)) return raw;
	if (raw === undefined || raw === null || raw === '') return 0;
	if (typeof raw === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(raw)) return Number(raw);
	throw new InvalidInputError(
		`'${label}' has to be a number, but it is ${showValue(raw)}`,
		`Enter digits only, without units or thousands separators`,
	);
}

function readBoolean(raw: unknown, property: Property): boolean {
	if (typeof raw === 'boolean') return raw;
	// The default is the safe choice, so an expression that gives nothing gets it.
	if (raw === undefined || raw === null || raw === '') return property.default === true;
	if (raw === 0 || raw === '0' || raw === 'false') return false;
	if (raw === 1 || raw === '1' || raw === 'true') return true;
	throw new InvalidInputError(
		`'${property.displayName}' has to be true or false, but it is ${showValue(raw)}`,
		`Let the expression return true or false`,
	);
}

function readChoice(raw: unknown, property: Property): unknown {
	const choices = listChoices(property);
	// A dropdown that is filled while it is open has no fixed choices to compare with.
	if (choices.length === 0) return readText(raw, property.displayName);
	const text = toPlainText(raw ?? '')?.trim();
	const match = choices.find(
		({ value, aliases = [] }) => value === raw || String(value) === text || aliases.some((alias) => alias === text),
	);
	if (match) return match.value;
	throw new InvalidInputError(
		`'${property.displayName}' cannot be ${showValue(raw)}`,
		`Use one of: ${choices.map((choice) => String(choice.value) || '(empty)').join(', ')}`,
	);
}

function readChoices(raw: unknown, property: Property): unknown[] {
	if (raw === undefined || raw === null || raw === '') return [];
	const values: unknown[] = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(',').map((part) => part.trim()) : [raw];
	return values.map((value) => readChoice(value, property));
}

function readCollection(raw: unknown, property: Property): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	if (raw === undefined || raw === null || raw === '') return values;
	if (typeof raw !== 'object' || Array.isArray(raw)) {
		throw new InvalidInputError(
			`'${property.displayName}' is ${showValue(raw)}, but has to be an object`,
			'Add its fields one by one, each with an expression of its own where needed',
		);
	}
	const given = new Map(Object.entries(raw));
	for (const member of property.options ?? []) {
		if (!('type' in member) || !given.has(member.name)) continue;
		const value: unknown = given.get(member.name);
		values[member.name] = checkValue(member.type === 'resourceLocator' ? readLocator(value) : value, member);
	}
	return values;
}

function readLocator(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

function listChoices(property: Property): Choice[] {
	return (property.options ?? []).filter((option): option is Choice => 'value' in option);
}

/** A single value as text; undefined for what has no text of its own. */
function toPlainText(raw: unknown): string | undefined {
	return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint'
		? String(raw)
		: undefined;
}

/** Shows a wrong value in an error text: short, and never a dump of an object. */
export function showValue(raw: unknown): string {
	if (raw === undefined || raw === null) return 'empty';
	if (Array.isArray(raw)) return 'a list';
	if (typeof raw === 'object') return 'an object';
	const text = toPlainText(raw) ?? typeof raw;
	return text.trim() === '' ? 'empty' : `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
