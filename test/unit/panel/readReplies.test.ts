import { addedOrderSchema } from '../../../nodes/SmmPanel/panel/api/orders';
import { isKnownRefusal } from '../../../nodes/SmmPanel/panel/errors';
import { decodeBody } from '../../../nodes/SmmPanel/panel/transport/parseReply';
import { readOrderNumber, searchOrderNumbers } from '../../../nodes/SmmPanel/panel/transport/orderNumber';
import { findRefusedList, findReplyRefusal } from '../../../nodes/SmmPanel/panel/transport/refusal';
import { listLayers } from '../../../nodes/SmmPanel/panel/transport/unwrap';

test.each([
	['text/html; charset=windows-1251', [0xcf, 0xf0, 0xe8], 'При'],
	['application/json; charset="iso-8859-1"', [0xe9], 'é'],
	['application/json', [0xc3, 0xa9], 'é'],
	['application/json; charset=nobody-knows', [0xc3, 0xa9], 'é'],
	[undefined, [0xef, 0xbb, 0xbf, 0x7b, 0x7d], '{}'],
])('reads the bytes of a reply as %s says', (contentType, bytes, text) => {
	expect(decodeBody(Buffer.from(bytes), contentType)).toBe(text);
});

test.each<[unknown, unknown[]]>([
	[{ status: 'success', data: { order: 5 } }, [{ status: 'success', data: { order: 5 } }, { order: 5 }]],
	[{ success: true, result: [{ a: 1 }] }, [{ success: true, result: [{ a: 1 }] }, [{ a: 1 }], { a: 1 }]],
	[{ response: { order: { id: 5 } } }, [{ response: { order: { id: 5 } } }, { order: { id: 5 } }, { id: 5 }]],
	[{ 1: { a: 1 }, 2: { a: 2 } }, [{ 1: { a: 1 }, 2: { a: 2 } }, [{ a: 1 }, { a: 2 }]]],
	[[{ a: 1 }, { a: 2 }], [[{ a: 1 }, { a: 2 }]]],
	[{ data: 'Empty Data' }, [{ data: 'Empty Data' }]],
	[null, [null]],
])('opens the envelopes of %j', (reply, layers) => {
	expect(listLayers(reply)).toEqual(layers);
});

test.each<[unknown, string | undefined]>([
	[5, '5'],
	['5', '5'],
	[' 23501 ', '23501'],
	['ord_7', 'ord_7'],
	['12345678901234567890', '12345678901234567890'],
	['64f0aa.12-7', '64f0aa.12-7'],
	[0, undefined],
	['0', undefined],
	['000', undefined],
	[-1, undefined],
	['-1', undefined],
	[1.5, undefined],
	['', undefined],
	['Not enough funds', undefined],
	['line 5 failed', undefined],
	['false', undefined],
	['null', undefined],
	['undefined', undefined],
	['Error500', undefined],
	[true, undefined],
	[null, undefined],
	[['5'], undefined],
])('reads the order number %j as %j', (value, number) => {
	expect(readOrderNumber(value)).toBe(number);
});

test.each<[unknown, string | undefined]>([
	[{ order: 5 }, '5'],
	[{ order_id: 5 }, '5'],
	[{ orderId: 'a5' }, 'a5'],
	[{ Order: 5 }, '5'],
	[{ data: { order: 5 } }, '5'],
	[{ status: 'success', data: { order_id: 5 } }, '5'],
	[{ order: { id: 5 } }, '5'],
	[{ id: 5 }, '5'],
	[{ order: 0, id: 5 }, undefined],
	[{ order: 'Not enough funds', id: 5 }, undefined],
	[{ status: 'success' }, undefined],
	[{ data: 'ok' }, undefined],
	[{ service: 5 }, undefined],
])('takes from %j the order %j', (reply, order) => {
	const read = addedOrderSchema.safeParse(reply);
	expect(read.success ? read.data.order : undefined).toBe(order);
});

test.each([
	['{"order":123', '123'],
	['<b>Warning</b> {"order_id": "a-1"', 'a-1'],
	['{"orders":[{"order":1},{"order":2}]}', '1, 2'],
	['{"orders":[7]}', '7'],
	['"{\\"order\\":123}"', '123'],
	['{"error":"Invalid link","order":{"status":"Pending","id":123}}', '123'],
	['{"error":"Invalid link","data":{"order":{"order":5,"id":"7"}}}', '5, 7'],
	['{"error":"Invalid link","order_no":123}', '123'],
	['{"error":"Invalid link","order":{"id":0},"user":{"id":7}}', undefined],
	['{"error":"x","order":0}', undefined],
	['{"reorder":5,"border":6}', undefined],
	['Order 5', undefined],
])('finds in %j the order numbers %j for people', (body, order) => {
	expect(searchOrderNumbers(body).order).toBe(order);
});

test.each<[unknown, string | undefined]>([
	[{ status: false, msg: 'Insufficient balance' }, 'Insufficient balance'],
	[{ success: 0, message: 'a' }, 'a'],
	[{ success: 'false', message: 'a' }, 'a'],
	[{ code: 400, message: 'a' }, 'a'],
	[{ error: 'a', order: 0 }, 'a'],
	[{ order: 'Not enough funds' }, 'Not enough funds'],
	[{ order: 0 }, ''],
	[{ status: 'fail' }, ''],
	[{ status: 'error', order: 5 }, ''],
	[{ error: true }, ''],
	[{ errors: { link: ['a', 'b'] } }, 'a; b'],
	[{ status: 'success', data: { error: 'a' } }, 'a'],
	[[{ error: 'a' }], 'a'],
	[{ order: 5, error: '' }, undefined],
	[{ order: 5, error: null, errors: [] }, undefined],
	[{ order: 5, status: 'success', message: 'placed' }, undefined],
	[{ orders: [{ line: 1, order: 7 }], errors: [{ line: 2, reason: 'a' }] }, undefined],
	[{ orders: [{ line: 1, order: 7 }], error: 'a' }, 'a'],
	[{ status: 'success' }, undefined],
])('reads in the answer to a purchase %j the refusal %j', (reply, words) => {
	expect(findReplyRefusal(reply, 'spend')?.words).toBe(words);
});

test.each<[unknown, object | undefined]>([
	[{ orders: [{ error: 'No numbers available' }] }, { words: 'No numbers available', each: ['No numbers available'] }],
	[
		{ orders: [], message: 'none left' },
		{ words: 'none left', each: ['none left'], nothingBought: true },
	],
	[[{ error: 'a' }, { error: 'b' }, { error: 'a' }], { words: 'a; b', each: ['a', 'b'] }],
	[{ orders: [] }, { words: '', nothingBought: true }],
	[{ orders: [{ error: 'a' }, { order: 5 }] }, undefined],
	[{ order: 5 }, undefined],
])('reads in the answer to a purchase of numbers %j the refusal %j', (reply, refusal) => {
	expect(findRefusedList(reply, true)).toEqual(refusal);
});

test.each<[unknown, string | undefined]>([
	[[{ error: 'a' }, { error: 'b' }], 'a; b'],
	[[{ error: 'a' }, { order: 5 }], undefined],
	[[{ error: 'a' }, { status: 'Pending' }], undefined],
	[[{ description: 'a row of data' }], undefined],
	[[], undefined],
	[{ orders: [] }, undefined],
])('reads in the answer to any paid action %j the refusal %j', (reply, words) => {
	expect(findRefusedList(reply, false)?.words).toBe(words);
});

test.each<[unknown, string | undefined]>([
	[{ status: 'error', msg: 'Service under maintenance' }, 'Service under maintenance'],
	[{ status: 'error' }, ''],
	[{ status: 'fail', data: null }, ''],
	[{ status: 'Error', charge: '1', remains: 5 }, undefined],
	[{ data: { error: 'a' } }, 'a'],
	[[{ service: 1, status: '0', description: 'words of a row' }], undefined],
])('reads in the answer to a question %j the refusal %j', (reply, words) => {
	expect(findReplyRefusal(reply, 'read')?.words).toBe(words);
});

// What frees the key of a purchase, and what does not.
test.each([
	["You don't have sufficient balance.", true],
	['Your balance is not enough', true],
	['Low balance', true],
	['Insufficient credits', true],
	['Saldo insuficiente', true],
	['Yetersiz bakiye', true],
	['Недостаточно средств на балансе', true],
	['Incorrect request or API key', true],
	['Api-Token does not exist', true],
	['API is Disable for this user or User Not Found! Contact the Support', true],
	['Invalid or disabled API key', true],
	['The selected order id is invalid.', true],
	['The link field is required.', true],
	['min_quantity', true],
	['Link not found', true],
	['No numbers available', true],
	['This action is Invalid', true],
	['Provider failed. Your balance has been refunded.', true],
	['cURL error 28: Operation timed out', false],
	['Something went wrong', false],
	['SQLSTATE[42S22] Invalid column', false],
	['Duplicate order', false],
	['Computer says no', false],
	['No se puede', false],
	['', false],
])('the words %j free the key of a purchase: %j', (words, known) => {
	expect(isKnownRefusal(words)).toBe(known);
});
