import { changed, closeWorlds, inputs, itemError, onErrorContinue, orderCreate, orderItem, rows, world } from './world';

afterAll(closeWorlds);

/** 1,000 pieces at an estimate of 0.50, under a maximum. */
const limited = changed(orderCreate, {
	link: '=https://example.com/p/{{ $json.id }}',
	maxCharge: '1',
	options: { priceBasis: 'perThousand' },
});
const far =
	'The panel charged 41.50 for order 23501, far from the estimate of 0.50. Its prices may be in another currency than your account.';

test('a charge in the reply that is far above the estimate is told, and a maximum refuses the next order', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '{"order":23501,"charge":"41.5"}', action: 'add', when: 'afterBooking' });
	const run = await here.run(limited, { items: inputs(2), node: onErrorContinue });
	expect(rows(run)[0]).toEqual(orderItem(here, '23501', { charge: '41.5', estimate: '0.50', note: far }));
	expect(itemError(run, 1)).toContain('Nothing was sent: a maximum is set, but the estimates of this panel cannot be trusted');
	expect(itemError(run, 1)).toContain(far);
	expect(here.booked()).toBe(1);
});

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
