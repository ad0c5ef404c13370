import { describeResources, operationSubtitle } from '../../../nodes/SmmPanel/framework/describe';
import { optionsField, type Operation, type Property, type Resource } from '../../../nodes/SmmPanel/framework/operation';

const operation = (name: string, value: string, properties: Property[] = []): Operation<undefined> => ({
	name,
	value,
	action: `${name} thing`,
	description: `${name} one`,
	properties,
	perItem: async () => [],
});
const text: Property = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	default: '',
	displayOptions: { show: { more: [true] }, hide: { less: [1] } },
};
const resources: Array<Resource<undefined>> = [
	{ name: 'Zebra', value: 'zebra', operations: [operation('Sell', 'sell', [text]), operation('Buy', 'buy')] },
	{ name: 'Ant', value: 'ant', operations: [operation('Get', 'get')] },
];

test('dropdowns are alphabetical, while the first operation listed stays the default', () => {
	const [resource, ofZebra, ofAnt] = describeResources(resources, 'zebra');
	expect(resource).toMatchObject({
		name: 'resource',
		default: 'zebra',
		noDataExpression: true,
		options: [{ name: 'Ant' }, { name: 'Zebra' }],
	});
	expect(ofZebra).toMatchObject({
		name: 'operation',
		default: 'sell',
		displayOptions: { show: { resource: ['zebra'] } },
		options: [{ value: 'buy' }, { value: 'sell', action: 'Sell thing', description: 'Sell one' }],
	});
	expect(ofAnt).toMatchObject({ default: 'get', displayOptions: { show: { resource: ['ant'] } } });
});

test('a field shows for its operation only, on top of its own conditions', () => {
	expect(describeResources(resources, 'zebra')[3]?.displayOptions).toEqual({
		show: { resource: ['zebra'], operation: ['sell'], more: [true] },
		hide: { less: [1] },
	});
});

test('the line below the node says resource and operation in the words of the editor', () => {
	expect(operationSubtitle(resources)).toBe(
		'={{ ({ "zebra.sell": "Zebra: Sell", "zebra.buy": "Zebra: Buy", "ant.get": "Ant: Get" })[$parameter["resource"] + "." + $parameter["operation"]] }}',
	);
});

test('n8n may change what it gets without changing the operation', () => {
	const described = describeResources(resources, 'zebra')[3];
	if (described) described.displayName = 'Changed';
	expect(text.displayName).toBe('Text');
	expect(describeResources(resources, 'zebra')[3]).not.toBe(described);
});

test('members of a collection are alphabetical however they are given, and what only this package reads stays out of n8n', () => {
	const field = (displayName: string, more: Partial<Property> = {}) =>
		({ displayName, name: displayName.toLowerCase(), type: 'string', default: '', ...more }) as const;
	const choices = { type: 'options', options: [{ name: 'One', value: 'one', aliases: ['1'] }] } as const;
	const options = optionsField(field('Zebra', { readAs: 'list' }), field('Ant', choices), field('Bee'));
	const described = describeResources([{ name: 'Zoo', value: 'zoo', operations: [operation('Buy', 'buy', [options])] }], 'zoo')[2];
	expect(described?.options?.map((option) => ('displayName' in option ? option.displayName : ''))).toEqual(['Ant', 'Bee', 'Zebra']);
	expect(described?.options?.[0]).toMatchObject({ options: [{ name: 'One', value: 'one' }] });
	expect(JSON.stringify(described)).not.toMatch(/readAs|aliases/);
});
