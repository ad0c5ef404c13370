import { SERVICE_CHANGES } from '../../../nodes/SmmPanel/trigger/watching/serviceValues';
import { SmmPanelTrigger } from '../../../nodes/SmmPanel/SmmPanelTrigger.node';
import codex from '../../../nodes/SmmPanel/SmmPanelTrigger.node.json';
import { ALL_STATES } from '../../../nodes/SmmPanel/panel/values/states';
import { TRIGGER } from '../../structure/frozen';

const { description, methods } = new SmmPanelTrigger();
const triggerFields = description.properties;

function valuesOf(name: string, fields = triggerFields): unknown[] {
	const options = fields.find((field) => field.name === name)?.options ?? [];
	return options.map((option) => ('value' in option ? option.value : option.name));
}

test('keeps the names that saved workflows hold', () => {
	expect(description).toMatchObject({ name: 'smmPanelTrigger', version: 1, polling: true, inputs: [], outputs: ['main'] });
	expect(description.usableAsTool).toBeUndefined();
	expect(triggerFields.map(({ name }) => name)).toEqual([
		'event',
		'watch',
		'orderIds',
		'dataTable',
		'idColumn',
		'watchUrl',
		'states',
		'orderIds',
		'threshold',
		'services',
		'category',
		'search',
		'refillIds',
		'states',
		'options',
	]);
	expect(valuesOf('event')).toEqual(TRIGGER.event);
	expect(valuesOf('watch')).toEqual(['dataTable', 'ids', 'url']);
	expect(valuesOf('options')).toEqual([
		'askEvery',
		'slowDown',
		'changes',
		'filterColumn',
		'filterOperator',
		'filterValue',
		'ignoreExisting',
		'combine',
		'reportEnded',
		'reportUnknown',
		'minChange',
		'watchFinishedFor',
	]);
});

test('offers every state and every change', () => {
	expect(valuesOf('states').sort()).toEqual([...ALL_STATES].sort());
	const options = triggerFields.find(({ name }) => name === 'options')?.options ?? [];
	const changes = options.find((option) => option.name === 'changes');
	expect(changes && 'options' in changes ? changes.options?.map((option) => ('value' in option ? option.value : '')).sort() : []).toEqual(
		[...SERVICE_CHANGES].sort(),
	);
});

test('tests the credential and fills its list with functions that exist', () => {
	expect(description.credentials).toEqual([{ name: 'smmPanelApi', required: true, testedBy: 'smmPanelApiTest' }]);
	expect(Object.keys(methods.credentialTest)).toEqual(['smmPanelApiTest']);
	expect(JSON.stringify(triggerFields)).toContain('"searchListMethod":"searchDataTables"');
	expect(Object.keys(methods.listSearch)).toEqual(['searchDataTables', 'searchTableColumns']);
	expect(Object.keys(methods.loadOptions)).toEqual(['getServiceCategories']);
});

test('can be found by the words that people type, and by few others', () => {
	expect(codex.alias).toEqual(['SMM', 'Order', 'Reorder', 'Restock', 'SMS', 'Balance']);
	expect(codex.node).toContain('smmPanelTrigger');
});

test('the search for nodes calls the events by names that people read, with SMS in capitals', () => {
	const actions = triggerFields
		.filter(({ name }) => name === 'event')
		.flatMap(({ options = [] }) => options.map((option) => ('action' in option ? option.action : undefined)));
	expect(actions).toEqual(
		expect.arrayContaining(['On low balance', 'On order status changed', 'On service changed', 'On SMS code received']),
	);
	expect(actions).not.toContain(undefined);
});
