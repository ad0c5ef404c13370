import { changed, closeWorlds, inputs, itemError, onErrorContinue, orderCreate, orderItem, rows, smsCreate, world } from './world';

afterAll(closeWorlds);

/** 1,000 pieces at an estimate of 0.50, under a maximum. */
const limited = changed(orderCreate, {
	link: '=https://example.com/p/{{ $json.id }}',
	maxCharge: '1',
	options: { priceBasis: 'perThousand' },
});
const far =
	"The panel charged 41.50 for order 23501, far from the estimate of 0.50, and above 'Maximum Charge', which is 1.00. Its prices may be in another currency than that of your account.";

test('a charge in the reply that is far above the estimate is told, and a maximum refuses the next order', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"41.5"}', action: 'add', when: 'afterBooking' });
	const run = await here.run(limited, { items: inputs(2), node: onErrorContinue });
	expect(rows(run)[0]).toEqual(orderItem(here, '23501', { charge: '41.5', estimate: '0.50', note: far }));
	expect(itemError(run, 1)).toContain('Nothing was sent: a maximum is set, but the estimates of this panel cannot be trusted');
	expect(itemError(run, 1)).toContain(far);
	expect(here.booked()).toBe(1);
});

test.each(['{"order":{"id":23501,"charge":"41.5"}}', '{"status":"success","data":{"order":23501,"charge":"41.5"}}'])(
	'a charge beside the number in %s is told, and refuses the next order without a further call',
	async (body) => {
		const here = await world();
		here.panel.fail({ kind: 'body', body, action: 'add', when: 'afterBooking' });
		const run = await here.run(limited, { items: inputs(2), node: onErrorContinue });
		expect(rows(run)[0]).toMatchObject({ order: '23501', charge: '41.5', note: far });
		expect([here.booked(), here.panel.callsOf('status').length]).toEqual([1, 0]);
	},
);

test('a charge that only the status names is read before the next order under a maximum, once', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"charge":"41.50","status":"Pending","currency":"INR"}', action: 'status' });
	const run = await here.run(limited, { items: inputs(3), node: onErrorContinue });
	expect([1, 2].map((index) => itemError(run, index))).toEqual([1, 2].map(() => expect.stringContaining(far)));
	expect([here.booked(), here.panel.callsOf('status').length]).toEqual([1, 1]);
});

test('a charge near the estimate changes nothing, and is asked for once in an execution', async () => {
	const here = await world();
	const run = await here.run(limited, { items: inputs(4) });
	expect(rows(run).map(({ note }) => note)).toEqual([undefined, undefined, undefined, undefined]);
	expect([here.booked(), here.panel.callsOf('status').length]).toEqual([4, 1]);
});

test('a panel that names no charge, or does not answer, is asked three times at most and stops no order', async () => {
	const here = await world();
	here.panel.fail({ kind: 'error', error: 'Incorrect order ID', action: 'status', times: 9 });
	await here.run(limited, { items: inputs(6) });
	expect([here.booked(), here.panel.callsOf('status').length]).toEqual([6, 3]);
});

test('without a maximum no charge is read', async () => {
	const here = await world();
	await here.run(changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}' }), { items: inputs(3) });
	expect(here.panel.callsOf('status')).toEqual([]);
});

test('a charge a little above the estimate is told where it passes the maximum, and refuses the next order', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"0.58"}', action: 'add', when: 'afterBooking' });
	const run = await here.run({ ...limited, maxCharge: '0.55' }, { items: inputs(2), node: onErrorContinue });
	const above =
		"The panel charged 0.58 for order 23501, more than the estimate of 0.50, and above 'Maximum Charge', which is 0.55. Its prices may be in another currency than that of your account.";
	expect(rows(run)[0]).toMatchObject({ charge: '0.58', estimate: '0.50', note: above });
	expect(itemError(run, 1)).toContain(above);
	expect(here.booked()).toBe(1);
});

test('a service whose price the panel shows as 0 costs too much once at most under a maximum', async () => {
	const here = await world({ dialect: 'hmSocialMedia' });
	here.panel.setServices((all) => all.map((row) => ({ ...row, rate: '0.00', type: 'Default' })));
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"4"}', action: 'add', when: 'afterBooking' });
	const run = await here.run(limited, { items: inputs(3), node: onErrorContinue });
	expect(String(rows(run)[0]?.note)).toContain("far from the estimate of 0.00, and above 'Maximum Charge', which is 1.00");
	expect(here.booked()).toBe(1);

	const silent = await world({ dialect: 'hmSocialMedia' });
	silent.panel.setServices((all) => all.map((row) => ({ ...row, rate: '0.00', type: 'Default' })));
	silent.panel.fail({ kind: 'body', body: '{"charge":"4","status":"Pending","currency":"USD"}', action: 'status', times: 9 });
	await silent.run(limited, { items: inputs(6), node: onErrorContinue });
	expect(silent.booked()).toBe(1);
});

test('a number that costs more than its maximum is told, and the next one is refused', async () => {
	const here = await world();
	here.panel.fail({
		kind: 'body',
		body: '{"orders":[{"order":23501,"phone":"+1","charge":"0.70"}]}',
		action: 'add_sms',
		when: 'afterBooking',
	});
	const run = await here.run(changed(smsCreate, { maxCharge: '0.60' }), { items: inputs(2), node: onErrorContinue });
	expect(String(rows(run)[0]?.note)).toContain("above 'Maximum Charge', which is 0.60");
	expect(here.booked()).toBe(1);
});

test.each([undefined, 10])(
	'with Calls at Once %s only one order costs too much where the prices are in another currency',
	async (callsAtOnce) => {
		const here = await world();
		here.panel.fail({ kind: 'body', body: '{"charge":"41.50","status":"Pending","currency":"INR"}', action: 'status', times: 99 });
		const options = { priceBasis: 'perThousand', ...(callsAtOnce === undefined ? {} : { callsAtOnce }) };
		const run = await here.run({ ...limited, options }, { items: inputs(10), node: onErrorContinue });
		expect(here.booked()).toBe(1);
		expect(rows(run).filter(({ bought }) => bought === true)).toHaveLength(1);
	},
);

test('orders at once under a maximum that holds are all placed', async () => {
	const here = await world();
	await here.run({ ...limited, options: { priceBasis: 'perThousand', callsAtOnce: 10 } }, { items: inputs(20) });
	expect([here.booked(), here.panel.callsOf('status').length]).toEqual([20, 1]);
});

test.each([
	['29', true],
	['0.10', false],
])('a drip-feed that is charged %s where three runs should cost 1.50 is told: %s', async (charge, isTold) => {
	const here = await world({ dialect: 'hmSocialMedia' });
	here.panel.setServices((all) => all.map((row) => ({ ...row, rate: '0.50', dripfeed: true, type: 'Default' })));
	here.panel.fail({ kind: 'body', body: `{"order":23501,"charge":"${charge}"}`, action: 'add', when: 'afterBooking' });
	const dripFeed = { typeFields: { dripFeed: { pair: { runs: 3, interval: 60 } } } };
	const run = await here.run({ ...limited, ...dripFeed, maxCharge: '2' }, { items: inputs(2), node: onErrorContinue });
	expect(String(rows(run)[0]?.note ?? '').includes('far from the estimate of 1.50')).toBe(isTold);
	expect(here.booked()).toBe(isTold ? 1 : 2);
});

test('a charge above its estimate counts in full towards Maximum Total', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"0.90"}', action: 'add', when: 'afterBooking' });
	const total = { ...limited, maxCharge: '', options: { priceBasis: 'perThousand', maxTotal: '1.30' } };
	const run = await here.run(total, { items: inputs(2), node: onErrorContinue });
	expect(itemError(run, 1)).toContain('this execution would spend 1.40, above');
	expect(here.booked()).toBe(1);
});

test('a charge above Maximum Charge is paid once a day, not once an execution, until the maximum is another one', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"41.5"}', action: 'add', when: 'afterBooking' });
	const buy = async (maxCharge: string) => await here.run({ ...limited, maxCharge }, { items: inputs(1), node: onErrorContinue });
	expect(rows(await buy('1'))[0]).toMatchObject({ note: far });
	expect(itemError(await buy('1.00'), 0)).toContain(far);
	expect(here.booked()).toBe(1);
	expect(rows(await buy('50'))[0]).toMatchObject({ bought: true });
	expect(rows(await here.run({ ...limited, maxCharge: '' }))[0]).toMatchObject({ bought: true });
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + 25 * 3_600_000);
	expect(rows(await buy('1'))[0]).toMatchObject({ bought: true });
	expect(here.booked()).toBe(4);
});

test('executions of one order each learn from the one before, and ask once a day while the prices are right', async () => {
	const here = await world();
	const buy = async () => await here.run(limited, { items: inputs(1), node: onErrorContinue });
	for (let n = 0; n < 4; n++) await buy();
	expect([here.booked(), here.panel.callsOf('status').length]).toEqual([4, 1]);

	const silent = await world();
	silent.panel.fail({ kind: 'error', error: 'Incorrect order ID', action: 'status', times: 9 });
	for (let n = 0; n < 6; n++) await silent.run(limited, { items: inputs(1) });
	expect([silent.booked(), silent.panel.callsOf('status').length]).toEqual([6, 3]);

	const dear = await world();
	dear.panel.fail({ kind: 'body', body: '{"charge":"41.50","status":"Pending","currency":"INR"}', action: 'status', times: 9 });
	await dear.run(limited, { items: inputs(1) });
	const second = await dear.run(limited, { items: inputs(1), node: onErrorContinue });
	expect(itemError(second, 0)).toContain(far);
	expect([dear.booked(), dear.panel.callsOf('status').length]).toEqual([1, 1]);
});
