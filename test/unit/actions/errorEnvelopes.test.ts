import { byId, closePanels, placeOrders, records, run, startPanel } from './support';

afterEach(closePanels);

/** What panels answer in the place of a status while they are in trouble. */
const ENVELOPES = [
	{ status: 'error', msg: 'Service under maintenance' },
	{ status: 'error', message: 'Please contact support' },
	{ status: 'Failed', message: 'Something went wrong, try again later' },
	{ status: 'error' },
	{ status: 'fail', data: null },
	{ status: 'fail', charge: null, remains: '' },
	{ success: false, message: 'Service under maintenance' },
	{ status: 0, error_message: 'Panel is offline' },
];
const goesOn = { node: { onError: 'continueRegularOutput' as const } };

type Panel = Awaited<ReturnType<typeof startPanel>>;

/** Asks while the panel answers with an envelope, and tells for each item whether it is an error, and its state. */
async function asked(panel: Panel, operation: string, parameters: Parameters<typeof run>[2], action: string, body: unknown) {
	panel.fail({ kind: 'body', body: JSON.stringify(body), action, times: 99 });
	const { items } = await run(panel, operation, parameters, goesOn);
	panel.clearFaults();
	return (items[0] ?? []).map(({ json, error }) => ({ failed: error !== undefined || json.error !== undefined, state: json.state }));
}

const NOTHING_KNOWN = [{ failed: true, state: undefined }];

test('an error in the place of the status of one order is a failed call, and the order goes on', async () => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hstockplus', { pace: 1e9 });
			const [orderIds = ''] = await placeOrders(panel, 1);
			const seen = await asked(panel, 'order.getStatus', { orderIds }, 'status', envelope);
			expect([envelope, seen]).toEqual([envelope, NOTHING_KNOWN]);
			expect(await records(panel, 'order.getStatus', { orderIds })).toMatchObject([{ state: 'pending', final: false }]);
		}),
	);
});

test('the same for a whole list of orders', async () => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
			const orderIds = (await placeOrders(panel, 3)).join();
			const seen = await asked(panel, 'order.getStatus', { orderIds }, 'status', envelope);
			expect([envelope, seen]).toEqual([envelope, NOTHING_KNOWN]);
			expect(await records(panel, 'order.getStatus', { orderIds })).toHaveLength(3);
		}),
	);
});

test.each(['keyed', 'list'])('the same for every order inside a %s answer, and only for those', async (form) => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hmSocialMedia');
			const real = { charge: '0.1', start_count: '1', status: 'In progress', remains: '5', currency: 'USD' };
			const body =
				form === 'keyed'
					? { 1: envelope, 2: real, 3: envelope }
					: [
							{ order: 1, ...envelope },
							{ order: 2, ...real },
							{ order: 3, ...envelope },
						];
			const seen = await asked(panel, 'order.getStatus', { orderIds: '1,2,3' }, 'status', body);
			expect([envelope, seen]).toEqual([envelope, [{ failed: false, state: 'inProgress' }, ...NOTHING_KNOWN]]);
		}),
	);
});

test('the same for a bare word inside a list', async () => {
	const panel = await startPanel('hmSocialMedia');
	expect(await asked(panel, 'order.getStatus', { orderIds: '1,2' }, 'status', { 1: 'error', 2: 'Fail' })).toEqual(NOTHING_KNOWN);
});

test('an order that the panel does not know is data also in such an envelope', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'body', body: '{"1":{"status":"error","msg":"Order not found"}}', action: 'status' });
	panel.fail({ kind: 'body', body: '{"status":"fail","msg":"Order not found"}', action: 'status' });
	for (const orderIds of ['1,2', '2'])
		expect(await records(panel, 'order.getStatus', { orderIds })).toContainEqual(
			expect.objectContaining({ found: false, reason: expect.stringMatching(/not found|Incorrect order ID/) }),
		);
});

test.each(['Fail', 'Error', 'failed'])(
	'an order that failed, with its charge, is failed and final when the panel says %s',
	async (status) => {
		for (const dialect of ['hstockplus', 'hmSocialMedia', 'hassanStore'] as const) {
			const panel = await startPanel(dialect);
			const orderIds = (await placeOrders(panel, 2)).join();
			for (const id of orderIds.split(',')) panel.setOrder(Number(id), { status, charge: '0' });
			const failed = expect.objectContaining({ state: 'failed', final: true });
			expect(await records(panel, 'order.getStatus', { orderIds })).toEqual([failed, failed]);
		}
	},
);

test('a panel that meets lists with an error without a word, and answers single orders, is still asked', async () => {
	const panel = await startPanel('hmSocialMedia');
	const orderIds = (await placeOrders(panel, 3)).join();
	panel.fail({ kind: 'body', body: '{"status":"error"}', action: 'status' });
	expect(await records(panel, 'order.getStatus', { orderIds })).toHaveLength(3);
});

test('Get Changed tells no change while the panel answers with an error', async () => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hmSocialMedia', { pace: 1e9 });
			const [one, two] = await placeOrders(panel, 2);
			for (const orderIds of [one ?? '', `${one},${two}`]) {
				const parameters = { orderIds, lastKnownStatus: 'Pending' };
				expect([envelope, await asked(panel, 'order.getChanged', parameters, 'status', envelope)]).toEqual([envelope, NOTHING_KNOWN]);
				expect(await records(panel, 'order.getChanged', parameters)).toEqual([]);
			}
		}),
	);
});

test('Wait for Status waits on through an error, and ends with the real state', async () => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hmSocialMedia');
			const [orderId = ''] = await placeOrders(panel, 1);
			panel.fail({ kind: 'body', body: JSON.stringify(envelope), action: 'status' });
			const states = ['completed', 'failed'];
			expect([envelope, await records(panel, 'order.waitForStatus', { orderId, options: { interval: 1 }, states })]).toEqual([
				envelope,
				[expect.objectContaining({ state: 'completed' })],
			]);
			expect(panel.callsOf('status').length).toBeGreaterThan(1);
		}),
	);
});

test('the status of refills is read by the same rule, one and many', async () => {
	await Promise.all(
		ENVELOPES.map(async (envelope) => {
			const panel = await startPanel('hmSocialMedia');
			const orderIds = (await placeOrders(panel, 2)).join();
			await records(panel, 'order.refill', { orderIds });
			const inList = [1, 2].map((refill) => ({ refill, ...envelope }));
			for (const [refillIds, body] of [
				['1', envelope],
				['1,2', envelope],
				['1,2', inList],
			] as const)
				expect([envelope, await asked(panel, 'refill.getStatus', { refillIds }, 'refill_status', body)]).toEqual([envelope, NOTHING_KNOWN]);
			expect(await records(panel, 'refill.getStatus', { refillIds: '1,2' })).toMatchObject([
				{ state: 'completed' },
				{ state: 'completed' },
			]);
		}),
	);
}, 120_000);

test('a rejected refill stays rejected', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'body', body: '{"status":"Rejected"}', action: 'refill_status' });
	expect(await records(panel, 'refill.getStatus', { refillIds: '1' })).toMatchObject([{ state: 'failed', final: true }]);
});

test('code and status of SMS numbers are read by the same rule', async () => {
	await Promise.all(
		[...ENVELOPES, { code: 503, message: 'Service under maintenance' }].map(async (envelope) => {
			const panel = await startPanel('hstockplus');
			const [project] = await records(panel, 'smsProject.getAll', { returnAll: true });
			const [number] = await records(panel, 'smsNumber.create', { project: byId(String(project?.project_id)), quantity: 1 });
			const orderIds = String(number?.order);
			for (const [operation, action] of [
				['smsNumber.getCode', 'sms_code'],
				['smsNumber.getStatus', 'sms_status'],
			] as const) {
				expect([envelope, await asked(panel, operation, { orderIds }, action, envelope)]).toEqual([envelope, NOTHING_KNOWN]);
				expect(await records(panel, operation, { orderIds })).toMatchObject([{ state: 'completed' }]);
			}
		}),
	);
}, 120_000);
