import { readFileSync } from 'node:fs';
import { resources } from '../../nodes/SmmPanel/actions';
import { executionError, nodeError, outputItems, type Execution, type Item, type NodeFailure } from '../host/execution';
import type { PublicApi } from '../host/publicApi';
import { N8nClient } from '../host/rest';
import type { StoredCredential, StoredWorkflow, WorkflowInput } from '../host/restShapes';
import { DIALECTS, startSandboxPanel, type Dialect, type SandboxOptions, type SandboxPanel } from '../sandbox';
import { OWNER, sharedInstance } from './instance';

export const ACTION_NODE = 'n8n-nodes-smm-panel.smmPanel';
export const CREDENTIAL_TYPE = 'smmPanelApi';
const START = 'Start';
const PANEL = 'Panel';

/** What a model reads of a tool that the user did not describe: n8n makes it of the action of the operation. */
export function toolDescriptionOf(resource: string, operation: string): string {
	const found = resources.find(({ value }) => value === resource)?.operations.find(({ value }) => value === operation);
	return `${found?.action} in SMM Panel`;
}

/** The shared n8n, as its logged-in owner. */
export async function connect(): Promise<N8nClient> {
	const client = new N8nClient(sharedInstance().url);
	await client.login(OWNER);
	return client;
}

/** Everything the shared n8n has printed so far. */
export function n8nLog(): string {
	return readFileSync(sharedInstance().logFile, 'utf8');
}

/** A sandbox panel with its credential in n8n. */
export interface PanelInN8n {
	sandbox: SandboxPanel;
	credential: StoredCredential;
}

export interface OpenPanels {
	of(dialect: Dialect): PanelInN8n;
	close(): Promise<void>;
}

/** Starts a sandbox of every dialect, with a credential in n8n. Orders are finished as soon as they are looked at. */
export async function openPanels(client: N8nClient, options: Omit<SandboxOptions, 'dialect'> = { pace: 0 }): Promise<OpenPanels> {
	const opened = new Map<Dialect, PanelInN8n>();
	for (const dialect of DIALECTS) {
		const sandbox = await startSandboxPanel({ ...options, dialect });
		opened.set(dialect, { sandbox, credential: await credentialFor(client, sandbox.url, sandbox.apiKey) });
	}
	return {
		of: (dialect) => {
			const panel = opened.get(dialect);
			if (panel === undefined) throw new Error(`There is no sandbox of ${dialect}.`);
			return panel;
		},
		close: async () => {
			await Promise.all([...opened.values()].map(async ({ sandbox }) => await sandbox.close()));
		},
	};
}

/** The shared n8n, as its owner, and a sandbox of every dialect for all tests of a `describe`. */
export function useSharedN8n(): { client(): N8nClient; panels(): OpenPanels } {
	let client: N8nClient;
	let panels: OpenPanels;
	beforeAll(async () => {
		client = await connect();
		panels = await openPanels(client);
	});
	afterAll(async () => {
		await panels.close();
	});
	return { client: () => client, panels: () => panels };
}

/** Stores a credential of this package. */
export async function credentialFor(client: N8nClient, baseUrl: string, apiKey: string): Promise<StoredCredential> {
	return await client.createCredential(`${baseUrl} ${Date.now()}`, CREDENTIAL_TYPE, { baseUrl, apiKey });
}

export interface RunOptions {
	credential: StoredCredential;
	parameters: Record<string, unknown>;
	/** The items that reach the node; one empty item unless told otherwise. */
	items?: ReadonlyArray<Record<string, unknown>>;
	/** Settings of the node besides its parameters: onError, retryOnFail, ... */
	settings?: Record<string, unknown>;
}

export interface RunResult {
	items: Item[];
	/** Why the node, or the execution, failed. */
	error: NodeFailure | undefined;
	execution: Execution;
	workflow: StoredWorkflow;
}

/** A workflow of a trigger, whose output is pinned to the items, and the one node that is tried. */
export function oneNodeWorkflow({ credential, parameters, items = [{}], settings = {} }: RunOptions): WorkflowInput & { pinData: unknown } {
	return {
		name: `Try ${String(parameters.resource)} ${String(parameters.operation)}`,
		nodes: [
			{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				name: PANEL,
				type: ACTION_NODE,
				typeVersion: 1,
				position: [220, 0],
				parameters,
				...settings,
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			},
		],
		connections: { [START]: { main: [[{ node: PANEL, type: 'main', index: 0 }]] } },
		pinData: { [START]: items.map((json) => ({ json })) },
	};
}

/** What came out of the one node. */
export function resultOf(execution: Execution, workflow: StoredWorkflow): RunResult {
	return { items: outputItems(execution, PANEL), error: nodeError(execution, PANEL) ?? executionError(execution), execution, workflow };
}

/** Runs the node once in the real n8n and returns its output or its error. */
export async function runInN8n(client: N8nClient, options: RunOptions): Promise<RunResult> {
	const workflow = await client.createWorkflow(oneNodeWorkflow(options));
	return resultOf(await client.runWorkflow(workflow.id, START), workflow);
}

/** Everything that n8n has stored or printed and shows to somebody: for a search after a key. */
export async function everythingAbout(client: N8nClient, api: PublicApi, id: string): Promise<string> {
	const execution = await client.getExecution(id);
	return [execution?.text, await api.executionText(id), n8nLog()].join('\n');
}
