import type { CorpusRow } from '../row';

const to = 'smsNumber.create';
const code = 'smsNumber.getCode';
const NUMBER = { phone: '+15550001', country: 'us', status: 'active' };

export const NUMBER_ROWS: readonly CorpusRow[] = [
	{ to, reply: { orders: [{ order: 5, ...NUMBER }] }, becomes: 'bought 5' },
	{
		to,
		reply: {
			orders: [
				{ order: 5, ...NUMBER },
				{ order: 6, ...NUMBER },
			],
		},
		becomes: 'bought 5, 6',
	},
	{ to, reply: { status: 'success', data: { orders: [{ order: 5, ...NUMBER }] } }, becomes: 'bought 5' },
	{ to, reply: { data: [{ order: 5, ...NUMBER }] }, becomes: 'bought 5' },
	{ to, reply: { order: 5, ...NUMBER }, becomes: 'bought 5' },
	{ to, reply: { orders: [{ order_id: 5, ...NUMBER }] }, becomes: 'bought 5' },
	{
		to,
		reply: { orders: [{ order: 5, ...NUMBER }, { error: 'No numbers available' }] },
		becomes: 'bought 5',
		says: 'No numbers available',
	},
	{ to, reply: { orders: [{ error: 'No numbers available' }] }, becomes: 'refused', says: 'No numbers available' },
	{ to, reply: { orders: [], message: 'No numbers available' }, becomes: 'refused', says: 'No numbers available' },
	{ to, reply: { orders: [] }, becomes: 'refused' },
	{ to, reply: { orders: [], message: 'Your order is being processed' }, becomes: 'unknown' },
	{ to, reply: { status: 'success', message: 'Order placed successfully', orders: [] }, becomes: 'unknown' },
	{ to, reply: { orders: [], order_ids: [5, 6] }, becomes: 'unknown naming 5' },
	{ to, reply: { orders: [{ error: 'No numbers available' }, { phone: '+15550001', request_id: 9 }] }, becomes: 'unknown' },
	{ to, reply: { orders: [{ phone: '+15550001' }], message: 'No numbers available for the second' }, becomes: 'unknown' },
	{ to, reply: { id: 1, result: { orders: [{ order: 5 }, { order: 6 }] } }, becomes: 'bought 5, 6' },
	{ to, reply: { error: 'Out of numbers' }, becomes: 'refused' },
	{ to, reply: { error: 'Insufficient balance' }, becomes: 'out of funds', says: 'Insufficient balance' },
	{ to, reply: { error: 'Something went wrong' }, becomes: 'unknown', says: 'Something went wrong' },
	{ to, reply: '', becomes: 'unknown' },
	{ to, reply: '<html></html>', http: 502, becomes: 'unknown' },
	{ to, reply: '{"orders":[{"order": 5, "phone":', becomes: 'unknown naming 5' },
	{
		to: code,
		reply: { order: 5, status: 'completed', code: '123456', sms_content: 'Code 123456' },
		becomes: 'completed, final, code 123456',
	},
	{ to: code, reply: { order: 5, status: 'waiting', message: 'Waiting for SMS' }, becomes: 'active' },
	{ to: code, reply: { status: 'success', data: { order: 5, status: 'completed', code: '0042' } }, becomes: 'completed, final, code 0042' },
	{ to: code, reply: { error: 'Order not found' }, becomes: 'not found', says: 'Order not found' },
	{ to: code, reply: { status: 'error', message: 'Service under maintenance' }, becomes: 'failed', says: 'maintenance' },
	{ to: code, reply: { status: 'error' }, becomes: 'failed' },
	{ to: code, reply: { error: 'Invalid API key' }, becomes: 'wrong key' },
	{ to: code, reply: '<html></html>', becomes: 'failed' },
];
