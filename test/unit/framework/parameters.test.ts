import { InvalidInputError } from '../../../nodes/SmmPanel/framework/errors';
import type { Property } from '../../../nodes/SmmPanel/framework/operation';
import { checkValue, readParameters, showValue } from '../../../nodes/SmmPanel/framework/parameters';

const field = (type: Property['type'], more: Partial<Property> = {}): Property => ({
	displayName: 'Field',
	name: 'field',
	type,
	default: '',
	...more,
});
const said = (run: () => unknown) => {
	try {
		return `no refusal: ${JSON.stringify(run())}`;
	} catch (problem) {
		return problem instanceof InvalidInputError ? `${problem.message} | ${problem.nextStep}` : String(problem);
	}
};
const choices = [
	{ name: 'A', value: 'a' },
	{ name: 'Five', value: 5 },
];

describe('text', () => {
	test.each<[unknown, string]>([
		[' a ', 'a'],
		[5, '5'],
		[12345678901234567890n, '12345678901234567890'],
		[true, 'true'],
		[undefined, ''],
		[null, ''],
		[['a', 5, null], 'a\n5\n'],
		[[['a', 'b'], 'c'], 'a\nb\nc'],
		[new Date(0), '1970-01-01T00:00:00.000Z'],
		[{ toISO: () => '2027-01-01T00:00:00.000Z' }, '2027-01-01T00:00:00.000Z'],
	])('%p is read as %j', (raw, expected) => {
		expect(checkValue(raw, field('string'))).toBe(expected);
	});

	test.each<[unknown, RegExp]>([
		[{ a: 1 }, /^'Field' has to be text, but an object came \| Choose the single value/],
		[[{ a: 1 }], /an object came/],
		[new Date(Number.NaN), /an object came/],
		[{ toISO: () => null }, /an object came/],
		[Number.NaN, /^'Field' came as NaN/],
		[Number.POSITIVE_INFINITY, /^'Field' came as Infinity/],
	])('%p is refused', (raw, expected) => {
		expect(said(() => checkValue(raw, field('string')))).toMatch(expected);
	});
});

describe('numbers, switches and choices', () => {
	test.each<[unknown, number]>([
		[5, 5],
		['5', 5],
		[' -2.5 ', -2.5],
		['', 0],
		[null, 0],
		[undefined, 0],
	])('the number %p is %d', (raw, expected) => {
		expect(checkValue(raw, field('number'))).toBe(expected);
	});

	test.each([['1e3'], ['1.000,5'], ['0x10'], ['5 pieces'], ['٥'], [true], [[1]], [{}], [Number.NaN]])('%p is no number', (raw) => {
		expect(said(() => checkValue(raw, field('number')))).toMatch(/^'Field' has to be a number, but it is .* \| Enter digits only/);
	});

	test.each<[unknown, boolean]>([
		[true, true],
		['true', true],
		[1, true],
		['1', true],
		[false, false],
		['false', false],
		[0, false],
		['0', false],
	])('the switch %p is %p', (raw, expected) => {
		expect(checkValue(raw, field('boolean', { default: !expected }))).toBe(expected);
	});

	test.each([[true], [false]])('a switch that an expression left empty keeps its default, %p', (value) => {
		for (const raw of [undefined, null, '']) expect(checkValue(raw, field('boolean', { default: value }))).toBe(value);
	});

	test('anything else is no switch', () => {
		for (const raw of ['yes', 2, {}, []]) expect(said(() => checkValue(raw, field('boolean')))).toMatch(/^'Field' has to be true or false/);
	});

	test('a choice is found by its value as text or number, and nothing else passes', () => {
		const options = field('options', { options: choices });
		expect([checkValue('a', options), checkValue(' a ', options), checkValue('5', options), checkValue(5, options)]).toEqual([
			'a',
			'a',
			5,
			5,
		]);
		for (const raw of ['b', 'toString', '__proto__', 'constructor', {}, 'A'])
			expect(said(() => checkValue(raw, options))).toMatch(/^'Field' cannot be .* \| Use one of: a, 5$/);
		expect(said(() => checkValue(undefined, options))).toMatch(/^'Field' cannot be empty/);
	});

	test('an empty value chooses the entry without a value, where there is one', () => {
		expect(checkValue(null, field('options', { options: [{ name: 'None', value: '' }, ...choices] }))).toBe('');
	});

	test('a dropdown that is filled later takes any text', () => {
		expect(checkValue('Instagram', field('options'))).toBe('Instagram');
		expect(said(() => checkValue({}, field('options')))).toMatch(/has to be text/);
	});

	test('several choices come as an array or a comma list', () => {
		const several = field('multiOptions', { options: choices });
		expect(checkValue(['a', '5'], several)).toEqual(['a', 5]);
		expect(checkValue('a, 5', several)).toEqual(['a', 5]);
		expect([checkValue('', several), checkValue(undefined, several), checkValue([], several)]).toEqual([[], [], []]);
		expect(said(() => checkValue(['a', 'x'], several))).toMatch(/^'Field' cannot be "x"/);
	});
});

describe('collections', () => {
	const collection = field('collection', {
		displayName: 'Options',
		options: [
			{ displayName: 'Count', name: 'count', type: 'number', default: 0 },
			{ displayName: 'Service', name: 'service', type: 'resourceLocator', default: '' },
		],
	});

	test('known members are checked, others left out, prototype names included', () => {
		const raw: unknown = JSON.parse(
			'{"count": "5", "service": {"__rl": true, "mode": "id", "value": " 7 "}, "other": 1, "__proto__": {"count": 9}, "constructor": 1}',
		);
		expect(checkValue(raw, collection)).toEqual({ count: 5, service: '7' });
		expect(said(() => checkValue({ count: 'x' }, collection))).toMatch(/^'Count' has to be a number/);
	});

	test('what is inherited does not count', () => {
		expect(checkValue(Object.create({ count: 5 }), collection)).toEqual({});
	});

	test.each([['text'], [5], [['count']], [true]])('%p is refused, because a limit inside it would be lost silently', (raw) => {
		expect(said(() => checkValue(raw, collection))).toMatch(/^'Options' is .*, but has to be an object/);
	});

	test('nothing is an empty collection', () => {
		expect([checkValue(undefined, collection), checkValue(null, collection), checkValue('', collection)]).toEqual([{}, {}, {}]);
	});
});

describe('fields that another one hides', () => {
	const properties: Property[] = [
		field('options', { displayName: 'Type', name: 'type', options: choices, default: 'a' }),
		field('number', { displayName: 'Count', name: 'count', default: 7, displayOptions: { show: { type: [5], resource: ['x'] } } }),
		field('string', { name: 'text', default: 'none', displayOptions: { show: { count: [3] } } }),
		field('notice', { name: 'notice' }),
	];
	const read = (values: Record<string, unknown>) => {
		const asked: string[] = [];
		const context = { getNodeParameter: (name: string) => (asked.push(name), values[name]) };
		return { values: readParameters(context, 0, properties), asked };
	};

	test('are not read and give their default', () => {
		expect(read({ type: 'a', count: 'junk', text: {} })).toEqual({ values: { type: 'a', count: 7, text: 'none' }, asked: ['type'] });
	});

	test('are read where they are shown, also one behind the other', () => {
		expect(read({ type: 5, count: 3, text: 'hello' })).toEqual({
			values: { type: 5, count: 3, text: 'hello' },
			asked: ['type', 'count', 'text'],
		});
		expect(said(() => read({ type: 5, count: 'junk' }))).toMatch(/^'Count' has to be a number/);
	});

	test('are read all the same where that is wanted, and are null where n8n dropped them', () => {
		const hidden = field('number', { name: 'hidden', readAs: 'raw', readHidden: true, displayOptions: { show: { type: [5] } } });
		const context = (values: Record<string, unknown>) => ({
			getNodeParameter: (name: string, _item: number, fallback: unknown) => values[name] ?? fallback,
		});
		const both = (values: Record<string, unknown>) => readParameters(context(values), 0, [...properties.slice(0, 1), hidden]);
		expect(both({ type: 'a', hidden: 'kept' })).toEqual({ type: 'a', hidden: 'kept' });
		expect(both({ type: 'a' })).toEqual({ type: 'a', hidden: null });
	});
});

test('wrong values are shown short, and objects never dumped', () => {
	expect(showValue({ secret: 1 })).toBe('an object');
	expect(showValue(['secret'])).toBe('a list');
	expect(showValue('x'.repeat(100))).toBe(`"${'x'.repeat(40)}…"`);
	expect([showValue(undefined), showValue(null), showValue(' ')]).toEqual(['empty', 'empty', 'empty']);
});
