import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createPanelClient, type PanelClient, type PanelClientOptions } from '../../../nodes/SmmPanel/panel/transport/client';
import type { HttpReply } from '../../../nodes/SmmPanel/panel/transport/http';
import type { SandboxOptions, SandboxPanel } from '../../sandbox';
import { runNode, type NodeRun, type RunNodeOptions } from '../../support';
import { closeLater, credentialsOf, startPanel } from '../../support/panels';

// Repeated reads wait for real, and other suites may keep the machine busy.
jest.setTimeout(30_000);

export const KEY = 'k3y-of-test-0123456789abcdef';

export { closePanels as closeAll } from '../../support/panels';

/** A panel with a short catalog. */
export async function openPanel(options: SandboxOptions): Promise<SandboxPanel> {
	return await startPanel({ rows: 60, ...options });
}

/** One request as a bare server saw it. */
export interface Seen {
	method: string;
	path: string;
	fields: Readonly<Record<string, string>>;
	body: string;
}

export type Answer =
	| { status?: number; headers?: Record<string, string>; body?: string | object }
	| 'drop'
	| 'hang'
	| ((response: ServerResponse) => void);

export interface BareServer {
	url: string;
	origin: string;
	seen: Seen[];
}

/** A real server that answers by the given function: for replies that no documented panel gives. */
export async function openServer(answer: (call: Seen, count: number) => Answer): Promise<BareServer> {
	const seen: Seen[] = [];
	const server = createServer((request, response) => {
		void respond(request, response);
	});
	const respond = async (request: IncomingMessage, response: ServerResponse) => {
		const body = await text(request).catch(() => '');
		const call = { method: request.method ?? '', path: request.url ?? '', fields: Object.fromEntries(new URLSearchParams(body)), body };
		seen.push(call);
		send(response, answer(call, seen.length));
	};
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	closeLater(
		async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	);
	return { origin, url: `${origin}/api/v2`, seen };
}

function send(response: ServerResponse, answer: Answer): void {
	if (answer === 'hang') return;
	if (answer === 'drop') {
		response.destroy();
		return;
	}
	if (typeof answer === 'function') {
		answer(response);
		return;
	}
	response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers });
	response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
}

/** A port on this machine where nothing listens. */
export async function closedPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Runs one operation of the real node against a panel. */
export async function run(
	panel: { url: string; apiKey?: string },
	operation: `${string}.${string}`,
	parameters: INodeParameters = {},
	more: Partial<Omit<RunNodeOptions, 'parameters' | 'credentials'>> = {},
): Promise<NodeRun> {
	const [resource = '', name = ''] = operation.split('.');
	return await runNode({
		credentials: credentialsOf({ url: panel.url, apiKey: panel.apiKey ?? KEY }),
		parameters: { resource, operation: name, ...parameters },
		...more,
	});
}

/** The JSON of the items of the first output. */
export function jsons(result: NodeRun): IDataObject[] {
	return (result.items[0] ?? []).map((item) => item.json);
}

/** Message and description of the error, as the user reads them. */
export function told(result: NodeRun): string {
	return `${result.error?.message ?? ''} | ${result.error?.description ?? ''}`;
}

export const SERVICE = { __rl: true, mode: 'id', value: '1' };

/** An order that every sandbox dialect takes. */
/** An order that is sent as it is, without a call for the catalog. */
export const ORDER = {
	service: SERVICE,
	orderType: 'default',
	link: 'https://instagram.com/username',
	quantity: 100,
	options: { useChosenType: true },
};

export const CONTINUE = { node: { onError: 'continueRegularOutput' as const } };

/** A client whose panel is a function, for rules that need no network. */
export function fakePanel(
	reply: (fields: Readonly<Record<string, string>>, count: number) => HttpReply | string | Promise<HttpReply | string>,
	more: Partial<PanelClientOptions> = {},
): PanelClient & { sent: Array<Readonly<Record<string, string>>> } {
	const sent: Array<Readonly<Record<string, string>>> = [];
	const client = createPanelClient({
		address: { url: 'https://panel.test/api/v2', unencrypted: false },
		apiKey: KEY,
		accountId: 'test',
		sleep: async () => {},
		http: async ({ fields }) => {
			sent.push(fields);
			const answer = await reply(fields, sent.length);
			return typeof answer === 'string' ? { status: 200, headers: {}, body: answer } : answer;
		},
		...more,
	});
	return { ...client, sent };
}

/** Waits for a rejection and hands it back. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
	try {
		await work;
	} catch (failure) {
		if (failure instanceof Error) return failure;
	}
	throw new Error('The work did not fail.');
}
