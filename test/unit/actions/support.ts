import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DIALECTS } from '../../sandbox';
import type { Dialect, SandboxOptions, SandboxPanel } from '../../sandbox';
import { runNode } from '../../support';
import type { NodeRun, RunNodeOptions } from '../../support';
import { credentialsOf, startPanel as startAnyPanel } from '../../support/panels';

// Each test starts real servers and real executions; a busy machine needs more than jest's five seconds.
jest.setTimeout(30_000);

export { closePanels, credentialsOf } from '../../support/panels';

/** A panel of a dialect, where everything happens at once. */
export async function startPanel(dialect: Dialect, options: Partial<SandboxOptions> = {}): Promise<SandboxPanel> {
	return await startAnyPanel({ dialect, ...options });
}

/** One panel of each dialect. */
export async function startAll(options: Partial<SandboxOptions> = {}): Promise<Record<Dialect, SandboxPanel>> {
	const [hstockplus, hmSocialMedia, hassanStore] = await Promise.all([
		startPanel('hstockplus', options),
		startPanel('hmSocialMedia', options),
		startPanel('hassanStore', options),
	]);
	return { hstockplus, hmSocialMedia, hassanStore };
}

export type More = Omit<RunNodeOptions, 'parameters' | 'credentials'>;

/** Runs one operation against a panel, e.g. `run(panel, 'order.getStatus', { orderIds: '1' })`. */
export async function run(panel: SandboxPanel, name: string, parameters: INodeParameters = {}, more: More = {}): Promise<NodeRun> {
	const [resource = '', operation = ''] = name.split('.');
	return await runNode({ credentials: credentialsOf(panel), parameters: { resource, operation, ...parameters }, ...more });
}

/** The records of a run that has to succeed. */
export async function records(
	panel: SandboxPanel,
	name: string,
	parameters: INodeParameters = {},
	more: More = {},
): Promise<IDataObject[]> {
	const { error, items } = await run(panel, name, parameters, more);
	if (error) throw new Error(`${error.message} | ${error.description}`);
	return (items[0] ?? []).map(({ json }) => json);
}

/** What a user reads when a run stops: message and advice in one text. */
export async function refusal(panel: SandboxPanel, name: string, parameters: INodeParameters = {}, more: More = {}): Promise<string> {
	const { error, items } = await run(panel, name, parameters, more);
	if (!error) throw new Error(`The run did not stop: ${JSON.stringify(items)}`);
	return `${error.message} | ${error.description ?? ''}`;
}

/** A resource locator value, as saved when an id was entered. */
export function byId(value: string | number): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** A drip-feed, as the editor saves it below Fields of the Type. */
export function drip(runs: number | string, interval: number | string): INodeParameters {
	return { typeFields: { dripFeed: { pair: { runs, interval } } } };
}

/** The calls that are not about the catalog, which every order is compared with. */
export function callsBesideCatalog(panel: SandboxPanel): SandboxPanel['calls'] {
	return panel.calls.filter(({ action }) => action !== 'services');
}

/** Input items with the given json. */
export function itemsOf(...all: IDataObject[]): INodeExecutionData[] {
	return all.map((json) => ({ json }));
}

/** `count` input items, each with its number `n` from 0. */
export function numbered(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, n) => ({ json: { n } }));
}

/** The input items that output items belong to, in output order. */
export function pairs(output: INodeExecutionData[] | undefined): unknown[] {
	return (output ?? []).map(({ pairedItem }) => (typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : pairedItem));
}

/** The calls of an action as their fields. */
export function sent(panel: SandboxPanel, action: string): Array<Record<string, string>> {
	return panel.callsOf(action).map(({ fields }) => fields);
}

/** Places plain orders for service 1 and returns their ids. */
export async function placeOrders(panel: SandboxPanel, count: number, quantity = 100): Promise<string[]> {
	const orders = await records(
		panel,
		'order.create',
		{ service: byId(1), link: '=https://example.com/{{ $json.n }}', quantity },
		{ items: numbered(count) },
	);
	panel.calls.splice(0);
	return orders.map(({ order }) => String(order));
}

export { DIALECTS };

/** Waits until a condition holds; jest's own time-out ends a wait that never succeeds. */
export async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
