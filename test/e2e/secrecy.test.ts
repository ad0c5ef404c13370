import type { PublicApi } from '../host/publicApi';
import type { N8nClient } from '../host/rest';
import type { Fault } from '../sandbox';
import { connect, everythingAbout, openPanels, runInN8n, type OpenPanels } from './support';

/** The key must be nowhere, not even in the shape in which a form, an address or a JSON text holds it. */
function holdsKey(text: string, key: string): boolean {
	return [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].some((form) => text.includes(form));
}

const FAULTS: ReadonlyArray<readonly [string, Fault | undefined]> = [
	['everything works', undefined],
	['the connection drops', { kind: 'drop', times: 10 }],
	['a website answers', { kind: 'html', times: 10 }],
	['the panel answers 500', { kind: 'status', status: 500, times: 10 }],
	['the JSON is broken', { kind: 'invalidJson', times: 10 }],
	['the answer redirects elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/api/v2', times: 10 }],
	['the panel refuses', { kind: 'error', error: 'Incorrect request', times: 10 }],
];
const SETTINGS = [
	['stops', {}],
	['continues', { onError: 'continueRegularOutput' }],
] as const;

describe('the API key stays secret', () => {
	let client: N8nClient;
	let api: PublicApi;
	let panels: OpenPanels;

	beforeAll(async () => {
		client = await connect();
		api = await client.createApiKey('secrecy');
		panels = await openPanels(client);
	});
	afterAll(async () => {
		await panels.close();
	});

	const table = FAULTS.flatMap(([name, fault]) => SETTINGS.map(([reaction, settings]) => [name, reaction, fault, settings] as const));

	test.each(table)('when %s and the node %s', async (_name, _reaction, fault, settings) => {
		const { sandbox, credential } = panels.of('hmSocialMedia');
		sandbox.clearFaults();
		if (fault !== undefined) sandbox.fail(fault);
		const order = {
			resource: 'order',
			operation: 'create',
			service: { __rl: true, mode: 'id', value: '1' },
			orderType: 'default',
			link: 'https://example.com/profile',
			quantity: 1000,
			options: {},
		};
		const runs = [
			await runInN8n(client, { credential, settings, parameters: order }),
			await runInN8n(client, { credential, settings, parameters: { resource: 'account', operation: 'getBalance' } }),
		];
		for (const { execution, error, items } of runs) {
			// With a fault both runs fail, which is what the others are about; where the node continues, the item says so.
			const failed = error !== undefined || items.some(({ json }) => json.error !== undefined);
			expect(failed).toBe(fault !== undefined);
			expect(holdsKey(await everythingAbout(client, api, execution.id), sandbox.apiKey)).toBe(false);
		}
		expect(sandbox.calls.every(({ keySent }) => keySent === 'body')).toBe(true);
	});
});
