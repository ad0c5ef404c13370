import { startSandboxPanel, type Fault } from './index';
import { call, closePanels, panelFor, post, TestClock } from './testClient';

afterEach(closePanels);

const ORDER = { service: '1', link: 'https://instagram.com/username', quantity: '100' };

describe('a fault in add', () => {
	const broken: readonly (readonly [string, Fault, boolean])[] = [
		['a dropped connection', { kind: 'drop' }, false],
		['half a body', { kind: 'halfBody' }, false],
		['a 502 page', { kind: 'status', status: 502 }, true],
		['an HTML page', { kind: 'html' }, true],
		['a Cloudflare challenge', { kind: 'html', challenge: true, status: 503 }, true],
		['an empty body', { kind: 'empty' }, true],
		['a cut body', { kind: 'invalidJson' }, true],
		['a redirect', { kind: 'redirect', location: 'http://127.0.0.1:9/', status: 307 }, true],
		['an error text', { kind: 'error', error: 'Bad link' }, true],
	];

	test.each(broken)('%s before booking costs nothing, after booking it costs the order', async (_name, fault, answers) => {
		const panel = await panelFor('hmSocialMedia');
		for (const booked of [0, 1]) {
			panel.fail({ ...fault, action: 'add', when: booked === 0 ? 'beforeBooking' : 'afterBooking' });
			const reply = await post(panel, { action: 'add', ...ORDER })
				.then((response) => response.text())
				.catch(() => undefined);
			expect(reply !== undefined).toBe(answers);
			expect(reply).not.toBe('{"order":23501}');
			expect(panel.orders()).toHaveLength(booked);
		}
		expect(await call(panel, 'add', ORDER)).toEqual({ order: 23502 });
		expect(panel.balance()).toBe('100.66292');
	});

	test('names the booked order beside the error where a panel does so', async () => {
		const panel = await panelFor('hmSocialMedia');
		panel.fail({ kind: 'errorWithOrder', error: 'Something went wrong', when: 'afterBooking' });
		expect(await call(panel, 'add', ORDER)).toEqual({ error: 'Something went wrong', order: 23501 });
	});

	test('hits only its action, as often as it was told', async () => {
		const panel = await panelFor('hmSocialMedia');
		panel.fail({ kind: 'status', status: 429, retryAfter: 7, action: 'balance', times: 2 });
		expect(await call(panel, 'add', ORDER)).toEqual({ order: 23501 });
		for (const expected of [429, 429, 200]) {
			const response = await post(panel, { action: 'balance' });
			expect(response.status).toBe(expected);
			expect(response.headers.get('retry-after')).toBe(expected === 429 ? '7' : null);
		}
	});
});

test('closes at once while a client waits for an answer that never comes', async () => {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'hang' });
	panel.fail({ kind: 'delay', ms: 3_600_000 });
	const waiting = [post(panel, { action: 'balance' }), post(panel, { action: 'balance' })].map((request) =>
		expect(request).rejects.toThrow(),
	);
	while (panel.calls.length < 2) await new Promise(setImmediate);
	await panel.close();
	await Promise.all(waiting);
});

test('says in a clear sentence that a port is taken', async () => {
	const panel = await panelFor('hmSocialMedia');
	await expect(startSandboxPanel({ dialect: 'hassanStore', port: Number(new URL(panel.url).port) })).rejects.toThrow('already in use');
});

describe('quirks of clones', () => {
	test('wraps, renames and retypes replies', async () => {
		const panel = await panelFor('hmSocialMedia', {
			pace: 0,
			bulkStatus: 'list',
			quirks: {
				bom: true,
				htmlContentType: true,
				moneyAsNumbers: true,
				stringsAsNumbers: true,
				flagDigits: true,
				servicesEnvelope: 'data',
				successOrderEnvelope: true,
				statusErrorEnvelope: true,
				jsonErrorStatus: 422,
			},
		});
		const response = await post(panel, { action: 'balance' });
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(Buffer.from(await response.arrayBuffer()).toString('utf8')).toBe('\ufeff{"balance":100.84292,"currency":"USD"}');
		expect(await call(panel, 'services')).toMatchObject({
			data: expect.arrayContaining([expect.objectContaining({ min: 50, rate: 0.9, refill: '1' })]),
		});
		expect(await call(panel, 'add', ORDER)).toEqual({ status: 'success', order: 23501 });
		expect(await call(panel, 'status', { orders: '23501,2' })).toEqual([
			expect.objectContaining({ order: 23501, remains: 0, charge: 0.09 }),
			{ order: 2, error: 'Incorrect order ID' },
		]);
		const refused = await post(panel, { action: 'nothing' });
		expect([refused.status, await refused.json()]).toEqual([422, { status: 'error', message: 'Incorrect request' }]);
	});

	test('limits the services call by the hour of the sandbox clock', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hassanStore', { now: clock.now, quirks: { rateLimitedServicesPerHour: 1 } });
		expect((await post(panel, { action: 'services' })).status).toBe(200);
		clock.forward(600_000);
		const limited = await post(panel, { action: 'services' });
		expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3000']);
		clock.forward(3_000_000);
		expect((await post(panel, { action: 'services' })).status).toBe(200);
	});

	test('answers bare strings for bad ids and an empty-catalogue sentence', async () => {
		const panel = await panelFor('hmSocialMedia', { quirks: { stringErrors: true, emptyDataEnvelope: true } });
		expect(await call(panel, 'status', { orders: '1,2' })).toEqual({ 1: 'Incorrect order ID', 2: 'Incorrect order ID' });
		expect(await call(panel, 'services')).toEqual({ status: 'success', data: 'Empty Data' });
		expect(await call(panel, 'status', { orders: Array.from({ length: 101 }, (_, id) => id).join(',') })).toEqual({
			error: 'Incorrect request',
		});
	});
});

test('can be controlled over HTTP by another process, without telling the key', async () => {
	const panel = await panelFor('hmSocialMedia');
	const tell = (path: string, json: unknown): Promise<Response> =>
		fetch(panel.origin + path, { method: 'POST', body: JSON.stringify(json) });
	expect((await tell('/sandbox/fail', { kind: 'error', error: 'Bad link', action: 'add' })).status).toBe(200);
	expect(await call(panel, 'add', ORDER)).toEqual({ error: 'Bad link' });
	await call(panel, 'add', ORDER);
	await tell('/sandbox/orders/23501', { status: 'Partial', remains: '40' });
	expect(await call(panel, 'status', { order: '23501' })).toMatchObject({ status: 'Partial', remains: '40', charge: '0.09' });
	const wrong = await tell('/sandbox/fail', { kind: 'explode' });
	expect([wrong.status, await wrong.json()]).toEqual([400, { problem: '"kind" is not a fault of the sandbox: explode.' }]);
	const state = await (await fetch(`${panel.origin}/sandbox/state`)).text();
	expect(JSON.parse(state)).toMatchObject({
		balance: '100.75292',
		orders: [{ id: 23501 }],
		calls: [{ action: 'add' }, { action: 'add' }, {}],
	});
	expect(state).not.toContain(panel.apiKey);
});
