import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import type { WorkflowInput } from '../host/restShapes';
import { exampleNames, NODE_PREFIX, readExample } from '../start/examples';
import { actionNode, triggerNode } from '../support';
import { SmmPanelApi } from '../../credentials/SmmPanelApi.credentials';
import { resources } from '../../nodes/SmmPanel/actions';
import { ROOT } from './sources';

/** Words of n8n's own screens that the notes use. */
const OF_N8N = [
	'Approve',
	'Authentication',
	'Data tables',
	'Edit Fields',
	'Execute workflow',
	'Get Row(s)',
	'If',
	'Number of Inputs',
	'Save successful production executions',
	'Send Email',
	'Send and Wait for Response',
	'Update Row',
];

type Node = WorkflowInput['nodes'][number];
const examples: Array<{ file: string; workflow: WorkflowInput; notes: Node[]; nodes: Node[] }> = [];
let fields: INodeProperties[] = [];

const membersOf = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.filter((option): option is INodeProperties => 'type' in option).flatMap((option) => [option, ...membersOf(option)]);

beforeAll(async () => {
	for (const file of await exampleNames()) {
		const workflow = await readExample(file);
		const isNote = ({ type }: Node) => type.endsWith('.stickyNote');
		examples.push({ file, workflow, notes: workflow.nodes.filter(isNote), nodes: workflow.nodes.filter((node) => !isNote(node)) });
	}
	const descriptions = [(await actionNode()).description, (await triggerNode()).description];
	fields = descriptions.flatMap(({ properties }) => properties.flatMap((property) => [property, ...membersOf(property)]));
});

const box = ({ position: [x, y], parameters }: Node, [wide, high] = [100, 100]) => ({
	left: x,
	top: y,
	right: x + Number(parameters.width ?? wide),
	bottom: y + Number(parameters.height ?? high),
});

/** Everything that a note may call by name: nodes, fields, choices, operations, and the other examples. */
function namesFor(workflow: WorkflowInput): Set<string> {
	const choices = fields.flatMap(({ options = [] }) => options.map((option) => ('name' in option ? option.name : '')));
	return new Set([
		...OF_N8N,
		...workflow.nodes.map(({ name }) => name),
		...workflow.nodes.flatMap(({ parameters: { tableName } }) => (typeof tableName === 'string' ? [tableName] : [])),
		...examples.map((example) => example.workflow.name),
		...[...fields, ...new SmmPanelApi().properties].map(({ displayName }) => displayName),
		...choices,
		...resources.flatMap(({ name, operations }) => operations.map((operation) => `${name}: ${operation.name}`)),
		// Tables that another example creates, the words of nodes that go by kind, and what somebody may write.
		'SMM orders',
		'Search',
		'1000 Instagram followers for https://instagram.com/your_profile',
	]);
}

describe('the example workflows', () => {
	test('hold no credential and no address of anybody', () => {
		for (const { workflow } of examples) expect(JSON.stringify(workflow)).not.toMatch(/"credentials"|127\.0\.0\.1|localhost|apiKey/);
	});

	test('every purchase has a key of its own, a limit and a way for what was not bought', () => {
		const paid = examples.flatMap(({ file, nodes }) =>
			nodes
				.filter(({ type, parameters }) => type.startsWith(NODE_PREFIX) && parameters.operation === 'create')
				.map(({ name, parameters }) => ({ file, name, parameters })),
		);
		expect(paid.length).toBeGreaterThan(8);
		for (const { file, name, parameters } of paid) {
			expect({ file, name, parameters }).toEqual({
				file,
				name,
				parameters: expect.objectContaining({
					orderKey: expect.stringMatching(/^=/),
					maxCharge: expect.stringMatching(/./),
					options: expect.objectContaining({ onNotBought: 'returnItem' }),
				}),
			});
		}
	});

	test('say in a red note what they cost, and only those that cost something', () => {
		for (const { file, notes, nodes } of examples) {
			const buys = nodes.some(({ parameters }) => parameters.operation === 'create' && parameters.resource !== 'table');
			expect({ file, red: notes.filter(({ parameters }) => parameters.color === 3).length }).toEqual({ file, red: buys ? 1 : 0 });
		}
	});

	test('have their notes above the nodes, and nothing covers anything else', () => {
		for (const { file, notes, nodes } of examples) {
			const top = Math.min(...nodes.map(({ position: [, y] }) => y));
			expect({ file, below: notes.filter((note) => box(note).bottom > top).map(({ name }) => name) }).toEqual({ file, below: [] });
			const all = [...notes, ...nodes].map((node) => ({ name: node.name, ...box(node) }));
			const covered = all.flatMap((one, index) =>
				all
					.slice(index + 1)
					.filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
					.map((other) => `${one.name} / ${other.name}`),
			);
			expect({ file, covered }).toEqual({ file, covered: [] });
		}
	});

	test('name in their notes only what the user can find', () => {
		for (const { file, workflow, notes } of examples) {
			const known = namesFor(workflow);
			const text = notes.map(({ parameters }) => String(parameters.content).replace(/\*\*/g, '')).join('\n');
			const named = [...text.matchAll(/\*([^*\n]+)\*/g)].map(([, name = '']) => name);
			expect({ file, unknown: named.filter((name) => !known.has(name)) }).toEqual({ file, unknown: [] });
		}
	});

	test('lead nowhere but to nodes of their own', () => {
		for (const { file, workflow, nodes } of examples) {
			const names = new Set(nodes.map(({ name }) => name));
			const linked = JSON.stringify(workflow.connections).match(/"node":"[^"]+"/g) ?? [];
			const called = JSON.stringify(workflow.nodes).match(/\$\('[^']+'\)/g) ?? [];
			const wanted = [
				...linked.map((text) => text.slice(8, -1)),
				...called.map((text) => text.slice(3, -2)),
				...Object.keys(workflow.connections),
			];
			expect({ file, missing: wanted.filter((name) => !names.has(name)) }).toEqual({ file, missing: [] });
		}
	});

	test('stand all in the list of examples, under the name that n8n shows', () => {
		const list = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
		for (const { file, workflow } of examples) expect(list).toContain(`[${workflow.name}](${file}.json)`);
	});
});
