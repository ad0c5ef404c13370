import { SmmPanelApi } from '../../../credentials/SmmPanelApi.credentials';
import { actionNode, triggerNode } from '../../support';

const credential = new SmmPanelApi();

test('hides both keys, and asks for nothing but address and key unless Data Tables are used', () => {
	const properties = credential.properties.map(({ name, typeOptions, displayOptions }) => [
		name,
		typeOptions?.password === true,
		displayOptions !== undefined,
	]);
	expect(properties).toEqual([
		['baseUrl', false, false],
		['apiKey', true, false],
		['useDataTables', false, false],
		['n8nApiUrl', false, true],
		['n8nApiKey', true, true],
	]);
});

test('is given to these nodes only, and is not merged into requests by n8n, which would send a POST twice', () => {
	expect(credential.restrictToSupportedNodes).toBe(true);
	expect('authenticate' in credential || 'test' in credential).toBe(false);
});

test('is tested by the function of a node, because n8n would call a web page a success', async () => {
	const nodes = [await actionNode(), await triggerNode()];
	for (const { description } of nodes) expect(description.credentials).toMatchObject([{ name: 'smmPanelApi', required: true }]);
	const testers = nodes.flatMap(
		({ description, methods }) =>
			description.credentials?.map(({ testedBy }) => (typeof testedBy === 'string' ? methods?.credentialTest?.[testedBy] : undefined)) ??
			[],
	);
	expect(testers.some((tester) => typeof tester === 'function')).toBe(true);
});
