import type { PanelState } from './state';

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

function convert(state: PanelState, key: string, value: unknown, rows: boolean): unknown {
	const { quirks } = state;
	if (typeof value === 'boolean' && quirks.flagDigits === true && rows && FLAGS.has(key)) {
		const off = state.dialect === 'hassanStore' ? '2' : '0';
		return value ? '1' : off;
	}
	if (typeof value === 'number' && quirks.numbersAsStrings === true) return String(value);
	if (typeof value !== 'string') return value;
	if (quirks.moneyAsNumbers === true && MONEY.has(key) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
	if (quirks.stringsAsNumbers === true && NUMERIC.has(key) && /^\d+$/.test(value)) return Number(value);
	return value;
}

/** The JSON bytes of a reply, with the value quirks of this panel applied; a byte-order mark in front if asked for. */
export function render(state: PanelState, json: unknown, action: string): Buffer {
	const { bom, flagDigits, moneyAsNumbers, numbersAsStrings, stringsAsNumbers } = state.quirks;
	const rows = action === 'services' || action === 'products';
	const plain = flagDigits !== true && moneyAsNumbers !== true && numbersAsStrings !== true && stringsAsNumbers !== true;
	const text = plain ? JSON.stringify(json) : JSON.stringify(json, (key: string, value: unknown) => convert(state, key, value, rows));
	return Buffer.from(bom === true ? `\ufeff${text}` : text, 'utf8');
}
