import { randomUUID } from 'node:crypto';
import { JSON_HEADERS } from '../host/http';
import { executionError, nodeError, outputItems, type Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import type { StoredWorkflow, WorkflowInput } from '../host/restShapes';
import { until } from '../host/until';
import type { SandboxPanel } from '../sandbox';
import { ACTION_NODE, credentialFor } from './support';

const BUY = 'Buy';

/** A published workflow that takes items by webhook and orders service 1 once for each of them. */
export interface Buyer {
	workflow: StoredWorkflow;
	panel: SandboxPanel;
	/** Sends items once. True where n8n took them; the execution runs on its own. */
	send(ids: ReadonlyArray<number | string>): Promise<boolean>;
	/** Sends items until n8n takes them. */
	order(ids: ReadonlyArray<number | string>): Promise<void>;
	/** Waits for the executions of this workflow, oldest first, until there are so many and all of them are over. */
	executions(count: number): Promise<Execution[]>;
	/** Waits until n8n knows so many executions of this workflow, in whatever state, and returns their ids, oldest first. */
	ids(count: number): Promise<string[]>;
}

export interface BuyerOptions {
	/** Parameters of the node beside the order itself. */
	parameters?: Record<string, unknown>;
	/** Settings of the node: retryOnFail, onError, ... */
	settings?: Record<string, unknown>;
}

/** 'Webhook' -> 'Split': takes the items that are posted to this path, one by one. */
export function webhookNodes(path: string): WorkflowInput['nodes'] {
	return [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: randomUUID(),
			parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
		},
		{
			name: 'Split',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [200, 0],
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
	];
}

/** Stores and publishes such a workflow. `current` is n8n as its owner, which is another one after a restart. */
export async function createBuyer(
	current: () => N8nClient,
	panel: SandboxPanel,
	{ parameters = {}, settings = {} }: BuyerOptions = {},
): Promise<Buyer> {
	const client = current();
	const credential = await credentialFor(client, panel.url, panel.apiKey);
	const path = `buy-${randomUUID()}`;
	const input: WorkflowInput = {
		name: `Buy ${path}`,
		nodes: [
			...webhookNodes(path),
			{
				name: BUY,
				type: ACTION_NODE,
				typeVersion: 1,
				position: [400, 0],
				...settings,
				parameters: {
					resource: 'order',
					operation: 'create',
					service: { __rl: true, mode: 'id', value: '1' },
					orderType: 'default',
					link: '=https://example.com/p/{{ $json.id }}',
					quantity: 1000,
					...parameters,
				},
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
			Split: { main: [[{ node: BUY, type: 'main', index: 0 }]] },
		},
	};
	const workflow = await client.createWorkflow(input);
	await client.activate(workflow);

	const ids = async (count: number): Promise<string[]> =>
		await until(
			async () => {
				const known = await current().listExecutions(workflow.id);
				return known.length >= count ? known.map(({ id }) => id).sort((a, b) => Number(a) - Number(b)) : undefined;
			},
			{ what: `${count} executions` },
		);
	const send = async (items: ReadonlyArray<number | string>): Promise<boolean> => {
		const response = await fetch(`${current().url}/webhook/${path}`, {
			method: 'POST',
			body: JSON.stringify({ items: items.map((id) => ({ id })) }),
			headers: JSON_HEADERS,
		});
		await response.arrayBuffer();
		return response.ok;
	};
	return {
		workflow,
		panel,
		ids,
		send,
		async order(items) {
			await until(async () => ((await send(items)) ? true : undefined), { what: 'the webhook to be registered' });
		},
		async executions(count) {
			return await Promise.all((await ids(count)).map(async (id) => await current().waitForExecution(id)));
		},
	};
}

/** What the buying node gave, as json. */
export function bought(execution: Execution): Array<Record<string, unknown>> {
	return outputItems(execution, BUY).map(({ json }) => json);
}

/** Everything that a user reads of why the buying node failed. */
export function failureText(execution: Execution): string {
	const error = nodeError(execution, BUY) ?? executionError(execution);
	return `${error?.message ?? ''} ${error?.description ?? ''}`;
}

/** Waits until the panel has booked so many orders: the moment at which the user has paid and n8n does not know it yet. */
export async function untilBooked(panel: SandboxPanel, count: number): Promise<void> {
	await until(async () => (panel.orders().length >= count ? true : undefined), { what: `${count} booked orders`, everyMs: 10 });
}

/** The links of these items, as a buyer orders them. */
export const linksOf = (...ids: number[]): string[] => ids.map((id) => `https://example.com/p/${id}`);

/** The links of what the panel has booked. */
export function linksBooked(panel: SandboxPanel): Array<string | undefined> {
	return panel.orders().map(({ fields }) => fields.link);
}

/** The panel books so many orders and then refuses one. */
export function refuseAfter(panel: SandboxPanel, count: number): void {
	for (let index = 0; index < count; index++) panel.fail({ kind: 'delay', ms: 0, action: 'add' });
	panel.fail({ kind: 'error', error: 'You have active order with this link.', action: 'add' });
}

/** Orders three items, of which the panel books two and never answers to the second. Returns the execution that waits for it. */
export async function orderUntilUnanswered({ panel, order, ids }: Buyer): Promise<string> {
	panel.fail({ kind: 'delay', ms: 0, action: 'add' });
	panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
	await order([1, 2, 3]);
	await untilBooked(panel, 2);
	const [id = ''] = await ids(1);
	return id;
}
