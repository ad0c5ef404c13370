import { z } from '../support/zod';
import { call } from '../host/http';
import { PublicApi } from '../host/publicApi';
import type { N8nClient } from '../host/rest';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { OWNER, sharedInstance } from './instance';
import { connect, CREDENTIAL_TYPE } from './support';
import { buyOrder, createWatcher, idsOf, STILL, TRIGGER_NODE, untilPolled } from './watching';

const TWO_MINUTES = 120_000;
/** What the credential's text asks for, and nothing more. */
const NARROW = ['dataTable:list', 'dataTable:read', 'dataTableRow:read'];

let client: N8nClient;
let api: PublicApi;
let panel: SandboxPanel;

beforeAll(async () => {
	client = await connect();
	api = await client.createApiKey('trigger tables');
	panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
});
afterAll(async () => {
	await panel.close();
});

/** A key with the given scopes only. The host's client makes keys with all of them. */
async function keyWith(scopes: readonly string[]): Promise<string> {
	const { url } = sharedInstance();
	const login = { emailOrLdapLoginId: OWNER.email, password: OWNER.password };
	const { cookies } = await call(url, { method: 'POST', path: '/rest/login', body: login, shape: z.unknown() });
	const cookie = cookies.map((one) => one.split(';', 1)[0]).join('; ');
	const body = { label: `${scopes.length} scopes`, scopes, expiresAt: null };
	const shape = z.object({ data: z.object({ rawApiKey: z.string() }) });
	return (await call(url, { method: 'POST', path: '/rest/api-keys', headers: { cookie }, body, shape })).value.data.rawApiKey;
}

async function credentialWith(n8nApiKey: string) {
	const data = { baseUrl: panel.url, apiKey: panel.apiKey, useDataTables: true, n8nApiUrl: sharedInstance().url, n8nApiKey };
	return await client.createCredential(`tables ${Date.now()}`, CREDENTIAL_TYPE, data);
}

const text = (name: string) => ({ name, type: 'string' as const });
const tableOf = (value: string) => ({
	event: 'orderStatus',
	watch: 'dataTable',
	dataTable: { __rl: true, mode: 'list', value },
	idColumn: 'orderId',
	states: ['completed'],
});

test(
	'a Data Table is a watch list: chosen from the list, read in pages with a narrow key, filtered, and followed as it changes',
	async () => {
		const n8nKey = await keyWith(NARROW);
		const credential = await credentialWith(n8nKey);
		const table = await api.createDataTable('Watched orders', [text('orderId'), { name: 'done', type: 'boolean' }]);
		await expect(new PublicApi(sharedInstance().url, n8nKey).insertRows(table, [{}])).rejects.toThrow('403');
		const listed = await client.listSearch({
			nodeType: TRIGGER_NODE,
			parameter: 'dataTable',
			method: 'searchDataTables',
			parameters: {},
			credential,
			filter: 'watched',
		});
		expect(listed.results).toEqual([{ name: 'Watched orders', value: table }]);

		// n8n gives 250 rows a call; the orders that matter are behind them.
		await api.insertRows(
			table,
			Array.from({ length: 255 }, (_, index) => ({ orderId: String(900_000 + index), done: false })),
		);
		const [open, settled, later] = [await buyOrder(panel), await buyOrder(panel), await buyOrder(panel)];
		for (const order of [open, settled]) panel.setOrder(order, { status: 'Completed' });
		await api.insertRows(table, [
			{ orderId: String(open), done: false },
			{ orderId: String(settled), done: true },
		]);
		const watcher = await createWatcher(() => client, {
			panel,
			credential,
			parameters: { ...tableOf(table), options: { filterColumn: 'done', filterValue: 'false', reportUnknown: false } },
		});
		await watcher.publish();
		expect(idsOf(await watcher.untilEvents(1))).toEqual([`${open}:completed`]);

		panel.setOrder(later, { status: 'Completed' });
		await api.insertRows(table, [{ orderId: String(later), done: false }]);
		await watcher.untilEvents(2);
		await untilPolled(panel, 8);
		expect(idsOf(await watcher.events())).toEqual([`${open}:completed`, `${later}:completed`]);
		expect(await watcher.errors()).toEqual([]);
		await client.deactivate(watcher.id);
	},
	TWO_MINUTES,
);

test(
	'an n8n key that may not read tables is told at publication, with the scopes that it needs',
	async () => {
		const credential = await credentialWith(await keyWith(['workflow:list']));
		const table = await api.createDataTable('Closed to this key', [text('orderId')]);
		const watcher = await createWatcher(() => client, { panel, credential, parameters: tableOf(table) });
		await watcher.publish();
		const { status, text: told } = await watcher.publication();
		expect(status).toBe('failed');
		expect(told).toContain('may not read Data Tables');
		await client.deactivate(watcher.id);
	},
	TWO_MINUTES,
);
