import { randomUUID } from 'node:crypto';
import type { N8nClient } from '../host/rest';
import type { StoredCredential, WorkflowInput } from '../host/restShapes';
import { webhookNodes } from '../e2e/buying';
import { ACTION_NODE } from '../e2e/support';
import { every, TRIGGER_NODE } from '../e2e/watching';

type Node = WorkflowInput['nodes'][number];

const POLL_SECONDS = 5;

/** A published workflow that is called by webhook. */
export interface Called {
	name: string;
	/** Sends items; false where n8n did not take them. */
	send(url: string, items: ReadonlyArray<Record<string, unknown>>): Promise<boolean>;
}

/** Hands every item on to the receiver, with the execution that it came out of. */
function handOn(url: string, workflow: string): Node {
	return {
		name: 'Hand On',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [600, 0],
		parameters: {
			method: 'POST',
			url: `${url}/handed/${workflow}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ execution: $execution.id, item: $json }) }}',
			options: {},
		},
	};
}

const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

function panelNode(name: string, type: string, credential: StoredCredential, parameters: Record<string, unknown>): Node {
	return {
		name,
		type,
		typeVersion: 1,
		position: [400, 0],
		parameters,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

export interface Wanted {
	name: string;
	credential: StoredCredential;
	parameters: Record<string, unknown>;
	/** Where its items are handed on to. */
	receiver: string;
}

/** Webhook -> Split -> the panel's node -> Hand On. A failed read is an item too. */
export async function publishCalled(client: N8nClient, { name, credential, parameters, receiver }: Wanted): Promise<Called> {
	const path = `soak-${name}-${randomUUID()}`;
	const nodes: Node[] = [
		...webhookNodes(path),
		{ ...panelNode('Panel', ACTION_NODE, credential, parameters), onError: 'continueRegularOutput' },
		handOn(receiver, name),
	];
	const connections = { Webhook: to('Split'), Split: to('Panel'), Panel: to('Hand On') };
	await client.activate(await client.createWorkflow({ name, nodes, connections }));
	return {
		name,
		send: async (url, items) => {
			const request = { method: 'POST', body: JSON.stringify({ items }), headers: { 'content-type': 'application/json' } };
			const response = await fetch(`${url}/webhook/${path}`, request).catch(() => undefined);
			await response?.arrayBuffer().catch(() => undefined);
			return response?.ok === true;
		},
	};
}

/** The trigger, every few seconds -> Hand On. */
export async function publishTrigger(client: N8nClient, { name, credential, parameters, receiver }: Wanted): Promise<void> {
	const trigger = panelNode('Trigger', TRIGGER_NODE, credential, { pollTimes: every(POLL_SECONDS), ...parameters });
	const nodes = [{ ...trigger, id: randomUUID() }, handOn(receiver, name)];
	await client.activate(await client.createWorkflow({ name, nodes, connections: { Trigger: to('Hand On') } }));
}
