import { executionError, outputItems, type Execution } from '../host/execution';
import { textOf } from '../host/problem';
import type { N8nClient } from '../host/rest';
import { call, firstProject } from '../sandbox/testClient';
import { adapt, readExample, triggerOf, type Adaptation } from './examples';
import { importExamples, pinRequest, type OpenedPanel } from './imports';
import type { Panel, SandboxPanels } from './panels';
import type { Row } from './table';

/** How often a waiting node of the tour looks at a sandbox; a user's own workflow would not be in such a hurry. */
const LOOK_EVERY_SECOND = { options: { interval: 1 } };
const BUY = 'buy-and-watch-an-order';
const READ = 'read-balance-and-services';
const SMS = 'rent-numbers-by-webhook';
const LONGEST_RUN_MS = 120_000;

type Cell = readonly [what: string, result: string];
type Json = Record<string, unknown>;

function words(...values: unknown[]): string {
	return values
		.filter((value) => value !== undefined && value !== '')
		.map(String)
		.join(' ');
}

function first(execution: Execution, node: string): Json {
	const [item] = outputItems(execution, node);
	if (item === undefined) throw new Error(`The node "${node}" gave nothing.`);
	return item.json;
}

function readCells(execution: Execution): Cell[] {
	const { balance, currency } = first(execution, 'Read the Balance');
	const services = outputItems(execution, 'Find Services').map(({ json }) => json);
	const service = ({ service: id, name, rate, min, max }: Json): Cell => [
		'Service',
		words(id, name, `| rate ${String(rate)} | ${String(min)} to ${String(max)}`),
	];
	return [['Balance', words(balance, currency)], ...services.map(service)];
}

function buyCells(execution: Execution): Cell[] {
	const before = first(execution, 'Balance Before');
	const { service, order } = first(execution, 'Place the Order');
	const { state, charge, remains, currency } = first(execution, 'Wait until It Is Finished');
	const after = first(execution, 'Balance After');
	if (state !== 'completed') throw new Error(`Order ${String(order)} ended as "${String(state)}".`);
	return [
		['Estimate', words(first(execution, 'Check the Price').estimate, before.currency)],
		['Order', `service ${String(service)}, order ${String(order)}`],
		['Watched until', `${String(state)}, charge ${words(charge, currency)}, remains ${String(remains)}`],
		['Balance', `${words(before.balance, before.currency)} -> ${words(after.balance, after.currency)}`],
	];
}

function smsCells(execution: Execution): Cell[] {
	const { order, phone } = first(execution, 'Buy a Number');
	const { state, code } = first(execution, 'Wait for the Code');
	if (state !== 'completed') throw new Error(`The wait for the code ended as "${String(state)}".`);
	return [['SMS number', `order ${String(order)}, phone ${String(phone)}, code ${String(code)}`]];
}

interface Visit extends Adaptation {
	name: string;
	cells: (execution: Execution) => Cell[];
	/** Takes what later examples need from the run. */
	keep?: (execution: Execution) => void;
}

/** Runs one example at a panel, turns its output into rows, and removes it again. */
async function runExample(client: N8nClient, panel: Panel, { name, cells, keep, ...adaptation }: Visit): Promise<Row[]> {
	const example = await readExample(name);
	try {
		const workflow = adapt(example, { ...adaptation, panel: panel.name });
		const stored = await client.createWorkflow(workflow);
		const execution = await client.runWorkflow(stored.id, triggerOf(workflow), LONGEST_RUN_MS);
		await client.deleteWorkflow(stored.id);
		const failure = executionError(execution);
		if (failure !== undefined) throw new Error(words(failure.message, failure.description ?? ''));
		keep?.(execution);
		return cells(execution).map(([what, result]) => ({ panel: panel.name, what, result, ok: true }));
	} catch (error) {
		return [{ panel: panel.name, what: example.name, result: textOf(error), ok: false }];
	}
}

async function tourOfPanel(client: N8nClient, opened: OpenedPanel): Promise<Row[]> {
	const { panel, credential } = opened;
	const test = await client.testCredential(credential, { baseUrl: panel.url, apiKey: panel.apiKey });
	const tested = { panel: panel.name, what: 'Credential test', result: test.message || test.status, ok: test.status === 'OK' };
	const search = { search: panel.sells ? 'followers' : '' };
	const reading = { name: READ, cells: readCells, credential, parameters: { 'Find Services': { limit: panel.sells ? 1 : 5, ...search } } };
	const rows = [tested, ...(await runExample(client, panel, reading))];
	if (!panel.sells) return rows;
	const buying: Visit = {
		name: BUY,
		cells: buyCells,
		keep: (execution) => (opened.order = String(first(execution, 'Place the Order').order)),
		credential,
		parameters: { 'Wait until It Is Finished': LOOK_EVERY_SECOND },
	};
	rows.push(...(await runExample(client, panel, buying)));
	if (!panel.sms) return rows;
	opened.project = firstProject(await call(panel, 'sms_projects', { country: 'us' }));
	const texting: Visit = {
		name: SMS,
		cells: smsCells,
		keep: (execution) => (opened.number = String(first(execution, 'Buy a Number').order)),
		credential,
		...pinRequest({ here: opened }),
	};
	return [...rows, ...(await runExample(client, panel, texting))];
}

/**
 * Gives n8n a credential for each panel, a purchase at those that sell for play money, and the example workflows.
 * @returns the rows of the table, and the address of the example to begin with
 */
export async function runTour(
	client: N8nClient,
	{ panels, modelUrl }: Omit<SandboxPanels, 'close'>,
): Promise<{ rows: Row[]; begin: string }> {
	const api = await client.createApiKey('examples');
	const opened: OpenedPanel[] = [];
	for (const panel of panels) {
		const { name, url, apiKey } = panel;
		const tables = { useDataTables: true, n8nApiUrl: client.url, n8nApiKey: api.apiKey };
		const credential = await client.createCredential(name, 'smmPanelApi', { baseUrl: url, apiKey, ...(panel.sells ? tables : {}) });
		opened.push({ panel, credential });
	}
	const rows = (await Promise.all(opened.map(async (panel) => await tourOfPanel(client, panel)))).flat();
	const model =
		modelUrl === undefined
			? undefined
			: await client.createCredential('Pretended model (sandbox)', 'openAiApi', { apiKey: 'none', url: modelUrl });
	const firstId = await importExamples(client, api, opened, model);
	return { rows, begin: `${client.url}/workflow/${firstId ?? ''}` };
}
