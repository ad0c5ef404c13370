import {
	add,
	compare,
	compareDecimals,
	perThousand,
	readDecimal,
	showDecimal,
	subtract,
	times,
	type Decimal,
} from '../../../nodes/SmmPanel/panel/values/money';

function amount(text: string): Decimal {
	const read = readDecimal(text);
	if (!read) throw new Error(`${text} is no amount`);
	return read;
}

test.each([
	['0', '0.00'],
	['12', '12.00'],
	['12.5', '12.50'],
	['0.27819', '0.27819'],
	['0.00000001', '0.00000001'],
	['100.84292000', '100.84292'],
	['1,234.56', '1234.56'],
	['12,345,678', '12345678.00'],
	[' 5 ', '5.00'],
	['-3.10', '-3.10'],
	['-0.05', '-0.05'],
	['007.10', '7.10'],
	['.50', '0.50'],
	['.5', '0.50'],
	['4.', '4.00'],
	['1.', '1.00'],
	['0E-8', '0.00'],
	['4.3E-7', '0.00000043'],
	['1.0E-5', '0.00001'],
	['1e5', '100000.00'],
	['$5.00', '5.00'],
	['$5', '5.00'],
	['-$5', '-5.00'],
	['€ 5', '5.00'],
	['5.00 USD', '5.00'],
	['USD 5', '5.00'],
	['R$ 5,00', '5.00'],
	['US$1,234.50', '1234.50'],
	['Rs. 500', '500.00'],
	['Rs.500.25', '500.25'],
	['500 Rs', '500.00'],
	['₹41.5', '41.50'],
	['1,234.50', '1234.50'],
	['1.234,50', '1234.50'],
	['1.234.567,5', '1234567.50'],
	['1 234.50', '1234.50'],
	['1 000', '1000.00'],
	["1'234.50", '1234.50'],
	['1’000', '1000.00'],
	['₹1,23,456.50', '123456.50'],
	['12,34,567', '1234567.00'],
	['4,50', '4.50'],
	['1,5', '1.50'],
	['0,900', '0.90'],
	['1,500', '1500.00'],
	['1234,567', '1234.567'],
])('reads %j as %s', (text, shown) => {
	expect(showDecimal(amount(text))).toBe(shown);
});

test.each([
	'',
	' ',
	'.',
	',',
	'e5',
	'-',
	'$',
	'5 US',
	'--5',
	'-$-5',
	'1 00',
	'1.234.567',
	'1.2.3',
	'free',
	'1,2,345',
	'1,23,45',
	'+1',
	'--1',
	'∞',
	'NaN',
	'1'.repeat(31),
	'0x10',
])('does not guess what %j costs', (text) => {
	expect(readDecimal(text)).toBeUndefined();
});

test('is exact where floats are not', () => {
	expect(showDecimal(add(amount('0.1'), amount('0.2')))).toBe('0.30');
	expect(showDecimal(subtract(amount('100.84292'), amount('0.00000001')))).toBe('100.84291999');
	expect(showDecimal(subtract(amount('0.1'), amount('0.30')))).toBe('-0.20');
	expect(showDecimal(times(perThousand(amount('0.90')), 100))).toBe('0.09');
	expect(showDecimal(times(perThousand(amount('0.00000001')), 1))).toBe('0.00000000001');
	expect(showDecimal(times(amount('99999999999999999999.99'), 3))).toBe('299999999999999999999.97');
});

test.each([
	['1', '1.000', 0],
	['0.10', '0.1', 0],
	['0.09999999', '0.1', -1],
	['10', '9.99', 1],
	['-1', '0', -1],
	['-0', '0', 0],
	['9007199254740993', '9007199254740992', 1],
])('compares %s with %s: %i', (a, b, expected) => {
	expect(compare(amount(a), amount(b))).toBe(expected);
	expect(compareDecimals(a, b)).toBe(expected);
});

test('does not compare what is no amount', () => {
	expect([compareDecimals('free', '1'), compareDecimals('1', '')]).toEqual([undefined, undefined]);
});
