import { join } from 'node:path';
import { readFileSync } from 'node:fs';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from '../support/zod';

import { SmmPanelApi } from '../../credentials/SmmPanelApi.credentials';
import { resources } from '../../nodes/SmmPanel/actions';
import type { Property } from '../../nodes/SmmPanel/framework/operation';
import { KINDS } from '../../nodes/SmmPanel/panel/kinds';
import { CHOICES, CREDENTIAL, OPERATIONS, PACKAGE, TRIGGER } from './frozen';
import { documentTable, ROOT, sources, tableLines } from './sources';
import { actionNode, triggerNode } from '../support';

const files = sources();
const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ resource, operation, name: `${resource.value}.${operation.value}` })),
);

const membersOf = (property: Property): Property[] => (property.options ?? []).filter((option): option is Property => 'type' in option);
const signature = (property: Property): string => {
	if (property.type === 'collection') return `${property.name}{${membersOf(property).map(signature).join()}}`;
	const groups = (property.options ?? []).flatMap((option) => ('values' in option ? [option] : []));
	if (groups.length === 0) return property.name;
	return `${property.name}{${groups.map(({ name, values }) => `${name}{${values.map(signature).join()}}`).join()}}`;
};

describe('names that stay', () => {
	test('resources, operations and parameters are the frozen ones', () => {
		const found = Object.fromEntries(
			resources.map(({ value, operations: all }) => [
				value,
				// A field that is shown in two cases is one name.
				Object.fromEntries(all.map((operation) => [operation.value, [...new Set(operation.properties.map(signature))]])),
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
		// Sorted lists, because the difference between two sets prints everything that stands elsewhere.
		const sorted = (choices: Iterable<readonly [string, Iterable<unknown>]>) =>
			Object.fromEntries([...choices].map(([path, values]) => [path, [...values].sort()]));
		expect(sorted(found)).toEqual(sorted(Object.entries(CHOICES)));
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
		const members = properties
			.filter(({ type }) => type === 'collection')
			.flatMap(({ options = [] }) => options.filter((option): option is INodeProperties => 'type' in option));
		expect(new Set(members.map(({ name }) => name))).toEqual(new Set(TRIGGER.options));
		for (const name of ['filterOperator', 'changes'] as const) {
			const choices = members.find((member) => member.name === name)?.options ?? [];
			expect(new Set(choices.map((choice) => ('value' in choice ? choice.value : undefined)))).toEqual(new Set(TRIGGER[name]));
		}
	});
});

describe('one new operation is one new file', () => {
	const named = (ending: string) => files.filter(({ path }) => path.endsWith(ending));

	test('every operation file is in the menu, under the resource that its folder names', () => {
		const inMenu = operations.map(({ resource, operation }) => `actions/${resource.value}/${operation.value}.operation.ts`);
		expect(
			named('.operation.ts')
				.map(({ path }) => path)
				.sort(),
		).toEqual(inMenu.sort());
	});

	test('the README lists exactly the operations there are, with the words of the editor', () => {
		const rows = documentTable('README.md', '## Operations');
		// The row may leave out the end of the editor's sentence.
		const expected = operations.map(({ resource: { name: resource }, operation: { name, description } }) => {
			const what = rows.find((row) => row[0] === resource && row[1] === name)?.[2] ?? '';
			return [resource, name, what !== '' && description.startsWith(what) ? what : description];
		});
		expect(tableLines(rows).sort()).toEqual(tableLines(expected).sort());
	});
});

describe('the house', () => {
	test('the framework knows no word of panels', () => {
		const words = /panel|\bsmm\b|refill|\bsms\b|subscription|catalog(?!s of)/i;
		expect(files.filter(({ path, text }) => path.startsWith('framework/') && words.test(text)).map(({ path }) => path)).toEqual([]);
	});

	test("n8n's loose type of an item stands at the edge only: what this package knows has a type of its own", () => {
		const AT_THE_EDGE = /^(framework\/|trigger\/(environment|runPoll|staleReads)\.ts$)/;
		const lines = files.flatMap(({ path, text }) => text.split('\n').flatMap((line) => (line.includes('IDataObject') ? [path] : [])));
		expect(lines.filter((path) => !AT_THE_EDGE.test(path))).toEqual([]);
		expect(lines.length).toBeLessThanOrEqual(30);
	});

	test('what a kind of error means is read from its row, so that a new kind is one row', () => {
		// Where a kind is found, and the texts of single kinds, are about that one kind and no decision about it.
		const MAY_NAME_ONE: Readonly<Record<string, string>> = {
			'panel/transport/replyError.ts': 'finds the kind of a reply by its status and its words',
			'panel/transport/replyTexts.ts': 'writes the texts of single kinds',
			'methods/credentialTest.ts': 'replaces the advice of an address that answers with JSON, but with no balance',
		};
		const names = Object.keys(KINDS).join('|');
		// `content.kind` is what the body of a reply is: JSON, nothing, a web page.
		const compared = new RegExp(`(?<!content\\.)\\bkind [!=]== '(?:${names})'|\\bcase '(?:${names})'|'(?:${names})'\\]\\.includes\\(`);
		const found = files.filter(({ path, text }) => path !== 'panel/kinds.ts' && compared.test(text)).map(({ path }) => path);
		expect(found.sort()).toEqual(Object.keys(MAY_NAME_ONE).sort());
	});

	test('no file is longer than about 250 lines', () => {
		expect(files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
	});

	test('the sources are really read', () => {
		expect(files.length).toBeGreaterThan(80);
		expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['panel/transport/http.ts', 'SmmPanel.node.ts']));
	});
});

describe('every operation that costs money', () => {
	const paid = operations.filter(({ operation }) => operation.paid === true);

	test('is one of the three that are known to', () => {
		expect(paid.map(({ name }) => name).sort()).toEqual(['customAction.call', 'order.create', 'smsNumber.create']);
		// Whatever sends a paid call has to be marked as paid.
		const spending = files
			.filter(({ path, text }) => path.endsWith('.operation.ts') && /addOrderCall|addNumbersCall|customCall|runPurchases/.test(text))
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

test('no condition of the form throws in an older n8n where a value is missing', async () => {
	const described = JSON.stringify([(await actionNode()).description, (await triggerNode()).description]);
	expect(described).toContain('"_cnd":{"regex"');
	expect(described).not.toMatch(/"_cnd":\{"(includes|startsWith|endsWith)"/);
});
