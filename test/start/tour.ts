import { executionError, outputItems, type Execution } from '../host/execution';
import { textOf } from '../host/problem';
import type { N8nClient } from '../host/rest';
import type { StoredCredential } from '../host/restShapes';
import { adapt, exampleNames, readExample, triggerOf, type Adaptation } from './examples';
import type { Panel } from './panels';
import type { Row } from './table';

/** How often a waiting node of the tour looks at a sandbox; a user's own workflow would not be in such a hurry. */
const LOOK_EVERY_SECOND = { interval: 1 };
const BUY = 'buy-and-watch-an-order';
const READ = 'read-balance-and-services';
const SMS = 'buy-number-and-wait-for-sms-code';
/** Examples that buy nothing: the ones that may be given the credential of a real panel. */
const HARMLESS = [READ, 'check-many-orders', 'forward-sms-codes', 'tell-when-orders-finish'];
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

/** Imports one example for a panel, runs it and turns its output into rows. */
async function runExample(
	client: N8nClient,
	panel: Panel,
	{ name, cells, ...adaptation }: Adaptation & { name: string; cells: (execution: Execution) => Cell[] },
): Promise<Row[]> {
	const example = await readExample(name);
	try {
		const workflow = adapt(example, { ...adaptation, panel: panel.name });
		const stored = await client.createWorkflow(workflow);
		const execution = await client.runWorkflow(stored.id, triggerOf(workflow), LONGEST_RUN_MS);
		const failure = executionError(execution);
		if (failure !== undefined) throw new Error(words(failure.message, failure.description ?? ''));
		return cells(execution).map(([what, result]) => ({ panel: panel.name, what, result, ok: true }));
	} catch (error) {
		return [{ panel: panel.name, what: example.name, result: textOf(error), ok: false }];
	}
}

async function tourOfPanel(client: N8nClient, panel: Panel, credential: StoredCredential): Promise<Row[]> {
	const test = await client.testCredential(credential, { baseUrl: panel.url, apiKey: panel.apiKey });
	const tested = { panel: panel.name, what: 'Credential test', result: test.message || test.status, ok: test.status === 'OK' };
	const filter = panel.sells ? {} : { filters: {} };
	const reading = { name: READ, cells: readCells, credential, parameters: { 'Find Services': { limit: panel.sells ? 1 : 5, ...filter } } };
	const rows = [tested, ...(await runExample(client, panel, reading))];
	if (!panel.sells) return rows;
	const { priceBasis } = panel;
	const priced = priceBasis === undefined ? {} : { options: { priceBasis } };
	const buying = {
		name: BUY,
		cells: buyCells,
		credential,
		parameters: { 'Check the Price': priced, 'Place the Order': priced, 'Wait until It Is Finished': LOOK_EVERY_SECOND },
	};
	rows.push(...(await runExample(client, panel, buying)));
	if (!panel.sms) return rows;
	const texting = { name: SMS, cells: smsCells, credential, parameters: { 'Wait for the Code': LOOK_EVERY_SECOND } };
	return [...rows, ...(await runExample(client, panel, texting))];
}

/** Gives n8n a credential for each panel, the example workflows and, to panels that sell for play money, a purchase. */
export async function runTour(client: N8nClient, panels: readonly Panel[]): Promise<Row[]> {
	const credentials: StoredCredential[] = [];
	for (const { name, url, apiKey } of panels) {
		credentials.push(await client.createCredential(name, 'smmPanelApi', { baseUrl: url, apiKey }));
	}
	const tours = panels.map(async (panel, index) => {
		const credential = credentials[index];
		return credential === undefined ? [] : await tourOfPanel(client, panel, credential);
	});
	const rows = (await Promise.all(tours)).flat();
	const [panel] = panels;
	const [credential] = credentials;
	if (panel === undefined || credential === undefined) return rows;
	for (const name of await exampleNames()) {
		if ([BUY, READ, SMS].includes(name) || (!panel.sells && !HARMLESS.includes(name))) continue;
		await client.createWorkflow(adapt(await readExample(name), { credential }));
	}
	return rows;
}
