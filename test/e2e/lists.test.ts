import { RestError } from '../host/http';
import type { N8nClient } from '../host/rest';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import type { StoredCredential } from '../host/restShapes';
import { ACTION_NODE, connect, credentialFor } from './support';

/** The lists as the editor asks n8n for them; n8n makes a new context for each and keeps nothing. */
describe('the lists of the editor', () => {
	let client: N8nClient;
	let panel: SandboxPanel;
	let credential: StoredCredential;

	beforeAll(async () => {
		client = await connect();
		panel = await startSandboxPanel({ dialect: 'hmSocialMedia', rows: 8000, pace: 0 });
		credential = await credentialFor(client, panel.url, panel.apiKey);
	});
	afterAll(async () => await panel.close());

	const services = async (more: { filter?: string; paginationToken?: string; category?: string; with?: StoredCredential } = {}) => {
		const { category = '', with: used = credential, ...query } = more;
		const parameters = { resource: 'order', operation: 'create', category };
		return await client.listSearch({
			nodeType: ACTION_NODE,
			parameter: 'service',
			method: 'searchServices',
			parameters,
			credential: used,
			...query,
		});
	};

	test('open, page, search and narrow the services with one call of services in all', async () => {
		const [first, same] = await Promise.all([services(), services()]);
		expect(first).toEqual(same);
		expect(first.results).toHaveLength(100);
		const second = await services({ paginationToken: String(first.paginationToken) });
		expect(new Set([...first.results, ...second.results].map(({ value }) => value)).size).toBe(200);
		const found = await services({ filter: 'followers instagram' });
		expect(found.results.length).toBeGreaterThan(0);
		const parameters = { resource: 'order', operation: 'create' };
		const categories = await client.loadOptions({
			nodeType: ACTION_NODE,
			parameter: 'category',
			method: 'getServiceCategories',
			parameters,
			credential,
		});
		const category = String(categories.at(-1)?.value);
		const inCategory = panel.services().filter((row) => row.category === category);
		expect((await services({ category })).results.map(({ value }) => value)).toEqual(
			inCategory.slice(0, 100).map(({ service }) => String(service)),
		);
		expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
	});

	test('show a wrong key in its own words, and never the key', async () => {
		const wrong = await credentialFor(client, panel.url, 'wrong-key-of-the-test');
		const error: unknown = await services({ with: wrong }).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(RestError);
		expect(error).toMatchObject({ body: expect.stringMatching(/does not accept the API key/) });
		expect(JSON.stringify(error)).not.toContain('wrong-key-of-the-test');
	});
});
