import type { CorpusRow } from '../row';

const BOTH = ['order.cancel', 'order.refill'] as const;
const to = 'order.cancel';
const refill = 'order.refill';

const ACCEPTED: readonly CorpusRow[] = [
	{ to: BOTH, reply: { status: 'success', message: 'Request received' }, becomes: 'accepted' },
	{ to: BOTH, reply: { success: true }, becomes: 'accepted' },
	{ to: BOTH, reply: { ok: 1 }, becomes: 'accepted' },
	{ to: BOTH, reply: { status: 200, message: 'Accepted' }, becomes: 'accepted' },
	{ to, reply: [{ order: 5, cancel: 1 }], becomes: 'accepted' },
	{ to, reply: { 5: { cancel: true } }, becomes: 'accepted' },
	{ to, reply: { data: [{ order: 5, cancel: 1 }] }, becomes: 'accepted' },
	{ to, reply: { order: 5, canceled: true }, becomes: 'accepted' },
	{ to: refill, reply: { refill: '1' }, becomes: 'accepted' },
	{ to: refill, reply: { refill: 12345, status: 200, message: 'Refill requested' }, becomes: 'accepted' },
	{ to: refill, reply: [{ order: 5, refill: 77 }], becomes: 'accepted', says: '77' },
	{ to: refill, reply: { success: true, data: { refill: 77 } }, becomes: 'accepted', says: '77' },
	{ to: refill, reply: { refill_id: 77 }, becomes: 'accepted', says: '77' },
];

const NOT_ACCEPTED: readonly CorpusRow[] = [
	{ to: BOTH, reply: { status: false, msg: 'Order cannot be cancelled' }, becomes: 'not accepted', says: 'Order cannot be cancelled' },
	{ to, reply: [{ order: 5, cancel: 'Order cannot be cancelled' }], becomes: 'not accepted', says: 'Order cannot be cancelled' },
	{ to, reply: { order: 5, canceled: false }, becomes: 'not accepted' },
	{ to, reply: { order: 5, cancelled: 'no' }, becomes: 'not accepted' },
	{ to, reply: [{ order: 5, cancel: 0 }], becomes: 'not accepted' },
	{ to, reply: [{ order: 5, cancel: { error: 'Order cannot be canceled' } }], becomes: 'not accepted', says: 'Order cannot be canceled' },
	{ to: refill, reply: { refill: false, message: 'Not yet' }, becomes: 'not accepted', says: 'Not yet' },
	{ to: refill, reply: { refill: 0 }, becomes: 'not accepted' },
	{ to: refill, reply: { error: 'Order not eligible for refill' }, becomes: 'not accepted', says: 'Order not eligible for refill' },
	{ to: refill, reply: [{ order: 5, refill: { error: 'Refill was requested less than 24 hours ago' } }], becomes: 'not accepted' },
	{
		to: BOTH,
		reply: { success: 'false', message: 'Disabled for this service' },
		becomes: 'not accepted',
		says: 'Disabled for this service',
	},
	{ to: BOTH, reply: { error: 'Incorrect order ID' }, becomes: 'not found', says: 'Incorrect order ID' },
	{ to: BOTH, reply: { error: 'The selected order id is invalid.' }, http: 422, becomes: 'not found' },
	{
		to,
		ids: ['5,6'],
		reply: [
			{ order: 5, cancel: 1 },
			{ order: 6, cancel: { error: 'Incorrect order ID' } },
		],
		becomes: '5 accepted; 6 not found',
	},
	{
		to: refill,
		ids: ['5,6'],
		reply: [
			{ order: 5, refill: 3 },
			{ order: 6, refill: { error: 'Incorrect order ID' } },
		],
		becomes: '5 accepted; 6 not found',
	},
];

/** What looks like a yes and is none: a no deeper inside or in words, an error in the place of an id, the state of the order. */
const NO_YES: readonly CorpusRow[] = [
	{ to: BOTH, reply: { success: true, data: { accepted: false } }, becomes: 'not accepted' },
	{ to: BOTH, reply: { success: true, data: { success: 0 } }, becomes: 'not accepted' },
	{ to: BOTH, reply: { success: true, data: { status: 'rejected' } }, becomes: 'not accepted' },
	{ to, reply: { status: 'success', data: { canceled: false } }, becomes: 'not accepted' },
	{ to: refill, reply: { success: true, data: { refill_id: 0 } }, becomes: 'not accepted' },
	{ to, reply: { success: true, canceled: [], failed: [5] }, becomes: 'not accepted' },
	{ to, reply: { success: true, failed: [{ order: 5 }] }, becomes: 'not accepted' },
	{ to: BOTH, reply: { status: 'success', orders: [] }, becomes: 'not accepted' },
	{ to: refill, reply: { refill: -1 }, becomes: 'not accepted' },
	{ to: refill, reply: { refill: '00' }, becomes: 'not accepted' },
	{ to: refill, reply: { refill: 'error_102' }, becomes: 'not accepted' },
	{ to, reply: { 5: -1 }, becomes: 'not accepted' },
	{ to: BOTH, reply: { status: 200, message: 'Order cannot be cancelled' }, becomes: 'failed', says: 'cannot be cancelled' },
	{ to: BOTH, reply: { success: true, data: { message: 'Order cannot be cancelled' } }, becomes: 'failed' },
	{ to: BOTH, reply: { status: 'success', data: 'Order cannot be cancelled' }, becomes: 'failed' },
	{ to: BOTH, reply: { status: true, message: 'Pedido não pode ser cancelado' }, becomes: 'failed', says: 'não pode' },
	{ to: refill, reply: { status: 'Canceled' }, becomes: 'failed' },
	{ to: refill, reply: { message: 'This order has been canceled' }, becomes: 'failed', says: 'has been cancel' },
	{ to: BOTH, reply: { charge: '0.1', start_count: '1', status: 'Pending', remains: '5' }, becomes: 'failed' },
	{ to: BOTH, reply: { message: 'Order is pending' }, becomes: 'failed' },
	{ to: BOTH, reply: { message: '0 orders cancelled' }, becomes: 'failed' },
	{ to: BOTH, reply: { message: 'Orders can be cancelled within 10 minutes' }, becomes: 'failed', says: 'can be cancelled' },
	{ to: refill, reply: { message: 'Refill can be requested after 24 hours' }, becomes: 'failed', says: 'after 24 hours' },
	{ to: BOTH, reply: { order_id: 6, cancel: 1, refill: 9 }, becomes: 'failed' },
	// And these are yeses.
	{ to, reply: { charge: '0', status: 'Canceled', remains: '5' }, becomes: 'accepted' },
	{ to, reply: { order_id: 5, cancel: 1 }, becomes: 'accepted' },
	{ to: BOTH, reply: { error: 0, message: 'The request has been sent' }, becomes: 'accepted' },
	{
		to,
		ids: ['5,6'],
		reply: [
			{ order_id: 5, cancel: 1 },
			{ order_id: 6, cancel: { error: 'Incorrect order ID' } },
		],
		becomes: '5 accepted; 6 not found',
	},
];

const FAILED: readonly CorpusRow[] = [
	{ to: BOTH, reply: {}, becomes: 'failed' },
	{ to: BOTH, reply: [], becomes: 'failed' },
	{ to: BOTH, reply: '', becomes: 'failed' },
	{ to: BOTH, reply: { order: 5 }, becomes: 'failed' },
	{ to, reply: { 6: { cancel: true } }, becomes: 'failed' },
	{ to: refill, reply: { orders: { 6: { refill: 77 } } }, becomes: 'failed' },
	{ to: BOTH, reply: { message: 'Hello' }, becomes: 'failed', says: 'Hello' },
	{ to: BOTH, reply: { error: 'Something went wrong' }, becomes: 'failed', says: 'Something went wrong' },
	{ to: BOTH, reply: { status: 'error', msg: 'Service under maintenance' }, becomes: 'failed', says: 'maintenance' },
	{ to: BOTH, reply: '<html>Success</html>', becomes: 'failed' },
	{ to: BOTH, reply: { error: 'Incorrect request or API key' }, becomes: 'wrong key' },
	{ to: BOTH, reply: { status: 0, msg: 'Api-Token does not exist' }, becomes: 'wrong key' },
	{ to: BOTH, reply: { error: 'This action is Invalid' }, becomes: 'failed', says: 'This action is Invalid' },
];

export const REQUEST_ROWS: readonly CorpusRow[] = [...ACCEPTED, ...NOT_ACCEPTED, ...NO_YES, ...FAILED];
