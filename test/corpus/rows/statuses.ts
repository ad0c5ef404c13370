import type { CorpusRow } from '../row';
import { BOTH, ORDER } from './words';

const to = 'order.getStatus';

/** A reply that speaks of one order, and the same in the two forms of a list. */
function inEachForm(record: object, becomes: string, says?: string): CorpusRow[] {
	const shared = { to, becomes, ...(says === undefined ? {} : { says }) } as const;
	return [
		{ ...shared, reply: record },
		{ ...shared, reply: { 5: record, 6: record }, ids: ['5,6'] },
		{
			...shared,
			reply: [
				{ order: 5, ...record },
				{ order: 6, ...record },
			],
			ids: ['5,6'],
		},
	];
}

function word(status: string, becomes: string): CorpusRow {
	return { to, reply: { ...ORDER, status }, becomes };
}

const WORDS: readonly CorpusRow[] = [
	word('Pending', 'pending'),
	word('In progress', 'inProgress'),
	word('in_progress', 'inProgress'),
	word('IN-PROGRESS', 'inProgress'),
	word(' Inprogress ', 'inProgress'),
	word('Processing', 'processing'),
	word('Completed', 'completed, final'),
	word('COMPLETE', 'completed, final'),
	word('Done', 'completed, final'),
	word('Delivered', 'completed, final'),
	word('Success', 'completed, final'),
	word('Partial', 'partial, final'),
	word('Canceled', 'canceled, final'),
	word('Cancelled by admin', 'canceled, final'),
	word('Rejected', 'failed, final'),
	word('Fail', 'failed, final'),
	word('Error', 'failed, final'),
	word('Refunded', 'refunded, final'),
	word('Waiting for the moon', 'unknown'),
	{ to, reply: { status: 'Active', posts: 5 }, becomes: 'active' },
	{ to, reply: { status: 'In Progress', runs: 3 }, becomes: 'inProgress' },
	{ to, reply: { entityType: 'product', status: 'Completed', charge: '1', accounts: ['a:b'] }, becomes: 'completed, final' },
];

const ENVELOPES: readonly CorpusRow[] = [
	{ to, reply: { status: 'success', data: { ...ORDER, status: 'Completed' } }, becomes: 'completed, final' },
	{ to, reply: { success: true, data: { ...ORDER, status: 'Pending' } }, becomes: 'pending' },
	{ to, reply: { success: true, result: { ...ORDER, status: 'Partial' } }, becomes: 'partial, final' },
	{ to, reply: { order: { id: 5, ...ORDER, status: 'Processing' } }, becomes: 'processing' },
	{ to, reply: [{ ...ORDER, status: 'Completed' }], becomes: 'completed, final' },
	{ to, reply: { 5: { ...ORDER, status: 'Completed' } }, becomes: 'completed, final' },
	{ to, reply: { status: true, data: { 5: { ...ORDER, status: 'Completed' } } }, becomes: 'completed, final' },
	{ to, reply: { data: [{ order: 5, ...ORDER, status: 'Pending' }] }, becomes: 'pending' },
	{
		to,
		ids: ['5,6'],
		reply: { status: 'success', data: { 5: { ...ORDER, status: 'Completed' }, 6: { error: 'Incorrect order ID', status: '104' } } },
		becomes: '5 completed, final; 6 not found',
		says: 'Incorrect order ID',
	},
	{
		to,
		ids: ['5,6'],
		reply: {
			orders: [
				{ id: 5, ...ORDER, status: 'Pending' },
				{ id: 6, ...ORDER, status: 'Completed' },
			],
		},
		becomes: '5 pending; 6 completed, final',
	},
	{ to, ids: ['5,6'], reply: { 5: { ...ORDER, status: 'Pending' }, 6: 'Incorrect order ID' }, becomes: '5 pending; 6 not found' },
	{
		to,
		ids: ['5,6'],
		reply: { 5: { ...ORDER, status: 'Pending' }, 6: { status: { error: 'Incorrect order ID' } } },
		becomes: '5 pending; 6 not found',
	},
	{ to, reply: `<br /><b>Notice</b>: x in y on line 3<br />{"status":"Completed","charge":"1"}`, becomes: 'completed, final' },
	{ to, reply: '"{\\"status\\":\\"Completed\\",\\"charge\\":\\"1\\"}"', becomes: 'completed, final' },
];

/** Trouble of the panel in the place of a state is never a state, and an order that it does not know is data. */
const NO_STATE: readonly CorpusRow[] = [
	...inEachForm({ status: 'error', msg: 'Service under maintenance' }, 'failed', 'Service under maintenance'),
	...inEachForm({ status: 'error' }, 'failed'),
	...inEachForm({ status: 'fail', data: null }, 'failed'),
	...inEachForm({ status: false, message: 'System is busy' }, 'failed', 'System is busy'),
	{ to, reply: { status: 'success' }, becomes: 'failed' },
	{ to, reply: {}, becomes: 'failed' },
	{ to, reply: 'Completed', becomes: 'failed' },
	{ to, reply: '<html>Completed</html>', becomes: 'failed' },
	...inEachForm({ error: 'Incorrect order ID' }, 'not found', 'Incorrect order ID'),
	...inEachForm({ error: 'The selected order id is invalid.' }, 'not found', 'The selected order id is invalid.'),
	{ to, reply: { error: 'The selected order id is invalid.' }, http: 422, ids: BOTH, becomes: 'not found' },
	{ to, reply: { errors: { order: ['The selected order is invalid.'] } }, http: 422, ids: BOTH, becomes: 'not found' },
	{ to, reply: { error: 'Order not found' }, http: 404, ids: BOTH, becomes: 'not found', says: 'Order not found' },
	{ to, reply: { error: 'Pedido não encontrado' }, ids: BOTH, becomes: 'not found', says: 'Pedido não encontrado' },
	{ to, reply: { error: 'Заказ не найден' }, ids: BOTH, becomes: 'not found', says: 'Заказ не найден' },
	{ to, reply: { error: 'الطلب غير موجود' }, ids: BOTH, becomes: 'not found' },
	{ to, reply: { error: 'Sipariş bulunamadı' }, ids: BOTH, becomes: 'not found' },
	{ to, reply: [], ids: BOTH, becomes: 'not found' },
	{ to, reply: [{ order: 9, ...ORDER, status: 'Pending' }], ids: ['5,6'], becomes: 'not found' },
	{ to, reply: { error: 'Incorrect request or API key' }, ids: BOTH, becomes: 'wrong key' },
	{ to, reply: { status: 0, msg: 'Api-Token does not exist' }, ids: BOTH, becomes: 'wrong key' },
	{ to, reply: { error: 'Kein Zugang' }, http: 401, ids: BOTH, becomes: 'wrong key' },
	{ to, reply: { error: 'API is Disable for this user or User Not Found! Contact the Support' }, ids: BOTH, becomes: 'wrong key' },
	{ to, reply: { error: 'Invalid or disabled API key' }, ids: BOTH, becomes: 'wrong key' },
	{ to, reply: { error: 'This action is Invalid' }, ids: BOTH, becomes: 'failed' },
	{ to, reply: { error: 'Invalid action' }, ids: BOTH, becomes: 'failed' },
];

/** A panel that refuses lists and answers one id a call. */
const ONE_A_CALL: readonly CorpusRow[] = [
	{ listReply: {}, listHttp: 500 },
	{ listReply: '' },
	{ listReply: '<html><h1>Whoops</h1></html>' },
	{ listReply: { error: 'Cast to ObjectId failed for value "5,6"' } },
	{ listReply: { error: 'Incorrect order ID' } },
	{ listReply: { error: 'Something went wrong' } },
	{ listReply: [] },
].map((row) => ({ to, ids: ['5,6'], reply: { ...ORDER, status: 'Completed' }, becomes: 'completed, final', ...row }));

const REFILLS: readonly CorpusRow[] = [
	{ status: 'Completed', becomes: 'completed, final' },
	{ status: 'Rejected', becomes: 'failed, final' },
	{ status: 'In progress', becomes: 'inProgress' },
].flatMap(({ status, becomes }): CorpusRow[] => [
	{ to: 'refill.getStatus', reply: { status }, becomes },
	{
		to: 'refill.getStatus',
		reply: [
			{ refill: 5, status },
			{ refill: 6, status },
		],
		ids: ['5,6'],
		becomes,
	},
	{ to: 'refill.getStatus', reply: { data: { refill: '$id', status } }, becomes },
]);

const NO_REFILLS: readonly CorpusRow[] = [
	{ to: 'refill.getStatus', reply: { error: 'Refill not found' }, ids: BOTH, becomes: 'not found', says: 'Refill not found' },
	{ to: 'refill.getStatus', reply: { status: { error: 'Refill not found' } }, becomes: 'not found' },
	{ to: 'refill.getStatus', reply: { error: 'The selected refill is invalid.' }, http: 422, ids: BOTH, becomes: 'not found' },
	{ to: 'refill.getStatus', reply: [], ids: BOTH, becomes: 'not found' },
	{ to: 'refill.getStatus', reply: { status: 'error', msg: 'Service under maintenance' }, becomes: 'failed', says: 'maintenance' },
	{ to: 'refill.getStatus', reply: { status: 'error' }, becomes: 'failed' },
];

export const STATUS_ROWS: readonly CorpusRow[] = [...WORDS, ...ENVELOPES, ...NO_STATE, ...ONE_A_CALL, ...REFILLS, ...NO_REFILLS];
