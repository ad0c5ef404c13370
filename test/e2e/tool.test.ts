import { randomUUID } from 'node:crypto';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { z } from '../support/zod';
import { sharedInstance } from './instance';
import { ACTION_NODE, connect, credentialFor } from './support';

const TOOL = 'SMM Panel';
const replyShape = z.object({ result: z.record(z.unknown()).optional(), error: z.unknown().optional() });
const toolsShape = z.object({
	tools: z.array(z.object({ name: z.string(), inputSchema: z.object({ properties: z.record(z.unknown()) }) })),
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
				'content-type': 'application/json',
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
				{
					name: TOOL,
					type: `${ACTION_NODE}Tool`,
					typeVersion: 1,
					position: [0, 200],
					parameters: {
						resource: 'order',
						operation: 'create',
						service: { __rl: true, mode: 'id', value: fromModel('service') },
						orderType: 'default',
						link: fromModel('link'),
						quantity: fromModel('quantity', 'number'),
					},
					credentials: { [credential.type]: { id: credential.id, name: credential.name } },
				},
			],
			connections: { [TOOL]: { ai_tool: [[{ node: 'Model', type: 'ai_tool', index: 0 }]] } },
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

	test('orders a service by the id that the model gives, and tells what is wrong with one that is none', async () => {
		const [tool] = toolsShape.parse(await model.ask('tools/list')).tools;
		expect(Object.keys(tool?.inputSchema.properties ?? {})).toEqual(['service', 'link', 'quantity']);
		const name = tool?.name ?? '';
		const link = 'https://example.com/profile';
		expect(await model.order(name, { service: '1', link, quantity: 100 })).toMatch(/"order":\s*"23501"/);
		expect(panel.orders()).toMatchObject([{ fields: { service: '1', link, quantity: '100' } }]);
		const refused = await model.order(name, { service: 'followers please', link, quantity: 100 });
		expect(refused).toMatch(/'Service' is .*followers please.*which is not a service ID/);
		expect(refused).not.toContain(panel.apiKey);
		expect(panel.callsOf('add')).toHaveLength(1);
	});
});
