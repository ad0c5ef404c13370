import { closeAll, jsons, openPanel, openServer, ORDER, run, SERVICE } from './support';

// Envelopes, values and catalogs as real panels send them.

afterEach(closeAll);

const ALL = { returnAll: true };
const ROW = { service: 1, name: 'Followers', type: 'Default', category: 'Instagram', rate: '0.90', min: '50', max: '10000' };
const ITEM = { ...ROW, min: 50, max: 10000 };

test.each([
	['a bare array', [ROW]],
	['{services}', { services: [ROW] }],
	['{data}', { data: [ROW] }],
	['{products}', { products: [ROW] }],
	['{status: "success", data}', { status: 'success', data: [ROW] }],
	['{services, error: null}', { services: [ROW], error: null, errors: [] }],
	['rows among null', [ROW, null, 'x']],
])('reads the catalog from %s', async (_form, body) => {
	const panel = await openServer(() => ({ body }));
	expect(jsons(await run(panel, 'service.getAll', ALL))).toEqual([ITEM]);
});

test('takes {"status":"success","data":"Empty Data"} for an empty catalog, not for trouble', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia', quirks: { emptyDataEnvelope: true } });
	const result = await run(panel, 'service.getAll', ALL);
	expect([result.status, jsons(result)]).toEqual(['success', []]);
});

test.each([
	['{status: "error", message}', { status: 'error', message: 'Incorrect service ID' }],
	['{status: "fail", message}', { status: 'fail', message: 'Incorrect service ID' }],
	['{success: false, message}', { success: false, message: 'Incorrect service ID' }],
	['{error: true, message}', { error: true, message: 'Incorrect service ID' }],
	['{error: {message}}', { error: { message: 'Incorrect service ID' } }],
	['{errors: {service: []}}', { errors: { service: ['Incorrect service ID'] } }],
])('shows the words of %s and does not call the order bought', async (_form, body) => {
	const panel = await openServer(() => ({ body }));
	const result = await run(panel, 'order.create', ORDER);
	expect(result.error?.message).toContain('The panel says: Incorrect service ID');
	expect(panel.seen).toHaveLength(1);
});

test.each([
	['{status: "success", order}', { status: 'success', order: 5 }],
	['{order, error: 0, errors: []}', { order: 5, error: 0, errors: [], message: '' }],
	['{order, error: ""}', { order: '5', error: '' }],
])('takes %s for a bought order', async (_form, body) => {
	const panel = await openServer(() => ({ body }));
	expect(jsons(await run(panel, 'order.create', ORDER))).toMatchObject([{ order: '5', service: '1' }]);
});

test.each([
	['0', 0],
	['"0"', '0'],
	['""', ''],
	['null', null],
	['false', false],
	['{}', {}],
	['[]', []],
])('never reports the order id %s as a bought order, nor as a refused one', async (_name, order) => {
	const panel = await openServer(() => ({ body: { order } }));
	const result = await run(panel, 'order.create', ORDER);
	expect(result.status).toBe('error');
	expect(`${result.error?.message} ${result.error?.description}`).toMatch(/may have been made/);
	expect(panel.seen).toHaveLength(1);
});

test.each([
	[
		'numbers as numbers',
		'{"status":"Partial","charge":0.27,"start_count":3572,"remains":157}',
		{ charge: '0.27', start_count: 3572, remains: 157 },
	],
	[
		'numbers as texts',
		'{"status":"Partial","charge":"0.27","start_count":"3572","remains":"-1"}',
		{ charge: '0.27', start_count: 3572, remains: -1 },
	],
	['null', '{"status":"Partial","charge":null,"start_count":null,"remains":null}', { charge: null, start_count: null, remains: null }],
	[
		'"Unknown"',
		'{"status":"Partial","charge":"","start_count":"Unknown","remains":"Unknown"}',
		{ charge: '', start_count: 'Unknown', remains: 'Unknown' },
	],
	['fractions that are no money', '{"status":"Partial","speed":4.5,"share":4.666666666666667}', { speed: 4.5, share: 4.666666666666667 }],
	['an id beyond 2^53', '{"status":"Partial","external":12345678901234567890123}', { external: '12345678901234567890123' }],
])('keeps %s as the panel means them', async (_name, body, fields) => {
	const panel = await openServer(() => ({ body }));
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '5' }))).toEqual([
		{ status: 'Partial', ...fields, order: '5', state: 'partial', final: true },
	]);
});

test.each([
	['"0.00000001"', '0.00000001'],
	['"100.84292000"', '100.84292000'],
	['0.10', '0.10'],
	['1.10000000', '1.10000000'],
	['100', '100'],
	['100.0', '100.0'],
	['-3.50', '-3.50'],
	['1.0e-7', '0.00000010'],
	['1E3', '1000'],
	['0.12345678901234567890', '0.12345678901234567890'],
	['123456789012345678.90', '123456789012345678.90'],
])('keeps every digit of money that comes as %s', async (sent, kept) => {
	const panel = await openServer(({ fields }) => ({
		body:
			fields.action === 'balance' ? `{"balance":${sent},"currency":null}` : `[{"service":1,"rate": ${sent} ,"name":"\\"rate\\": 1.50"}]`,
	}));
	expect(jsons(await run(panel, 'account.getBalance'))).toEqual([{ balance: kept }]);
	expect(jsons(await run(panel, 'service.getAll', ALL))).toEqual([{ service: 1, rate: kept, name: '"rate": 1.50' }]);
});

test.each(['hstockplus', 'hmSocialMedia', 'hassanStore'] as const)(
	'reads %s the same when it sends money and numbers in the other form',
	async (dialect) => {
		const plain = await openPanel({ dialect });
		const other = await openPanel({
			dialect,
			quirks: { moneyAsNumbers: true, ...(dialect === 'hstockplus' ? { numbersAsStrings: true } : { stringsAsNumbers: true }) },
		});
		for (const panel of [plain, other]) await run(panel, 'order.create', ORDER);
		const [a, b] = [
			jsons(await run(plain, 'order.getStatus', { orderIds: '23501' })),
			jsons(await run(other, 'order.getStatus', { orderIds: '23501' })),
		];
		expect(b).toMatchObject(a.map(({ start_count, remains, state }) => ({ start_count, remains, state })));
		expect(typeof b[0]?.charge).toBe('string');
		expect(Number(b[0]?.charge)).toBe(Number(a[0]?.charge));
	},
);

test('buys, although flags and envelopes of the panel are of another kind', async () => {
	const panel = await openPanel({
		dialect: 'hassanStore',
		quirks: { flagDigits: true, successOrderEnvelope: true, servicesEnvelope: 'data', bom: true, htmlContentType: true },
	});
	expect(jsons(await run(panel, 'order.create', ORDER))).toMatchObject([{ order: '23501', status: 'success' }]);
	expect(jsons(await run(panel, 'service.getAll', { returnAll: false, limit: 2 }))).toMatchObject([
		{ service: 1, refill: '1' },
		{ service: 2, refill: '2' },
	]);
});

test('calls every computed price an estimate', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	const [estimate] = jsons(await run(panel, 'order.estimate', { ...ORDER, service: SERVICE }));
	expect(estimate).toMatchObject({ estimate: '0.09', note: expect.stringContaining('An estimate') });
	expect(panel.callsOf('add')).toEqual([]);
});

describe('a catalog of real size', () => {
	test('comes whole, with emoji, styled letters and right-to-left names untouched', async () => {
		const panel = await openPanel({ dialect: 'hmSocialMedia', rows: 8000 });
		const rows = jsons(await run(panel, 'service.getAll', ALL));
		expect(rows.map(({ service, name }) => [service, name])).toEqual(panel.services().map(({ service, name }) => [service, name]));
	});

	test('is found by plain letters although its names are written in styled ones', async () => {
		const panel = await openPanel({ dialect: 'hmSocialMedia' });
		panel.setServices((rows) => rows.map((row) => (row.service === 7 ? { ...row, name: '🔥 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬 𝗙𝗮𝘀𝘁' } : { ...row, name: 'Likes' })));
		expect(jsons(await run(panel, 'service.getAll', { ...ALL, search: 'followers fast' }))).toMatchObject([{ service: 7 }]);
	});

	test('is asked for once for many items, because some panels allow ten calls an hour', async () => {
		const panel = await openPanel({ dialect: 'hmSocialMedia', quirks: { rateLimitedServicesPerHour: 1 } });
		const result = await run(
			panel,
			'service.getAll',
			{ returnAll: false, limit: 1 },
			{ items: [{ json: {} }, { json: {} }, { json: {} }] },
		);
		expect([result.status, jsons(result).length, panel.callsOf('services').length]).toEqual(['success', 3, 1]);
	});

	test('is searched on a panel with pages in large pages, not fifty rows a call', async () => {
		const panel = await openPanel({ dialect: 'hstockplus', rows: 4000 });
		panel.setServices((rows) => rows.map((row, position) => ({ ...row, name: position % 1000 === 999 ? 'needle' : 'hay' })));
		const found = jsons(await run(panel, 'service.getAll', { returnAll: false, limit: 50, search: 'needle' }));
		expect(found).toHaveLength(4);
		expect(panel.callsOf('services').map(({ fields }) => fields.limit)).toEqual(['50', '1000', '1000', '1000', '1000']);
	});

	test('comes whole from a panel that gives fewer rows a page than asked for', async () => {
		const panel = await openServer(({ fields }) => ({
			body: {
				services: Array.from({ length: 100 }, (_, position) => ({ service: (Number(fields.page) - 1) * 100 + position })),
				total: 350,
			},
		}));
		const services = jsons(await run(panel, 'service.getAll', ALL)).map(({ service }) => service);
		expect(services.slice(0, 350)).toEqual(Array.from({ length: 350 }, (_, position) => position));
	});

	test('ends on a panel that sends its first page for ever', async () => {
		const panel = await openServer(() => ({ body: { services: [ROW], total: 500 } }));
		expect(jsons(await run(panel, 'service.getAll', ALL))).toEqual([ITEM]);
		expect(panel.seen).toHaveLength(2);
	});
});
