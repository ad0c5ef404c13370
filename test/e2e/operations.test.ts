import type { Dialect, SandboxPanel } from '../sandbox';
import { runInN8n, useSharedN8n, type RunResult } from './support';

type Json = Record<string, unknown>;

interface Case {
	/** `resource: operation`, and after a comma what is special about this one. */
	name: string;
	/** The panels that offer it. */
	on: readonly Dialect[];
	/** Parameters besides resource and operation; ids of earlier orders come from the sandbox. */
	parameters: (panel: SandboxPanel) => Json;
	/** What the first item must hold at least. */
	first: (panel: SandboxPanel) => Json;
	/** How many items come out, where it matters. */
	count?: number;
}

const ALL: readonly Dialect[] = ['hstockplus', 'hmSocialMedia', 'hassanStore'];
const STANDARD: readonly Dialect[] = ['hmSocialMedia', 'hassanStore'];
const HSTOCKPLUS: readonly Dialect[] = ['hstockplus'];

const service = (value: number): Json => ({ __rl: true, mode: 'id', value: String(value) });
/** HstockPlus does not say what its prices are for, so the user has to, where an amount is compared. */
const options = ({ dialect }: SandboxPanel): Json => (dialect === 'hstockplus' ? { priceBasis: 'perThousand' } : {});
const purchase = (panel: SandboxPanel): Json => ({
	service: service(1),
	orderType: 'default',
	link: 'https://example.com/profile',
	quantity: 1000,
	options: options(panel),
});
const lastOf = (panel: SandboxPanel, wanted: 'order' | 'sms'): string =>
	String(
		panel
			.orders()
			.filter(({ kind }) => kind === wanted)
			.at(-1)?.id,
	);
const lastOrder = (panel: SandboxPanel): string => lastOf(panel, 'order');
const lastNumber = (panel: SandboxPanel): string => lastOf(panel, 'sms');
const lastRefill = (panel: SandboxPanel): string =>
	String(
		panel
			.orders()
			.flatMap(({ refills }) => refills)
			.at(-1),
	);
const nothing = (): Json => ({});
const three = { returnAll: false, limit: 3 };
const wait = { options: { interval: 1, timeout: 30, onTimeout: 'error' } };
const text: unknown = expect.any(String);
const something: unknown = expect.anything();

/** Every operation once, in an order in which each finds what it needs: it is bought before it is looked at. */
const CASES: readonly Case[] = [
	{
		name: 'account: getBalance',
		on: ALL,
		parameters: nothing,
		first: (panel) => ({ balance: panel.balance(), currency: 'USD' }),
		count: 1,
	},
	{
		name: 'service: getAll',
		on: ALL,
		parameters: () => ({ ...three, filters: {} }),
		first: () => ({ service: something, name: text, rate: text }),
		count: 3,
	},
	{ name: 'service: getInventory', on: HSTOCKPLUS, parameters: () => ({ service: service(2) }), first: () => ({ stock: something }) },
	{ name: 'category: getAll', on: ALL, parameters: nothing, first: () => ({ category: text }) },
	{
		name: 'subcategory: get',
		on: HSTOCKPLUS,
		parameters: () => ({ subcategoryId: '674a1f77bcf86cd799439099' }),
		first: () => ({ name: text }),
		count: 1,
	},
	{ name: 'shop: getAll', on: HSTOCKPLUS, parameters: () => three, first: () => ({ shopId: text, name: text }) },
	{
		name: 'product: getAll',
		on: HSTOCKPLUS,
		parameters: () => ({ ...three, filters: {} }),
		first: () => ({ service: something, name: text, rate: text, stock: something }),
		count: 3,
	},
	{
		name: 'order: estimate',
		on: ALL,
		parameters: purchase,
		first: () => ({ fits: true, estimate: text, balanceSuffices: true }),
		count: 1,
	},
	{
		name: 'order: create',
		on: ALL,
		count: 1,
		// Older versions of n8n buy with a key of one's own only.
		parameters: (panel) => ({ ...purchase(panel), maxCharge: '5', orderKey: 'the one order' }),
		first: (panel) => ({ order: lastOrder(panel), service: '1' }),
	},
	{
		name: 'order: getStatus',
		on: ALL,
		count: 1,
		parameters: (panel) => ({ orderIds: lastOrder(panel) }),
		first: (panel) => ({ order: lastOrder(panel), state: 'completed', final: true, charge: text }),
	},
	{
		name: 'order: getStatus, an unknown id',
		on: ALL,
		parameters: () => ({ orderIds: '999999999' }),
		first: () => ({ order: '999999999', found: false }),
		count: 1,
	},
	{
		name: 'order: getChanged',
		on: ALL,
		count: 1,
		parameters: (panel) => ({ orderIds: lastOrder(panel), lastKnownStatus: 'Pending' }),
		first: () => ({ state: 'completed', previousStatus: 'Pending' }),
	},
	{
		name: 'order: waitForStatus',
		on: ALL,
		count: 1,
		parameters: (panel) => ({ orderId: lastOrder(panel), states: ['completed'], ...wait }),
		first: () => ({ state: 'completed' }),
	},
	{
		name: 'order: refill',
		on: STANDARD,
		count: 1,
		parameters: (panel) => ({ orderIds: lastOrder(panel) }),
		first: (panel) => ({ order: lastOrder(panel), refill: lastRefill(panel) }),
	},
	{
		name: 'refill: getStatus',
		on: STANDARD,
		count: 1,
		parameters: (panel) => ({ refillIds: lastRefill(panel) }),
		first: (panel) => ({ refill: lastRefill(panel), state: text }),
	},
	{
		name: 'refill: waitForStatus',
		on: STANDARD,
		count: 1,
		parameters: (panel) => ({ refillId: lastRefill(panel), ...wait }),
		first: (panel) => ({ refill: lastRefill(panel), state: 'completed' }),
	},
	{
		name: 'order: cancel',
		on: STANDARD,
		parameters: (panel) => ({ orderIds: lastOrder(panel) }),
		first: (panel) => ({ order: lastOrder(panel) }),
		count: 1,
	},
	{ name: 'smsCountry: getAll', on: HSTOCKPLUS, parameters: nothing, first: () => ({ country_code: 'us' }) },
	{
		name: 'smsProject: getAll',
		on: HSTOCKPLUS,
		parameters: () => ({ country: 'us' }),
		first: () => ({ project_id: text, price: '0.5000' }),
	},
	{
		name: 'customAction: call',
		on: ALL,
		count: 1,
		parameters: () => ({ action: 'balance', fields: '{}', paid: false }),
		first: (panel) => ({ balance: panel.balance() }),
	},
];

/** The parameters that the editor would save: the choice of resource and operation, and the rest. */
function parametersOf({ name, parameters }: Case, panel: SandboxPanel): Json {
	const [resource, operation] = (name.split(',')[0] ?? '').split(': ');
	return { resource, operation, ...parameters(panel) };
}

describe('every operation, in the real n8n', () => {
	const shared = useSharedN8n();

	const table = CASES.flatMap((entry) => entry.on.map((dialect) => [entry.name, dialect, entry] as const));

	test.each(table)('%s on %s', async (_name, dialect, entry) => {
		const { sandbox, credential } = shared.panels().of(dialect);
		const { items, error } = await runInN8n(shared.client(), { credential, parameters: parametersOf(entry, sandbox) });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(entry.first(sandbox));
		expect(items).toHaveLength(entry.count ?? items.length);
	});

	test('buys numbers and waits for their codes on hstockplus', async () => {
		const { sandbox, credential } = shared.panels().of('hstockplus');
		const run = async (resource: string, operation: string, parameters: Json): Promise<RunResult> =>
			await runInN8n(shared.client(), { credential, parameters: { resource, operation, ...parameters } });
		const projects = await run('smsProject', 'getAll', { country: 'us' });
		const project = { __rl: true, mode: 'id', value: projects.items[0]?.json.project_id };
		const bought = await run('smsNumber', 'create', {
			project,
			country: 'us',
			quantity: 2,
			maxCharge: '2',
			orderKey: 'two numbers',
			options: {},
		});
		expect(bought.error).toBeUndefined();
		expect(bought.items.map(({ json }) => json)).toEqual([
			expect.objectContaining({ order: expect.any(String), phone: expect.any(String), state: 'active' }),
			expect.objectContaining({ order: lastNumber(sandbox), phone: expect.any(String), state: 'active' }),
		]);
		for (const [operation, id] of [
			['getCode', 'orderIds'],
			['getStatus', 'orderIds'],
			['waitForCode', 'orderId'],
		] as const) {
			const read = await run('smsNumber', operation, { [id]: lastNumber(sandbox), ...wait });
			expect(read.error).toBeUndefined();
			expect(read.items[0]?.json).toMatchObject({ order: lastNumber(sandbox), code: expect.any(String), state: 'completed' });
		}
	});

	test('pairs every item with the item it came from', async () => {
		const { credential, sandbox } = shared.panels().of('hmSocialMedia');
		const ids = [lastOrder(sandbox), '999999999', lastOrder(sandbox)];
		const { items } = await runInN8n(shared.client(), {
			credential,
			items: ids.map((id) => ({ id })),
			parameters: { resource: 'order', operation: 'getStatus', orderIds: '={{ $json.id }}' },
		});
		expect(items.map(({ json }) => json.order)).toEqual(ids);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});
});
