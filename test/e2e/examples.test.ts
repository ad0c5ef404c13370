import { executionError, outputItems } from '../host/execution';
import type { PublicApi } from '../host/publicApi';
import type { N8nClient } from '../host/rest';
import { adapt, exampleNames, NODE_PREFIX, readExample, triggerOf, type Adaptation } from '../start/examples';
import type { Dialect, SandboxPanel } from '../sandbox';
import { connect, openPanels, type OpenPanels } from './support';
import { buyOrder, rentNumber } from './watching';

const QUICK = { interval: 1 };

interface Expected {
	on: Dialect;
	/** The node that is looked at, and what its last item must hold at least. */
	last: string;
	json: Record<string, unknown>;
	/** What has to be changed so that the example ends at once. */
	parameters?: Adaptation['parameters'];
	/** Makes what the example watches at the panel, and returns further parameters to change. */
	prepare?: (sandbox: SandboxPanel) => Promise<Adaptation['parameters']>;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
	'buy-and-watch-an-order': {
		on: 'hassanStore',
		last: 'Wait until It Is Finished',
		json: { state: 'completed' },
		parameters: { 'Wait until It Is Finished': QUICK },
	},
	'buy-number-and-wait-for-sms-code': {
		on: 'hstockplus',
		last: 'Wait for the Code',
		json: { state: 'completed', code: expect.any(String) },
		parameters: { 'Wait for the Code': QUICK },
	},
	'check-many-orders': { on: 'hmSocialMedia', last: 'Open or Unknown Orders', json: { order: '23503', found: false } },
	'forward-sms-codes': {
		on: 'hstockplus',
		last: 'Send It On',
		json: { text: expect.stringMatching(/^Code \w+ for \+?\d+$/) },
		prepare: async (sandbox) => ({ 'A Code Arrives': { orderIds: String(await rentNumber(sandbox)) } }),
	},
	'keep-a-table-of-orders': { on: 'hmSocialMedia', last: 'Store the New Status', json: { status: 'Completed', finished: true } },
	'read-balance-and-services': { on: 'hstockplus', last: 'Read the Balance', json: { balance: expect.any(String) } },
	'reorder-on-a-schedule': { on: 'hmSocialMedia', last: 'Place the Order', json: { order: expect.any(String) } },
	'tell-when-orders-finish': {
		on: 'hmSocialMedia',
		last: 'Tell Somebody',
		json: { text: expect.stringMatching(/^Order \d+ is completed\. It cost [\d.]+ USD\.$/) },
		prepare: async (sandbox) => ({ 'An Order Finishes': { orderIds: String(await buyOrder(sandbox)) } }),
	},
};

describe('the example workflows, imported and run', () => {
	let client: N8nClient;
	let api: PublicApi;
	let panels: OpenPanels;

	beforeAll(async () => {
		client = await connect();
		api = await client.createApiKey('examples');
		panels = await openPanels(client);
	});
	afterAll(async () => {
		await panels.close();
	});

	test('are all known to this test', async () => {
		expect(await exampleNames()).toEqual(Object.keys(EXPECTED).sort());
	});

	test('hold no credential and no address of anybody', async () => {
		for (const name of await exampleNames())
			expect(JSON.stringify(await readExample(name))).not.toMatch(/"credentials"|127\.0\.0\.1|apiKey/);
	});

	test('set no parameter that the node does not have', async () => {
		const types = await client.nodeTypes();
		const knows = (type: string, parameter: string) =>
			types.find(({ name }) => name === type)?.properties.some(({ name }) => name === parameter) === true;
		for (const name of await exampleNames()) {
			const own = (await readExample(name)).nodes.filter(({ type }) => type.startsWith(NODE_PREFIX));
			expect(own).not.toHaveLength(0);
			for (const { type, parameters } of own) expect(Object.keys(parameters).filter((parameter) => !knows(type, parameter))).toEqual([]);
		}
	});

	test.each(Object.entries(EXPECTED))('%s', async (name, { on, last, json, parameters, prepare }) => {
		const { credential, sandbox } = panels.of(on);
		if (name === 'keep-a-table-of-orders') await fillTable(client, api, panels);
		const workflow = adapt(await readExample(name), { credential, parameters: { ...parameters, ...(await prepare?.(sandbox)) } });
		const stored = await client.createWorkflow(workflow);
		const execution = await client.runWorkflow(stored.id, triggerOf(workflow));
		expect(executionError(execution)).toBeUndefined();
		expect(outputItems(execution, last).at(-1)?.json).toMatchObject(json);
		expect(sandbox.calls.every(({ keyOk }) => keyOk)).toBe(true);
	});
});

/** The table that the example asks the user to create, with one order in it. */
async function fillTable(client: N8nClient, api: PublicApi, panels: OpenPanels): Promise<void> {
	const { credential, sandbox } = panels.of('hmSocialMedia');
	const buying = adapt(await readExample('buy-and-watch-an-order'), { credential, parameters: { 'Wait until It Is Finished': QUICK } });
	await client.runWorkflow((await client.createWorkflow(buying)).id, triggerOf(buying));
	const texts = ['order', 'status', 'charge'].map((name) => ({ name, type: 'string' as const }));
	const table = await api.createDataTable('SMM orders', [...texts, { name: 'finished', type: 'boolean' }]);
	await api.insertRows(table, [{ order: String(sandbox.orders().at(-1)?.id), status: 'Pending', charge: '', finished: false }]);
}
