import { NodeApiError } from 'n8n-workflow';

import { DIALECTS } from '../../sandbox';
import { closePanels, credentialsOf, later, openList, openOptions, row, startPanel, valuesOf } from './panels';

afterEach(closePanels);

const names = (entries: ReadonlyArray<{ name: string }>) => entries.map(({ name }) => name);

describe('the service list', () => {
	test.each(DIALECTS)('of 8,000 services at %s costs one call for any number of opens, pages and searches', async (dialect) => {
		const panel = await startPanel({ dialect, rows: 8000 });
		const opens = await Promise.all([openList(panel, 'searchServices'), openList(panel, 'searchServices')]);
		expect(opens[0]).toEqual(opens[1]);
		expect(opens[0].results).toHaveLength(100);
		const next = await openList(panel, 'searchServices', { token: String(opens[0].paginationToken) });
		expect(new Set([...valuesOf(opens[0]), ...valuesOf(next)]).size).toBe(200);
		const found = await openList(panel, 'searchServices', { filter: 'USA followers' });
		expect(found.results.length).toBeGreaterThan(0);
		for (const { name } of found.results) expect(name.normalize('NFKC')).toMatch(/^\d+ · [\d.]+( per 1000| each| in all)? · .+ · \d+–\d+$/);
		expect(panel.callsOf('services')).toHaveLength(1);
		later(580_000);
		await openList(panel, 'searchServices');
		expect(panel.callsOf('services')).toHaveLength(1);
	});

	test('shows what decides first and the whole name, so that services with one beginning can be told apart', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		const named = (days: number) => `🔥 Instagram 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 🔥 USA Real & Active | Max 500K | Speed 50K/Day | Refill ${days} Days`;
		panel.setServices([
			row(4711, named(30), { refill: true }),
			row(4712, named(60), { rate: '0.00012345', max: 2_147_483_647, type: 'Custom Comments' }),
			row(5, 'Likes', { type: 'Package', rate: '5' }),
		]);
		expect((await openList(panel, 'searchServices')).results).toEqual([
			{ value: '4711', name: `4711 · 0.90 per 1000 · refill · ${named(30)} · 50–10000` },
			{ value: '4712', name: `4712 · 0.00012345 per 1000 · Custom Comments · ${named(60)} · 50–2147483647` },
			{ value: '5', name: '5 · 5 in all · Package · Likes · 50–10000' },
		]);
	});

	test('is narrowed by the category, wherever the node has it', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.setServices([row(1, 'Likes', { category: 'Instagram' }), row(2, 'Likes', { category: 'YouTube' })]);
		const open = async (parameters: Record<string, string | { category: string }>, filter?: string) =>
			valuesOf(await openList(panel, 'searchServices', { parameters, ...(filter === undefined ? {} : { filter }) }));
		expect(await open({ category: 'YouTube' })).toEqual(['2']);
		expect(await open({ filters: { category: 'Instagram' } })).toEqual(['1']);
		expect(await open({ category: '' })).toEqual(['1', '2']);
		expect(await open({ category: '={{ $json.category }}' })).toEqual(['1', '2']);
		expect(await open({ category: 'YouTube' }, 'likes')).toEqual(['2']);
	});

	test('says why it is empty', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.setServices([row(1, 'Likes', { category: 'Instagram' }), row(2, 'Views', { category: 'YouTube' })]);
		await expect(openList(panel, 'searchServices', { parameters: { category: 'Gone' } })).rejects.toMatchObject({
			message: `The panel lists no service in the category "Gone": choose another category, or empty 'Filter Services by Category' to see all services.`,
			description: '',
		});
		expect((await openList(panel, 'searchServices', { parameters: { category: 'Instagram' }, filter: 'views' })).results).toEqual([
			{ value: '', name: `Nothing found in "Instagram", but 1 in other categories: empty 'Filter Services by Category'` },
		]);
		// n8n itself says "No results", and keeps the search box.
		expect(await openList(panel, 'searchServices', { filter: 'nowhere' })).toEqual({ results: [] });

		const cut = await startPanel({ dialect: 'hmSocialMedia', rows: 500 });
		expect((await openList(cut, 'searchServices', { filter: 'nowhere' })).results).toEqual([
			{ value: '', name: "Not in the part of the catalog that the panel sent (500 services): enter the ID under 'By ID'" },
		]);

		const empty = await startPanel({ dialect: 'hassanStore', quirks: { emptyDataEnvelope: true } });
		await expect(openList(empty, 'searchServices')).rejects.toThrow('The panel lists no services');
	});

	test('tells a wrong key, a dead panel and a web page in their own words', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const wrongKey = await openList(panel, 'searchServices', { credentials: credentialsOf(panel, 'wrong-key') }).catch(
			(error: unknown) => error,
		);
		expect(wrongKey).toBeInstanceOf(NodeApiError);
		expect(wrongKey).toMatchObject({
			message: expect.stringMatching(/does not accept the API key: if that is another panel than yours.*copy the key again/),
			description: '',
		});
		expect(JSON.stringify(wrongKey)).not.toContain('wrong-key');

		panel.fail({ kind: 'html' });
		await expect(openList(panel, 'searchServices')).rejects.toThrow('a web page instead of data');
		await panel.close();
		await expect(openList(panel, 'searchServices')).rejects.toMatchObject({
			message: expect.stringMatching(/cannot be reached \([^)]+\): the panel is down/),
			description: '',
		});
	});

	test('comes back after passing trouble, by one short repetition', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.fail({ action: 'services', kind: 'drop' });
		expect(valuesOf(await openList(panel, 'searchServices'))).toContain('1');
	});

	test('of a rate-limited panel is the last good copy', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia', quirks: { rateLimitedServicesPerHour: 1 } });
		const first = await openList(panel, 'searchServices');
		later(3_000_000);
		for (let keystroke = 0; keystroke < 5; keystroke++) expect((await openList(panel, 'searchServices')).results).toEqual(first.results);
		expect(panel.callsOf('services')).toHaveLength(2);
	});
});

describe('categories and subcategories', () => {
	test('come from the panel in English, and the subcategories follow the category', async () => {
		const panel = await startPanel({ dialect: 'hstockplus', rows: 100 });
		const parameters = { filters: { category: 'Email Accounts' }, language: 'ja' };
		const categories = await openOptions(panel, 'getCategories', { parameters });
		expect(categories.slice(0, 2)).toEqual([
			{ name: 'All Categories', value: '' },
			{ name: 'Instagram', value: 'Instagram' },
		]);
		const subcategories = await openOptions(panel, 'getSubcategories', { parameters });
		expect(subcategories).toEqual(
			expect.arrayContaining([
				{ name: 'All Subcategories', value: '' },
				{ name: 'Gmail', value: 'Gmail' },
			]),
		);
		expect(panel.calls.map(({ action, fields }) => [action, fields])).toEqual([
			['categories', {}],
			['services', {}],
		]);
	});

	test('of filters are those that the panel lists and those of its services, where the two differ; an order knows the second only', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		panel.setServices([row(1, 'Gmail', { category: 'Accounts-Email' }), row(2, 'Likes', { category: 'INSTAGRAM' })]);
		const categories = [{ category: 'Email Accounts', subcategories: ['Gmail'] }, { category: 'Instagram' }];
		panel.fail({ action: 'categories', kind: 'body', body: JSON.stringify({ categories }) });
		const open = async (method: string) => names(await openOptions(panel, method));
		expect(await open('getCategories')).toEqual(['All Categories', 'Email Accounts', 'Instagram', 'Accounts-Email']);
		expect(await open('getServiceCategories')).toEqual(['All Categories', 'Accounts-Email', 'INSTAGRAM']);
		for (const category of (await open('getServiceCategories')).slice(1))
			expect(valuesOf(await openList(panel, 'searchServices', { parameters: { category } }))).toHaveLength(1);
		expect(panel.calls.map(({ action }) => action)).toEqual(['categories', 'services']);
	});

	test('of filters are those that the panel lists while its services cannot be read', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		panel.fail({ action: 'services', kind: 'error', error: 'Rate limited', times: 5 });
		expect(names(await openOptions(panel, 'getCategories')).slice(0, 2)).toEqual(['All Categories', 'Instagram']);
		await expect(openOptions(panel, 'getServiceCategories')).rejects.toThrow(
			/^The panel takes no more calls for now, because too many came in a short time: wait a minute/,
		);
	});

	test('say what to do where there is nothing to choose', async () => {
		const panel = await startPanel({ dialect: 'hstockplus', rows: 100 });
		const open = async (category: string) => names(await openOptions(panel, 'getSubcategories', { parameters: { filters: { category } } }));
		expect(await open('')).toEqual(['All Subcategories (Choose a Category to See Them)']);
		expect(await open('Nowhere')).toEqual(['"Nowhere" has no subcategories']);
		const plain = await startPanel({ dialect: 'hmSocialMedia' });
		expect(names(await openOptions(plain, 'getSubcategories', { parameters: { filters: { category: 'First Category' } } }))).toEqual([
			'This Panel Has No Subcategories',
		]);
		const empty = await startPanel({ dialect: 'hassanStore', quirks: { emptyDataEnvelope: true } });
		expect(await openOptions(empty, 'getCategories')).toEqual([{ name: 'All Services (the Panel Lists No Categories)', value: '' }]);
	});

	test.each(['hmSocialMedia', 'hassanStore'] as const)(
		'are taken from the services at %s, which the service list then shares',
		async (dialect) => {
			const panel = await startPanel({ dialect, rows: 510 });
			const categories = await openOptions(panel, 'getCategories');
			expect(names(categories)).toEqual(['All Categories', ...new Set(panel.services().map(({ category }) => category))]);
			await openOptions(panel, 'getCategories');
			await openList(panel, 'searchServices', { parameters: { category: 'First Category' } });
			expect(panel.calls.map(({ action }) => action)).toEqual(['categories', 'services']);
		},
	);

	test('tell a wrong key with the advice in the message, because n8n shows only that', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		await expect(openOptions(panel, 'getCategories', { credentials: credentialsOf(panel, 'wrong-key') })).rejects.toMatchObject({
			message: expect.stringMatching(/does not accept the API key: if that is another panel than yours/),
		});
	});
});

describe('shops, countries and projects', () => {
	test('are asked for once in ten minutes, as are the categories', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const openAll = async () => {
			for (const method of ['getCategories', 'getShops', 'getSmsCountries']) await openOptions(panel, method);
			await openList(panel, 'searchProjects');
		};
		await openAll();
		later(590_000);
		await openAll();
		const once = ['categories', 'services', 'shops', 'sms_countries', 'sms_projects'];
		expect(panel.calls.map(({ action }) => action)).toEqual(once);
		later(10_000);
		await openAll();
		expect(panel.calls.map(({ action }) => action)).toEqual([...once, ...once]);
	});

	test('of two accounts are not shared', async () => {
		const apiKey = 'one-key-for-both';
		const [one, other] = [await startPanel({ dialect: 'hstockplus', apiKey }), await startPanel({ dialect: 'hmSocialMedia', apiKey })];
		expect((await openOptions(one, 'getShops')).length).toBeGreaterThan(1);
		expect(await openOptions(other, 'getShops')).toEqual([{ name: 'This Panel Has No Shops', value: '' }]);
	});

	test('shops carry what tells them apart; a panel without shops says so', async () => {
		const panel = await startPanel({ dialect: 'hstockplus', rows: 200 });
		const [all, ...shops] = await openOptions(panel, 'getShops');
		expect(all).toEqual({ name: 'All Shops', value: '' });
		expect(shops.length).toBeGreaterThan(20);
		for (const shop of shops)
			expect(shop).toEqual({
				name: expect.stringMatching(/ · \d+ products · rated [\d.]+$/),
				value: expect.stringMatching(/^[0-9a-f]{24}$/),
			});
		expect(panel.callsOf('shops')).toHaveLength(1);
		const plain = await startPanel({ dialect: 'hmSocialMedia' });
		expect(await openOptions(plain, 'getShops')).toEqual([{ name: 'This Panel Has No Shops', value: '' }]);
	});

	test('countries give their codes', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		expect((await openOptions(panel, 'getSmsCountries')).slice(0, 2)).toEqual([
			{ name: 'Any Country', value: '' },
			{ name: 'United States', value: 'us' },
		]);
		const plain = await startPanel({ dialect: 'hmSocialMedia' });
		// n8n shows an error in a plain dropdown without its words, so the entry says it.
		expect(await openOptions(plain, 'getSmsCountries')).toEqual([{ name: 'This Panel Sells No SMS Numbers', value: '' }]);
	});

	test('projects show price and country, and follow the chosen country', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const all = await openList(panel, 'searchProjects', { filter: 'openai' });
		expect(all.results[0]).toEqual({ name: 'OpenAI / ChatGPT · 0.5000 each · United States', value: expect.stringMatching(/^65f/) });
		const british = await openList(panel, 'searchProjects', { parameters: { country: 'gb' } });
		expect(british.results).toHaveLength(8);
		expect(british.results.every(({ name }) => name.endsWith(' · United Kingdom'))).toBe(true);
		await openList(panel, 'searchProjects', { parameters: { country: 'gb' }, filter: 'whatsapp' });
		expect(panel.callsOf('sms_projects').map(({ fields }) => fields)).toEqual([{}, { country: 'gb' }]);
	});

	test('projects and countries without an id or a name cannot be chosen, or are shown by what they have', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const projects = [{ name: 'No id' }, { project_id: null, name: 'Nor here' }, { project_id: 7, name: null, price: 0.5 }];
		panel.fail({ action: 'sms_projects', kind: 'body', body: JSON.stringify({ projects }) });
		expect((await openList(panel, 'searchProjects')).results).toEqual([{ name: '0.5 each', value: '7' }]);
		const countries = [{ country_name: 'Nowhere' }, { country_code: 'us', country_name: '' }];
		panel.fail({ action: 'sms_countries', kind: 'body', body: JSON.stringify({ countries }) });
		expect((await openOptions(panel, 'getSmsCountries')).slice(1)).toEqual([{ name: 'us', value: 'us' }]);
	});

	test('an empty project list says why', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		await expect(openList(panel, 'searchProjects', { parameters: { country: 'xx' } })).rejects.toThrow(
			'The panel lists no SMS projects for the country "xx"',
		);
		const plain = await startPanel({ dialect: 'hmSocialMedia' });
		await expect(openList(plain, 'searchProjects')).rejects.toThrow("does not offer the action 'sms_projects'");
	});
});
