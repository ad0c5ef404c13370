import { isRecord, parseReply } from '../../../nodes/SmmPanel/panel/transport/parseReply';
import { toItem, toJsonValue } from '../../../nodes/SmmPanel/panel/api/records';
import { plainDecimal } from '../../../nodes/SmmPanel/panel/values/money';

const json = (body: string) => {
	const content = parseReply(body);
	return content.kind === 'json' ? content.value : content.kind;
};

test.each([
	['\uFEFF{"a":1}', { a: 1 }],
	['  \r\n[1]\n', [1]],
	['', 'empty'],
	['\uFEFF \n', 'empty'],
	['<!DOCTYPE html><p>', 'html'],
	['<br />\n<b>Warning</b>: x in [internal function] on line <b>3</b><br />{"order":5}', { order: 5 }],
	['Notice: Undefined index in {closure}\n{"order":5}', { order: 5 }],
	['Deprecated: x\n[{"order":5}]', [{ order: 5 }]],
	['{"order":5}<br /><b>Fatal error</b>: x', { order: 5 }],
	['{"order":5}\n<!-- made in 0.2 s -->', { order: 5 }],
	['"{\\"order\\":5}"', { order: 5 }],
	['Warning: x {"order":5}{"order":6}', 'notJson'],
	['Warning: x {"order":{"id":5}', 'notJson'],
	['[{"order":5},{"order":6}', 'notJson'],
	['Warning: x [5]', 'notJson'],
	['<html><script>var x = {"order":5}</script></html>', 'html'],
	['<br />\n<b>Fatal error</b>: x', 'html'],
	['{"a":1}{"b":2}', 'notJson'],
	['Invalid API key', 'notJson'],
	['{"a":01}', 'notJson'],
	['{"order":5', 'notJson'],
	['null', null],
	['"text"', 'text'],
])('reads %j for what it is', (body, expected) => {
	expect(json(body)).toEqual(expected);
});

test.each([
	['{"rate":0.10}', { rate: '0.10' }],
	['{"Rate" : 0.10}', { Rate: '0.10' }],
	['{"rate":[0.10],"x":0.10}', { rate: ['0.10'], x: 0.1 }],
	['{"x":"rate","y":0.10}', { x: 'rate', y: 0.1 }],
	['{"rate":"a","y":0.50}', { rate: 'a', y: 0.5 }],
	['{"n":9007199254740993}', { n: '9007199254740993' }],
	['{"n":9007199254740991}', { n: 9007199254740991 }],
	['{"n":1e3}', { n: 1000 }],
	['{"\\"rate":0.10}', { '"rate': 0.1 }],
	['{"a\\\\":1.50,"rate":1.50}', { 'a\\': 1.5, rate: '1.50' }],
	['{"name":"x: 1.50, \\"rate\\":2.50"}', { name: 'x: 1.50, "rate":2.50' }],
])('keeps the digits of money and of long ids, and nothing else, in %s', (body, expected) => {
	expect(json(body)).toEqual(expected);
});

test.each([
	['1.0e-7', '0.00000010'],
	['1e-8', '0.00000001'],
	['2.5E3', '2500'],
	['-1.25e1', '-12.5'],
	['1e0', '1'],
	['5', '5'],
	['1.50', '1.50'],
	['1e999', '1e999'],
	['0e5', '0'],
])('writes %s without an exponent as %s', (token, plain) => {
	expect(plainDecimal(token)).toBe(plain);
});

test('reads a very large catalog with bare prices, and every price keeps its digits', () => {
	const rows = Array.from(
		{ length: 20_000 },
		(_, service) => `{"service":${service},"name":"🔥 1.5K, 2.50 \\"x\\" ${'n'.repeat(400)}","rate":0.10,"min":10}`,
	);
	const value = json(`[${rows.join()}]`);
	expect(Array.isArray(value) && value.length).toBe(20_000);
	expect(Array.isArray(value) && value[19_999]).toMatchObject({ rate: '0.10', min: 10 });
});

test('survives a text of millions of characters and a reply without an end', () => {
	expect(json(`{"rate":0.10,"name":"${'\\"a'.repeat(1_500_000)}"}`)).toMatchObject({ rate: '0.10' });
	expect(json(`{"rate":0.10,"name":"${'a'.repeat(3_000_000)}`)).toBe('notJson');
});

test.each([
	['a page whose form has a captcha', '<html><script src="https://www.google.com/recaptcha/api.js"></script><form></form>', false],
	['a page that Cloudflare delivers', '<html><script src="/cdn-cgi/scripts/cloudflare-static/email-decode.min.js"></script>', false],
	['a page with Cloudflare’s silent script', '<html><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>', false],
	['the check itself', '<!DOCTYPE html><html><head><title>Just a moment...</title>', true],
	['the check in another language', '<html><script>window._cf_chl_opt={}</script>', true],
])('tells a security check from %s', (_name, body, challenge) => {
	expect(parseReply(body)).toEqual({ kind: 'html', challenge });
});

describe('an item', () => {
	test('never has a field that n8n would take for a failed node, nor a new prototype', () => {
		const item = toItem(
			Object.fromEntries<unknown>([
				['error', 'x'],
				['__proto__', { a: 1 }],
				['constructor', 'c'],
				['toString', null],
			]),
		);
		expect(Object.entries(item)).toEqual([
			['reason', 'x'],
			['constructor', 'c'],
			['toString', null],
		]);
		expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
		expect(isRecord(toJsonValue(json('{"a":{"__proto__":{"b":1}}}')))).toBe(true);
	});

	test('survives values that cannot be made texts, and nesting that fills the stack', () => {
		const hostile = json('{"charge":{"toString":1,"valueOf":1},"refill":{"toString":null}}');
		expect(toItem(isRecord(hostile) ? hostile : {})).toEqual({ charge: { toString: 1, valueOf: 1 }, refill: { toString: null } });
		expect(() => toJsonValue(json(`${'['.repeat(50_000)}${']'.repeat(50_000)}`))).not.toThrow();
		expect(() => toItem({ a: json(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) })).not.toThrow();
	});
});
