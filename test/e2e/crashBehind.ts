import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { JSON_HEADERS } from '../host/http';
import { isOver } from '../host/execution';
import { freePort, LOOPBACK } from '../host/ports';
import type { N8nClient } from '../host/rest';
import type { WorkflowInput } from '../host/restShapes';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { ACTION_NODE, credentialFor } from './support';

type Node = WorkflowInput['nodes'][number];
type Connections = Record<string, { main: Array<Array<{ node: string; type: 'main'; index: number }>> }>;

/** The address that the node behind a purchase calls. While it holds, chosen calls of a case get no answer. */
export interface Gate {
	url: string;
	/** Answers everything from now on, or holds again the calls of each case from its chosen one on. */
	set(state: 'holding' | 'open'): void;
	/** Whether a call of this case is held. */
	isHeld(name: string): boolean;
	close(): Promise<void>;
}

export async function openGate(): Promise<Gate> {
	let holding = true;
	const calls = new Map<string, number>();
	const held = new Set<string>();
	const server = createServer((request, response) => {
		const [, name = '', from = ''] = (request.url ?? '').split('/');
		const count = (calls.get(name) ?? 0) + 1;
		calls.set(name, count);
		if (holding && count >= Number(from)) held.add(name);
		else response.setHeader('content-type', 'application/json').end('{"ok":true}');
	});
	const port = await freePort();
	await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
	return {
		url: `http://${LOOPBACK}:${port}`,
		set: (state) => {
			calls.clear();
			held.clear();
			holding = state === 'holding';
		},
		isHeld: (name) => held.has(name),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** One way in which a workflow buys and goes on. */
interface Case {
	name: string;
	/** Ids of the items that come in; the panel books one order for each of them but the refused ones. */
	ids: readonly number[];
	/** How many calls the panel refuses at first. */
	refused?: number;
	/** Which call behind the purchase is held: the one of the last round. */
	heldFrom: number;
	build(parts: Parts): { nodes: Node[]; connections: Connections };
	/** True where the purchase is in a workflow that another one runs. */
	inSubWorkflow?: boolean;
}

interface Parts {
	buy: Node;
	/** Stands behind the purchase and calls the gate. */
	later: Node;
	split(name: string, field: string): Node;
}

const to = (...nodes: string[]) => nodes.map((node) => ({ node, type: 'main' as const, index: 0 }));

function straight(split: Node, buy: Node, later: Node): { nodes: Node[]; connections: Connections } {
	return {
		nodes: [split, buy, later],
		connections: { Start: { main: [to('Split')] }, Split: { main: [to('Buy')] }, Buy: { main: [to('Later')] } },
	};
}

function loop({ buy, later, split }: Parts): { nodes: Node[]; connections: Connections } {
	const batches: Node = {
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [300, 0],
		parameters: { batchSize: 1, options: {} },
	};
	return {
		nodes: [split('Split', 'body.items'), batches, buy, later],
		connections: {
			Start: { main: [to('Split')] },
			Split: { main: [to('Loop')] },
			Loop: { main: [[], to('Buy')] },
			Buy: { main: [to('Later')] },
			Later: { main: [to('Loop')] },
		},
	};
}

const cases: readonly Case[] = [
	{ name: 'one item', ids: [1], heldFrom: 1, build: ({ split, buy, later }) => straight(split('Split', 'body.items'), buy, later) },
	{
		name: 'three items',
		ids: [1, 2, 3],
		heldFrom: 1,
		build: ({ split, buy, later }) => straight(split('Split', 'body.items'), buy, later),
	},
	{ name: 'the second round of a loop', ids: [1, 2], heldFrom: 2, build: loop },
	{ name: 'a loop whose first round was refused', ids: [1, 2], refused: 1, heldFrom: 2, build: loop },
	{
		name: 'two branches into one node',
		ids: [1, 2],
		heldFrom: 2,
		build: ({ buy, later, split }) => ({
			nodes: [split('First', 'body.first'), split('Second', 'body.second'), buy, later],
			connections: {
				Start: { main: [to('First', 'Second')] },
				First: { main: [to('Buy')] },
				Second: { main: [to('Buy')] },
				Buy: { main: [to('Later')] },
			},
		}),
	},
	{
		name: 'a sub-workflow',
		ids: [1],
		heldFrom: 1,
		inSubWorkflow: true,
		build: ({ split, buy, later }) => straight(split('Split', 'body.items'), buy, later),
	},
];

/** A case that runs in n8n with a panel of its own. */
export interface RunningCase {
	title: string;
	panel: SandboxPanel;
	/** How many orders are booked before the first crash. */
	wanted: number;
	/** The newest execution of the workflow that buys. */
	latest(client: N8nClient): Promise<{ id: string; status: string }>;
	isHeld(): boolean;
	close(): Promise<void>;
}

function startNode(path: string | undefined): Node {
	return path === undefined
		? {
				name: 'Start',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				position: [0, 0],
				parameters: { inputSource: 'passthrough' },
			}
		: {
				name: 'Start',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
				webhookId: randomUUID(),
			};
}

interface Settings {
	saveProgress: boolean;
	/** Whether every item has an Order Key of the user's. */
	ownKeys: boolean;
}

/** Stores, publishes and calls the workflow of a case. Returns once n8n has taken the call. */
async function startCase(client: N8nClient, gate: Gate, entry: Case, { saveProgress, ownKeys }: Settings): Promise<RunningCase> {
	const title = `${entry.name}${saveProgress ? ', with saved progress' : ''}`;
	const key = randomUUID();
	const panel = await startSandboxPanel({ dialect: 'hstockplus' });
	const credential = await credentialFor(client, panel.url, panel.apiKey);
	const parts: Parts = {
		buy: {
			name: 'Buy',
			type: ACTION_NODE,
			typeVersion: 1,
			position: [500, 0],
			parameters: {
				resource: 'order',
				operation: 'create',
				service: { __rl: true, mode: 'id', value: '1' },
				orderType: 'default',
				link: '=https://example.com/p/{{ $json.id ?? $json.error }}',
				quantity: 1000,
				...(ownKeys ? { orderKey: `=${key} {{ $json.id ?? $json.error }}` } : {}),
			},
			credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			...(entry.refused === undefined ? {} : { onError: 'continueRegularOutput' }),
		},
		later: {
			name: 'Later',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [700, 0],
			parameters: { url: `${gate.url}/${key}/${entry.heldFrom}`, options: {} },
		},
		split: (name, field) => ({
			name,
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [200, 0],
			parameters: { fieldToSplitOut: field, options: {} },
		}),
	};
	const path = `crash-${randomUUID()}`;
	const { nodes, connections } = entry.build(parts);
	const settings = { saveExecutionProgress: saveProgress, executionOrder: 'v1' };
	const buying = await client.createWorkflow({
		name: title,
		nodes: [startNode(entry.inSubWorkflow === true ? undefined : path), ...nodes],
		connections,
		settings,
	});
	await client.activate(buying);
	if (entry.inSubWorkflow === true) {
		const call: Node = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			position: [200, 0],
			parameters: { workflowId: { __rl: true, mode: 'id', value: buying.id }, options: {} },
		};
		const parent = await client.createWorkflow({
			name: `Caller of ${title}`,
			nodes: [startNode(path), call],
			connections: { Start: { main: [to('Call')] } },
			settings,
		});
		await client.activate(parent);
	}
	for (let times = 0; times < (entry.refused ?? 0); times++) {
		panel.fail({ kind: 'error', error: 'You have active order with this link.', action: 'add' });
	}
	const items = entry.ids.map((id) => ({ id }));
	const body = JSON.stringify({ items, first: items.slice(0, 1), second: items.slice(1) });
	await until(
		async () => {
			const response = await fetch(`${client.url}/webhook/${path}`, {
				method: 'POST',
				body,
				headers: JSON_HEADERS,
			});
			await response.arrayBuffer();
			return response.ok ? true : undefined;
		},
		{ what: 'the webhook to be registered' },
	);
	return {
		title,
		panel,
		wanted: entry.ids.length - (entry.refused ?? 0),
		latest: async (current) => await until(async () => (await current.listExecutions(buying.id))[0], { what: `an execution of ${title}` }),
		isHeld: () => gate.isHeld(key),
		close: async () => await panel.close(),
	};
}

/** Starts every case, with and without saved progress. */
export async function startCases(client: N8nClient, gate: Gate, ownKeys = false): Promise<RunningCase[]> {
	const running: RunningCase[] = [];
	for (const saveProgress of [false, true]) {
		for (const entry of cases) running.push(await startCase(client, gate, entry, { saveProgress, ownKeys }));
	}
	return running;
}

/** Waits until every case is held behind its purchase, or has ended. */
export async function untilHeldOrOver(client: N8nClient, running: readonly RunningCase[]): Promise<void> {
	for (const entry of running) {
		await until(async () => (entry.isHeld() || isOver(await entry.latest(client)) ? true : undefined), {
			what: `${entry.title} to be held behind the purchase`,
			timeoutMs: 120_000,
		});
	}
}

/** Takes up again what crashed, as a user does in the list of executions, and does not wait for its end. */
export async function retryCrashed(client: N8nClient, running: readonly RunningCase[]): Promise<void> {
	for (const entry of running) {
		const { id } = await entry.latest(client);
		const { status } = await client.waitForExecution(id, 180_000);
		if (status === 'success') continue;
		// n8n answers at the end of the execution only, which the gate or a kill may prevent.
		client.retryExecution(id).catch(() => undefined);
		await until(async () => ((await entry.latest(client)).id === id ? undefined : true), { what: `the retry of ${entry.title}` });
	}
}

/** How many orders each panel has booked. */
export function books(running: readonly RunningCase[]): Array<[title: string, booked: number]> {
	return running.map(({ title, panel }) => [title, panel.orders().length]);
}

/** The links that were ordered more than once: what a retry bought again. */
export function boughtAgain(running: readonly RunningCase[]): string[] {
	return running.flatMap(({ title, panel }) => {
		const links = panel.orders().map(({ fields }) => fields.link);
		return links.filter((link, position) => links.indexOf(link) !== position).map((link) => `${title}: ${link}`);
	});
}
