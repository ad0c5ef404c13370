import { executionError, outputItems } from '../host/execution';
import type { PublicApi } from '../host/publicApi';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { call, firstProject } from '../sandbox/testClient';
import { startSandboxPanel, type Dialect, type SandboxPanel } from '../sandbox';
import { importExample, jsonOf, tableName, textsOf, type Played } from './playing';
import { CREDENTIAL_TYPE, connect, credentialFor } from './support';
import { every, STILL } from './watching';

let client: N8nClient;
let api: PublicApi;
const panels: SandboxPanel[] = [];

beforeAll(async () => {
	client = await connect();
	api = await client.createApiKey('example tables');
});
afterAll(async () => {
	await Promise.all(panels.map(async (panel) => await panel.close()));
});

async function openPanel(dialect: Dialect, options: { pace?: number; balance?: string } = { pace: 0 }): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ dialect, ...options });
	panels.push(panel);
	return panel;
}

/** Runs an example that creates its table, and returns the id of the table. */
async function createTable(played: Played): Promise<string> {
	const execution = await played.run();
	expect(executionError(execution)).toBeUndefined();
	return String(outputItems(execution, 'The Table Is There')[0]?.json.id);
}

const rowsBy = async (table: string, column: string) => new Map((await api.rows(table)).map((row) => [row[column], row]));

describe('Order from a table', () => {
	test('orders each row once, and writes into the row what came of it', async () => {
		const panel = await openPanel('hmSocialMedia');
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const played = await importExample(client, 'order-from-a-table', { credential, tables: { 'SMM bulk orders': tableName() } });
		const table = await createTable(played);
		expect(panel.calls).toEqual([]);

		await api.insertRows(
			table,
			['lost', 'refused', 'good', 'dear', 'nothing'].map((link) => ({
				service: link === 'nothing' ? '999999' : '1',
				link: `https://example.com/${link}`,
				quantity: link === 'dear' ? 10_000 : 100,
			})),
		);
		panel.fail({ action: 'add', kind: 'drop', when: 'afterBooking' });
		panel.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		const first = await played.run();
		expect(executionError(first)).toBeUndefined();
		let rows = await rowsBy(table, 'link');
		const result = (name: string) => rows.get(`https://example.com/${name}`);
		expect(result('lost')).toMatchObject({ result: 'unknown', order: '', reason: expect.stringContaining('may have been') });
		expect(result('refused')).toMatchObject({ result: 'refused', reason: expect.stringContaining('Bad link') });
		expect(result('good')).toMatchObject({ result: 'bought', order: '23502', reason: '' });
		expect(result('dear')).toMatchObject({ result: 'notSent', reason: expect.stringContaining("'Maximum Charge'") });
		expect(result('nothing')).toMatchObject({ result: 'notSent', reason: expect.stringContaining('has no service 999999') });
		expect(textsOf(first)).toEqual(['lost', 'refused', 'dear', 'nothing'].map((name) => expect.stringContaining(`example.com/${name}: `)));
		expect(panel.orders()).toHaveLength(2);

		// Nothing is left to order until a result is cleared; a row that was bought is not bought again even then.
		await played.run();
		expect(panel.callsOf('add')).toHaveLength(3);
		for (const name of ['lost', 'refused', 'good'])
			await api.updateRows(table, 'link', `https://example.com/${name}`, { result: '', reason: '' });
		await played.run();
		rows = await rowsBy(table, 'link');
		expect(result('refused')).toMatchObject({ result: 'bought', order: '23503' });
		expect(result('good')).toMatchObject({ result: 'bought', order: '', reason: expect.stringContaining('already') });
		expect(result('lost')).toMatchObject({ result: 'unknown', order: '' });
		expect(panel.orders()).toHaveLength(3);
	});
});

describe('Refill and reorder', () => {
	const LINK = 'https://example.com/';
	const ROW = { service: '1', quantity: 100, mostOrders: 3, mostMoney: 1 };
	const order = async (panel: SandboxPanel, link: string, quantity = 100): Promise<string> => {
		await call(panel, 'add', { service: '1', link: LINK + link, quantity: String(quantity) });
		return String(panel.orders().at(-1)?.id);
	};

	test('asks for a refill first, orders what is missing, and keeps to the limits of each link', async () => {
		const panel = await openPanel('hmSocialMedia', STILL);
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const played = await importExample(client, 'refill-and-reorder', { credential, tables: { 'SMM reorder': tableName() } });
		const table = await createTable(played);
		const orders: Record<string, string> = {};
		const names = ['refilled', 'kept', 'partial', 'canceled', 'running', 'most', 'money'];
		for (const name of names) orders[name] = await order(panel, name);
		const set = (name: string, patch: Parameters<SandboxPanel['setOrder']>[1]) => panel.setOrder(Number(orders[name]), patch);
		for (const name of ['refilled', 'kept', 'most', 'money']) set(name, { status: 'Completed', remains: 0 });
		set('partial', { status: 'Partial', remains: 60 });
		set('canceled', { status: 'Canceled', remains: 100 });
		// Its refill was asked for already, so the panel gives no other.
		for (const name of ['kept', 'most', 'money']) await call(panel, 'refill', { order: orders[name] ?? '' });
		const later = new Date(Date.now() + 3_600_000).toISOString();
		await api.insertRows(table, [
			{ ...ROW, link: `${LINK}first` },
			...names.map((name) => ({ ...ROW, link: LINK + name, order: orders[name], times: 1, spent: 0.09 })),
			{ ...ROW, link: `${LINK}gone`, order: '99', times: 1, spent: 0.09 },
			{ ...ROW, link: `${LINK}unlisted`, service: '999999' },
			{ ...ROW, link: `${LINK}later`, lookAfter: later },
			{ ...ROW, link: `${LINK}stopped`, stopped: 'yes' },
		]);
		await api.updateRows(table, 'link', `${LINK}most`, { times: 3 });
		await api.updateRows(table, 'link', `${LINK}money`, { spent: 0.95 });
		const before = panel.orders().length;
		const run = await played.run();
		expect(executionError(run)).toBeUndefined();
		const rows = await rowsBy(table, 'link');
		const row = (name: string) => rows.get(LINK + name);
		expect(row('first')).toMatchObject({ order: expect.stringMatching(/^\d+$/), times: 1, spent: 0.09, stopped: null });
		expect(row('refilled')).toMatchObject({ order: orders.refilled, times: 1, note: expect.stringMatching(/^refill \d+$/) });
		expect(String(row('refilled')?.lookAfter) > later).toBe(true);
		expect(row('kept')).toMatchObject({ order: expect.not.stringMatching(`^${orders.kept}$`), times: 2, spent: 0.18 });
		expect(row('partial')).toMatchObject({ times: 2, spent: 0.144 });
		expect(row('canceled')).toMatchObject({ times: 2, spent: 0.18 });
		expect(row('running')).toMatchObject({ order: orders.running, times: 1, note: null });
		for (const name of ['most', 'money'])
			expect(row(name)).toMatchObject({ order: orders[name], stopped: 'yes', note: 'All orders or all money of this row are used' });
		expect(row('gone')).toMatchObject({ stopped: 'yes', note: 'The panel does not know this order' });
		expect(row('unlisted')).toMatchObject({ order: null, stopped: null, note: expect.stringContaining('has no service 999999') });
		expect(row('later')).toMatchObject({ order: null, lookAfter: later });
		expect(row('stopped')).toMatchObject({ order: null });
		const made = panel.orders().slice(before);
		expect(made.map(({ fields }) => [fields.link, fields.quantity])).toEqual(
			expect.arrayContaining([
				[`${LINK}first`, '100'],
				[`${LINK}kept`, '100'],
				[`${LINK}partial`, '60'],
				[`${LINK}canceled`, '100'],
			]),
		);
		expect(made).toHaveLength(4);
		expect(jsonOf(run, 'Order Again').map(({ orderKey }) => orderKey)).toContain(`row ${String(row('kept')?.id)}, service 1, number 2`);

		// The next run finds them all under way, and does not order because a refill could not be asked for.
		const done = await order(panel, 'broken');
		panel.setOrder(Number(done), { status: 'Completed', remains: 0 });
		panel.fail({ action: 'refill', kind: 'status', status: 500, times: 3 });
		await api.insertRows(table, [{ ...ROW, link: `${LINK}broken`, order: done, times: 1, spent: 0.09 }]);
		await played.run();
		panel.clearFaults();
		const broken = (await rowsBy(table, 'link')).get(`${LINK}broken`);
		expect(broken).toMatchObject({ order: done, times: 1, stopped: null, note: expect.stringContaining('500') });
		expect(panel.orders()).toHaveLength(before + 5);
	});

	test('stops a link whose outcome nobody knows, and tries a refused one again tomorrow', async () => {
		// HstockPlus has no refill, and writes balances above a thousand with a comma.
		const panel = await openPanel('hstockplus', STILL);
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const played = await importExample(client, 'refill-and-reorder', { credential, tables: { 'SMM reorder': tableName() } });
		const table = await createTable(played);
		const done = await order(panel, 'done');
		panel.setOrder(Number(done), { status: 'Completed', remains: 0 });
		const balance = { action: 'balance', kind: 'body', body: '{"balance":"1,234.50","currency":"USD"}' } as const;
		panel.fail(balance);
		panel.fail({ action: 'add', kind: 'drop', when: 'afterBooking' });
		panel.fail({ action: 'add', kind: 'error', error: 'Bad link' });
		await api.insertRows(table, [
			{ ...ROW, link: `${LINK}done`, order: done, times: 1, spent: 0.05 },
			{ ...ROW, link: `${LINK}refused` },
		]);
		const run = await played.run();
		expect(executionError(run)).toBeUndefined();
		let rows = await rowsBy(table, 'link');
		// The refusal of the refill ends in an order, and the lost answer of that order stops the link.
		const outcomes = [...rows.values()].map(({ stopped, note, lookAfter }) => ({
			stopped,
			note,
			waits: typeof lookAfter === 'string' && lookAfter !== '',
		}));
		expect(outcomes).toEqual(
			expect.arrayContaining([
				{ stopped: 'yes', note: expect.stringContaining('may have been'), waits: false },
				{ stopped: null, note: expect.stringContaining('Bad link'), waits: true },
			]),
		);
		expect(textsOf(run)).toHaveLength(2);

		panel.setBalance('0.01');
		await api.insertRows(table, [{ ...ROW, link: `${LINK}poor` }]);
		await played.run();
		rows = await rowsBy(table, 'link');
		expect(rows.get(`${LINK}poor`)).toMatchObject({ note: 'The balance does not suffice', order: null });

		panel.fail({ action: 'status', kind: 'error', error: 'Invalid API key', times: 3 });
		await api.insertRows(table, [{ ...ROW, link: `${LINK}closed`, order: done }]);
		await played.run();
		rows = await rowsBy(table, 'link');
		expect(rows.get(`${LINK}closed`)).toMatchObject({ note: expect.stringContaining('API key'), order: done });
		expect(panel.callsOf('add')).toHaveLength(3);
	});
});

describe('Buy into a table, and both ways to watch it', () => {
	const both = async (panel: SandboxPanel, invoice: string) => ({
		'What to Buy': {
			invoice,
			service: '1',
			link: 'https://example.com/p',
			quantity: 1000,
			project: firstProject(await call(panel, 'sms_projects', { country: 'us' })),
			country: 'us',
			maxCharge: '5',
		},
	});

	test('what is bought gets a row, and the schedule writes down and tells what becomes of it', async () => {
		const panel = await openPanel('hstockplus', STILL);
		const credential = await credentialFor(client, panel.url, panel.apiKey);
		const tables = { 'SMM orders': tableName() };
		const buying = await importExample(client, 'buy-into-a-table', { credential, tables, pinned: await both(panel, 'a') });
		const table = await createTable(buying);
		const [bought, rented] = panel.orders();
		expect(await api.rows(table)).toMatchObject([
			{ order: String(bought?.id), kind: 'order', what: 'https://example.com/p', status: 'Pending', finished: null },
			{ order: String(rented?.id), kind: 'number', what: rented?.phone, status: 'Pending', finished: null },
		]);
		const again = await buying.run();
		expect(textsOf(again)).toEqual([expect.stringContaining('a: An earlier run'), expect.stringContaining('a: An earlier run')]);
		expect(await api.rows(table)).toHaveLength(2);

		const watching = await importExample(client, 'watch-the-table-on-a-schedule', { credential, tables });
		const early = await watching.run();
		expect(executionError(early)).toBeUndefined();
		expect(textsOf(early)).toEqual([]);
		panel.setOrder(bought?.id ?? 0, { status: 'Completed', remains: 0 });
		panel.giveSms(rented?.id ?? 0, '123456');
		expect(textsOf(await watching.run())).toEqual(
			expect.arrayContaining([`Order ${bought?.id} for https://example.com/p: Completed`, `Code 123456 for ${rented?.phone}`]),
		);
		expect(await api.rows(table)).toMatchObject([
			{ status: 'Completed', finished: 'yes' },
			{ code: '123456', finished: 'yes' },
		]);
		// Finished rows are left alone; a row that the panel cannot be asked about is told.
		const calls = panel.calls.length;
		await watching.run();
		expect(panel.calls).toHaveLength(calls);
		await api.insertRows(table, [
			{ order: '5', kind: 'order' },
			{ order: '6', kind: 'number' },
		]);
		panel.fail({ kind: 'error', error: 'Invalid API key', times: 4 });
		const failed = await watching.run();
		expect(executionError(failed)).toBeUndefined();
		expect(textsOf(failed).length).toBeGreaterThan(0);
		expect(textsOf(failed).join()).toMatch(/could not be asked: .*API key/);
	});

	test('the triggers do the same by themselves', async () => {
		const panel = await openPanel('hstockplus', STILL);
		const credential = await client.createCredential('with tables', CREDENTIAL_TYPE, {
			baseUrl: panel.url,
			apiKey: panel.apiKey,
			useDataTables: true,
			n8nApiUrl: client.url,
			n8nApiKey: api.apiKey,
		});
		const tables = { 'SMM orders': tableName() };
		const buying = await importExample(client, 'buy-into-a-table', { credential, tables, pinned: await both(panel, 'b') });
		const table = await createTable(buying);
		const dataTable = { __rl: true, mode: 'id', value: table };
		const quick = { pollTimes: every(3), dataTable };
		const watching = await importExample(client, 'watch-the-table-by-trigger', {
			credential,
			tables,
			parameters: { 'An Order Is Over': quick, 'A Code Came': quick },
		});
		const [bought, rented] = panel.orders();
		await watching.publish();
		panel.setOrder(bought?.id ?? 0, { status: 'Completed', remains: 0 });
		panel.giveSms(rented?.id ?? 0, '654321');
		const executions = await watching.executions(2);
		await watching.unpublish();
		expect(executions.flatMap((execution) => textsOf(execution)).sort()).toEqual([
			`Code 654321 for ${rented?.phone}`,
			`Order ${bought?.id} for https://example.com/p: Completed`,
		]);
		expect(await api.rows(table)).toMatchObject([
			{ status: 'Completed', finished: 'yes' },
			{ code: '654321', finished: 'yes' },
		]);
		await until(async () => ((await client.getWorkflow(watching.workflow.id)).active ? undefined : true), { what: 'the end of the polls' });
	});
});
