import type { INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { resources } from '../../nodes/SmmPanel/actions';
import { SmmPanelApi } from '../../credentials/SmmPanelApi.credentials';
import { actionNode, triggerNode } from '../support';
import { buildNode, buildWorkflow } from '../support/engine';
import { quotedNames, sources } from './sources';

/** A field as the editor shows it, members of collections included. */
interface Field extends INodeProperties {
	path: string;
}

const descriptions: INodeTypeDescription[] = [];
let fields: Field[] = [];

function flat(properties: readonly INodeProperties[], path: string): Field[] {
	return properties.flatMap((property): Field[] => {
		const here = `${path}.${property.name}`;
		const members = (property.options ?? []).flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option] : []));
		return [{ ...property, path: here }, ...flat(members, here)];
	});
}

const choicesOf = ({ options = [] }: INodeProperties) =>
	options.filter(
		(option: INodePropertyOptions | INodeProperties | INodePropertyCollection): option is INodePropertyOptions => 'value' in option,
	);

beforeAll(async () => {
	descriptions.push((await actionNode()).description, (await triggerNode()).description);
	fields = descriptions.flatMap(({ name, properties }) => flat(properties, name));
});

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ resource, operation, name: `${resource.value}.${operation.value}` })),
);

describe('operations', () => {
	test.each(operations)('$name: the action is a sentence without articles that names its resource', ({ resource, operation }) => {
		const { action } = operation;
		expect(action).toMatch(/^[A-Z]/);
		expect(action).not.toMatch(/\b(a|an|the)\b|\.$/i);
		// Sentence case: no capital after the first word, but in abbreviations.
		expect(
			action
				.split(' ')
				.slice(1)
				.filter((word) => /^[A-Z]/.test(word) && !['SMS', 'ID', 'IDs', 'API'].includes(word)),
		).toEqual([]);
		const singular = resource.name.toLowerCase().replace(/y$/, '');
		expect(action.toLowerCase()).toContain(singular);
	});

	test.each(operations)('$name: the description is a sentence that says more than the action', ({ operation }) => {
		expect(operation.description).toMatch(/^[A-Z]/);
		expect(operation.description.length).toBeGreaterThan(operation.action.length);
		expect(operation.description).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});

	test.each(operations.filter(({ operation }) => operation.value === 'getAll'))(
		'$name is called Get Many, and pages where the panel does',
		({ resource, operation }) => {
			expect(operation.name).toBe('Get Many');
			const names = operation.properties.map(({ name }) => name);
			// Categories, countries and projects come in one short reply without pages.
			const short = ['category', 'smsCountry', 'smsProject'].includes(resource.value);
			expect(names.filter((name) => ['returnAll', 'limit'].includes(name))).toEqual(short ? [] : ['returnAll', 'limit']);
		},
	);
});

/** Everything that a user finds by name in the editor. */
function namesShown(): Set<string> {
	const shown = new Set(['Fetch Test Event', 'Retry On Fail', 'Split Out', 'Wait', ...descriptions.map(({ displayName }) => displayName)]);
	for (const { displayName, ...field } of [...fields, ...new SmmPanelApi().properties]) {
		// The dropdowns of n8n's own convention are called by their plain name in sentences, and fields without how they are written.
		for (const name of [
			displayName,
			displayName.replace(/ Name or ID$/, ''),
			displayName.replace(/ \((One per Line|Day\/Month\/Year)\)$/, ''),
			...choicesOf({ displayName, ...field }).map((choice) => choice.name),
		])
			shown.add(name);
	}
	for (const { resource, operation } of operations)
		for (const name of [resource.name, operation.name, `${resource.name}: ${operation.name}`]) shown.add(name);
	for (const mode of fields.flatMap(({ modes = [] }) => modes)) shown.add(mode.displayName);
	return shown;
}

describe('fields', () => {
	test('dropdowns are in alphabetical order, numbers apart', () => {
		const sorted = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b, 'en'));
		const unsorted = fields
			.filter(({ type }) => type === 'options' || type === 'multiOptions')
			.filter((field) => {
				const names = choicesOf(field).map(({ name }) => name);
				return field.name !== 'delay' && names.join() !== sorted(names).join();
			});
		expect(unsorted.map(({ path }) => path)).toEqual([]);
		const collections = fields.filter(({ type }) => type === 'collection');
		for (const { options = [], path } of collections) {
			const names = options.map((option) => ('displayName' in option ? option.displayName : option.name));
			expect({ path, names }).toEqual({ path, names: sorted(names) });
		}
	});

	test('switches begin with Whether, placeholders with e.g., and one sentence has no full stop', () => {
		const wrong = fields.flatMap(({ path, type, description = '', placeholder = '' }) => [
			...(type === 'boolean' && !description.startsWith('Whether ') ? [`${path}: ${description}`] : []),
			...(placeholder !== '' && type !== 'collection' && !placeholder.startsWith('e.g. ') ? [`${path}: ${placeholder}`] : []),
			...(/^[^.]*\.$/.test(description.replace(/e\.g\./g, '')) ? [`${path}: ${description}`] : []),
			...(/\. /.test(description.replace(/e\.g\. /g, '')) && !/[.>]$/.test(description) ? [`${path}: ${description}`] : []),
		]);
		expect(wrong).toEqual([]);
	});

	test('every field explains itself, in words that do not alarm', () => {
		const silent = fields.filter(
			({ name, type, description, displayName }) =>
				!['resource', 'operation'].includes(name) &&
				!['notice', 'collection', 'fixedCollection'].includes(type) &&
				!description &&
				displayName !== 'Trigger On',
		);
		expect(silent.map(({ path }) => path)).toEqual([]);
		const texts = fields.flatMap(({ displayName, description = '', hint = '' }) => [displayName, description, hint]);
		expect(texts.filter((text) => /\b(failure|mistake)\b|\bproblem\b/i.test(text))).toEqual([]);
		expect(texts.filter((text) => text.length > 330)).toEqual([]);
	});

	test('names in descriptions exist: a quoted field or operation is one that the editor shows', () => {
		const shown = namesShown();
		const quoted = fields.flatMap(({ path, description = '' }) =>
			[...description.matchAll(/'([A-Z][\w: ]+)'/g)].map(([, name = '']) => ({ path, name })),
		);
		expect(quoted.length).toBeGreaterThan(3);
		expect(quoted.filter(({ name }) => !shown.has(name))).toEqual([]);
	});

	test('names in the texts of errors exist too', () => {
		const shown = namesShown();
		const quoted = sources().flatMap(({ path, text }) => quotedNames(path, text).map((name) => ({ path, name })));
		expect(quoted.length).toBeGreaterThan(30);
		expect(quoted.filter(({ name }) => !shown.has(name))).toEqual([]);
	});

	test('the category beside the service says that it only narrows the list', () => {
		const helpers = fields.filter(
			({ name, path, displayOptions }) =>
				name === 'category' && path === 'smmPanel.category' && displayOptions?.show?.resource?.includes('order'),
		);
		expect(helpers).toHaveLength(2);
		for (const { description } of helpers) expect(description).toMatch(/^Narrows the list of services above.*not sent/);
	});
});

/** Whether n8n shows each of the node's hints. */
async function showsHints(parameters: INodeParameters): Promise<unknown[]> {
	const type = await actionNode();
	const node = buildNode(type, { parameters });
	const { expression } = buildWorkflow([{ node, type }], {});
	const hints = type.description.hints ?? [];
	return hints.map(({ displayCondition = '' }) => expression.getSimpleParameterValue(node, displayCondition, 'internal', {}));
}

describe('the action node', () => {
	test('shows every field for one resource and operation only', () => {
		const open = descriptions[0]?.properties.filter(({ name, displayOptions }) => {
			const { resource = [], operation = [] } = displayOptions?.show ?? {};
			return name !== 'resource' && !(resource.length === 1 && (name === 'operation' || operation.length === 1));
		});
		expect(open?.map(({ name }) => name)).toEqual([]);
	});

	test('begins with Resource and Operation, and each resource has a default operation that it offers', () => {
		const properties = descriptions[0]?.properties ?? [];
		expect(properties[0]?.name).toBe('resource');
		const selectors = properties.filter(({ name }) => name === 'operation');
		expect(selectors).toHaveLength(resources.length);
		for (const selector of selectors) expect(choicesOf(selector).map(({ value }) => value)).toContain(selector.default);
	});

	test('says beside everything that is bought that each run and click pays again, and what prevents it', () => {
		const hints = descriptions[0]?.hints ?? [];
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/every run and every click.*buys once more.*Estimate is free/),
			expect.stringMatching(/Order Key.*not made again/),
		]);
		for (const { message, location, whenToDisplay } of hints) {
			expect(message.length).toBeLessThanOrEqual(120);
			expect([location, whenToDisplay]).toEqual(['outputPane', 'beforeExecution']);
		}
	});

	test.each(
		resources.flatMap(({ value, operations }) => operations.map((operation) => [value, operation.value, operation.paid === true] as const)),
	)('%s %s shows the hints about money: %s', async (resource, operation, paid) => {
		expect(await showsHints({ resource, operation })).toEqual([paid, paid]);
	});

	test('does not warn of money where a custom action is said to cost none', async () => {
		expect(await showsHints({ resource: 'customAction', operation: 'call', paid: false })).toEqual([false, false]);
	});

	test('can be used by an AI agent', () => {
		expect(descriptions[0]?.usableAsTool).toBe(true);
		expect(descriptions[1]?.usableAsTool).not.toBe(true);
	});
});
