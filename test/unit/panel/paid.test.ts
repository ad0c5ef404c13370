import type { Fault } from '../../sandbox';
import { runNode } from '../../support';
import { CLOSED_URL } from '../../support/panels';
import { closeAll, closedPort, CONTINUE, jsons, openPanel, openServer, ORDER, run, SERVICE, told } from './support';

// Calls that cost money, see docs/panel-api.md#paid-calls-without-an-answer.

afterEach(closeAll);

/** What may happen to a call after it left, and whether the reply is a clear no. */
const FAULTS: ReadonlyArray<readonly [string, Fault, 'unclear' | 'refused']> = [
	['the connection drops', { kind: 'drop' }, 'unclear'],
	['half a body comes', { kind: 'halfBody' }, 'unclear'],
	['nothing comes', { kind: 'empty' }, 'unclear'],
	['a web page comes', { kind: 'html' }, 'unclear'],
	['a page stands before the order', { kind: 'body', body: '<html><b>Warning</b>{"order":23501}' }, 'unclear'],
	['the reply is cut', { kind: 'invalidJson' }, 'unclear'],
	['500 comes', { kind: 'status', status: 500 }, 'unclear'],
	['502 comes', { kind: 'status', status: 502 }, 'unclear'],
	['503 comes', { kind: 'status', status: 503 }, 'unclear'],
	['504 comes with JSON', { kind: 'status', status: 504, body: '{"error":"Gateway timeout"}' }, 'unclear'],
	['408 comes', { kind: 'status', status: 408 }, 'unclear'],
	['a redirect after the work comes', { kind: 'redirect', location: '/done', status: 303 }, 'unclear'],
	['an error comes beside an order', { kind: 'errorWithOrder', error: 'Provider trouble' }, 'unclear'],
	['a 400 comes beside an order', { kind: 'status', status: 400, body: '{"message":"Queued","order":23501}' }, 'unclear'],
	['JSON without an order comes', { kind: 'body', body: '{"status":"success"}' }, 'unclear'],
	['a refusal comes', { kind: 'error', error: 'Bad link' }, 'refused'],
	['a refusal comes under 422', { kind: 'status', status: 422, body: '{"error":"Bad link"}' }, 'refused'],
	['403 comes', { kind: 'html', challenge: true }, 'refused'],
];

describe.each(['beforeBooking', 'afterBooking'] as const)('%s', (when) => {
	test('never sends an order a second time, whatever comes instead of the reply', async () => {
		await Promise.all(
			FAULTS.map(async ([name, fault, kind]) => {
				const panel = await openPanel({ dialect: 'hmSocialMedia' });
				panel.fail({ ...fault, action: 'add', when });
				const result = await run(panel, 'order.create', ORDER);
				expect([name, panel.callsOf('add').length]).toEqual([name, 1]);
				expect([name, panel.orders().length]).toEqual([name, when === 'afterBooking' ? 1 : 0]);
				expect([name, /may have been made/.test(told(result))]).toEqual([name, kind === 'unclear']);
			}),
		);
	});

	test('never sends an SMS purchase or a paid custom action a second time', async () => {
		const paid = [
			{
				operation: 'smsNumber.create',
				action: 'add_sms',
				parameters: { project: { __rl: true, mode: 'id', value: '' }, country: '', quantity: 2 },
			},
			{
				operation: 'customAction.call',
				action: 'add',
				parameters: { action: 'add', fields: '{"service":1,"link":"https://x.y","quantity":100}', paid: true },
			},
		] as const;
		await Promise.all(
			paid.flatMap(({ operation, action, parameters }) =>
				FAULTS.slice(0, 8).map(async ([name, fault]) => {
					const panel = await openPanel({ dialect: 'hstockplus' });
					const project = 'project' in parameters ? { project: { ...parameters.project, value: await anyProject(panel) } } : {};
					panel.fail({ ...fault, action, when });
					const result = await run(panel, operation, { ...parameters, ...project });
					expect([operation, name, panel.callsOf(action).length, result.status]).toEqual([operation, name, 1, 'error']);
				}),
			),
		);
	});
});

async function anyProject(panel: { url: string; apiKey: string }): Promise<string> {
	const [first] = jsons(await run(panel, 'smsProject.getAll', { returnAll: true }));
	return String(first?.project_id);
}

test('tells which order the reply names beside its error', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'errorWithOrder', error: 'Provider trouble', when: 'afterBooking' });
	expect(told(await run(panel, 'order.create', ORDER))).toContain('23501');
	const sms = await openServer(() => ({ body: { error: 'Only some', orders: [{ order: 71 }, { order: 72 }] } }));
	const result = told(await run(sms, 'smsNumber.create', { project: { __rl: true, mode: 'id', value: '65f1' }, quantity: 3 }));
	expect(result).toMatch(/may have been made/);
	expect(result).toContain('71, 72');
});

test('waits for a slow confirmation instead of giving up on it', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'delay', ms: 300, action: 'add', when: 'afterBooking' });
	expect(jsons(await run(panel, 'order.create', ORDER))).toMatchObject([{ order: '23501' }]);
});

test('calls an order unknown, not failed, when the panel is slower than the time allowed', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
	const result = await run(panel, 'order.create', { ...ORDER, options: { ...ORDER.options, timeout: 1 } });
	expect(told(result)).toMatch(/may have been made/);
	expect(told(result)).toContain('did not answer within 1 seconds');
	expect([panel.callsOf('add').length, panel.orders().length]).toEqual([1, 1]);
});

test('gives up on a panel that sends its reply one byte at a time', async () => {
	const panel = await openServer(() => (response) => {
		response.writeHead(200, { 'Content-Type': 'application/json' });
		const drip = setInterval(() => response.write(' '), 100);
		response.on('close', () => clearInterval(drip));
	});
	expect(told(await run(panel, 'order.create', { ...ORDER, options: { ...ORDER.options, timeout: 1 } }))).toMatch(/may have been made/);
	expect(panel.seen).toHaveLength(1);
});

test('sends an order again only when the connection was refused, so that nothing had left', async () => {
	const port = await closedPort();
	const buying = run({ url: `http://127.0.0.1:${port}/api/v2`, apiKey: 'a-key-of-the-sandbox' }, 'order.create', ORDER);
	const panel = await openPanel({ dialect: 'hmSocialMedia', apiKey: 'a-key-of-the-sandbox', port });
	expect(jsons(await buying)).toMatchObject([{ order: '23501' }]);
	expect(panel.callsOf('add')).toHaveLength(1);
});

test('does not call an order unknown that never left, also when the execution is stopped between two tries', async () => {
	const url = CLOSED_URL;
	const refused = told(await run({ url }, 'order.create', ORDER));
	expect(refused).toContain('cannot be reached (it refuses the connection)');
	expect(refused).not.toMatch(/may have been made/);
});

test('lets a paid call that is under way finish when the execution is stopped', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'delay', ms: 400, action: 'add' });
	const stop = new AbortController();
	const running = run(panel, 'order.create', ORDER, { signal: stop.signal });
	while (panel.calls.length === 0) await new Promise(setImmediate);
	stop.abort();
	await running;
	while (panel.orders().length === 0) await new Promise(setImmediate);
	expect(panel.orders()).toHaveLength(1);
});

test('ends a read at once when the execution is stopped', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	panel.fail({ kind: 'hang', action: 'balance' });
	const stop = new AbortController();
	const running = run(panel, 'account.getBalance', {}, { signal: stop.signal });
	while (panel.calls.length === 0) await new Promise(setImmediate);
	stop.abort();
	await running;
	expect(panel.calls).toHaveLength(1);
});

test('does not send a refill or an unpaid custom action again after it left', async () => {
	await Promise.all(
		FAULTS.slice(0, 9).map(async ([name, fault]) => {
			const panel = await openPanel({ dialect: 'hassanStore' });
			panel.fail({ ...fault, action: 'refill' });
			panel.fail({ ...fault, action: 'subscribe' });
			await run(panel, 'order.refill', { orderIds: '1' });
			await run(panel, 'customAction.call', { action: 'subscribe', fields: '{}', paid: false });
			expect([name, panel.callsOf('refill').length, panel.callsOf('subscribe').length]).toEqual([name, 1, 1]);
		}),
	);
});

test('calls a cancel accepted, and the order cancelled only once its status says so', async () => {
	const clock = { now: 1_800_000_000_000 };
	const panel = await openPanel({ dialect: 'hmSocialMedia', pace: 1000, now: () => clock.now });
	await run(panel, 'order.create', { ...ORDER, service: SERVICE });
	expect(jsons(await run(panel, 'order.cancel', { orderIds: '23501' }))).toEqual([{ order: '23501', cancel: 1, accepted: true }]);
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '23501' }))).toMatchObject([{ state: 'pending', final: false }]);
	clock.now += 1500;
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '23501' }))).toMatchObject([{ state: 'canceled', final: true }]);
});

describe('SMS numbers', () => {
	test('gives one item for each number that was bought, all of the same input item', async () => {
		const panel = await openPanel({ dialect: 'hstockplus' });
		const project = { __rl: true, mode: 'id', value: await anyProject(panel) };
		const result = await run(panel, 'smsNumber.create', { project, quantity: 3 });
		expect(jsons(result).map(({ order }) => order)).toEqual(panel.orders().map(({ id }) => String(id)));
		expect(jsons(result)).toHaveLength(3);
		expect(result.items[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 0 }]);
		expect(panel.callsOf('add_sms')).toHaveLength(1);
	});

	test.each([{ status: 'success' }, { orders: [{ phone: '+1' }] }, { orders: [{ order: 0 }] }])(
		'does not report %j as bought numbers',
		async (body) => {
			const panel = await openServer(() => ({ body }));
			expect(told(await run(panel, 'smsNumber.create', { project: { __rl: true, mode: 'id', value: '65f1' }, quantity: 2 }))).toMatch(
				/may have been made/,
			);
			expect(panel.seen).toHaveLength(1);
		},
	);

	test.each([
		[
			'a number that could not be had stands among them',
			{ orders: [{ order: 1, phone: '+1' }, { error: 'No numbers left' }] },
			[{ order: '1', phone: '+1' }, { reason: 'No numbers left' }],
		],
		['the only number comes without a list', { order: 1, phone: '+1' }, [{ order: '1', phone: '+1' }]],
		['the only number comes in an envelope', { status: 'success', data: { order: 1, phone: '+1' } }, [{ order: '1', phone: '+1' }]],
		['a list of one comes in an envelope', { data: { orders: [{ order: 1, phone: '+1' }] } }, [{ order: '1', phone: '+1' }]],
		['the only number is named by a record', { order: { id: 1, phone: '+1' } }, [{ order: '1', phone: '+1' }]],
		['the list has no envelope', [{ order: '1', phone: '+1' }], [{ order: '1', phone: '+1' }]],
	])('loses no bought number when %s', async (_name, body, items) => {
		const panel = await openServer(() => ({ body }));
		const result = await runNode({
			credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'a-key-of-a-server' } },
			parameters: { resource: 'smsNumber', operation: 'create', project: { __rl: true, mode: 'id', value: '65f1' }, quantity: 2 },
			...CONTINUE,
		});
		expect(jsons(result)).toMatchObject(items);
	});
});
