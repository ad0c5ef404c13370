import type { INodeProperties } from 'n8n-workflow';

import { actionNode, triggerNode, loadOptions } from '../../support';

/** Every field of a node, with those inside collections. */
function fieldsOf(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...fieldsOf((property.options ?? []).filter((option): option is INodeProperties => 'type' in option)),
	]);
}

const named = (fields: readonly INodeProperties[], name: string) => fields.filter((field) => field.name === name);

test('every list that a field asks for is there', async () => {
	for (const { description, methods } of [await actionNode(), await triggerNode()]) {
		const fields = fieldsOf(description.properties);
		const options = fields.flatMap(({ typeOptions }) => typeOptions?.loadOptionsMethod ?? []);
		const searches = fields.flatMap(({ modes = [] }) => modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []));
		expect(options.filter((method) => methods?.loadOptions?.[method] === undefined)).toEqual([]);
		expect(searches.filter((method) => methods?.listSearch?.[method] === undefined)).toEqual([]);
		expect(new Set([...Object.keys(methods?.loadOptions ?? {}), ...Object.keys(methods?.listSearch ?? {})])).toEqual(
			new Set([...options, ...searches]),
		);
	}
});

test('services and projects come from a list with a search, or by id; the other lists are dropdowns', async () => {
	const fields = fieldsOf((await actionNode()).description.properties);
	for (const [name, searchListMethod] of [
		['service', 'searchServices'],
		['project', 'searchProjects'],
	] as const) {
		expect(named(fields, name).length).toBeGreaterThan(0);
		for (const { type, modes } of named(fields, name)) {
			expect(type).toBe('resourceLocator');
			expect(modes).toMatchObject([{ name: 'list', type: 'list', typeOptions: { searchListMethod, searchable: true } }, { name: 'id' }]);
		}
	}
	const lists = fields.filter(({ typeOptions }) => typeOptions?.loadOptionsMethod !== undefined);
	expect(new Set(lists.map(({ name, typeOptions }) => `${name} ${typeOptions?.loadOptionsMethod}`))).toEqual(
		new Set([
			'category getCategories',
			'category getServiceCategories',
			'subcategory getSubcategories',
			'shopId getShops',
			'country getSmsCountries',
			'orderType getOrderTypes',
		]),
	);
});

test('a new node whose credential the editor has not filled in yet shows the entry for "no choice", not an error', async () => {
	for (const method of ['getCategories', 'getServiceCategories', 'getSubcategories', 'getShops', 'getSmsCountries']) {
		const entries = await loadOptions(method, {});
		expect(entries).toEqual([{ name: expect.stringMatching(/^(All|Any) .* \(Reopen This Node to See the List\)$/), value: '' }]);
	}
});

test('the subcategories are loaded anew when the category changes', async () => {
	const subcategories = named(fieldsOf((await actionNode()).description.properties), 'subcategory');
	expect(subcategories.length).toBeGreaterThan(0);
	for (const { typeOptions } of subcategories) expect(typeOptions?.loadOptionsDependsOn).toEqual(['filters.category']);
});
