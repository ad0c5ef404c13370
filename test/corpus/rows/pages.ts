// Replies on the API pages of panels and in the code of their clients.
import type { CorpusRow } from '../row';
import { add, balance, BOTH, cancel, custom, items, ORDER, refill, refillStatus, status } from './words';

const FREE = { action: 'getStatus', paid: false };

/** Panels of Indonesia: "data" holds the record, or the words of a refusal. */
const WORDS_IN_DATA: readonly CorpusRow[] = [
	{ to: add, reply: { result: true, data: { id: '12345', price: 45000 }, message: 'Pesanan berhasil di buat.' }, becomes: 'bought 12345' },
	{ to: add, reply: { success: true, order: 'VEGA123ABC' }, becomes: 'bought VEGA123ABC' },
	{ to: add, reply: { result: false, message: 'Saldo tidak mencukupi' }, becomes: 'out of funds', says: 'Saldo tidak mencukupi' },
	{ to: add, reply: { status: false, data: { msg: 'Saldo Anda tidak cukup' } }, becomes: 'out of funds', says: 'Saldo Anda tidak cukup' },
	{ to: add, reply: { response: false, data: { msg: 'Layanan tidak ditemukan' } }, becomes: 'refused', says: 'Layanan tidak ditemukan' },
	{ to: add, reply: { status: false, data: 'Layanan tidak tersedia' }, becomes: 'unknown', says: 'Layanan tidak tersedia' },
	{
		to: status,
		reply: { result: true, data: [{ id: '5', status: 'processing', remain: 0, count: 0 }], message: 'OK' },
		becomes: 'processing',
	},
	{
		to: status,
		ids: ['5,6'],
		reply: {
			result: true,
			data: [
				{ id: '5', status: 'success', remain: 0, count: 0 },
				{ id: '6', status: 'error', remain: 0, count: 0 },
			],
		},
		becomes: '5 completed, final; 6 failed, final',
	},
	{ to: status, reply: { status: true, data: { id: '5', status: 'Success', start_count: 0, remains: 0 } }, becomes: 'completed, final' },
	{ to: status, reply: { status: false, data: { msg: 'Pesanan tidak ditemukan' } }, becomes: 'not found', says: 'Pesanan tidak ditemukan' },
	{ to: balance, reply: { status: true, data: { full_name: 'x', balance: '500000.00' } }, becomes: 'balance 500000.00' },
	{ to: balance, reply: { result: true, data: { username: 'x', saldo: '40021' } }, becomes: 'failed' },
];

/** Words in other languages, and documented replies of single panels. */
const OTHERS: readonly CorpusRow[] = [
	{
		to: status,
		ids: ['5,6'],
		reply: { 5: { ...ORDER, status: 'Partial' }, 6: { error: 'Hatalı sipariş ID' } },
		becomes: '5 partial, final; 6 not found',
	},
	{ to: status, reply: { error: 'Неверный ID заказа' }, ids: BOTH, becomes: 'not found' },
	{ to: status, reply: { error: 'Mã đơn hàng không hợp lệ' }, ids: BOTH, becomes: 'not found' },
	{ to: status, reply: { error: 'ID de pedido incorrecto' }, ids: BOTH, becomes: 'not found' },
	{ to: balance, reply: { status: 0, msg: 'Api-Token này không tồn tại' }, becomes: 'wrong key', says: 'không tồn tại' },
	{ to: status, reply: { status: 0, msg: 'Api-Token này không tồn tại' }, ids: BOTH, becomes: 'wrong key' },
	{ to: add, reply: { staus: false, msg: 'Api-Token phải bắt buộc' }, http: 201, becomes: 'unknown', says: 'Api-Token phải bắt buộc' },
	{
		to: refill,
		reply: { success: 'Your order will be refill asap. Thank you for patience', refill: 12345 },
		becomes: 'accepted',
		says: '12345',
	},
	{ to: cancel, reply: { success: 'Your order will be cancelled asap' }, becomes: 'accepted', says: 'cancelled asap' },
	{
		to: refillStatus,
		ids: ['5,6'],
		reply: [
			{ refill: 5, status: 'Cancelled' },
			{ refill: 6, status: { error: 'Refill Request Not found' } },
		],
		becomes: '5 failed, final; 6 not found',
	},
];

/** Shops of SMS numbers answer in words with underscores. */
const NUMBERS_IN_WORDS: readonly CorpusRow[] = [
	{ to: custom, parameters: FREE, reply: 'STATUS_WAIT_CODE', becomes: items({ value: 'STATUS_WAIT_CODE' }) },
	{ to: custom, parameters: FREE, reply: 'STATUS_OK:7421', becomes: items({ value: 'STATUS_OK:7421' }) },
	{ to: custom, parameters: FREE, reply: 'BAD_KEY', becomes: 'wrong key', says: 'BAD_KEY' },
	{ to: custom, parameters: FREE, reply: 'BAD_ACTION', becomes: 'failed', says: 'BAD_ACTION' },
	{ to: custom, parameters: { action: 'getNumber' }, reply: 'NO_BALANCE', becomes: 'out of funds', says: 'NO_BALANCE' },
	{ to: custom, parameters: { action: 'getNumber' }, reply: 'NO_NUMBERS', becomes: 'refused', says: 'NO_NUMBERS' },
	{
		to: custom,
		parameters: { action: 'getNumber' },
		reply: 'ACCESS_NUMBER:234242:15550001',
		becomes: 'unknown',
		says: 'ACCESS_NUMBER:234242',
	},
	{ to: custom, parameters: { action: 'getNumber' }, reply: 'ERROR_SQL', becomes: 'unknown', says: 'ERROR_SQL' },
];

export const PAGE_ROWS: readonly CorpusRow[] = [...WORDS_IN_DATA, ...OTHERS, ...NUMBERS_IN_WORDS];
