// What the API code of open panels answered when it ran: SMM scripts on Laravel, CodeIgniter, plain PHP, Next.js and Deno.
import type { CorpusRow } from '../row';
import { add, balance, BOTH, cancel, custom, items, ORDER, refill, refillStatus, status } from './words';

const UNPAID = { action: 'getStatus', paid: false };

/** Scripts of Turkey, with a number for each error. */
const TURKISH: readonly CorpusRow[] = [
	{ to: add, reply: { status: 100, order: '111' }, becomes: 'bought 111' },
	{ to: add, reply: { error: 'Bakiyeniz yetersiz', status: 113 }, becomes: 'out of funds', says: 'Bakiyeniz yetersiz' },
	{ to: add, reply: { error: 'Minimum sayıyı karşılayamadınız.', status: 108 }, becomes: 'refused', says: 'karşılayamadınız' },
	{ to: add, reply: { error: 'Maksimum sayı aşıldı.', status: 109 }, becomes: 'refused', says: 'Maksimum sayı' },
	{ to: add, reply: { error: 'Minimum sayı Maksimum sayıdan büyük olamaz.', status: 110 }, becomes: 'refused' },
	{ to: add, reply: { error: 'Gerekli alanları doldurmalısınız.', status: 107 }, becomes: 'refused', says: 'Gerekli alanları' },
	{ to: add, reply: { error: 'Servis pasif ya da bulunamadı', status: '105' }, becomes: 'refused', says: 'Servis pasif' },
	{ to: add, reply: { error: 'Gönderim olan bağlantıya yeni bir sipariş giremezsiniz.', status: 113 }, becomes: 'refused' },
	{ to: add, reply: { error: 'Girilen profil gizli', status: 114 }, becomes: 'refused', says: 'profil gizli' },
	{ to: add, reply: { error: 'Siparişiniz verilirken hata oluştu', status: 114 }, becomes: 'unknown', says: 'hata oluştu' },
	{ to: add, reply: { error: 'Maksimum bağlantı sayısı aşıldı' }, becomes: 'unknown' },
	{ to: add, reply: { error: 'Hesabınız pasif', status: '103' }, becomes: 'refused', says: 'Hesabınız pasif' },
	{ to: [balance, status, cancel], reply: { error: 'API key hatalı', status: '102' }, becomes: 'wrong key', says: 'API key hatalı' },
	{ to: [status, refill], reply: { error: 'Hesabınız pasif', status: '103' }, becomes: 'wrong key', says: 'Hesabınız pasif' },
	{ to: status, reply: { error: 'Sipariş bulunamadı.', status: '104' }, ids: BOTH, becomes: 'not found', says: 'bulunamadı' },
];

/** Scripts that run where PHP prints its warnings first. Some answer an action that they do not know with `null`. */
const WARNED = '<br />\n<b>Warning</b>:  Undefined array key "order" in <b>/api.php</b> on line <b>30</b><br />\n';
const PHP: readonly CorpusRow[] = [
	{ to: status, reply: `${WARNED}${WARNED}{"charge":"0.15","start_count":"7","status":"Inprogress"}`, becomes: 'inProgress' },
	{ to: [refill, cancel], reply: `${WARNED}null`, becomes: 'failed', says: 'The panel answered with nothing' },
	{ to: [refill, cancel], reply: 'null', becomes: 'failed', says: 'an action that they do not offer' },
	{ to: [status, balance], reply: 'null', becomes: 'failed', says: 'The panel answered with nothing' },
	{ to: add, reply: `${WARNED}null`, becomes: 'unknown', says: 'The panel answered with nothing' },
	{
		to: status,
		reply: '<br />\n<b>Fatal error</b>:  Uncaught PDOException: gone away in <b>/db.php</b> on line <b>3</b><br />\n',
		becomes: 'failed',
		says: 'Uncaught PDOException: gone away',
	},
	{
		to: add,
		reply: '<br />\n<b>Fatal error</b>:  Uncaught Error: x in <b>/a.php</b> on line <b>3</b><br />\n',
		becomes: 'unknown',
		says: 'Fatal error',
	},
];

/** Accounts that may not order, and what the field of an order lacks, in the words of newer scripts. */
const NEWER: readonly CorpusRow[] = [
	{ to: add, reply: { error: 'Your account is restricted from ordering via API' }, http: 400, becomes: 'refused', says: 'restricted' },
	{
		to: add,
		reply: { error: 'This account cannot place orders. Contact support if you think that is wrong.' },
		becomes: 'refused',
		says: 'cannot place orders',
	},
	{ to: add, reply: { error: 'Incorrect posts' }, becomes: 'refused', says: 'Incorrect posts' },
	{ to: add, reply: { error: 'Incorrect delay' }, becomes: 'refused', says: 'Incorrect delay' },
	{ to: add, reply: { error: 'Quantity must be a multiple of 100 (try 200)' }, becomes: 'refused', says: 'try 200' },
	{ to: add, reply: { error: 'Dripfeed is not supported by this service' }, becomes: 'refused', says: 'Dripfeed' },
	{ to: add, reply: { error: 'Enter a valid link' }, becomes: 'refused', says: 'valid link' },
	{ to: add, reply: { error: 'An identical order was just placed' }, becomes: 'unknown', says: 'identical order' },
	{ to: add, reply: { error: 'Order could not be created' }, becomes: 'unknown', says: 'could not be created' },
	{ to: add, reply: { error: 'Service not found or inactive: 9' }, http: 400, becomes: 'refused', says: 'inactive: 9' },
	{ to: add, reply: { error: 'Quantity out of range (Min: 10 Max: 1000)' }, http: 400, becomes: 'refused', says: 'Max: 1000' },
	{ to: add, reply: { error: 'Insufficient balance. Required: 0.15 USD' }, http: 400, becomes: 'out of funds', says: 'Required: 0.15' },
	{
		to: add,
		reply: { error: 'Insufficient Wallet Balance! Required: ₹3.29, Available: ₹0.00. Please recharge your wallet.' },
		becomes: 'out of funds',
		says: '₹3.29',
	},
	{ to: add, reply: { error: 'insufficient_balance' }, http: 400, becomes: 'out of funds', says: 'insufficient_balance' },
	{ to: add, reply: { error: 'invalid_quantity' }, http: 400, becomes: 'refused', says: 'invalid_quantity' },
	{ to: add, reply: { error: 'internal_server_error' }, http: 500, becomes: 'unknown', says: 'internal_server_error' },
	{ to: add, reply: { error: 'Server failed to record order' }, http: 500, becomes: 'unknown', says: 'failed to record' },
	{ to: add, reply: { error: 'This service is not available via API' }, http: 403, becomes: 'refused', says: 'not available via API' },
	{ to: add, reply: { error: 'Service is currently having errors, please try again later' }, http: 422, becomes: 'unknown' },
	{ to: add, reply: { error: 'neworder.error.link', msg: 'Vui lòng nhập liên kết', status: 'error' }, becomes: 'refused' },
	{ to: add, reply: { status: 'error', msg: 'Số lượng tối thiểu là 10' }, becomes: 'refused', says: 'tối thiểu là 10' },
	{ to: add, reply: { status: 'error', msg: 'Hệ thống đang bảo trì!' }, becomes: 'unknown', says: 'bảo trì' },
	{ to: add, reply: { status: 'success', msg: 'Đơn hàng đã được lên lịch thành công' }, becomes: 'unknown', says: 'lên lịch' },
	{ to: add, reply: { error: 'Maximum number of connections reached' }, becomes: 'unknown' },
	{ to: add, reply: { error: 'Invalid JSON from service' }, becomes: 'unknown', says: 'Invalid JSON from service' },
	{ to: add, reply: { error: 'Maximum execution time of 30 seconds exceeded' }, becomes: 'unknown' },
	{
		to: balance,
		reply: { error: 'Authentication failed or account suspended' },
		http: 401,
		becomes: 'wrong key',
		says: 'account suspended',
	},
	{ to: balance, reply: { error: 'The selected key is invalid.' }, http: 422, becomes: 'wrong key', says: 'selected key' },
	{ to: [balance, status], reply: { error: 'Account suspended' }, becomes: 'wrong key', says: 'Account suspended' },
	{ to: [balance, status, refill, cancel], reply: { error: 'API access disabled' }, becomes: 'wrong key', says: 'API access disabled' },
	{ to: status, reply: { 5: { error: 'Incorrect order ID' } }, becomes: 'not found', says: 'Incorrect order ID' },
	{ to: status, reply: { error: 'order_not_found' }, http: 404, ids: BOTH, becomes: 'not found', says: 'order_not_found' },
	{ to: status, reply: { ...ORDER, status: 'PROGRESS' }, becomes: 'inProgress' },
	{ to: status, reply: { ...ORDER, status: 'Scheduled' }, becomes: 'pending' },
	{
		to: status,
		ids: ['5,6'],
		reply: { error: 'invalid_order' },
		http: 400,
		listReply: { error: 'The order field is required.' },
		listHttp: 422,
		becomes: 'failed',
	},
];

/** Refills and cancellations. */
const REQUESTS: readonly CorpusRow[] = [
	{
		to: refill,
		ids: ['5,6'],
		reply: [
			{ order: 5, refill: 1001 },
			{ order: 6, error: 'Refill can only be requested on a completed or partial order.' },
		],
		becomes: '5 accepted; 6 not accepted',
		says: 'completed or partial order',
	},
	{ to: refill, reply: { error: 'Order does not have provider information' }, becomes: 'not accepted', says: 'provider information' },
	{ to: refill, reply: { error: 'Refill or refills parameter is required.' }, http: 422, becomes: 'not accepted' },
	{ to: refill, reply: { refill: { error: 'Dịch vụ này không hỗ trợ bảo hành' } }, becomes: 'not accepted', says: 'không hỗ trợ' },
	{ to: cancel, reply: { order: 5, cancel: { error: 'This order cannot be canceled' } }, becomes: 'not accepted', says: 'cannot be' },
	{ to: cancel, reply: [{ order: 5, error: 'This order has already started and cannot be cancelled.' }], becomes: 'not accepted' },
	{ to: cancel, reply: [{ order: 5, error: 'Cancel already requested' }], becomes: 'not accepted', says: 'already requested' },
	{ to: cancel, reply: [{ order: 5, cancel: { error: 'Đơn hàng này đã hoàn thành hoặc đã bị hủy' } }], becomes: 'not accepted' },
	{ to: [refill, cancel], reply: { error: 'The selected action is invalid.' }, http: 422, becomes: 'failed', says: 'does not offer' },
	{ to: cancel, reply: { order: [{ msg: 'true' }], error: 'Cancel is disabled' }, becomes: 'not accepted', says: 'Cancel is disabled' },
	{ to: [refill, cancel], reply: { message: 'Server Error' }, http: 500, becomes: 'failed', says: 'Server Error' },
	{ to: refillStatus, reply: { status: 'approved' }, becomes: 'inProgress' },
	{ to: refillStatus, reply: { status: 'declined' }, becomes: 'failed, final' },
	{ to: refillStatus, reply: [{ refill: '5', status: 'Pending' }], becomes: 'pending' },
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: [
			{ refill: 5, status: 'In progress' },
			{ refill: 6, status: 'Fail' },
		],
		becomes: '5 inProgress; 6 failed, final',
	},
	{ to: refillStatus, reply: [{ refill: 5, status: 'error' }], becomes: 'failed' },
	{ to: refillStatus, reply: [{ refill: 5, status: 'error', message: 'Try again later' }], becomes: 'failed', says: 'Try again later' },
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: [
			{ refill: '5', status: 'Completed' },
			{ refill: '6', status: 'Not found' },
		],
		becomes: '5 completed, final; 6 not found',
		says: 'Not found',
	},
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: [
			{ refill: 5, status: 'Completed' },
			{ refill: 6, error: 'Incorrect refill ID' },
		],
		becomes: '5 completed, final; 6 not found',
	},
	{ to: custom, parameters: UNPAID, reply: { error: 'Unknown action: x' }, http: 400, becomes: 'failed', says: 'Unknown action' },
	{
		to: custom,
		parameters: { action: 'add' },
		reply: { order: 5, charge: 12000, currency: 'UZS' },
		becomes: items({ charge: '12000', currency: 'UZS', order: 5 }),
	},
];

export const HANDLER_ROWS: readonly CorpusRow[] = [...TURKISH, ...PHP, ...NEWER, ...REQUESTS];
