import type { PublicApi } from '../host/publicApi';
import type { N8nClient } from '../host/rest';
import type { StoredCredential } from '../host/restShapes';
import { z } from '../support/zod';
import { adapt, readExample, type Adaptation } from './examples';
import type { Panel } from './panels';

/** A panel with its credential in n8n, and what was bought there already. */
export interface OpenedPanel {
	panel: Panel;
	credential: StoredCredential;
	/** An order and a rented number, where there are any. */
	order?: string;
	number?: string;
	/** An app of which numbers can be rented. */
	project?: string;
}

interface Imported {
	/** Which of the three panels it runs on. */
	on: 'HstockPlus' | 'HM Social Media';
	/** Whether it buys nothing, so that it may be given the credential of a real panel. */
	harmless?: true;
	/** What its note asks the user to fill in. */
	fill?: (around: Around) => Omit<Adaptation, 'credential'>;
	/** Rows for the tables that it creates. */
	rows?: (around: Around) => Array<Record<string, unknown>>;
}

interface Around {
	here: OpenedPanel;
	/** The other panels, by the beginning of their name. */
	find: (name: string) => OpenedPanel;
	/** The pretended model of the agent. */
	model: StoredCredential | undefined;
	/** Ids of the data tables, by name. */
	tables: ReadonlyMap<string, string>;
}

const PROFILE = 'https://instagram.com/your_profile';

/** The examples in the order in which somebody who is new should meet them. */
export const IMPORTS: Readonly<Record<string, Imported>> = {
	'read-balance-and-services': { on: 'HstockPlus', harmless: true },
	'buy-and-watch-an-order': {
		on: 'HstockPlus',
		fill: () => ({ parameters: { 'Wait until It Is Finished': { options: { interval: 1 } } } }),
	},
	'check-many-orders': { on: 'HM Social Media', harmless: true },
	'order-from-a-table': {
		on: 'HM Social Media',
		rows: () => ['one', 'two', 'three'].map((name) => ({ service: '1', link: `${PROFILE}/${name}`, quantity: 100 })),
	},
	'refill-and-reorder': {
		on: 'HM Social Media',
		rows: ({ here }) => [
			{ service: '1', link: PROFILE, quantity: 100, mostOrders: 5, mostMoney: 10, order: here.order, times: 1, spent: 0.9 },
			{ service: '1', link: `${PROFILE}/new`, quantity: 100, mostOrders: 5, mostMoney: 10 },
		],
	},
	'buy-into-a-table': {
		on: 'HstockPlus',
		fill: ({ here }) => ({ values: { 'What to Buy': { project: here.project ?? '' } } }),
		rows: ({ here }) => [
			{ order: here.order, kind: 'order', what: PROFILE, status: 'Pending' },
			{ order: here.number, kind: 'number', what: 'WhatsApp', status: 'Pending' },
		],
	},
	'watch-the-table-on-a-schedule': { on: 'HstockPlus' },
	'watch-the-table-by-trigger': {
		on: 'HstockPlus',
		fill: ({ tables }) => {
			const dataTable = { __rl: true, mode: 'id', value: tables.get('SMM orders') ?? '' };
			return { parameters: { 'An Order Is Over': { dataTable }, 'A Code Came': { dataTable } } };
		},
	},
	'rent-numbers-by-webhook': { on: 'HstockPlus', fill: pinRequest },
	'sell-accounts': {
		on: 'HstockPlus',
		fill: ({ here }) => ({
			pinned: { 'An Invoice Is Paid': call({ invoice: 'invoice-1', service: '2', quantity: 1, callbackUrl: callback(here.panel) }) },
			parameters: { 'Wait for the Accounts': { options: { interval: 1 } } },
		}),
	},
	'buy-at-the-second-panel': {
		on: 'HM Social Media',
		fill: ({ find }) => ({ credentials: { 'Second Panel': find('Hassan Store').credential } }),
	},
	'cheapest-of-several-panels': {
		on: 'HM Social Media',
		fill: ({ find }) => ({ credentials: { 'Search Second Panel': find('Hassan Store').credential } }),
	},
	'order-with-an-agent': {
		on: 'HstockPlus',
		fill: ({ model }) => (model === undefined ? {} : { credentials: { 'Chat Model': model } }),
	},
	'watch-prices': { on: 'HM Social Media', harmless: true },
};

const call = (body: Record<string, unknown>) => ({ headers: {}, params: {}, query: {}, body });

/** The sandbox answers any address outside its API with a page, so it can play the shop. */
const callback = ({ url }: Panel) => new URL('/shop', url).href;

/** A call of a shop to the example that rents numbers. */
export function pinRequest({ here }: Pick<Around, 'here'>): Omit<Adaptation, 'credential'> {
	const body = { requestId: 'request-1', project: here.project, country: 'us', callbackUrl: callback(here.panel) };
	return { pinned: { 'A Shop Asks': call(body) }, parameters: { 'Wait for the Code': { options: { interval: 1 } } } };
}

const tableShape = z.object({
	tableName: z.string(),
	columns: z.object({ column: z.array(z.object({ name: z.string(), type: z.enum(['string', 'number', 'boolean', 'date']) })) }),
});

/** Creates the data tables that the examples would create themselves, filled with what they need to show something. */
async function createTables(
	api: PublicApi,
	examples: ReadonlyArray<{ name: string; around: Around }>,
): Promise<ReadonlyMap<string, string>> {
	const tables = new Map<string, string>();
	for (const { name, around } of examples) {
		for (const { parameters } of (await readExample(name)).nodes) {
			const table = tableShape.safeParse(parameters).data;
			if (table === undefined || tables.has(table.tableName)) continue;
			const id = await api.createDataTable(table.tableName, table.columns.column);
			tables.set(table.tableName, id);
			await api.insertRows(id, IMPORTS[name]?.rows?.(around) ?? []);
		}
	}
	return tables;
}

/**
 * Imports the examples, numbered, each ready for *Execute workflow*. n8n lists what was saved last first, so the first
 * comes last.
 * @returns the id of the first one
 */
export async function importExamples(
	client: N8nClient,
	api: PublicApi,
	opened: readonly OpenedPanel[],
	model?: StoredCredential,
): Promise<string | undefined> {
	const find = (name: string) => opened.find(({ panel }) => panel.name.startsWith(name)) ?? opened[0];
	const isForShow = opened.some(({ panel }) => panel.sells);
	const wanted = Object.entries(IMPORTS).filter(([, { harmless = false }]) => isForShow || harmless);
	const findOrFail = (name: string): OpenedPanel => {
		const found = find(name);
		if (found === undefined) throw new Error('There is no panel.');
		return found;
	};
	const around = (on: string, tables: ReadonlyMap<string, string>): Around => ({ here: findOrFail(on), find: findOrFail, model, tables });
	const tables = await createTables(api, isForShow ? wanted.map(([name, { on }]) => ({ name, around: around(on, new Map()) })) : []);
	let firstId: string | undefined;
	for (const [position, [name, { on, fill }]] of [...wanted.entries()].reverse()) {
		const { here } = around(on, tables);
		const filled = isForShow ? fill?.(around(on, tables)) : undefined;
		const workflow = adapt(await readExample(name), { credential: here.credential, ...filled });
		const number = String(position + 1).padStart(2, '0');
		firstId = (await client.createWorkflow({ ...workflow, name: `${number} ${workflow.name}` })).id;
	}
	return firstId;
}
