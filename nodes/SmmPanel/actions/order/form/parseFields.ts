import { jsonParse } from 'n8n-workflow';
import { checkValue, readText } from '../../../framework/parameters';
import { invalidInput, rethrow } from '../../../panel/errors';
import { isRecord } from '../../../panel/transport/parseReply';
import { toApiName, getField, ORDER_FIELD_NAMES, type OrderField, type OrderFieldName } from './orderFields';
import { buildField, isNeeded, typeFieldsField } from './orderForm';
import { getForm, type OrderForm, type OrderType, type OrderTypeChoice } from './orderTypes';

/** What a user filled in, as it came: fields of the form, and those below Fields of the Type. */
export type OrderInput = { readonly orderType: OrderTypeChoice; readonly typeFields: unknown } & Readonly<Record<OrderFieldName, unknown>>;

/** An order as the panel wants it. */
export interface OrderFields {
	/** The exact fields of `add`, without service. */
	fields: Record<string, string>;
	/** Pieces of one run: the quantity or the number of lines; undefined where the panel decides. */
	pieces?: number;
	runs: number;
}

/** The fields of a type that are wrong, in the order of the editor. */
export interface FieldProblems {
	/** Needed, but not filled in. */
	readonly missing: readonly OrderFieldName[];
	/** Filled in, but not taken by the type. */
	readonly unfit: readonly OrderFieldName[];
}

/** No address is longer; a whole page or object that slipped into a field is. */
const LONGEST_LINE = 4_000;
const LONGEST_LIST = 1_000_000;

/**
 * Turns the form into the exact API fields of an order type, and counts the pieces.
 * @param describe - makes the error of fields that are missing or that the type does not take; it comes before any other
 * @throws naming every field and the remedy; nothing has been sent
 */
export function parseOrderFields(input: OrderInput, orderType: OrderType, describe: (problems: FieldProblems) => Error): OrderFields {
	const form = getForm(orderType);
	const findGiven = findIn(input);
	const values = new Map<OrderFieldName, string>();
	const read = (name: OrderFieldName): keyof FieldProblems | 'right' => {
		const given = findGiven(name);
		if (!takes(form, name, values)) return isSet(getField(name), given) && form.unsent?.includes(name) !== true ? 'unfit' : 'right';
		const value = parseField(name, given);
		if (value !== '') values.set(name, value);
		return value === '' && isNeeded(form, name) ? 'missing' : 'right';
	};
	const found = { missing: new Array<OrderFieldName>(), unfit: new Array<OrderFieldName>(), right: new Array<OrderFieldName>() };
	const failures: unknown[] = [];
	for (const name of ORDER_FIELD_NAMES) {
		try {
			found[read(name)].push(name);
		} catch (failure) {
			failures.push(failure);
		}
	}
	const { missing } = found;
	const lines = form.counted === undefined ? undefined : values.get(form.counted)?.split('\n').length;
	const unfit = found.unfit.filter((name) => !(name === 'quantity' && isCount(findGiven(name), lines)));
	if (missing.length > 0 || unfit.length > 0) throw describe({ missing, unfit });
	if (failures.length > 0) rethrow(failures[0]);
	checkTogether(values);
	const quantity = values.get('quantity');
	const pieces = lines ?? (quantity === undefined ? undefined : Number(quantity));
	return {
		fields: Object.fromEntries([...values].map(([name, value]) => [toApiName(name), value])),
		runs: Number(values.get('runs') ?? 1),
		...(pieces === undefined ? {} : { pieces }),
	};
}

/** Whether a type takes a field, beside the values before it. */
function takes({ required, optional }: OrderForm, name: OrderFieldName, values: ReadonlyMap<OrderFieldName, string>): boolean {
	const { onlyWith } = getField(name);
	if (onlyWith !== undefined && values.get(onlyWith.field) !== String(onlyWith.value)) return false;
	return required.includes(name) || optional.includes(name);
}

/** A quantity beside a list whose lines are counted says nothing else if it is the same number. */
function isCount(given: unknown, lines: number | undefined): boolean {
	return lines !== undefined && isPlain(given) && Number(given) === lines;
}

/**
 * Finds what was filled in for a field. The form shows a field where its type needs it; below Fields of the Type it may
 * stand for any type.
 */
function findIn(input: OrderInput): (name: OrderFieldName) => unknown {
	const members = readMembers(input.typeFields);
	return (name) => {
		const inForm = input[name];
		const member = members.get(name);
		if (isEmpty(member)) return inForm;
		const isBoth = isSet(getField(name), inForm) && (getField(name).kind === 'choice' || isSet(getField(name), member));
		if (!isBoth) return isSet(getField(name), inForm) ? inForm : member;
		if (inForm === member || (isPlain(inForm) && isPlain(member) && String(inForm) === String(member))) return inForm;
		throw invalidInput(
			`'${getField(name).label}' is filled in twice, in the form and below '${typeFieldsField.displayName}', with different values`,
			'Keep one of them.',
		);
	};
}

function readMembers(typeFields: unknown): ReadonlyMap<string, unknown> {
	if (isEmpty(typeFields)) return new Map();
	if (!isRecord(typeFields)) throw invalidInput(`'${typeFieldsField.displayName}' has to be an object`, 'Add its fields one by one.');
	const { dripFeed, ...members } = typeFields;
	const pair = isRecord(dripFeed) && isRecord(dripFeed.pair) ? dripFeed.pair : {};
	return new Map([...Object.entries(members), ...Object.entries(pair)]);
}

function isPlain(value: unknown): value is string | number {
	return typeof value === 'string' || typeof value === 'number';
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (Array.isArray(value)) return value.every(isEmpty);
	return typeof value === 'string' && value.trim() === '';
}

/** Whether somebody chose the value: empty, 0 and what the form shows at first do not count. */
function isSet({ initial = 0 }: OrderField, value: unknown): boolean {
	if (isEmpty(value)) return false;
	return !isPlain(value) || ![0, initial].includes(Number(value));
}

function parseField(name: OrderFieldName, given: unknown): string {
	const { label, kind } = getField(name);
	// A choice that the editor does not show has not been made.
	if (kind === 'choice' && isEmpty(given)) return '';
	refuseMistaken(given, name);
	const value = kind === 'list' ? openJsonList(given) : given;
	const text = readText(checkValue(value ?? '', buildField(name)), label).trim();
	const maxLength = kind === 'list' ? LONGEST_LIST : LONGEST_LINE;
	if (text.length > maxLength)
		throw invalidInput(
			`'${label}' has ${text.length} characters, but at most ${maxLength} can be sent`,
			'Check that the expression gives what you want to send. Split a long list over several items.',
		);
	return READERS[kind](text, label);
}

/** AI models send a list as JSON text; as one line it would be one comment. */
function openJsonList(given: unknown): unknown {
	if (typeof given !== 'string' || !given.trim().startsWith('[')) return given;
	const list: unknown = jsonParse(given, { fallbackValue: given });
	return Array.isArray(list) && list.every(isPlain) ? list : given;
}

/** Values of expressions that could be read, but that nobody means. */
function refuseMistaken(given: unknown, name: OrderFieldName): void {
	const { label, kind } = getField(name);
	const isNumber = kind === 'count' || kind === 'number';
	// "10.000" is ten thousand in many languages.
	if (isNumber && typeof given === 'string' && /^\d+\.\d{3}$/.test(given.trim())) parseWholeNumber(given.trim(), label);
	// `a && b` gives false where a is missing.
	if (!isNumber && kind !== 'choice' && typeof given === 'boolean')
		throw invalidInput(`'${label}' is ${given}, but has to be text`, 'Correct the expression, so that it gives a text.');
}

const READERS: Record<OrderField['kind'], (text: string, label: string) => string> = {
	count: parseWholeNumber,
	number: parseWholeNumber,
	choice: (text) => text,
	line: parseLine,
	word: parseWord,
	day: parseDay,
	list: (text) =>
		text
			.split(/\r\n|\r|\n/)
			.map((line) => line.trim())
			.filter((line) => line !== '')
			.join('\n'),
};

function parseWholeNumber(text: string, label: string): string {
	if (text === '' || text === '0') return '';
	if (/^0*[1-9]\d{0,14}$/.test(text)) return text.replace(/^0+/, '');
	throw invalidInput(
		`'${label}' is ${text.slice(0, 40)}, but has to be a whole number above 0`,
		'Enter digits only, at most 15 of them and without a fraction.',
	);
}

function parseLine(text: string, label: string): string {
	if (!/[\r\n]/.test(text)) return text;
	throw invalidInput(
		`'${label}' has several lines, but takes one value`,
		'Keep one line. To order for several links, send one item for each.',
	);
}

function parseWord(text: string, label: string): string {
	if (!/\s/.test(text)) return text;
	throw invalidInput(`'${label}' holds several words, but takes one`, 'Keep one, or choose a service that takes several.');
}

/** Panels take d/m/Y; the dates that n8n's own expressions give (2027-12-31...) are converted to it. */
function parseDay(text: string, label: string): string {
	if (text === '') return '';
	const iso = /^(\d{4})-(\d{2})-(\d{2})(T.*)?$/.exec(text);
	const [, day = '', month = '', year = ''] = iso ? [text, iso[3], iso[2], iso[1]] : (/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []);
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	const exists = day !== '' && date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1;
	if (exists) return `${day.padStart(2, '0')}/${month.padStart(2, '0')}/${year}`;
	throw invalidInput(`'${label}' is "${text.slice(0, 40)}", which is no date as day/month/year`, 'Enter it like 31/12/2027.');
}

function checkTogether(values: ReadonlyMap<OrderFieldName, string>): void {
	const [runs, interval] = [values.get('runs'), values.get('interval')];
	if ((runs === undefined) !== (interval === undefined)) {
		const [given, missing] = runs === undefined ? [getField('interval').label, 'Runs'] : ['Runs', getField('interval').label];
		throw invalidInput(
			`'${given}' is set without '${missing}'`,
			`A drip-feed needs both: how many runs, and the minutes between them. Set '${missing}', or set '${given}' to 0.`,
		);
	}
	const [min, max] = [values.get('min'), values.get('max')];
	if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
		throw invalidInput(
			`'Minimum per Post' is ${min}, above 'Maximum per Post', which is ${max}`,
			'Lower the minimum, or raise the maximum.',
		);
	}
}
