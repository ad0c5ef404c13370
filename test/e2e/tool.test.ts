import { randomUUID } from 'node:crypto';
import { JSON_HEADERS } from '../host/http';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import type { WorkflowInput } from '../host/restShapes';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { z } from '../support/zod';
import { sharedInstance } from './instance';
import { ACTION_NODE, connect, credentialFor, toolDescriptionOf } from './support';

const TOOL = 'SMM Panel';
const replyShape = z.object({ result: z.record(z.unknown()).optional(), error: z.unknown().optional() });
const toolsShape = z.object({
	tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: z.object({ properties: z.record(z.unknown()) }) })),
});
const answerShape = z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() });

/** A client of n8n's MCP server trigger, the way in which models outside n8n call its tools. */
class Model {
	private session: string | undefined;
	private calls = 0;

	constructor(private readonly path: string) {}

	async ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
		const isNote = method.startsWith('notifications/');
		const response = await fetch(`${sharedInstance().url}/mcp/${this.path}`, {
			method: 'POST',
			headers: {
				...JSON_HEADERS,
				accept: 'application/json, text/event-stream',
				...(this.session === undefined ? {} : { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', method, params, ...(isNote ? {} : { id: ++this.calls }) }),
		});
		this.session = response.headers.get('mcp-session-id') ?? this.session;
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} answered ${response.status}: ${text.slice(0, 300)}`);
		if (isNote) return undefined;
		const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		return replyShape.parse(JSON.parse(data)).result;
	}

	async greet(): Promise<void> {
		const clientInfo = { name: 'test', version: '1' };
		await this.ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo });
		await this.ask('notifications/initialized');
	}

	async order(name: string, values: Record<string, unknown>): Promise<string> {
		const { content } = answerShape.parse(await this.ask('tools/call', { name, arguments: values }));
		return content.map(({ text }) => text).join('\n');
	}
}

const fromModel = (key: string, type = 'string') => `={{ $fromAI('${key}', '', '${type}') }}`;

const order = {
	resource: 'order',
	operation: 'create',
	service: { __rl: true, mode: 'id', value: fromModel('service') },
	orderType: 'default',
	link: fromModel('link'),
	quantity: fromModel('quantity', 'number'),
};
const TOOLS: Record<string, Record<string, unknown>> = {
	[TOOL]: order,
	'Read Orders': { resource: 'order', operation: 'getStatus', orderIds: fromModel('Order_IDs'), options: { secrets: 'omit' } },
	'Buy With Any Limit': { ...order, maxCharge: fromModel('Maximum_Charge') },
};

describe('the node as a tool of a model', () => {
	let client: N8nClient;
	let panel: SandboxPanel;
	let model: Model;
	let workflowId: string;

	beforeAll(async () => {
		client = await connect();
		panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const path = randomUUID();
		const workflow = await client.createWorkflow({
			name: 'Tools for a model',
			nodes: [
				{
					name: 'Model',
					type: '@n8n/n8n-nodes-langchain.mcpTrigger',
					typeVersion: 2,
					position: [0, 0],
					parameters: { path },
					webhookId: path,
				},
				...Object.entries(TOOLS).map(([name, parameters], index): WorkflowInput['nodes'][number] => ({
					name,
					type: `${ACTION_NODE}Tool`,
					typeVersion: 1,
					position: [200 * index, 200],
					parameters,
					credentials: { [credential.type]: { id: credential.id, name: credential.name } },
				})),
			],
			connections: Object.fromEntries(
				Object.keys(TOOLS).map((name) => [name, { ai_tool: [[{ node: 'Model', type: 'ai_tool', index: 0 }]] }]),
			),
		});
		workflowId = workflow.id;
		await client.activate(workflow);
		model = new Model(path);
		// n8n opens the address of the trigger some time after it has said that the workflow is active.
		await until(
			async () =>
				await model.greet().then(
					() => true,
					() => undefined,
				),
			{ what: 'n8n to open the MCP server' },
		);
	});
	afterAll(async () => {
		await client.deactivate(workflowId);
		await panel.close();
	});

	test('orders a service by the id that the model gives, tells what is wrong with one that is none, and takes no limit from the model', async () => {
		const { tools } = toolsShape.parse(await model.ask('tools/list'));
		const seen = tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties)]);
		expect(Object.fromEntries(seen)).toEqual({
			SMM_Panel: ['service', 'link', 'quantity'],
			Read_Orders: ['Order_IDs'],
			Buy_With_Any_Limit: ['service', 'link', 'quantity', 'Maximum_Charge'],
		});
		expect(tools.find(({ name }) => name === 'Read_Orders')?.description).toBe(toolDescriptionOf('order', 'getStatus'));
		const name = 'SMM_Panel';
		const link = 'https://example.com/profile';
		expect(await model.order(name, { service: '1', link, quantity: 100 })).toMatch(/"order":\s*"23501"/);
		expect(panel.orders()).toMatchObject([{ fields: { service: '1', link, quantity: '100' } }]);
		const refused = await model.order(name, { service: 'followers please', link, quantity: 100 });
		expect(refused).toMatch(/'Service ID' is .*followers please.*which is not a service ID/);
		expect(refused).not.toContain(panel.apiKey);
		const unlimited = { service: '1', link, quantity: 10_000, Maximum_Charge: '1000000' };
		expect(await model.order('Buy_With_Any_Limit', unlimited)).toMatch(/Nothing was sent: 'Maximum Charge' is left to the AI model/);
		expect(panel.callsOf('add')).toHaveLength(1);
		expect(await model.order('Read_Orders', { Order_IDs: '23501' })).toMatch(/"order":\s*"23501",\s*"state":\s*"completed"/);
	});
});
