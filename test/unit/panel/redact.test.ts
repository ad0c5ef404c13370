import { createRedactor } from '../../../nodes/SmmPanel/panel/transport/redact';
import { parseReply } from '../../../nodes/SmmPanel/panel/transport/parseReply';

const KEY = 'ab/12+cd&"ef<gh ij=';

function cleaned(key: string, source: string): unknown {
	const content = parseReply(source);
	return content.kind === 'json' ? createRedactor(key).value(content.value, source) : content.kind;
}

test.each([
	['as it is', KEY],
	['in a URL', encodeURIComponent(KEY)],
	['in a URL with small letters', encodeURIComponent(KEY).toLowerCase()],
	['in a form', new URLSearchParams({ k: KEY }).toString().slice(2)],
	['in JSON', JSON.stringify(KEY).slice(1, -1)],
	['in the JSON of PHP', JSON.stringify(KEY).slice(1, -1).replace('/', '\\/')],
	['in HTML', 'ab/12+cd&amp;&quot;ef&lt;gh ij='],
	['in capitals', KEY.toUpperCase()],
])('takes a key out of a text where it stands %s', (_form, written) => {
	expect(createRedactor(KEY).text(`a ${written} b ${written}`)).toBe('a [key] b [key]');
});

test('takes a key out of values and names, however the panel escapes it', () => {
	const escaped = [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
	expect(cleaned(KEY, `{"${escaped}":["x ${escaped}",{"a":"${escaped}"}],"n":1,"t":true,"z":null}`)).toEqual({
		'[key]': ['x [key]', { a: '[key]' }],
		n: 1,
		t: true,
		z: null,
	});
});

test('takes a key out of a catalog of megabytes, and leaves one without it is', () => {
	const rows = Array.from({ length: 3000 }, (_, service) => ({ service, name: 'n'.repeat(50) }));
	const clean = JSON.stringify(rows);
	const value = JSON.parse(clean);
	const redactor = createRedactor('0123456789abcdef');
	expect(redactor.value(value, clean)).toBe(value);
	const echoed = JSON.stringify([...rows, { name: 'key 0123456789abcdef' }]);
	expect(JSON.stringify(redactor.value(JSON.parse(echoed), echoed))).not.toContain('0123456789abcdef');
});

test('leaves numbers, and prices, ids and codes that a short or a numeric key would hit by chance', () => {
	const body = '{"order":"12345678","charge":"1.12345678","code":"123456"}';
	for (const key of ['12345678', '1', 'o', '123456', ''])
		expect(cleaned(key, body)).toEqual({ order: '12345678', charge: '1.12345678', code: '123456' });
});

test('takes the characters of a key literally, also those that patterns use', () => {
	expect(createRedactor('a.c*(d)[e]$').text('abcccdde a.c*(d)[e]$')).toBe('abcccdde [key]');
});

test('keeps an own field __proto__ an ordinary field, and survives nesting that fills the stack', () => {
	const value = cleaned('some-long-key', '{"__proto__":{"a":"some-long-key"}}');
	expect(JSON.stringify(value)).toBe('{"__proto__":{"a":"[key]"}}');
	expect(() => cleaned('some-long-key', `${'['.repeat(40_000)}${']'.repeat(40_000)}`)).not.toThrow();
});
