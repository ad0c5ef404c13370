import { randomBytes } from 'node:crypto';
import { HOST_FOLDER } from '../../host/paths';
import type { QueueHost } from '../../host/queueHost';
import { run } from '../../host/run';
import { startSandboxPanel, type Fault } from '../../sandbox';
import { createBuyer } from '../buying';
import { CREDENTIAL_TYPE } from '../support';
import { buyOrder, createWatcher, STILL } from '../watching';

/** n8n's own table of its API keys, which keeps them in plain text. */
const KEYS_OF_N8N = 'user_api_keys';

/** How a form, an address or a JSON text holds a key. */
function formsOf(key: string): string[] {
	return [...new Set([key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key).slice(1, -1)])];
}

function countIn(text: string, key: string): number {
	return formsOf(key).reduce((sum, form) => sum + text.split(form).length - 1, 0);
}

/** The files at and below some folders that hold a key. */
async function filesWith(folders: readonly string[], key: string): Promise<string[]> {
	// A folder may hold links to the packages of another one, which grep does not follow.
	const patterns = formsOf(key).flatMap((form) => ['-e', form]);
	const { output } = await run('grep', ['-rlaF', ...patterns, ...folders], { cwd: HOST_FOLDER });
	return output.split('\n').filter((line) => line !== '' && !line.startsWith('grep: '));
}

/** Keys that are in use in n8n while something is searched for them. */
export interface Secrets {
	/** Counts the places where a key is found: one entry a place. */
	search(commands: string): Promise<Array<[place: string, hits: number]>>;
}

const faultsWith = (key: string): Fault[] => [
	{ kind: 'html' },
	{ kind: 'drop' },
	{ kind: 'status', status: 500 },
	{ kind: 'redirect', location: `http://127.0.0.1:9/?key=${encodeURIComponent(key)}` },
	{ kind: 'error', error: `Invalid API key ${key}` },
	{ kind: 'body', body: `key=${encodeURIComponent(key)} is wrong`, contentType: 'text/html' },
];

/** Uses an API key of a panel and one of n8n in purchases that fail in every way, and in a trigger that reads a Data Table. */
export async function useSecrets(host: QueueHost): Promise<Secrets> {
	const apiKey = `smm/${randomBytes(16).toString('hex')}+"=`;
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', apiKey, ...STILL });
	const faults = faultsWith(apiKey);
	const buyer = await createBuyer(host.client, panel, { settings: { onError: 'continueRegularOutput' } });
	for (const [index, fault] of [undefined, ...faults].entries()) {
		panel.clearFaults();
		if (fault !== undefined) panel.fail({ ...fault, times: 100 });
		await buyer.order([index]);
		await buyer.executions(index + 1);
	}
	panel.clearFaults();

	const client = host.client();
	const api = await client.createApiKey('secrets');
	const table = await api.createDataTable('Watched', [{ name: 'orderId', type: 'string' }]);
	const order = await buyOrder(panel);
	await api.insertRows(table, [{ orderId: String(order) }]);
	const credential = await client.createCredential('with a table', CREDENTIAL_TYPE, {
		baseUrl: panel.url,
		apiKey,
		useDataTables: true,
		n8nApiUrl: client.url,
		n8nApiKey: api.apiKey,
	});
	const dataTable = { __rl: true, mode: 'id', value: table };
	const parameters = { event: 'orderStatus', watch: 'dataTable', dataTable, idColumn: 'orderId', states: ['completed'] };
	const watcher = await createWatcher(host.client, { panel, parameters, credential, seconds: 5 });
	await watcher.publish();
	panel.setOrder(order, { status: 'Completed' });
	await watcher.untilEvents(1);
	await client.deactivate(watcher.id);
	await panel.close();

	return {
		search: async (commands) => {
			const dump = await host.postgres.dump([KEYS_OF_N8N]);
			if (!countIn(await host.postgres.dump(), api.apiKey)) throw new Error("The search does not even find n8n's own copy of its key.");
			const search = async (name: string, key: string, folders: readonly string[]): Promise<Array<[string, number]>> => [
				[`${name}, dump of PostgreSQL of ${Math.round(dump.length / 1e6)} MB`, countIn(dump, key)],
				[`${name}, ${commands.split('\n').length} commands to Redis`, countIn(commands, key)],
				[`${name}, what n8n, Redis and PostgreSQL printed`, countIn(host.log(), key)],
				[
					`${name}, files of n8n and its workers${folders === host.folders ? '' : ', and of PostgreSQL'}`,
					(await filesWith(folders, key)).length,
				],
			];
			// The files of PostgreSQL hold n8n's own table of keys.
			return [
				...(await search('API key', apiKey, [...host.folders, host.postgres.folder])),
				...(await search('n8n key', api.apiKey, host.folders)),
			];
		},
	};
}
