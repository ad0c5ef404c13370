import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { operationsFor, type ItemOutcome, type Resource } from '../../../nodes/SmmPanel/framework/operation';
import { runOperation } from '../../../nodes/SmmPanel/framework/runOperation';
import { runNode, type NodeRun, type RunNodeOptions } from '../../support';

jest.setTimeout(30_000);

interface Environment {
	context: IExecuteFunctions;
	made: number;
}

const defineOperation = operationsFor<Environment>();
const count = { displayName: 'Count', name: 'count', type: 'number', default: 0 } as const;

/** What the all-items operation of a test does with its counts. */
let all: (counts: number[]) => Promise<ItemOutcome[]>;
let environments: number;
let trouble: Error | undefined;

const thing: Resource<Environment> = {
	name: 'Thing',
	value: 'thing',
	operations: [
		defineOperation({
			name: 'Each',
			value: 'each',
			action: 'Each thing',
			description: 'One by one',
			properties: [count],
			async perItem({ parameters }) {
				if (parameters.count < 0) throw Object.assign(new Error('The thing is missing.'), { nextStep: 'Look for it.' });
				return Array.from({ length: parameters.count }, (_, n): IDataObject => ({ n }));
			},
		}),
		defineOperation({
			name: 'Together',
			value: 'together',
			action: 'Together thing',
			description: 'All at once',
			properties: [count],
			allItems: async (calls) => await all(calls.map(({ parameters }) => parameters.count)),
		}),
	],
};

const type: INodeType = {
	description: {
		displayName: 'Things',
		name: 'things',
		group: ['transform'],
		version: 1,
		description: 'Counts',
		defaults: { name: 'Things' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Resource', name: 'resource', type: 'string', default: 'thing' },
			{ displayName: 'Operation', name: 'operation', type: 'string', default: 'each' },
			{ displayName: 'Count', name: 'count', type: 'number', default: 0 },
		],
	},
	async execute(this: IExecuteFunctions) {
		return await runOperation(this, [thing], async (context) => {
			environments += 1;
			if (trouble) throw trouble;
			return { context, made: environments };
		});
	},
};

beforeEach(() => {
	environments = 0;
	trouble = undefined;
	all = async (counts) => counts.map((n) => ({ records: [{ n }] }));
});

const CONTINUE = { onError: 'continueErrorOutput' } as const;

async function things(operation: string, counts: unknown[], node: RunNodeOptions['node'] = {}): Promise<NodeRun> {
	const items = counts.map((value) => ({ json: { count: value === undefined ? null : String(value) } }));
	return await runNode({ type, parameters: { operation, count: '={{ $json.count }}' }, items, node });
}
const errors = (run: NodeRun) => run.items[1]?.map(({ json, pairedItem }) => [json.error, pairedItem]);

test('records leave in the order of the items, each paired with its own', async () => {
	const { items } = await things('each', [2, 0, 1]);
	expect(items[0]).toEqual([
		{ json: { n: 0 }, pairedItem: { item: 0 } },
		{ json: { n: 1 }, pairedItem: { item: 0 } },
		{ json: { n: 0 }, pairedItem: { item: 2 } },
	]);
	expect(environments).toBe(1);
});

test('a failing item is told with message, item and next step, and the others go on', async () => {
	const run = await things('each', [1, -1, 'x', 1], CONTINUE);
	expect(run.items[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
	expect(errors(run)).toEqual([
		['The thing is missing [item 1]. Look for it.', { item: 1 }],
		[expect.stringMatching(/^'Count' has to be a number, but it is "x" \[item 2\]\. Enter digits/), { item: 2 }],
	]);
});

test('a run that stops tells the item in its context', async () => {
	const { error } = await things('each', [1, -1]);
	expect(error).toMatchObject({ message: 'The thing is missing [item 1]', description: 'Look for it.', context: { itemIndex: 1 } });
});

test('an item that has records and a failure gives both', async () => {
	all = async () => [{ records: [{ n: 1 }], failure: new Error('The rest is missing') }];
	const run = await things('together', [5], CONTINUE);
	expect(run.items[0]?.map(({ json }) => json)).toEqual([{ n: 1 }]);
	expect(errors(run)).toEqual([['The rest is missing', { item: 0 }]]);
});

test('operations that take all items get only those that were read, and their outcomes find their items', async () => {
	const seen: number[][] = [];
	all = async (counts) => {
		seen.push(counts);
		return counts.map((n) => ({ records: [{ n }] }));
	};
	const run = await things('together', [4, 'x', 6], CONTINUE);
	expect(seen).toEqual([[4, 6]]);
	expect(run.items[0]).toEqual([
		{ json: { n: 4 }, pairedItem: { item: 0 } },
		{ json: { n: 6 }, pairedItem: { item: 2 } },
	]);
});

test('an operation that breaks down as a whole fails each item, not the node', async () => {
	all = async () => await Promise.reject(new Error('Something is not right'));
	expect(errors(await things('together', [1, 2], CONTINUE))).toEqual([
		['Something is not right', { item: 0 }],
		['Something is not right', { item: 1 }],
	]);
});

test('an environment that cannot be made fails each item, and is not made for bad input alone', async () => {
	trouble = Object.assign(new Error('The address is empty'), { nextStep: 'Enter one.', declared: { cause: 'configuration-invalid' } });
	const run = await things('each', [1, 2], CONTINUE);
	expect(errors(run)).toEqual([
		['The address is empty [item 0]. Enter one.', { item: 0 }],
		['The address is empty [item 1]. Enter one.', { item: 1 }],
	]);
	expect(environments).toBe(1);
	await things('each', ['x'], CONTINUE);
	expect(environments).toBe(1);
	expect((await things('each', [1])).error).toMatchObject({
		name: 'NodeApiError',
		description: 'Enter one.',
		failure: { cause: 'configuration-invalid' },
	});
});

test('an operation that does not exist is told, prototype names included', async () => {
	for (const operation of ['gone', 'constructor', '__proto__']) {
		expect((await things(operation, [1])).error?.message).toBe(`This node has no operation '${operation}' for the resource 'thing'`);
	}
});

test('ten thousand items keep their pairs', async () => {
	all = async (counts) => counts.map((n) => ({ records: [{ n }] }));
	const { items } = await things(
		'together',
		Array.from({ length: 10_000 }, (_, n) => n),
	);
	expect(items[0]).toHaveLength(10_000);
	expect(
		items[0]?.every(
			({ json, pairedItem }, n) => json.n === n && typeof pairedItem === 'object' && 'item' in pairedItem && pairedItem.item === n,
		),
	).toBe(true);
});
