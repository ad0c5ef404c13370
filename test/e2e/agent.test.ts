import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { outputItems } from '../host/execution';
import type { N8nClient } from '../host/rest';
import type { WorkflowInput } from '../host/restShapes';
import { ACTION_NODE, connect, credentialFor, toolDescriptionOf } from './support';
import { startScriptedModel, type ScriptedModel, type Step } from './scriptedModel';

/** What the editor writes when somebody hands a field over to the model with one click. */
const handedOver = (label: string, type = 'string') => `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${label}', \`\`, '${type}') }}`;

const TOOLS: Record<string, Record<string, unknown>> = {
	'Find Services': { resource: 'service', operation: 'getAll', search: handedOver('Search'), options: { sortBy: 'priceLowest' } },
	Buy: {
		resource: 'order',
		operation: 'create',
		service: { __rl: true, mode: 'id', value: handedOver('Service_ID') },
		orderType: 'default',
		link: handedOver('Link'),
		quantity: handedOver('Quantity', 'number'),
		maxCharge: '1',
	},
	'Buy Without a Limit of Its Own': {
		resource: 'order',
		operation: 'create',
		service: { __rl: true, mode: 'id', value: handedOver('Service_ID') },
		orderType: 'default',
		link: handedOver('Link'),
		quantity: handedOver('Quantity', 'number'),
		maxCharge: handedOver('Maximum_Charge'),
	},
	'Read Orders': { resource: 'order', operation: 'getStatus', orderIds: handedOver('Order_IDs') },
};

describe('an AI agent with the node as its tools', () => {
	let client: N8nClient;
	let panel: SandboxPanel;
	const models: ScriptedModel[] = [];

	beforeAll(async () => {
		client = await connect();
		panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
	});
	afterAll(async () => {
		await Promise.all([panel.close(), ...models.map(async (model) => await model.close())]);
	});

	async function runAgent(steps: ReadonlyArray<(answers: readonly string[]) => Step>) {
		const model = await startScriptedModel(steps);
		models.push(model);
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const openAi = await client.createCredential(model.url, 'openAiApi', { apiKey: 'not-a-real-key', url: model.url });
		const workflow = await client.createWorkflow({
			name: 'Agent with tools',
			// As the editor makes them. In the old order the agent goes on before its tools ran, and reads nothing of them.
			settings: { executionOrder: 'v1' },
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
				{
					name: 'Agent',
					type: '@n8n/n8n-nodes-langchain.agent',
					typeVersion: 3.1,
					position: [220, 0],
					parameters: { promptType: 'define', text: 'Buy 100 followers.', options: {} },
				},
				{
					name: 'Model',
					type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
					typeVersion: 1.2,
					position: [220, 220],
					parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
					credentials: { [openAi.type]: { id: openAi.id, name: openAi.name } },
				},
				...Object.entries(TOOLS).map(([name, parameters], index): WorkflowInput['nodes'][number] => ({
					name,
					type: `${ACTION_NODE}Tool`,
					typeVersion: 1,
					position: [440 + 200 * index, 220],
					parameters,
					credentials: { [credential.type]: { id: credential.id, name: credential.name } },
				})),
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
				...Object.fromEntries(Object.keys(TOOLS).map((name) => [name, { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] }])),
			},
		});
		const execution = await client.runWorkflow(workflow.id, 'Start');
		return { model, execution, said: outputItems(execution, 'Agent')[0]?.json.output };
	}

	test('finds a service, buys it once although it asks twice, and reads what came of it', async () => {
		const order = { Service_ID: '1', Link: 'https://example.com/p', Quantity: 100 };
		const { model, execution, said } = await runAgent([
			() => ({ tool: 'Find_Services', arguments: { Search: 'followers' } }),
			([found = '']) => ({ tool: 'Buy', arguments: { ...order, Service_ID: /"service":(\d+),"name":"Followers"/.exec(found)?.[1] } }),
			() => ({ tool: 'Buy', arguments: order }),
			(answers) => ({ tool: 'Read_Orders', arguments: { Order_IDs: /"order":"(\d+)"/.exec(answers[1] ?? '')?.[1] } }),
			(answers) => ({ says: `Order: ${answers.at(-1)}` }),
		]);
		expect(execution.status).toBe('success');
		expect(said).toMatch(/^Order: .*"order":"23501","state":"completed","final":true/);
		expect(panel.orders()).toMatchObject([{ fields: { service: '1', link: 'https://example.com/p', quantity: '100' } }]);
		expect(model.answers()[2]).toContain('"order":"23501"');
		expect(execution.text).not.toContain(panel.apiKey);
		expect(model.tools()).toEqual(
			expect.arrayContaining([
				{
					name: 'Find_Services',
					description: toolDescriptionOf('service', 'getAll'),
					argumentNames: ['Search'],
				},
				{ name: 'Buy', description: toolDescriptionOf('order', 'create'), argumentNames: ['Service_ID', 'Link', 'Quantity'] },
				{ name: 'Read_Orders', description: toolDescriptionOf('order', 'getStatus'), argumentNames: ['Order_IDs'] },
			]),
		);
	});

	test('is told why it may not buy: above the limit of the user, and with a limit of its own', async () => {
		const before = panel.orders().length;
		const dear = { Service_ID: '1', Link: 'https://example.com/dear', Quantity: 5000 };
		const { model } = await runAgent([
			() => ({ tool: 'Buy', arguments: dear }),
			() => ({ tool: 'Buy_Without_a_Limit_of_Its_Own', arguments: { ...dear, Maximum_Charge: '1000000' } }),
			() => ({ says: 'I may not.' }),
		]);
		expect(model.answers()).toEqual([
			expect.stringMatching(
				/the estimate of 4\.50 is above 'Maximum Charge', which is 1\.00 .*Order less, or raise the maximum\..*nothing was bought/,
			),
			expect.stringMatching(/Nothing was sent: 'Maximum Charge' is left to the AI model.*Set 'Maximum Charge' in the node yourself/),
		]);
		expect(panel.orders()).toHaveLength(before);
	});
});
