import { randomUUID } from 'node:crypto';
import { executionError, outputItems, type Execution } from '../host/execution';
import type { N8nClient } from '../host/rest';
import type { StoredCredential, StoredWorkflow, WorkflowInput } from '../host/restShapes';
import { until } from '../host/until';
import type { SandboxPanel } from '../sandbox';
import { call, firstProject } from '../sandbox/testClient';
import { credentialFor } from './support';

export const TRIGGER_NODE = 'n8n-nodes-smm-panel.smmPanelTrigger';
/** The orders of this panel stand still until a test changes them. */
export const STILL = { pace: 1e9 };
const AFTER = 'After';

type Json = Record<string, unknown>;

/** Polls every few seconds: n8n refuses one time below a minute, but takes several side by side. */
export function every(seconds: number): Json {
	const starts = Array.from({ length: Math.floor(60 / seconds) }, (_, index) => index * seconds);
	return { item: starts.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };
}

export interface WatchOptions {
	panel: SandboxPanel;
	/** Parameters of the trigger besides its poll times. */
	parameters: Json;
	/** Another one than the right one for the panel. */
	credential?: StoredCredential;
	/** Seconds between two polls, default 1. */
	seconds?: number;
	/** The node behind the trigger, where the usual one will not do; it has to copy eventId and code as well. */
	after?: { type: string; typeVersion: number; parameters: Json };
	/** More triggers of the same workflow, which lead to the same node after them. */
	beside?: ReadonlyArray<{ name: string; panel: SandboxPanel; parameters: Json }>;
}

/** A workflow of the trigger and a node after it, which copies `eventId` and `code`. */
export interface Watcher {
	id: string;
	publish(): Promise<void>;
	/** Changes the trigger node and saves; it takes effect when it is published. */
	change(changes: { name?: string; parameters?: Json; credential?: StoredCredential }): Promise<void>;
	/** Runs it by hand and returns what the trigger shows. */
	test(): Promise<Json[]>;
	/** The executions that the trigger started, oldest first, all over. */
	executions(): Promise<Execution[]>;
	/** Every item that the trigger has given so far, in order. */
	events(): Promise<Json[]>;
	/** Waits until so many items were given. Others may follow; see `untilPolled`. */
	untilEvents(count: number): Promise<Json[]>;
	/** What the failed polls were recorded with. */
	errors(): Promise<string[]>;
	/** `completed`, `failed`, ..., and everything n8n says about it as text, once n8n is through with publishing. */
	publication(): Promise<{ status: string; text: string }>;
}

function nodeOf(
	trigger: { id: string; name: string; parameters: Json; credential: StoredCredential },
	seconds: number,
): WorkflowInput['nodes'][number] {
	const { id, name, parameters, credential } = trigger;
	return {
		id,
		name,
		type: TRIGGER_NODE,
		typeVersion: 1,
		position: [0, 0],
		parameters: { pollTimes: every(seconds), ...parameters },
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

/** Stores such a workflow. `current` is n8n as its owner, which is another one after a restart. */
export async function createWatcher(current: () => N8nClient, options: WatchOptions): Promise<Watcher> {
	const { panel, seconds = 1 } = options;
	let credential = options.credential ?? (await credentialFor(current(), panel.url, panel.apiKey));
	let name = 'Trigger';
	let parameters = options.parameters;
	const nodeId = randomUUID();
	const beside = await Promise.all(
		(options.beside ?? []).map(async (more) => ({
			...more,
			id: randomUUID(),
			credential: await credentialFor(current(), more.panel.url, more.panel.apiKey),
		})),
	);
	const input = (): Pick<WorkflowInput, 'nodes' | 'connections'> => ({
		nodes: [
			...[{ id: nodeId, name, parameters, credential }, ...beside].map((trigger) => nodeOf(trigger, seconds)),
			{
				id: AFTER,
				name: AFTER,
				position: [200, 0],
				...(options.after ?? {
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: { mode: 'raw', jsonOutput: '={{ { eventId: $json.eventId, code: $json.code } }}', options: {} },
				}),
			},
		],
		connections: Object.fromEntries(
			[name, ...beside.map((more) => more.name)].map((from) => [from, { main: [[{ node: AFTER, type: 'main', index: 0 }]] }]),
		),
	});
	let workflow: StoredWorkflow = await current().createWorkflow({ name: `Watch ${randomUUID()}`, ...input() });
	const { id } = workflow;
	const over = new Map<string, Execution>();

	const executions = async (): Promise<Execution[]> => {
		const known = (await current().listExecutions(id)).filter(({ mode }) => mode === 'trigger').map((execution) => execution.id);
		for (const one of known) if (!over.has(one)) over.set(one, await current().waitForExecution(one));
		return [...over.values()].sort((a, b) => Number(a.id) - Number(b.id));
	};
	const events = async (): Promise<Json[]> =>
		(await executions())
			.filter(({ status }) => status !== 'error')
			.flatMap((execution) => outputItems(execution, AFTER).map(({ json }, index) => ({ ...triggered(execution)[index], ...json })));
	const triggered = (execution: Execution): Json[] =>
		Object.keys(execution.data?.resultData.runData ?? {})
			.filter((node) => node !== AFTER)
			.flatMap((node) => outputItems(execution, node).map(({ json }) => json));
	return {
		id,
		executions,
		events,
		publish: async () => await current().activate(workflow),
		change: async (changes) => {
			name = changes.name ?? name;
			parameters = changes.parameters ?? parameters;
			credential = changes.credential ?? credential;
			workflow = await current().updateWorkflow(id, input());
		},
		test: async () => triggered(await current().runWorkflow(id, name)),
		untilEvents: async (count) =>
			await until(
				async () => {
					const found = await events();
					return found.length >= count ? found : undefined;
				},
				{ what: `${count} events`, timeoutMs: 90_000, everyMs: 250 },
			),
		errors: async () =>
			(await executions()).filter(({ status }) => status === 'error').map((execution) => executionError(execution)?.message ?? ''),
		publication: async () =>
			await until(
				async () => {
					const answer = await current().publication(id);
					const status = answer.status ?? '';
					return status === '' || /pending|progress/.test(status) ? undefined : { status, text: JSON.stringify(answer) };
				},
				{ what: 'n8n to be through with publishing', everyMs: 250 },
			),
	};
}

/** Only the ids of events, in the order in which they came, without the name of the account in front. */
export function idsOf(events: readonly Json[]): unknown[] {
	return events.map(({ eventId }) => (typeof eventId === 'string' ? eventId.replace(/^[\w-]{6}:/, '') : eventId));
}

/** Waits until the panel was polled so many times more: what the first of these polls did is seen by then. */
export async function untilPolled(panel: SandboxPanel, times: number): Promise<void> {
	const before = panel.calls.length;
	await until(async () => (panel.calls.length >= before + times ? true : undefined), { what: `${times} polls`, timeoutMs: 90_000 });
}

/** Waits until n8n has ended the polls of every second: it does so some time after it answered to the unpublishing. */
export async function untilNotPolled(panel: SandboxPanel): Promise<void> {
	let [seen, since] = [-1, 0];
	await until(
		async () => {
			if (panel.calls.length !== seen) [seen, since] = [panel.calls.length, performance.now()];
			return performance.now() - since > 3_000 ? true : undefined;
		},
		{ what: 'the polls to end', everyMs: 100 },
	);
}

/** Buys an order outside of n8n, and returns its id. */
export async function buyOrder(panel: SandboxPanel): Promise<number> {
	await call(panel, 'add', { service: '1', link: 'https://example.com/p', quantity: '1000' });
	return panel.orders().at(-1)?.id ?? 0;
}

/** Rents a number outside of n8n, and returns its id. */
export async function rentNumber(panel: SandboxPanel): Promise<number> {
	const project = firstProject(await call(panel, 'sms_projects', { country: 'us' }));
	await call(panel, 'add_sms', { project_id: project, country: 'us' });
	return panel.orders().at(-1)?.id ?? 0;
}
