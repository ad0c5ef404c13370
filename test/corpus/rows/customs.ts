import type { CorpusRow } from '../row';
import { items } from './words';

const to = 'customAction.call';
const free = { action: 'orders', paid: false };
const paid = { action: 'mass_order', fields: '{"orders":"1|https://a.b|100"}' };
const PARTLY = { orders: [{ line: 1, order: 7 }], errors: [{ line: 2, reason: 'Invalid link' }] };

export const CUSTOM_ROWS: readonly CorpusRow[] = [
	{ to, parameters: paid, reply: PARTLY, becomes: items(PARTLY) },
	{ to, parameters: paid, reply: { orders: [], errors: [{ line: 1, reason: 'Invalid link' }] }, becomes: 'refused', says: 'Invalid link' },
	{ to, parameters: paid, reply: { error: 'Not enough funds' }, becomes: 'out of funds', says: 'Not enough funds' },
	{ to, parameters: paid, reply: { error: 'Gateway Time-out' }, becomes: 'unknown', says: 'Gateway Time-out' },
	{ to, parameters: paid, reply: [{ order: 7 }, { order: 8 }], becomes: items({ order: 7 }, { order: 8 }) },
	{ to, parameters: { ...paid, options: { splitInto: 'orders' } }, reply: PARTLY, becomes: items({ line: 1, order: 7 }) },
	{ to, parameters: { ...paid, options: { splitInto: 'rows' } }, reply: PARTLY, becomes: items(PARTLY) },
	{ to, parameters: free, reply: [{ a: 1 }, { a: 2 }], becomes: items({ a: 1 }, { a: 2 }) },
	{ to, parameters: free, reply: { orders: [{ a: 1 }], total: 1 }, becomes: items({ orders: [{ a: 1 }], total: 1 }) },
	{
		to,
		parameters: { ...free, options: { splitInto: 'orders' } },
		reply: { orders: [{ a: 1 }, { a: 2 }], total: 2 },
		becomes: items({ a: 1 }, { a: 2 }),
	},
	{ to, parameters: { ...free, options: { splitInto: 'orders' } }, reply: { total: 2 }, becomes: 'failed', says: 'orders' },
	{ to, parameters: free, reply: 'true', becomes: items({ value: true }) },
	{ to, parameters: free, reply: '5', becomes: items({ value: 5 }) },
	{ to, parameters: free, reply: 'OK', becomes: items({ value: 'OK' }) },
	{
		to,
		parameters: free,
		reply: 'ACCESS_BALANCE:100.5',
		headers: { 'Content-Type': 'text/plain' },
		becomes: items({ value: 'ACCESS_BALANCE:100.5' }),
	},
	{ to, parameters: free, reply: { error: 'Invalid action' }, becomes: 'failed', says: 'Invalid action' },
	{ to, parameters: free, reply: '<html></html>', becomes: 'failed' },
];
