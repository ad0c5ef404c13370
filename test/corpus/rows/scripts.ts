// Replies in the source of panel scripts that anyone can read, by the kind of script.
import type { CorpusRow } from '../row';
import { add, balance, BOTH, cancel, custom, items, ORDER, refill, refillStatus, status } from './words';

const PAID = { action: 'add_multi', fields: '{"orders":"[]"}' };

/** Scripts that say "status": "success" and "Empty Data". */
const SMART_PANEL: readonly CorpusRow[] = [
	{
		to: add,
		reply: { error: 'You have already an active order for this link on this service ID, Wait until it is completed' },
		becomes: 'refused',
	},
	{ to: add, reply: { error: 'You can not order more than 1000 per link' }, becomes: 'refused', says: 'more than 1000' },
	{ to: add, reply: { error: 'The provided URL is not valid, please check the URL and try again' }, becomes: 'refused' },
	{ to: add, reply: { error: 'There are missing required parameters, please check your API manual' }, becomes: 'refused' },
	{ to: add, reply: { error: 'Bad Link' }, becomes: 'refused', says: 'Bad Link' },
	{ to: add, reply: { error: 'Quantity must to be greater than or equal to minimum amount 50' }, becomes: 'refused' },
	{ to: add, reply: { status: 'error', message: 'Invalid Interval in minutes' }, becomes: 'refused', says: 'Invalid Interval' },
	{ to: add, reply: { error: 'There was an error processing your request. Please try again later' }, becomes: 'unknown' },
	{ to: balance, reply: { error: 'The account does not exists' }, becomes: 'wrong key', says: 'does not exists' },
	{ to: status, reply: { status: 'Active', expiry: true, posts: 3, orders: [7, 8] }, becomes: 'active' },
	{
		to: status,
		ids: ['5,6'],
		reply: { 5: { status: 'In progress', runs: 2, orders: [7] }, 6: 'Incorrect order ID' },
		becomes: '5 inProgress; 6 not found',
	},
];

/** Scripts on Laravel, with validation under 422 and odd uses of 401. */
const LARAVEL: readonly CorpusRow[] = [
	{ to: add, reply: { status: 'success', message: 'Your order has been placed successfully!', order: 5 }, becomes: 'bought 5' },
	{ to: add, reply: { error: 'Balance not enough !' }, http: 401, becomes: 'out of funds', says: 'Balance not enough' },
	{ to: add, reply: { error: 'Invalid quantity' }, http: 401, becomes: 'refused', says: 'The panel says: Invalid quantity' },
	{
		to: add,
		reply: { error: 'This link has an active application, please wait for it to complete and try again!' },
		http: 401,
		becomes: 'refused',
		says: 'The panel says: This link has',
	},
	{ to: add, reply: { error: 'Failed to place order. Please try again.' }, http: 422, becomes: 'unknown', says: 'Failed to place order' },
	{ to: add, reply: { message: 'CSRF token mismatch.' }, http: 419, becomes: 'refused', says: 'CSRF token mismatch' },
	{ to: add, reply: { message: 'The POST method is not supported for route api/v2.' }, http: 405, becomes: 'refused' },
	{ to: add, reply: { message: 'Service Unavailable' }, http: 503, becomes: 'unknown', says: 'Service Unavailable' },
	{ to: balance, reply: { error: 'The api key field is required' }, becomes: 'wrong key' },
	{
		to: refill,
		reply: { error: 'You are not eligible to send refill request.' },
		http: 400,
		becomes: 'not accepted',
		says: 'not eligible',
	},
	{ to: refill, reply: { status: 'success', refill: 5 }, becomes: 'accepted' },
	{
		to: cancel,
		reply: [{ order: 5, cancel: { error: 'You are not eligible to cancel this order.' } }],
		becomes: 'not accepted',
		says: 'not eligible',
	},
	{ to: refillStatus, reply: { status: 'Awaiting' }, becomes: 'pending' },
];

/** Scripts on Node and Python frameworks. */
const FRAMEWORKS: readonly CorpusRow[] = [
	{ to: add, reply: { error: 'Incorrect request or action' }, http: 400, becomes: 'refused', says: 'Incorrect request or action' },
	{ to: add, reply: { error: 'Quantity out of bounds' }, http: 400, becomes: 'refused', says: 'Quantity out of bounds' },
	{ to: add, reply: { error: 'Too many failed authentication attempts. Blocked for 60 seconds.' }, http: 429, becomes: 'refused' },
	{ to: add, reply: { error: 'Unknown action: add' }, becomes: 'refused', says: 'Unknown action' },
	{ to: add, reply: { order: 'ORD1234567890AB12' }, becomes: 'bought ORD1234567890AB12' },
	{ to: add, reply: { error: 'Quantity too low. Minimum: 100' }, becomes: 'refused', says: 'Minimum: 100' },
	{ to: add, reply: { error: 'Failed to create order' }, becomes: 'unknown', says: 'Failed to create order' },
	{
		to: add,
		reply: { error: 'Link duplicate. You can reorder this link only after the previous order is completed.' },
		becomes: 'unknown',
	},
	{
		to: add,
		reply: { error: { code: 'INSUFFICIENT_BALANCE', message: 'Not enough balance' } },
		http: 402,
		becomes: 'out of funds',
		says: 'Not enough balance',
	},
	{ to: add, reply: { errors: [{ message: 'Invalid link', code: 'E12' }] }, becomes: 'refused', says: 'Invalid link' },
	{
		to: add,
		reply: { detail: [{ loc: ['body', 'quantity'], msg: 'field required' }] },
		http: 422,
		becomes: 'refused',
		says: 'field required',
	},
	{ to: add, reply: { Error: 'Not enough funds' }, becomes: 'out of funds', says: 'Not enough funds' },
	{ to: add, reply: { Status: 'Error', Message: 'Invalid link' }, becomes: 'refused', says: 'Invalid link' },
	{ to: balance, reply: { error: 'System error', balance: '0.00', currency: 'USD' }, becomes: 'failed', says: 'System error' },
	{ to: balance, reply: { detail: 'Invalid API key' }, http: 403, becomes: 'wrong key', says: 'Invalid API key' },
	{ to: balance, reply: { data: { error: 'Invalid key' } }, becomes: 'wrong key', says: 'Invalid key' },
	{ to: status, reply: { error: 'Missing order parameter' }, http: 400, becomes: 'failed', says: 'Missing order parameter' },
	{ to: status, reply: { error: 'Incorrect order ID' }, http: 400, ids: BOTH, becomes: 'not found' },
	{
		to: status,
		reply: { success: false, error: { message: 'Order not found' } },
		ids: BOTH,
		becomes: 'not found',
		says: 'Order not found',
	},
	{ to: status, ids: ['5,6'], reply: { error: 'Order not found' }, listReply: {}, becomes: 'not found' },
	{
		to: status,
		ids: ['5,6'],
		reply: {
			data: {
				orders: [
					{ order: 5, ...ORDER, status: 'Pending' },
					{ order: 6, ...ORDER, status: 'Partial' },
				],
			},
		},
		becomes: '5 pending; 6 partial, final',
	},
	{
		to: status,
		ids: ['5,6'],
		reply: { orders: { 5: { ...ORDER, status: 'Pending' }, 6: { error: 'Incorrect order ID' } } },
		becomes: '5 pending; 6 not found',
	},
	{ to: cancel, reply: { cancel: true }, becomes: 'accepted' },
	{
		to: cancel,
		reply: { error: 'Cancellation via API is not supported. Contact support.' },
		http: 400,
		becomes: 'not accepted',
		says: 'Contact support',
	},
	{ to: cancel, reply: { error: 'Cancel failed' }, becomes: 'not accepted', says: 'Cancel failed' },
	{ to: cancel, ids: ['5,6'], reply: { 5: { cancel: true }, 6: { error: 'Incorrect order ID' } }, becomes: '5 accepted; 6 not found' },
	{ to: cancel, reply: [{ cancel: { error: 'Incorrect order ID' } }], becomes: 'not found', says: 'Incorrect order ID' },
	{ to: cancel, reply: [{ cancel: 1 }], becomes: 'accepted' },
	{
		to: refill,
		reply: { error: 'Refill is only available manually via support ticket for reseller platforms.' },
		http: 400,
		becomes: 'not accepted',
	},
	{ to: refill, reply: { error: 'Order is not completed' }, becomes: 'not accepted', says: 'not completed' },
	{
		to: refill,
		reply: [{ order: 5, refill: '8f14e45f-ceea-4d3a-9b1c-2f0e6b1d7a11' }],
		becomes: 'accepted',
		says: '8f14e45f-ceea-4d3a-9b1c-2f0e6b1d7a11',
	},
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: { 5: { status: 'Completed' }, 6: { error: 'Incorrect refill ID' } },
		becomes: '5 completed, final; 6 not found',
	},
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: { error: 'Incorrect refill ID' },
		http: 400,
		listReply: [{ refill: 5, status: 'Completed' }],
		listHttp: 200,
		becomes: '5 completed, final; 6 not found',
	},
	{ to: refillStatus, reply: [{ refill: 5, status: { status: 'In progress' } }], becomes: 'inProgress' },
	{
		to: custom,
		parameters: PAID,
		reply: [{ order: 7 }, { error: 'Incorrect service ID' }],
		becomes: items({ order: 7 }, { outcome: 'refused', reason: 'Incorrect service ID' }),
	},
	{
		to: custom,
		parameters: PAID,
		reply: [{ error: 'Incorrect service ID' }, { error: 'Invalid link' }],
		becomes: 'refused',
		says: 'Invalid link',
	},
	{
		to: custom,
		parameters: PAID,
		reply: [{ error: 'Incorrect service ID' }, { error: 'Internal server error' }],
		becomes: 'unknown',
		says: 'Internal server error',
	},
];

export const SCRIPT_ROWS: readonly CorpusRow[] = [...SMART_PANEL, ...LARAVEL, ...FRAMEWORKS];
