import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { OWNER } from '../e2e/instance';
import { ACTION_NODE, CREDENTIAL_TYPE } from '../e2e/support';
import { outputItems } from '../host/execution';
import { startN8n } from '../host/n8n';
import { packPackage } from '../host/pack';
import { N8nClient } from '../host/rest';
import type { StoredCredential, WorkflowInput } from '../host/restShapes';
import { PANEL_KEY } from './busyPanel';

type Json = Record<string, unknown>;
type Node = WorkflowInput['nodes'][number];

/** One run of one node in the real n8n. */
export interface NodeTime {
	/** What n8n itself measured for this node. */
	ms: number;
	/** How far the memory of the n8n process rose above where it was, in bytes. */
	memory: number;
	items: number;
}

export interface RealN8n {
	client: N8nClient;
	userFolder: string;
	credential(url: string): Promise<StoredCredential>;
	/** Stores a workflow of one node that gets these items; it can be run again and again. */
	store(node: Pick<Node, 'type' | 'typeVersion' | 'parameters' | 'credentials'>, items: readonly Json[]): Promise<() => Promise<NodeTime>>;
	stop(): Promise<void>;
}

const NODE = 'Measured';
const TEN_MINUTES = 600_000;
const timeShape = z.object({ executionTime: z.number() });

/** Starts the pinned n8n with the packed package. */
export async function startRealN8n(): Promise<RealN8n> {
	// Under load the panel's own answers must not be taken for a database that is gone.
	const n8n = await startN8n({ tarball: await packPackage(), env: { DB_PING_TIMEOUT_MS: '60000', N8N_PAYLOAD_SIZE_MAX: '128' } });
	const client = new N8nClient(n8n.url);
	await client.ownerSetup(OWNER);
	const memory = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${n8n.pid}/status`, 'utf8'))?.[1]) * 1024;
	return {
		client,
		userFolder: n8n.userFolder,
		credential: async (url) => await client.createCredential(`Panel ${url}`, CREDENTIAL_TYPE, { baseUrl: url, apiKey: PANEL_KEY }),
		stop: async () => await n8n.stop(),
		async store(node, items) {
			const workflow = await client.createWorkflow({
				name: `Measure ${node.type}`,
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
					{ ...node, name: NODE, position: [200, 0] },
				],
				connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
				...pinned(items),
			});
			return async () => {
				const before = memory();
				let most = before;
				let over = false;
				const watching = (async () => {
					while (!over) {
						most = Math.max(most, memory());
						await pause(20);
					}
				})();
				const execution = await client.runWorkflow(workflow.id, 'Start', TEN_MINUTES).finally(() => {
					over = true;
				});
				await watching;
				const run = execution.data?.resultData.runData[NODE]?.at(-1);
				if (run === undefined || run.error !== undefined)
					throw new Error(`${node.type} failed: ${run?.error?.message ?? execution.status}`);
				return { ms: timeShape.parse(run).executionTime, memory: most - before, items: outputItems(execution, NODE).length };
			};
		},
	};
}

/** The manual trigger gives these items. */
function pinned(items: readonly Json[]): { pinData: Record<string, Array<{ json: Json }>> } {
	return { pinData: { Start: items.map((json) => ({ json })) } };
}

/** The node of this package. */
export function ownNode(credential: StoredCredential, parameters: Json): Pick<Node, 'type' | 'typeVersion' | 'parameters' | 'credentials'> {
	return {
		type: ACTION_NODE,
		typeVersion: 1,
		parameters,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

/** n8n's HTTP Request node, as one fills it in by hand for a panel. */
export function httpNode(url: string, fields: Record<string, string>): Pick<Node, 'type' | 'typeVersion' | 'parameters'> {
	const parameters = Object.entries({ key: PANEL_KEY, ...fields }).map(([name, value]) => ({ name, value }));
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: { parameters },
			options: {},
		},
	};
}

/** Edit Fields with one expression an item: what n8n itself costs. */
export const EDIT_FIELDS: Pick<Node, 'type' | 'typeVersion' | 'parameters'> = {
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: '={{ { id: $json.id } }}', options: {} },
};
