import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { call, firstProject } from '../sandbox/testClient';
import { callWebhook, importExample, openShop, textsOf, type Played, type Shop } from './playing';
import { connect, credentialFor } from './support';
import { STILL } from './watching';

let client: N8nClient;
let panel: SandboxPanel;
let shop: Shop;

beforeAll(async () => {
	client = await connect();
	panel = await startSandboxPanel({ dialect: 'hstockplus', balance: '1000', ...STILL });
	shop = await openShop();
});
afterAll(async () => {
	await shop.close();
	await panel.close();
});

/** Imports and publishes an example whose waits look every second. */
async function publish(name: string, wait: string): Promise<Played> {
	const credential = await credentialFor(client, panel.url, panel.apiKey);
	const parameters = { [wait]: { options: { interval: 1, timeout: 60 } } };
	const played = await importExample(client, name, { credential, parameters });
	// The test reads what the example does not keep.
	const workflow = await client.updateWorkflow(played.workflow.id, { settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' } });
	await client.activate(workflow);
	return played;
}

async function booked(count: number): Promise<SandboxPanel['orders'] extends () => Array<infer O> ? O : never> {
	return await until(async () => panel.orders()[count - 1], { what: `${count} orders`, everyMs: 20 });
}

test('Rent numbers by webhook: every call of a shop gets an answer, and every number its code or its end', async () => {
	const project = firstProject(await call(panel, 'sms_projects', { country: 'us' }));
	const played = await publish('rent-numbers-by-webhook', 'Wait for the Code');
	const ask = async (requestId: string, callbackUrl = shop.url) =>
		await callWebhook(client, 'rent-a-number', { requestId, project, country: 'us', callbackUrl });

	const first = ask('r1');
	const number = await booked(1);
	expect(await first).toEqual({ status: 200, json: { requestId: 'r1', order: String(number.id), phone: number.phone } });
	panel.giveSms(number.id, '123456', 'Your code is 123456');
	expect(await shop.until(({ requestId }) => requestId === 'r1')).toEqual({
		requestId: 'r1',
		phone: number.phone,
		code: '123456',
		text: 'Your code is 123456',
	});

	// Delivered twice: no second number. Without an id: nothing at all.
	expect(await ask('r1')).toEqual({ status: 409, json: { requestId: 'r1', reason: 'This request was served before' } });
	expect(await ask('')).toMatchObject({ status: 503, json: { reason: expect.stringContaining("'Order Key'") } });
	expect(panel.orders()).toHaveLength(1);

	panel.fail({ action: 'add_sms', kind: 'error', error: 'Not enough funds on balance' });
	expect(await ask('r2')).toMatchObject({ status: 503, json: { requestId: 'r2', reason: expect.stringContaining('Not enough funds') } });
	panel.fail({ action: 'add_sms', kind: 'drop', when: 'afterBooking' });
	expect(await ask('r3')).toMatchObject({ status: 502, json: { requestId: 'r3' } });
	expect(panel.orders()).toHaveLength(2);

	// The number ends without a code, the panel closes the account, the shop does not take the code.
	await ask('r4');
	panel.setOrder((await booked(3)).id, { expiresAt: Date.now() - 1000 });
	expect(await shop.until(({ requestId }) => requestId === 'r4')).toMatchObject({ code: null });
	await ask('r5');
	panel.fail({ action: 'sms_code', kind: 'error', error: 'Invalid API key', times: 3 });
	expect(await shop.until(({ requestId }) => requestId === 'r5')).toMatchObject({ code: null });
	panel.clearFaults();
	await ask('r6', shop.brokenUrl);
	const lost = (await booked(5)).id;
	panel.giveSms(lost, '777777');

	const executions = await played.executions(8);
	await client.deactivate(played.workflow.id);
	expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
	expect(executions.flatMap((execution) => textsOf(execution)).sort()).toEqual([
		expect.stringMatching(/^Number for request , order unknown: .*'Order Key'/),
		expect.stringMatching(/^Number for request r2, order unknown: .*Not enough funds/),
		expect.stringMatching(/^Number for request r3, order unknown: .*may have been/),
		expect.stringMatching(new RegExp(`^Number for request r6, order ${lost}: .*500`)),
	]);
	expect(shop.received).toHaveLength(3);
});

test('Sell accounts: what is paid is delivered, in part, not at all, or refused, and the shop knows which', async () => {
	const played = await publish('sell-accounts', 'Wait for the Accounts');
	const before = panel.orders().length;
	const pay = async (invoice: string, quantity = 1, callbackUrl = shop.url) =>
		await callWebhook(client, 'sell-accounts', { invoice, service: '2', quantity, callbackUrl });

	expect(await pay('i1', 2)).toMatchObject({ status: 202, json: { invoice: 'i1' } });
	panel.setOrder((await booked(before + 1)).id, { status: 'Completed', accounts: ['a:1', 'b:2'], remains: 0 });
	expect(await shop.until(({ invoice }) => invoice === 'i1')).toEqual({ invoice: 'i1', accounts: ['a:1', 'b:2'] });
	expect(await pay('i1', 2)).toMatchObject({ status: 409 });

	expect(await pay('i2', 2)).toMatchObject({ status: 202 });
	panel.setOrder((await booked(before + 2)).id, { status: 'Canceled', accounts: ['c:3'], remains: 1 });
	expect(await shop.until(({ invoice }) => invoice === 'i2')).toEqual({ invoice: 'i2', accounts: ['c:3'], missing: 1 });

	expect(await pay('i3', 40)).toMatchObject({ status: 503, json: { reason: expect.stringContaining("'Maximum Charge'") } });
	panel.fail({ action: 'add', kind: 'drop', when: 'afterBooking' });
	expect(await pay('i4')).toMatchObject({ status: 503, json: { reason: expect.stringContaining('Somebody looks at it') } });
	await pay('i5', 1, shop.brokenUrl);
	panel.setOrder((await booked(before + 4)).id, { status: 'Completed', accounts: ['d:4'], remains: 0 });

	const executions = await played.executions(6);
	await client.deactivate(played.workflow.id);
	expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
	expect(executions.flatMap((execution) => textsOf(execution)).sort()).toEqual([
		expect.stringMatching(/^Invoice i2, order \d+: not everything was delivered/),
		expect.stringMatching(/^Invoice i3, order unknown: .*'Maximum Charge'/),
		expect.stringMatching(/^Invoice i4, order unknown: .*may have been/),
		expect.stringMatching(/^Invoice i5, order \d+: .*500/),
	]);
	expect(panel.orders()).toHaveLength(before + 4);
});
