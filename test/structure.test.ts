import { basename, dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from './zod';

import { SmmPanelApi } from '../credentials/SmmPanelApi.credentials';
import { resources } from '../nodes/SmmPanel/actions';
import type { Property } from '../nodes/SmmPanel/node/operation';
import { CHOICES, CREDENTIAL, OPERATIONS, PACKAGE, TRIGGER } from './structure/frozen';
import { partOf, readmeTable, ROOT, sources, unprovenTypes } from './structure/sources';
import { actionNode, triggerNode } from './support';

const files = sources();
const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ resource, operation, name: `${resource.value}.${operation.value}` })),
);

const membersOf = (property: Property): Property[] => (property.options ?? []).filter((option): option is Property => 'type' in option);
const signature = (property: Property) =>
	property.type === 'collection'
		? `${property.name}{${membersOf(property)
				.map(({ name }) => name)
				.join()}}`
		: property.name;

describe('names that stay', () => {
	test('resources, operations and parameters are the frozen ones', () => {
		const found = Object.fromEntries(
			resources.map(({ value, operations: all }) => [
				value,
				Object.fromEntries(all.map((operation) => [operation.value, operation.properties.map(signature)])),
			]),
		);
		expect(found).toEqual(OPERATIONS);
	});

	test('values are unique and camelCase', () => {
		const names = operations.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const all = operations.flatMap(({ resource, operation }) => [
			resource.value,
			operation.value,
			...operation.properties.flatMap((property) => [property.name, ...membersOf(property).map(({ name }) => name)]),
		]);
		expect(all.filter((name) => !/^[a-z][a-zA-Z0-9]*$/.test(name))).toEqual([]);
	});

	test('choices are the frozen ones wherever a parameter has them', () => {
		const found = new Map<string, Set<unknown>>();
		const take = (property: Property, path: string) => {
			for (const member of membersOf(property)) take(member, member.name === 'language' ? member.name : `${property.name}.${member.name}`);
			const values = (property.options ?? [])
				.filter((option): option is INodePropertyOptions => 'value' in option)
				.map(({ value }) => value);
			if (values.length === 0) return;
			expect(found.get(path) ?? new Set(values)).toEqual(new Set(values));
			found.set(path, new Set(values));
		};
		for (const { operation } of operations) for (const property of operation.properties) take(property, property.name);
		expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(CHOICES).map(([path, values]) => [path, new Set(values)])));
	});

	test('node types, credential and package keep their names', async () => {
		const [action, trigger] = [await actionNode(), await triggerNode()];
		expect([action.description.name, action.description.version]).toEqual(['smmPanel', 1]);
		expect([trigger.description.name, trigger.description.version]).toEqual(['smmPanelTrigger', 1]);
		for (const { description } of [action, trigger]) expect(description.credentials?.map(({ name }) => name)).toEqual([CREDENTIAL.name]);
		const credential = new SmmPanelApi();
		expect([credential.name, credential.properties.map(({ name }) => name), credential.properties[0]?.default]).toEqual([
			CREDENTIAL.name,
			CREDENTIAL.fields,
			CREDENTIAL.baseUrl,
		]);
		const pack = z
			.object({ name: z.string(), n8n: z.object({ nodes: z.array(z.string()) }) })
			.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
		expect(pack.name).toBe(PACKAGE);
		expect(pack.n8n.nodes).toEqual(['dist/nodes/SmmPanel/SmmPanel.node.js', 'dist/nodes/SmmPanel/SmmPanelTrigger.node.js']);
	});

	test('the trigger keeps its parameters and their choices', async () => {
		const { properties } = (await triggerNode()).description;
		const valuesOf = (name: string) =>
			properties
				.filter((property) => property.name === name)
				.flatMap(({ options = [] }) => options.map((option) => ('value' in option ? option.value : undefined)));
		expect(properties.map(({ name }) => name)).toEqual(expect.arrayContaining(TRIGGER.parameters));
		expect(new Set(valuesOf('event'))).toEqual(new Set(TRIGGER.event));
		expect(new Set(valuesOf('watch'))).toEqual(new Set(TRIGGER.watch));
	});
});

describe('one new operation is one new file', () => {
	const named = (ending: string) => files.filter(({ path }) => path.endsWith(ending));

	test('every operation file is listed in its resource', () => {
		const listed = operations.map(({ resource, operation }) => `actions/${resource.value}/${operation.value}.operation.ts`);
		expect(
			named('.operation.ts')
				.map(({ path }) => path)
				.sort(),
		).toEqual(listed.sort());
		for (const { path } of named('.operation.ts')) {
			const resource = files.find((file) => file.path === `${dirname(path)}/${basename(dirname(path))}.resource.ts`);
			expect(resource?.imports.map(({ from }) => from)).toContain(path.replace(/\.ts$/, ''));
		}
	});

	test('every resource file is listed in the index', () => {
		const index = files.find(({ path }) => path === 'actions/index.ts');
		for (const { path } of named('.resource.ts')) expect(index?.imports.map(({ from }) => from)).toContain(path.replace(/\.ts$/, ''));
		expect(named('.resource.ts')).toHaveLength(resources.length);
	});

	test('the README lists exactly the operations there are, with the words of the editor', () => {
		const rows = readmeTable('## Operations');
		const expected = operations.map(({ resource, operation }) => `${resource.name}: ${operation.name}`);
		expect(rows.map(([resource, operation]) => `${resource}: ${operation}`).sort()).toEqual(expected.sort());
		for (const [resource, operation, what = ''] of rows) {
			const described = operations.find((entry) => entry.resource.name === resource && entry.operation.name === operation)?.operation
				.description;
			expect({ resource, operation, described: what !== '' && described?.startsWith(what) }).toEqual({
				resource,
				operation,
				described: true,
			});
		}
	});
});

describe('the house', () => {
	/** Which parts a part may import; design, section 2. */
	const ARROWS: Readonly<Record<string, readonly string[]>> = {
		front: ['front', 'actions', 'trigger', 'catalog', 'panel', 'node'],
		actions: ['actions', 'catalog', 'ordering', 'panel', 'node'],
		trigger: ['trigger', 'catalog', 'panel', 'node'],
		catalog: ['catalog', 'panel', 'node'],
		ordering: ['ordering', 'panel'],
		panel: ['panel'],
		node: ['node'],
	};
	const MODULES: Readonly<Record<string, readonly string[]>> = { panel: ['n8n-workflow (types)', 'zod', 'node:crypto'] };
	const ALL_MODULES = ['n8n-workflow', 'n8n-workflow (types)', 'zod', 'node:crypto'];

	test('imports go one way, and only to modules that n8n allows', () => {
		const wrong = files.flatMap(({ path, imports }) =>
			imports.flatMap(({ from, typesOnly }) => {
				const file = files.find((candidate) => [`${from}.ts`, `${from}/index.ts`].includes(candidate.path));
				const allowed = file ? (ARROWS[partOf(path)] ?? []) : (MODULES[partOf(path)] ?? ALL_MODULES);
				const target = file ? partOf(file.path) : `${from}${typesOnly && from === 'n8n-workflow' ? ' (types)' : ''}`;
				return allowed.includes(target) ? [] : [`${path} imports ${from}`];
			}),
		);
		expect(wrong).toEqual([]);
	});

	test('no operation imports another, and nothing imports a file that n8n loads', () => {
		const importing = (pattern: RegExp, except: RegExp) =>
			files
				.filter(({ path }) => !except.test(path))
				.flatMap(({ path, imports }) => imports.filter(({ from }) => pattern.test(from)).map(({ from }) => `${path} imports ${from}`));
		expect(importing(/\.operation$/, /\.resource\.ts$/)).toEqual([]);
		expect(importing(/\.resource$/, /^actions\/index\.ts$/)).toEqual([]);
		expect(importing(/\.node$|\.credentials$/, /^$/)).toEqual([]);
	});

	test('the machinery in node/ knows no word of panels', () => {
		const words = /panel|\bsmm\b|refill|\bsms\b|subscription|catalog(?!s of)|zod/i;
		expect(files.filter(({ path, text }) => path.startsWith('node/') && words.test(text)).map(({ path }) => path)).toEqual([]);
	});

	test('no file is longer than about 250 lines', () => {
		expect(files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
	});

	test('no type is asserted outside the one boundary', () => {
		expect(files.filter(({ path }) => path !== 'node/boundary.ts').flatMap(unprovenTypes)).toEqual([]);
		expect(
			unprovenTypes({ path: 'x.ts', text: 'const a: any = b as string; const c = d!; const e = [1] as const; // @ts-ignore' }),
		).toHaveLength(4);
	});

	test('the sources are really read', () => {
		expect(files.length).toBeGreaterThan(80);
		expect(files.find(({ path }) => path === 'panel/http.ts')?.imports).toContainEqual({ from: 'n8n-workflow', typesOnly: true });
		expect(files.find(({ path }) => path === 'SmmPanel.node.ts')?.imports).toContainEqual({ from: 'actions', typesOnly: false });
	});
});

describe('every operation that costs money', () => {
	const paid = operations.filter(({ operation }) => operation.paid === true);

	test('is one of the three that are known to', () => {
		expect(paid.map(({ name }) => name).sort()).toEqual(['customAction.call', 'order.create', 'smsNumber.create']);
		// Whatever sends a paid call has to be marked as paid.
		const spending = files
			.filter(({ path, text }) => path.endsWith('.operation.ts') && /addOrder|addNumbers|callCustom|outcomesOfPurchases/.test(text))
			.map(({ path }) => path);
		expect(spending.sort()).toEqual(paid.map(({ name }) => `actions/${name.replace('.', '/')}.operation.ts`).sort());
	});

	test.each(paid)('$name has order key, maximum charge and the options that protect money', ({ operation }) => {
		const byName = new Map(operation.properties.map((property) => [property.name, property]));
		expect(byName.get('orderKey')).toMatchObject({ type: 'string', default: '' });
		expect(byName.get('maxCharge')).toMatchObject({ type: 'string', default: '' });
		const options = byName.get('options');
		expect(options && membersOf(options).map(({ name }) => name)).toEqual(
			expect.arrayContaining(['compareBalance', 'goOnWithoutFunds', 'maxTotal', 'onDuplicate', 'releaseOrderKey', 'timeout']),
		);
	});
});

test('secrets are asked for in the credential only, and masked there', async () => {
	const masked = (properties: INodeProperties[]) =>
		properties.filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name);
	expect(masked(new SmmPanelApi().properties)).toEqual(['apiKey', 'n8nApiKey']);
	expect(JSON.stringify([(await actionNode()).description, (await triggerNode()).description])).not.toContain('"password":true');
});
