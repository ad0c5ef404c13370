import type { PanelState } from './state';
import type { Dialect, Quirks } from './types';

const MONEY = new Set(['rate', 'charge', 'balance', 'price']);
const NUMERIC = new Set([
	'service',
	'min',
	'max',
	'start_count',
	'remains',
	'order',
	'refill',
	'stock',
	'total',
	'page',
	'limit',
	'total_pages',
	'posts',
	'runs',
]);
const FLAGS = new Set(['refill', 'cancel', 'dripfeed']);

function flagDigit(dialect: Dialect, flag: boolean): string {
	if (flag) return '1';
	return dialect === 'hassanStore' ? '2' : '0';
}

function becomesNumber({ moneyAsNumbers, stringsAsNumbers }: Quirks, key: string, text: string): boolean {
	if (MONEY.has(key)) return moneyAsNumbers === true && /^-?\d+(\.\d+)?$/.test(text);
	return stringsAsNumbers === true && NUMERIC.has(key) && /^\d+$/.test(text);
}

function convert({ dialect, quirks }: PanelState, key: string, value: unknown, rows: boolean): unknown {
	if (typeof value === 'boolean') return rows && quirks.flagDigits === true && FLAGS.has(key) ? flagDigit(dialect, value) : value;
	if (typeof value === 'number') return quirks.numbersAsStrings === true ? String(value) : value;
	return typeof value === 'string' && becomesNumber(quirks, key, value) ? Number(value) : value;
}

/** The JSON bytes of a reply, with the value quirks of this panel applied; a byte-order mark in front if asked for. */
export function render(state: PanelState, json: unknown, action: string): Buffer {
	const { bom, flagDigits, moneyAsNumbers, numbersAsStrings, stringsAsNumbers } = state.quirks;
	const rows = action === 'services' || action === 'products';
	const plain = flagDigits !== true && moneyAsNumbers !== true && numbersAsStrings !== true && stringsAsNumbers !== true;
	const text = plain ? JSON.stringify(json) : JSON.stringify(json, (key: string, value: unknown) => convert(state, key, value, rows));
	return Buffer.from(bom === true ? `\ufeff${text}` : text, 'utf8');
}
