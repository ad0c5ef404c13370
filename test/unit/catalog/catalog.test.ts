import { getCatalog, peekCatalog } from '../../../nodes/SmmPanel/catalog/catalog';
import { DIALECTS } from '../../sandbox';
import { answerServices, clientFor, closePanels, later, row, startPanel } from './panels';

afterEach(closePanels);

test('a thousand items and both languages of a panel cost one services call each', async () => {
	const panel = await startPanel({ dialect: 'hstockplus', rows: 200 });
	const client = await clientFor(panel);
	const catalogs = await Promise.all(Array.from({ length: 1000 }, async () => await getCatalog(client)));
	expect(new Set(catalogs).size).toBe(1);
	expect(panel.callsOf('services')).toHaveLength(1);
	expect((await getCatalog(client, 'ja')).findRow('2')?.name).toBe('Gmail Account - USA [ja]');
	expect(catalogs[0]?.findRow('2')?.name).toBe('Gmail Account - USA');
	expect(panel.callsOf('services').map(({ fields }) => fields)).toEqual([{}, { lang: 'ja' }]);
});

test('a look into memory never calls the panel and gives nothing that is older than ten minutes', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	const client = await clientFor(panel);
	expect(peekCatalog(client)).toBeUndefined();
	expect(panel.calls).toEqual([]);
	const catalog = await getCatalog(client);
	expect(peekCatalog(client)).toBe(catalog);
	expect(peekCatalog(client, 'ja')).toBeUndefined();
	later(600_000);
	expect(peekCatalog(client)).toBeUndefined();
	expect(panel.calls).toHaveLength(1);
});

test('two accounts of one panel do not share a catalog', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	const client = await clientFor(panel);
	await getCatalog(client);
	expect(peekCatalog({ ...client, accountId: 'another account' })).toBeUndefined();
});

test('a rate-limited panel is served from the last good copy and is not asked again at once', async () => {
	const panel = await startPanel({ dialect: 'hassanStore', quirks: { rateLimitedServicesPerHour: 1 } });
	const client = await clientFor(panel);
	const first = await getCatalog(client);
	later(700_000);
	expect(await getCatalog(client)).toBe(first);
	expect(await getCatalog(client)).toBe(first);
	expect(panel.callsOf('services')).toHaveLength(2);
	expect(peekCatalog(client)).toBeUndefined();
});

test('a panel that went away is served from the last good copy, also beyond its time', async () => {
	const panel = await startPanel({ dialect: 'hassanStore' });
	const client = await clientFor(panel);
	const first = await getCatalog(client);
	await panel.close();
	later(7 * 86_400_000);
	expect(await getCatalog(client)).toBe(first);
});

test.each(DIALECTS)('every service of %s is found by its number, and flags and limits are read as they are meant', async (dialect) => {
	const panel = await startPanel({ dialect, rows: 300 });
	const { rows, findRow } = await getCatalog(await clientFor(panel));
	expect(rows).toHaveLength(300);
	for (const { service, name, rate, min, refill } of panel.services()) {
		expect(findRow(String(service))).toMatchObject({ service: String(service), name, rate, min, refill });
	}
	expect(findRow('nothing')).toBeUndefined();
	expect(findRow('1')?.dripfeed).toBe(dialect === 'hassanStore' ? true : undefined);
});

test('HstockPlus products are found by their 24-digit id too', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const catalog = await getCatalog(await clientFor(panel));
	expect(catalog.findRow('507f1f77bcf86cd799439012')).toMatchObject({ service: '2', entityType: 'product', stock: 50, max: 50 });
	expect(catalog.search({ words: ' 507F1F77bcf86cd799439012 ' }).entries.map(({ service }) => service)).toEqual(['2']);
});

test.each([
	['flags as "1" and "2"', { flagDigits: true }],
	['every number as a string', { numbersAsStrings: true }],
	['every string as a number', { stringsAsNumbers: true, moneyAsNumbers: true }],
	['an envelope', { servicesEnvelope: 'data' as const, bom: true, htmlContentType: true }],
])('a panel that sends %s gives the same rows', async (_, quirks) => {
	const services = [row(7, 'Likes', { rate: '1.25', refill: true, dripfeed: false, cancel: false })];
	const panel = await startPanel({ dialect: 'hassanStore', quirks });
	panel.setServices(services);
	const { rows } = await getCatalog(await clientFor(panel));
	expect(rows).toEqual([
		expect.objectContaining({
			service: '7',
			name: 'Likes',
			rate: '1.25',
			min: 50,
			max: 10_000,
			refill: true,
			cancel: false,
			dripfeed: false,
		}),
	]);
});

test('an empty catalog is a catalog without rows', async () => {
	const panel = await startPanel({ dialect: 'hassanStore', quirks: { emptyDataEnvelope: true } });
	expect((await getCatalog(await clientFor(panel))).rows).toEqual([]);
});

describe('a panel that is too slow for one call', () => {
	test('is read by pages, and by pages at once the next time', async () => {
		const panel = await startPanel({ dialect: 'hstockplus', rows: 2500 });
		const client = await clientFor(panel);
		panel.fail({ action: 'services', kind: 'status', status: 504 });
		expect((await getCatalog(client)).rows).toHaveLength(2500);
		expect(panel.callsOf('services').map(({ fields }) => fields.page)).toEqual([undefined, '1', '2', '3']);
		later(600_000);
		await getCatalog(client);
		expect(
			panel
				.callsOf('services')
				.map(({ fields }) => fields.page)
				.slice(4),
		).toEqual(['1', '2', '3']);
	});

	test('and does not page is told as what it is', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.fail({ action: 'services', kind: 'status', status: 504, times: 2 });
		await expect(getCatalog(await clientFor(panel))).rejects.toThrow('The panel answered with HTTP 504');
	});
});

describe('a panel that pages in its own way', () => {
	const page = (from: number, to: number, more: object) => ({
		services: Array.from({ length: to - from }, (_, n) => row(from + n, `Service ${from + n}`)),
		...more,
	});
	const numbers = (to: number) => Array.from({ length: to }, (_, n) => String(n + 1));

	test('and gives fewer rows a page than asked for, without a number of pages, is read to the end', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		for (const [from, to] of [
			[1, 101],
			[1, 101],
			[101, 201],
			[201, 251],
		] as const)
			answerServices(panel, page(from, to, { total: 250 }));
		expect((await getCatalog(await clientFor(panel))).rows.map(({ service }) => service)).toEqual(numbers(250));
		expect(panel.callsOf('services').map(({ fields }) => fields.page)).toEqual([undefined, '1', '2', '3']);
	});

	test('and sends the same rows for every page is not read for ever, nor are its rows doubled', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		answerServices(panel, page(1, 101, { total: 5000, total_pages: 50 }), 60);
		expect((await getCatalog(await clientFor(panel))).rows.map(({ service }) => service)).toEqual(numbers(100));
		expect(panel.callsOf('services')).toHaveLength(3);
	});

	test('and counts more than it has, on one page, is asked once', async () => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		answerServices(panel, page(1, 101, { total: 120, total_pages: 1 }));
		expect((await getCatalog(await clientFor(panel))).rows).toHaveLength(100);
		expect(panel.callsOf('services')).toHaveLength(1);
	});
});

test('the copy holds neither the key nor descriptions', async () => {
	const panel = await startPanel({ dialect: 'hassanStore' });
	const catalog = await getCatalog(await clientFor(panel));
	const text = JSON.stringify(catalog);
	expect(text).not.toContain(panel.apiKey);
	expect(text).not.toContain('High quality followers');
});
