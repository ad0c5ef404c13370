import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { NodeApiError } from 'n8n-workflow';

import { getCatalog, peekCatalog } from '../../../nodes/SmmPanel/catalog/catalog';
import { getCategoryNames } from '../../../nodes/SmmPanel/catalog/lists';
import { isFunction } from '../../bench/measure';
import { openServer, type Answer } from '../panel/support';
import { listSearch } from '../../support';
import { answerServices, clientFor, closePanels, credentialsOf, later, openList, row, startPanel, valuesOf } from './panels';

afterEach(closePanels);

const rowsOf = (count: number, name: string) => Array.from({ length: count }, (_, n) => row(n + 1, `${name} ${n}`));

describe('a reply that is no catalog is told as what it is, and not kept', () => {
	test.each<[string, unknown, RegExp, RegExp]>([
		[
			'an error under HTTP 200',
			{ error: 'Maintenance until noon' },
			/^The panel says: Maintenance until noon/,
			/trouble of its own\. Try again/,
		],
		['a wrong key under HTTP 200', { error: 'Invalid API key' }, /does not accept the API key/, /copy the key again/],
		[
			'an object',
			{ first: row(1, 'A') },
			/answered the action 'services' in a form that this node does not know/,
			/Check that the Base URL/,
		],
		['a text', '"services"', /in a form that this node does not know/, /Check that the Base URL/],
		['an empty list', [], /^The panel lists no services/, /under maintenance/],
		['a list of nothing', [null, null], /^The panel lists no services/, /under maintenance/],
	])('%s', async (_what, reply, message, nextStep) => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		answerServices(panel, reply);
		const error: unknown = await openList(panel, 'searchServices').catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeApiError);
		// The step begins in the first sentence, because n8n may show nothing else.
		expect(error).toMatchObject({ message: expect.stringMatching(message), description: '' });
		expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`^([^.]|\\.\\d)*: .*${nextStep.source}`, 'i')) });
		expect(JSON.stringify(error)).not.toContain(panel.apiKey);
		expect(panel.callsOf('services')).toHaveLength(1);
		if (Array.isArray(reply)) return;
		expect(valuesOf(await openList(panel, 'searchServices'))).toContain('1');
	});
});

test('null is an answer with nothing in it, and asked for again', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	answerServices(panel, 'null');
	expect(valuesOf(await openList(panel, 'searchServices'))).toContain('1');
	expect(panel.callsOf('services')).toHaveLength(2);
});

test.each([
	['and names no time', {}, 3],
	['and names the time', { retryAfter: 1800 }, 2],
])('a panel that answers 429 %s is served from the last good copy on every open, page and search', async (_what, more, calls) => {
	const panel = await startPanel({ dialect: 'hmSocialMedia', rows: 300 });
	const first = await openList(panel, 'searchServices');
	panel.fail({ action: 'services', kind: 'status', status: 429, times: 50, ...more });
	later(600_000);
	expect(await openList(panel, 'searchServices')).toEqual(first);
	for (let n = 0; n < 5; n++) expect(await openList(panel, 'searchServices')).toEqual(first);
	expect((await openList(panel, 'searchServices', { token: String(first.paginationToken) })).results).toHaveLength(100);
	expect(valuesOf(await openList(panel, 'searchServices', { filter: 'followers' }))).toContain('1');
	expect(panel.callsOf('services')).toHaveLength(calls);
});

test.each<[string, boolean]>([
	['Limit of 10 requests per hour exceeded', true],
	['You ask too often', true],
	['Site is under maintenance', true],
	['Please try later', true],
	['Your account may not use the API', false],
	['Invalid API key', false],
])('where the panel says "%s", the last good copy is given: %s', async (words, isGiven) => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	const first = await openList(panel, 'searchServices');
	panel.fail({ action: 'services', kind: 'error', error: words, times: 50 });
	later(600_000);
	const again = await openList(panel, 'searchServices').catch((error: unknown) => error);
	const refusal: unknown = expect.objectContaining({ message: expect.stringContaining(words) });
	expect(again).toEqual(isGiven ? first : refusal);
	expect(panel.callsOf('services')).toHaveLength(2);
});

test('several opens at once share a failing load, each is told, and the next open loads anew', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ action: 'services', kind: 'error', error: 'Catalog is being rebuilt' });
	const opens = await Promise.allSettled(Array.from({ length: 10 }, async () => await openList(panel, 'searchServices')));
	for (const open of opens)
		expect(open).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('being rebuilt') } });
	expect(panel.callsOf('services')).toHaveLength(1);
	expect(valuesOf(await openList(panel, 'searchServices'))).toContain('1');
	expect(panel.callsOf('services')).toHaveLength(2);
});

test('a key that is changed while the list loads gets the list of the new key, not of the old one', async () => {
	const held: Array<() => void> = [];
	const server = await openServer(({ fields }): Answer => {
		const isOld = fields.key === 'the-old-key';
		const body = [row(1, isOld ? 'Of the old account' : 'Of the new account')];
		if (!isOld) return { body };
		return (response) => held.push(() => response.end(JSON.stringify(body)));
	});
	const open = async (apiKey: string) =>
		(await listSearch('searchServices', { credentials: { smmPanelApi: { baseUrl: server.url, apiKey } } })).results[0]?.name;
	const old = open('the-old-key');
	expect(await open('the-new-key')).toMatch(/Of the new/);
	for (const answer of held) answer();
	expect(await old).toMatch(/Of the old/);
	expect(await open('the-new-key')).toMatch(/Of the new/);
	expect(server.seen).toHaveLength(2);
});

test('two panels with the same key do not share a catalog', async () => {
	const apiKey = 'one-key-for-both';
	const [one, other] = [await startPanel({ dialect: 'hmSocialMedia', apiKey }), await startPanel({ dialect: 'hmSocialMedia', apiKey })];
	one.setServices([row(1, 'Of one')]);
	other.setServices([row(2, 'Of the other')]);
	expect(valuesOf(await openList(one, 'searchServices'))).toEqual(['1']);
	expect(valuesOf(await openList(other, 'searchServices'))).toEqual(['2']);
});

test('13 MB that come compressed are one call, and every service can be found', async () => {
	const text = '🔥 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 & Likes | Real | '.padEnd(430, '… ');
	const rows = Array.from({ length: 20_000 }, (_, n) => row(n + 1, `${text} no${n}`));
	const body = gzipSync(JSON.stringify(rows));
	const server = await openServer(() => (response) => {
		response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
		response.end(body);
	});
	expect(Buffer.byteLength(JSON.stringify(rows))).toBeGreaterThan(13_000_000);
	const open = async (filter?: string) =>
		await listSearch('searchServices', {
			credentials: { smmPanelApi: { baseUrl: server.url, apiKey: 'some-key' } },
			...(filter === undefined ? {} : { filter }),
		});
	expect((await open()).results).toHaveLength(100);
	expect(valuesOf(await open('followers no19999'))).toEqual(['20000']);
	expect(server.seen).toHaveLength(1);
});

describe('the memory of all catalogs', () => {
	test('holds fifty catalogs, and the one used longest ago goes first', async () => {
		const panel = await startPanel({ dialect: 'hstockplus', rows: 3 });
		const client = await clientFor(panel);
		for (let n = 0; n < 50; n++) await getCatalog(client, `language ${n}`);
		await getCatalog(client, 'language 0');
		await getCatalog(client, 'language 50');
		const kept = Array.from({ length: 51 }, (_, n) => peekCatalog(client, `language ${n}`) !== undefined);
		expect(kept).toEqual([true, false, ...Array.from({ length: 49 }, () => true)]);
		expect(panel.callsOf('services')).toHaveLength(51);
	});

	test('ends at 80,000 services, and a catalog above that is handed out but not kept', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		const client = await clientFor(panel);
		answerServices(panel, JSON.stringify(rowsOf(25_001, 'x')), 4);
		for (const language of ['a', 'b', 'c', 'd']) await getCatalog(client, language);
		expect(['a', 'b', 'c', 'd'].map((language) => peekCatalog(client, language) !== undefined)).toEqual([false, true, true, true]);
		answerServices(panel, rowsOf(80_001, 'x'));
		expect((await getCatalog(client, 'huge')).rows).toHaveLength(80_001);
		expect(peekCatalog(client, 'huge')).toBeUndefined();
	});

	test('holds no client, and so no key, beyond the call', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		const catalogs: unknown[] = [];
		const used = await (async () => {
			const client = await clientFor(panel);
			catalogs.push(await getCatalog(client), await getCategoryNames(client), peekCatalog(client));
			await openList(panel, 'searchServices', { credentials: credentialsOf(panel) });
			return new WeakRef(client);
		})();
		setFlagsFromString('--expose_gc');
		const collect: unknown = runInNewContext('gc');
		if (!isFunction(collect)) throw new Error('This Node cannot be asked to collect garbage.');
		while (used.deref() !== undefined) {
			await new Promise((resolve) => setImmediate(resolve));
			collect();
		}
		expect(catalogs).not.toContain(undefined);
	});
});
