import type { Page } from 'playwright-core';
import { resources } from '../../nodes/SmmPanel/actions';
import { describeEvents, describeResources } from '../../nodes/SmmPanel/framework/describe';
import { ORDER_TYPE_NAMES } from '../../nodes/SmmPanel/actions/order/form/orderTypes';
import { events } from '../../nodes/SmmPanel/trigger';
import type { INodeProperties } from 'n8n-workflow';
import type { N8nClient } from '../host/rest';
import type { StoredCredential, WorkflowInput } from '../host/restShapes';
import { nodeOnCanvas, openNode, PICTURES } from './page';

/** One thing that a node can do, as somebody finds it who adds it to a canvas. */
interface Scene {
	/** Names its pictures. */
	readonly name: string;
	readonly node: 'smmPanel' | 'smmPanelTrigger';
	readonly parameters: Record<string, string>;
}

const SCENES: readonly Scene[] = [
	...resources.flatMap(({ value: resource, operations }) =>
		operations.map(
			({ value: operation }): Scene => ({ name: `${resource}-${operation}`, node: 'smmPanel', parameters: { resource, operation } }),
		),
	),
	...ORDER_TYPE_NAMES.map(
		(orderType): Scene => ({
			name: `order-create-${orderType}`,
			node: 'smmPanel',
			parameters: { resource: 'order', operation: 'create', orderType },
		}),
	),
	...events.map(({ value: event }): Scene => ({ name: `trigger-${event}`, node: 'smmPanelTrigger', parameters: { event } })),
	...['dataTable', 'url'].map(
		(watch): Scene => ({ name: `trigger-orderStatus-${watch}`, node: 'smmPanelTrigger', parameters: { event: 'orderStatus', watch } }),
	),
];

const PROPERTIES: Readonly<Record<Scene['node'], INodeProperties[]>> = {
	smmPanel: describeResources(resources, 'order'),
	smmPanelTrigger: describeEvents(events),
};

/** Every option and filter of a scene, as it is when somebody has added it and changed nothing. */
function addEverything({ node, parameters }: Scene): Record<string, unknown> {
	const fits = ({ displayOptions }: INodeProperties) =>
		Object.entries(parameters).every(([name, value]) => displayOptions?.show?.[name]?.includes(value) ?? true);
	const collections = PROPERTIES[node].filter((property) => property.type === 'collection' && fits(property));
	const members = ({ options = [] }: INodeProperties) =>
		options.flatMap((member) => ('type' in member ? [[member.name, member.default]] : []));
	return { ...parameters, ...Object.fromEntries(collections.map((property) => [property.name, Object.fromEntries(members(property))])) };
}

const COLUMNS = 7;
/** Dropdowns say so while the panel fills them. */
const NO_LIST_LOADS = "![...document.querySelectorAll('input')].some(({ value }) => value.startsWith('Loading options'))";

/** Takes pictures of the form of every operation, order type and event: new in both themes, and with everything added. */
export async function pictureEveryOperation(
	page: Page,
	{ url, client }: { url: string; client: N8nClient },
	credential: StoredCredential,
): Promise<void> {
	const place = (name: string, index: number, { node }: Scene, parameters: Record<string, unknown>): WorkflowInput['nodes'][number] => ({
		name,
		type: `n8n-nodes-smm-panel.${node}`,
		typeVersion: 1,
		position: [(index % COLUMNS) * 240, Math.floor(index / COLUMNS) * 200],
		parameters,
		credentials: { smmPanelApi: { id: credential.id, name: credential.name } },
	});
	for (const isFull of [false, true]) {
		const workflow = await client.createWorkflow({
			name: isFull ? 'Everything added' : 'Every operation',
			nodes: SCENES.map((scene, index) => place(`[${scene.name}]`, index, scene, isFull ? addEverything(scene) : scene.parameters)),
			connections: {},
		});
		await page.evaluate("localStorage.setItem('N8N_THEME', 'light')");
		await page.goto(`${url}/workflow/${workflow.id}`);
		await nodeOnCanvas(page, `[${SCENES[0]?.name}]`).waitFor();
		for (const { name } of SCENES) await pictureNode(page, name, isFull);
	}
}

async function pictureNode(page: Page, name: string, isFull: boolean): Promise<void> {
	const { width = 0, height = 0 } = page.viewportSize() ?? {};
	await openNode(page, `[${name}]`);
	// A tall window shows the whole form, which otherwise scrolls.
	if (isFull) await page.setViewportSize({ width, height: 2 * height });
	await page.waitForFunction(NO_LIST_LOADS);
	await page.waitForLoadState('networkidle');
	for (const theme of isFull ? ['full'] : ['light', 'dark']) {
		if (!isFull) await page.evaluate(`document.body.dataset.theme = '${theme}'`);
		await page.screenshot({ path: `${PICTURES}/${name}-${theme}.png` });
	}
	await page.setViewportSize({ width, height });
	await page.evaluate("document.body.dataset.theme = 'light'");
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('node-parameters').waitFor({ state: 'hidden' });
	console.log(`  ${name}`);
}
