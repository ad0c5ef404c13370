import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { JSON_HEADERS } from '../host/http';
import { itemsOfAllRuns, type Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import type { StoredWorkflow } from '../host/restShapes';
import { until } from '../host/until';
import { z } from '../support/zod';
import { adapt, readExample, triggerOf, type Adaptation } from '../start/examples';

type Json = Record<string, unknown>;

const bodyShape = z.record(z.unknown());

/** An example in n8n, set up as its note asks. */
export interface Played {
	workflow: StoredWorkflow;
	/** Presses *Execute workflow* and waits for the end. */
	run(): Promise<Execution>;
	publish(): Promise<void>;
	unpublish(): Promise<void>;
	/** The executions that its trigger started, oldest first, as soon as there are so many and all are over. */
	executions(count: number): Promise<Execution[]>;
}

export async function importExample(client: N8nClient, name: string, adaptation: Adaptation): Promise<Played> {
	const input = adapt(await readExample(name), adaptation);
	const workflow = await client.createWorkflow(input);
	const run = async () => await client.runWorkflow(workflow.id, triggerOf(input));
	return {
		workflow,
		run,
		publish: async () => await client.activate(workflow),
		unpublish: async () => await client.deactivate(workflow.id),
		executions: async (count) => {
			const ids = await until(
				async () => {
					const known = await client.listExecutions(workflow.id);
					return known.length >= count ? known.map(({ id }) => Number(id)).sort((a, b) => a - b) : undefined;
				},
				{ what: `${count} executions`, timeoutMs: 90_000, everyMs: 250 },
			);
			return await Promise.all(ids.map(async (id) => await client.waitForExecution(String(id))));
		},
	};
}

/** What a node gave in all its runs, as json. */
export function jsonOf(execution: Execution, node: string): Json[] {
	return itemsOfAllRuns(execution, node).map(({ json }) => json);
}

/** The messages that a node of the example would send to somebody. */
export function textsOf(execution: Execution, node = 'Tell Somebody'): unknown[] {
	return jsonOf(execution, node).map(({ text }) => text);
}

/** A table name that no other test uses. */
export function tableName(): string {
	return `table ${randomUUID()}`;
}

/** Calls a webhook of n8n as a shop does; n8n opens it some time after it has said that the workflow is active. */
export async function callWebhook(client: N8nClient, path: string, body: Json): Promise<{ status: number; json: unknown }> {
	return await until(
		async () => {
			const response = await fetch(`${client.url}/webhook/${path}`, {
				method: 'POST',
				headers: JSON_HEADERS,
				body: JSON.stringify(body),
			});
			const text = await response.text();
			return response.status === 404 ? undefined : { status: response.status, json: JSON.parse(text) };
		},
		{ what: 'the webhook to be registered' },
	);
}

/** A shop that takes calls on this machine. */
export interface Shop {
	url: string;
	/** A path of it that answers 500. */
	brokenUrl: string;
	/** The bodies of all calls, oldest first. */
	received: Json[];
	until(found: (body: Json) => boolean): Promise<Json>;
	close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
	const received: Json[] = [];
	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const isBroken = request.url === '/broken';
			if (!isBroken) received.push(bodyShape.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
			response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	return {
		url: `${origin}/codes`,
		brokenUrl: `${origin}/broken`,
		received,
		until: async (found) => await until(async () => received.find(found), { what: 'a call to the shop', everyMs: 50 }),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
