import { describeResources } from '../../../nodes/SmmPanel/framework/describe';
import type { Operation, Property, Resource } from '../../../nodes/SmmPanel/framework/operation';

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

test('n8n may change what it gets without changing the operation', () => {
	const described = describeResources(resources, 'zebra')[3];
	if (described) described.displayName = 'Changed';
	expect(text.displayName).toBe('Text');
	expect(describeResources(resources, 'zebra')[3]).not.toBe(described);
});
