import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox';
import { captureLogs, type NodeRun } from '../../support';
import { CLOSED_URL } from '../../support/panels';
import { closeAll, CONTINUE, openPanel, openServer, ORDER, run, SERVICE } from './support';

// The key must stand in no item, error or log line, whatever happens and however it is written.

const KEY = 'T0p/Secret+Key=&ü"0123456789';
const FORMS = [
	KEY,
	encodeURIComponent(KEY),
	new URLSearchParams({ k: KEY }).toString().slice(2),
	JSON.stringify(KEY).slice(1, -1),
	'T0p/Secret',
	'T0p\\/Secret',
	'T0p%2FSecret',
	Buffer.from(KEY).toString('base64'),
];

/** One operation of every kind: reads alone and in batches, requests, purchases, waits, catalog lists, custom actions. */
const OPERATIONS: ReadonlyArray<readonly [operation: `${string}.${string}`, parameters: INodeParameters]> = [
	['account.getBalance', {}],
	['service.getAll', { returnAll: true }],
	['service.getInventory', { service: SERVICE }],
	['category.getAll', {}],
	['order.getStatus', { orderIds: '1,2' }],
	['order.refill', { orderIds: '1,2' }],
	['order.cancel', { orderIds: '1' }],
	['refill.getStatus', { refillIds: '1' }],
	['order.create', { ...ORDER, maxCharge: '' }],
	['order.create', { ...ORDER, options: { ...ORDER.options, compareBalance: true } }],
	['order.estimate', ORDER],
	['order.waitForStatus', { orderId: '1', options: { interval: 1, timeout: 1 } }],
	['smsNumber.create', { project: { __rl: true, mode: 'id', value: '65f1' }, quantity: 2 }],
	['smsNumber.getCode', { orderIds: '1' }],
	['customAction.call', { action: 'anything', fields: '{"a":1}', paid: true }],
	['customAction.call', { action: 'anything', fields: '{}', paid: false }],
];

const FAULTS: readonly Fault[] = [
	{ kind: 'drop' },
	{ kind: 'halfBody' },
	{ kind: 'empty' },
	{ kind: 'html' },
	{ kind: 'html', challenge: true },
	{ kind: 'invalidJson' },
	{ kind: 'status', status: 400 },
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 403 },
	{ kind: 'status', status: 404 },
	{ kind: 'status', status: 429, retryAfter: 3600 },
	{ kind: 'status', status: 500 },
	{ kind: 'redirect', location: 'https://elsewhere.test/api/v2', status: 307 },
	{ kind: 'redirect', location: `/moved/${encodeURIComponent(KEY)}?key=${encodeURIComponent(KEY)}`, status: 302 },
	{ kind: 'error', error: 'Invalid API key' },
	{ kind: 'error', error: `Invalid API key: ${KEY}` },
	{ kind: 'error', error: `No order for key=${encodeURIComponent(KEY)}` },
	{ kind: 'status', status: 500, body: JSON.stringify({ error: KEY }) },
	{ kind: 'status', status: 422, body: JSON.stringify({ message: `The key ${KEY} is wrong` }) },
	{ kind: 'errorWithOrder', error: `Trouble with ${KEY}` },
	{
		kind: 'body',
		body: JSON.stringify({
			balance: '1',
			order: `5${KEY}`,
			key: KEY,
			[KEY]: [KEY, { deep: `x${KEY}` }],
			status: KEY,
			1: { error: KEY },
			2: { status: KEY },
		}),
	},
	{ kind: 'body', body: JSON.stringify([{ service: 1, name: KEY, key: KEY, order: 1, refill: 1, status: KEY }]) },
	{ kind: 'body', body: JSON.stringify({ orders: [{ order: 1, phone: KEY }] }).replace(/\//g, '\\/') },
];

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
	logs = captureLogs();
});
afterEach(async () => {
	logs.restore();
	await closeAll();
});

/** Everything that hangs on an error, also what JSON leaves out. */
function everythingOf(value: unknown, seen = new Set<unknown>()): string {
	if (typeof value !== 'object' || value === null) return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	return Reflect.ownKeys(value)
		.map((name) => `${String(name)}: ${everythingOf(Reflect.get(value, name), seen)}`)
		.join('\n');
}

function expectNoKey(what: string, results: readonly NodeRun[]): void {
	for (const result of results) {
		const errors = [result.error, ...result.items.flat().map(({ error }) => error)];
		const text = [
			result.wholeJson,
			...errors.map((error) => everythingOf(error)),
			everythingOf(result.items),
			everythingOf(result.contextData),
			logs.lines.join('\n'),
			JSON.stringify(errors),
		].join('\n');
		expect([what, FORMS.filter((form) => text.includes(form))]).toEqual([what, []]);
	}
}

test('finds a key that stands where JSON does not look, so that the tests below can fail', () => {
	const error = Object.assign(new Error('a', { cause: Object.defineProperty({}, 'hidden', { value: KEY, enumerable: false }) }), {});
	expect(JSON.stringify(error)).not.toContain(KEY);
	expect(everythingOf(error)).toContain(KEY);
});

/** Four kinds of operations at a time, so that the waits of repeated reads pass side by side. */
const GROUPS = [0, 1, 2, 3]
	.map((group) => OPERATIONS.filter((_, position) => position % 4 === group))
	.map((operations) => ({ names: operations.map(([operation]) => operation).join(', '), operations }));

test.each(GROUPS)(
	'$names never show the key, whatever the panel answers',
	async ({ operations }) => {
		const cases = operations.flatMap(([operation, parameters]) =>
			FAULTS.flatMap((fault) => [{}, CONTINUE].map((settings) => ({ operation, parameters, fault, settings }))),
		);
		await Promise.all(
			cases.map(async ({ operation, parameters, fault, settings }) => {
				const panel = await openPanel({ dialect: 'hstockplus', apiKey: KEY, rows: 2 });
				// With the comparison of balances, the purchase itself is what fails.
				panel.fail({ ...fault, times: 2, ...('options' in parameters ? { action: 'add' } : {}) });
				expectNoKey(`${operation} ${fault.kind}`, [await run(panel, operation, parameters, settings)]);
				expect(panel.calls.length).toBeGreaterThan(0);
			}),
		);
	},
	60_000,
);

test('never shows the key when the panel cannot be reached, is too slow, or the address is wrong', async () => {
	const hanging = await openServer(() => 'hang');
	const addresses = [
		CLOSED_URL,
		'https://nothing.invalid/api/v2',
		KEY,
		`https://${encodeURIComponent(KEY)}`,
		`https://panel.test/api/v2?key=${encodeURIComponent(KEY)}`,
		`https://panel.test/#${KEY}`,
		`https://user:${encodeURIComponent(KEY)}@panel.test/`,
		`${CLOSED_URL}/${encodeURIComponent(KEY)}`,
		`${hanging.origin}/${encodeURIComponent(KEY)}`,
		'',
	];
	const results = await Promise.all(
		addresses.map(async (url) => await run({ url, apiKey: KEY }, 'order.create', { ...ORDER, options: { ...ORDER.options, timeout: 1 } })),
	);
	expectNoKey('address', results);
	expect(results.every(({ error }) => error !== undefined)).toBe(true);
}, 30_000);

test('shows no half of the key where the quoted beginning of an answer ends within it', async () => {
	const texts = [
		`${'x'.repeat(180)} ${KEY}`,
		`<br />\n<b>Fatal error</b>: Uncaught PDOException in SELECT * FROM users WHERE ${'x'.repeat(120)} api_key = '${KEY}'<br />`,
	];
	for (const body of texts) {
		const panel = await openServer(() => ({ body }));
		const results = [
			await run({ url: panel.url, apiKey: KEY }, 'account.getBalance'),
			await run({ url: panel.url, apiKey: KEY }, 'order.create', ORDER),
		];
		expectNoKey(body, results);
		expect(results.map(({ error }) => error?.message + String(error?.description))).toEqual(
			[1, 2].map(() => expect.stringContaining('xxx')),
		);
	}
});

test('puts [key] where a panel echoes the key, and keeps the rest of its words and data', async () => {
	const refusing = await openServer(() => ({ body: { error: `The key ${KEY} has no money` } }));
	expect((await run({ url: refusing.url, apiKey: KEY }, 'account.getBalance')).error?.message).toContain('The key [key] has no money');
	const echoing = await openServer(() => ({ body: [{ service: 1, name: `for ${KEY}`, rate: '0.90' }] }));
	const result = await run({ url: echoing.url, apiKey: KEY }, 'service.getAll', { returnAll: true });
	expect(result.items[0]?.map(({ json }) => json)).toEqual([{ service: 1, name: 'for [key]', rate: '0.90' }]);
});
