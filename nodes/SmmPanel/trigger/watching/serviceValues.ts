import { readFlag } from '../../catalog/serviceRow';
import { compare, compareDecimals, readDecimal, subtract, type Decimal } from '../../panel/values/money';
import { toItem, type PanelRecord, type Item } from '../../panel/api/records';
import { shortHash } from '../hash';

/** What can change about a service. */
export const SERVICE_CHANGES = [
	'added',
	'back',
	'backInStock',
	'category',
	'flags',
	'max',
	'min',
	'name',
	'price',
	'removed',
	'soldOut',
	'stock',
	'type',
] as const;
export type ServiceChange = (typeof SERVICE_CHANGES)[number];

/** Which changes fire. */
export interface ValueWatch {
	readonly changes: ReadonlySet<string>;
	/** The smallest change of a price that fires, in percent; left out: every change. */
	readonly minChange?: Decimal | undefined;
	/** Whether names and categories are kept as fingerprints, because whole ones of a large catalog would take megabytes. */
	readonly compact: boolean;
}

/** A change of a value, as an event says it. */
interface ValueChange {
	readonly change: ServiceChange;
	readonly from: string | null;
	readonly to: string;
}

interface Column {
	readonly field: string;
	readonly changes: readonly ServiceChange[];
	/** The text that is stored; empty where the panel says nothing. */
	read(row: PanelRecord, watch: ValueWatch): string;
	/** Compares two texts that are not empty. Where they differ but nothing fires, the old one may be kept. */
	compare(from: string, to: string, row: PanelRecord, watch: ValueWatch): { change?: ValueChange | undefined; keep: string };
}

const number = (field: string, change: ServiceChange): Column => ({
	field,
	changes: [change],
	read: (row) => readValue(row, field),
	compare: (from, to) => (isSame(from, to) ? { keep: from } : { change: { change, from, to }, keep: to }),
});

const text = (field: string, change: ServiceChange): Column => ({
	field,
	changes: [change],
	read: (row, { compact }) => (compact && field !== 'type' ? fingerprint(readValue(row, field)) : readValue(row, field)),
	compare(from, to, row) {
		const now = readValue(row, field);
		const isKept = from === (from.startsWith('~') ? fingerprint(now) : now);
		return isKept ? { keep: to } : { change: { change, from: from.startsWith('~') ? null : from, to: now }, keep: to };
	},
});

const flag = (field: string, words: string): Column => ({
	field,
	changes: ['flags'],
	read: (row) => ({ true: '1', false: '0' })[String(readFlag(row[field]))] ?? '',
	compare(from, to) {
		const say = (value: string) => `${value === '1' ? 'with' : 'without'} ${words}`;
		return { keep: to, ...(from === to ? {} : { change: { change: 'flags', from: say(from), to: say(to) } }) };
	},
});

const price: Column = {
	...number('rate', 'price'),
	compare(from, to, _row, { minChange }) {
		if (isSame(from, to)) return { keep: from };
		// A small step keeps the old price, so that many of them fire together.
		return minChange && isBelow(minChange, from, to) ? { keep: from } : { change: { change: 'price', from, to }, keep: to };
	},
};

/** Some stock, of which nobody knows how much. */
const SOME = '+';

const stock: Column = {
	field: 'stock',
	changes: ['stock', 'soldOut', 'backInStock'],
	// Without 'stock' only whether there is some is kept: the number changes with every sale.
	read(row, { changes }) {
		const value = readValue(row, 'stock');
		return value === '' || changes.has('stock') || isSame(value, '0') ? value : SOME;
	},
	compare(from, to, _row, { changes }) {
		const [was, is] = [!isSame(from, '0'), !isSame(to, '0')];
		const change = was && !is ? 'soldOut' : is && !was ? 'backInStock' : 'stock';
		if (change !== 'stock' && changes.has(change))
			return { change: { change, from: was ? 'in stock' : 'sold out', to: is ? 'in stock' : 'sold out' }, keep: to };
		const isNews = changes.has('stock') && from !== SOME && !isSame(from, to);
		return { keep: to, ...(isNews ? { change: { change: 'stock', from, to } } : {}) };
	},
};

/** In the order in which the values of a service are stored. */
const COLUMNS: readonly Column[] = [
	price,
	number('min', 'min'),
	number('max', 'max'),
	stock,
	text('name', 'name'),
	text('category', 'category'),
	text('type', 'type'),
	flag('refill', 'refill'),
	flag('cancel', 'cancel'),
	flag('dripfeed', 'drip-feed'),
];

/**
 * Compares the stored values of a service with its row. Values whose change does not fire are not kept, so that they
 * cause no writes; one that a panel begins or forgets to send is no change of the service.
 * @param stored - e.g. "0.90|100|5000"; empty for a service that was never seen
 * @returns the changes, and what to store
 */
export function compareValues(stored: string, row: PanelRecord, watch: ValueWatch): { changes: ValueChange[]; values: string } {
	const old = stored.split('|');
	const changes: ValueChange[] = [];
	const values = COLUMNS.map((column, position) => {
		if (!column.changes.some((change) => watch.changes.has(change))) return '';
		const [from = '', to] = [old[position], column.read(row, watch)];
		if (from === '' || to === '') return to || from;
		const { change, keep } = column.compare(from, to, row, watch);
		if (change) changes.push(change);
		return keep;
	});
	return { changes, values: values.join('|').replace(/\|+$/, '') };
}

/** What is known of a service that is gone. */
export function lastValues(service: string, stored: string): Item {
	const values = stored.split('|');
	const known = COLUMNS.map(({ field, changes }, position) => [field, changes.includes('flags') ? '' : (values[position] ?? '')] as const);
	return {
		service,
		...toItem(Object.fromEntries(known.filter(([field, value]) => value !== '' && !value.startsWith('~') && field !== 'stock'))),
	};
}

/** What panels write where they do not know a value for the moment; that is no change of the service. */
const NO_VALUE = /^(unknown|null|undefined|nan|n\/a|-+)$/i;

function readValue(row: PanelRecord, field: string): string {
	const value = toItem({ [field]: row[field] })[field];
	const words = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return NO_VALUE.test(words) ? '' : words.replace(/\|/g, ' ').replace(/^~+/, '');
}

function fingerprint(words: string): string {
	return words === '' ? '' : `~${shortHash(words, 5)}`;
}

/** Panels write the same price as "0.9" and "0.90". */
function isSame(from: string, to: string): boolean {
	return from === to || compareDecimals(from, to) === 0;
}

/** True where a price changed by less than so many percent of what it was. */
function isBelow(percent: Decimal, from: string, to: string): boolean {
	const [old, now] = [readDecimal(from), readDecimal(to)];
	if (!old || !now) return false;
	const step = subtract(now, old);
	const size = (value: Decimal) => (value.units < 0n ? -value.units : value.units);
	return (
		compare({ units: size(step) * 100n, scale: step.scale }, { units: size(old) * percent.units, scale: old.scale + percent.scale }) === -1
	);
}
