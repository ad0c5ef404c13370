import type { Item } from '../../panel/api/records';
import { toText } from '../../catalog/labels';
import { optionsField } from '../../framework/operation';
import { compare, readDecimal } from '../../panel/values/money';
import { callsAtOnceOption } from './callsAtOnce';
import { waitOptions } from './waitFields';

const outputOption = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'simplified',
	description:
		'Which fields of each record to return. Without this option services and products are simplified, and orders come whole. An ID that the panel does not know always comes whole, with the reason.',
	options: [
		{ name: 'Raw', value: 'raw', description: 'Every field that the panel sent' },
		{ name: 'Selected Fields', value: 'selectedFields' },
		{ name: 'Simplified', value: 'simplified', description: 'The ten fields that matter most' },
	],
} as const;

const fieldsOption = {
	displayName: 'Fields',
	name: 'fields',
	type: 'string',
	readAs: 'list',
	default: '',
	placeholder: 'e.g. service, name, rate',
	displayOptions: { show: { output: ['selectedFields'] } },
	description: 'Names of the fields to return, separated by commas, in this order. Empty: all fields.',
} as const;

const secretsOption = {
	displayName: 'Secrets',
	name: 'secrets',
	type: 'options',
	default: 'mask',
	description: 'What to do with delivered accounts and SMS codes, which n8n stores with the execution. Without this option they are shown.',
	options: [
		{ name: 'Leave Out', value: 'omit' },
		{ name: 'Mask', value: 'mask', description: 'Replace each with ***, so that only their number shows' },
		{ name: 'Show', value: 'show' },
	],
} as const;

const sortByOption = {
	displayName: 'Sort By',
	name: 'sortBy',
	type: 'options',
	default: 'priceLowest',
	description:
		'How to sort before the limit cuts. Prices are compared as numbers, although they are text, and without regard to whether they are for 1000, for a piece or for a package.',
	options: [
		{ name: 'Name', value: 'name' },
		{ name: 'Panel Order', value: 'panelOrder' },
		{ name: 'Price, Highest First', value: 'priceHighest' },
		{ name: 'Price, Lowest First', value: 'priceLowest' },
	],
} as const;

/** The options of operations that list what can be bought. */
export const rowOptionsField = optionsField(outputOption, fieldsOption, sortByOption);
/** The options of operations that ask about orders, and of the wait for one. */
export const orderOptionsField = optionsField(callsAtOnceOption, outputOption, fieldsOption, secretsOption);
export const orderWaitOptionsField = optionsField(...waitOptions, outputOption, fieldsOption, secretsOption);
/** The options of operations that ask about SMS numbers, and of the wait for a code. */
export const smsOptionsField = optionsField(callsAtOnceOption, secretsOption);
export const smsWaitOptionsField = optionsField(...waitOptions, secretsOption);

interface OutputOptions {
	readonly output?: 'raw' | 'selectedFields' | 'simplified';
	readonly fields?: readonly string[];
	readonly secrets?: 'mask' | 'omit' | 'show';
}

/** n8n's reviewers ask for ten fields at most in a simplified output. */
const MAX_FIELDS = 10;
const SERVICE_FIELDS = ['service', 'name', 'type', 'category', 'rate', 'min', 'max', 'refill', 'entityType', 'stock', 'cancel', 'dripfeed'];
const PRODUCT_FIELDS = [
	...['service', 'name', 'category', 'rate', 'min', 'max', 'stock', 'autoDelivery', 'isRecommended', 'subcategoryId'],
	'type',
];
const ORDER_FIELDS = [
	...['order', 'state', 'final', 'accepted', 'refill', 'reason', 'status', 'previousStatus', 'timedOut', 'charge', 'currency'],
	...['accounts', 'start_count', 'remains', 'posts', 'runs'],
];

/** Makes the `shape` of an operation whose records are whole without the option 'Output', or simplified. */
function shapeWith(names: readonly string[], outputByDefault: 'raw' | 'simplified') {
	return (record: Item, { options }: { readonly options: OutputOptions }): Item => {
		const { output = outputByDefault, fields = [], secrets } = options;
		const shown = hideSecrets(record, secrets);
		if (output === 'raw' || record.found === false) return shown;
		const wanted = output === 'selectedFields' ? fields : names.filter((name) => Object.hasOwn(shown, name)).slice(0, MAX_FIELDS);
		return wanted.length === 0 ? shown : pickFields(shown, wanted);
	};
}

export const shapeService = shapeWith(SERVICE_FIELDS, 'simplified');
export const shapeProduct = shapeWith(PRODUCT_FIELDS, 'simplified');
export const shapeOrder = shapeWith(ORDER_FIELDS, 'raw');
export const shapeNumber = shapeWith([], 'raw');

function pickFields(record: Item, names: readonly string[]): Item {
	return Object.fromEntries(names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]));
}

/** Fields that hold what was delivered: logins of accounts, the code of an SMS and its whole text. */
const SECRET_FIELDS = ['accounts', 'code', 'sms_content'];
const MASK = '***';

function hideSecrets(record: Item, secrets: OutputOptions['secrets'] = 'show'): Item {
	// An ID that the panel does not know has an error code under this name.
	if (secrets === 'show' || record.found === false) return record;
	const entries = Object.entries(record).filter(([name]) => secrets === 'mask' || !SECRET_FIELDS.includes(name));
	return Object.fromEntries(entries.map(([name, value]) => [name, SECRET_FIELDS.includes(name) ? maskValue(value) : value]));
}

function maskValue(value: Item[string]): Item[string] {
	if (Array.isArray(value)) return value.map(() => MASK);
	return value === null || value === undefined || value === '' ? value : MASK;
}

type SortBy = 'name' | 'panelOrder' | 'priceHighest' | 'priceLowest';

/**
 * Reads rows for one item: sorted if the user wants that, which takes all of them, then cut at the limit.
 * @param read - reads at most so many rows, undefined for all
 */
export async function readSorted(
	limit: number | undefined,
	sortBy: SortBy | undefined,
	read: (limit: number | undefined) => Promise<Item[]>,
): Promise<Item[]> {
	if (sortBy === undefined || sortBy === 'panelOrder') return await read(limit);
	return sortRows(await read(undefined), sortBy).slice(0, limit);
}

/** Rows whose price is no amount come last, in the panel's order. */
function sortRows(rows: readonly Item[], sortBy: SortBy): Item[] {
	if (sortBy === 'name') return [...rows].sort((a, b) => toText(a.name).localeCompare(toText(b.name), 'en'));
	const direction = sortBy === 'priceHighest' ? -1 : 1;
	const priced = rows.map((row) => ({ row, rate: readDecimal(toText(row.rate)) }));
	return priced
		.sort((a, b) => (a.rate && b.rate ? direction * compare(a.rate, b.rate) : Number(a.rate === undefined) - Number(b.rate === undefined)))
		.map(({ row }) => row);
}
