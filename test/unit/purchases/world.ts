import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { SandboxOptions, SandboxPanel } from '../../sandbox';
import { DedupStore, runNode, type NodeRun, type RunNodeOptions, type TestCredentials } from '../../support';
import { credentialsOf, startPanel } from '../../support/panels';

/** One operation that costs money, with parameters that buy one thing. */
export interface PaidOperation {
	name: string;
	action: 'add' | 'add_sms';
	parameters: INodeParameters;
}

const LINK = 'https://example.com/p/1';
/** The sandbox' first project: OpenAI / ChatGPT, us, 0.5000. */
const PROJECT = '65fe78e38eca5d89c205d69b';

export const orderCreate: PaidOperation = {
	name: 'order: create',
	action: 'add',
	parameters: {
		resource: 'order',
		operation: 'create',
		service: { __rl: true, mode: 'id', value: '1' },
		orderType: 'default',
		link: LINK,
		quantity: 1000,
	},
};
export const smsCreate: PaidOperation = {
	name: 'smsNumber: create',
	action: 'add_sms',
	parameters: { resource: 'smsNumber', operation: 'create', project: { __rl: true, mode: 'id', value: PROJECT }, quantity: 1 },
};
export const customCall: PaidOperation = {
	name: 'customAction: call',
	action: 'add',
	parameters: {
		resource: 'customAction',
		operation: 'call',
		action: 'add',
		fields: JSON.stringify({ service: '1', link: LINK, quantity: 1000 }),
		paid: true,
	},
};
export const paidOperations: readonly PaidOperation[] = [orderCreate, smsCreate, customCall];

export interface World {
	panel: SandboxPanel;
	/** n8n's database, which outlives executions. */
	dedup: DedupStore;
	credentials: TestCredentials;
	/** Runs the node in this world, with On Error "Stop" unless told otherwise. */
	run(parameters: INodeParameters, more?: Partial<RunNodeOptions>): Promise<NodeRun>;
	/** How many orders the panel has booked: what the user pays for. */
	booked(): number;
}

export async function world(options: Partial<SandboxOptions> = {}): Promise<World> {
	// What was bought stays under way while a test buys again.
	const panel = await startPanel({ dialect: 'hstockplus', pace: 2000, ...options });
	const dedup = new DedupStore();
	const credentials = credentialsOf(panel);
	return {
		panel,
		dedup,
		credentials,
		booked: () => panel.orders().length,
		run: async (parameters, more) => await runNode({ credentials, dedup, parameters, ...more }),
	};
}

/** The row of the tested node in n8n's database. */
export const rowOf = ({ dedup }: World): string => `${dedup.workflowId}|n:tested-node`;

export { closePanels as closeWorlds } from '../../support/panels';

export const onErrorContinue: Partial<INode> = { onError: 'continueRegularOutput' };
export const retryOnFail: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

/** Input items that hold an id each: {id: 1}, {id: 2}, ... */
export function inputs(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, index) => ({ json: { id: index + 1 } }));
}

/** Parameters with changed fields; Options are merged. */
export function changed({ parameters }: PaidOperation, fields: INodeParameters): INodeParameters {
	return { ...parameters, ...fields };
}

/** orderCreate under a key of the user's own. */
export const keyed = changed(orderCreate, { orderKey: 'invoice-7' });

/** The item of an order that orderCreate places, exactly. */
export function orderItem({ panel }: World, order: string, more: IDataObject = {}): IDataObject {
	const { host } = new URL(panel.url);
	return { order, bought: true, service: '1', link: LINK, quantity: 1000, panel: host, orderKey: derivedKey, ...more };
}

const derivedKey: string = expect.stringMatching(/^auto-[0-9a-f]{12}$/);

/** The item of that order where an earlier execution bought it, and its number is gone. */
export function duplicateItem(here: World, more: IDataObject = {}): IDataObject {
	const note =
		'An earlier run already made this purchase. Nothing was sent now; its order stands in the order list of your account at the panel.';
	const { order: _order, ...rest } = orderItem(here, '', { duplicate: true, note, ...more });
	return rest;
}

/** The first output's items, as json. */
export function rows(run: NodeRun): Array<INodeExecutionData['json']> {
	return (run.items[0] ?? []).map(({ json }) => json);
}

/** Everything a user reads of a failed node. */
export function textOf(run: NodeRun): string {
	return `${run.error?.message ?? ''} ${run.error?.description ?? ''}`;
}

/** What the user reads at an item that left as an error item. */
export function itemError(run: NodeRun, index: number): string {
	const item = run.items[0]?.[index];
	return String(item?.error?.message ?? item?.json.error ?? '');
}

export type Outcome = 'bought' | 'duplicate' | 'unknown' | 'unanswered' | 'refused';

/** Sorts what the user sees of one purchase by its meaning. */
export function outcomeOf(json: INodeExecutionData['json'] | undefined, text: string): Outcome {
	if (text.includes('did not confirm this purchase, and it may have been made')) return 'unknown';
	if (text.includes('Not sent again: an earlier try of this purchase was sent')) return 'unanswered';
	if (text.trim() !== '') return 'refused';
	if (json?.duplicate === true) return 'duplicate';
	if (json?.order !== undefined) return 'bought';
	throw new Error(`Neither an order nor an error: ${JSON.stringify(json)}`);
}

export function outcomeOfRun(run: NodeRun): Outcome {
	return outcomeOf(run.items[0]?.[0]?.json, run.status === 'success' ? '' : textOf(run));
}
