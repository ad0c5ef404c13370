import { until } from '../../host/until';
import { captureLogs, runNode } from '../../support';
import {
	changed,
	closeWorlds,
	customCall,
	inputs,
	itemError,
	keyed,
	onErrorContinue,
	orderCreate,
	outcomeOfRun,
	rows,
	smsCreate,
	textOf,
	world,
} from './world';

afterAll(closeWorlds);

describe('an unknown outcome', () => {
	test.each([
		[orderCreate, 'Sent was: service 1, quantity 1000, link https://example.com/p/1.'],
		[smsCreate, 'Sent was: project 65fe78e38eca5d89c205d69b, 1 number.'],
		[customCall, 'Sent was: action add with the fields service, link, quantity.'],
	])(
		'of $name says what was sent, that it may have been made and was not repeated, where to look, and holds no key of the account',
		async ({ action, parameters }, sent) => {
			const here = await world({ apiKey: 'secret-key-of-the-account' });
			const { lines, restore } = captureLogs();
			here.panel.fail({ kind: 'drop', action, when: 'afterBooking' });
			const run = await here.run(parameters);
			restore();
			expect(run.error?.message).toContain('The panel did not confirm this purchase, and it may have been made');
			expect(run.error?.description).toContain(sent);
			expect(run.error?.description).toContain('It was not sent again.');
			expect(run.error?.description).toContain('order list of your account at the panel');
			expect(`${run.wholeJson} ${lines.join(' ')}`).not.toContain('secret-key');
		},
	);

	test('names the order id that came beside the error, also at later tries', async () => {
		const here = await world();
		here.panel.fail({ kind: 'errorWithOrder', error: 'Something went wrong', action: 'add', when: 'afterBooking' });
		const run = await here.run(orderCreate.parameters);
		expect(textOf(run)).toContain('The answer names order 23501: read its status first.');
		expect(textOf(await here.run(orderCreate.parameters, { retryOf: run }))).toContain('The answer names order 23501');
	});

	test('of a call that was never answered is told in an error item, with the whole text, where the node goes on', async () => {
		const here = await world();
		here.panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		const run = await here.run(changed(orderCreate, { options: { timeout: 1 } }), { items: inputs(2), node: onErrorContinue });
		expect(itemError(run, 0)).toContain('did not answer within 1 seconds');
		expect(itemError(run, 0)).toContain("'Release Order Key'");
		expect(rows(run)[1]).toMatchObject({ order: '23502' });
	});
});

describe("'Compare Balance'", () => {
	const compared = (fields = {}) => changed(orderCreate, { ...fields, options: { compareBalance: true, priceBasis: 'perThousand' } });

	test('says that the balance fell by about the estimate', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		expect(textOf(await here.run(compared()))).toContain(
			'the balance went from 100.00 to 99.50: it fell by about the estimate of 0.50, which speaks for a purchase.',
		);
	});

	test('says that the balance did not fall', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add' });
		expect(textOf(await here.run(compared()))).toContain(
			'the balance went from 100.00 to 100.00: it did not fall, which speaks against a purchase',
		);
	});

	test('says that another amount is missing', async () => {
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 300, action: 'add', when: 'afterBooking' });
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		const other = here.run(changed(orderCreate, { quantity: 9000 }));
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the other order', everyMs: 5 });
		here.panel.setBalance('100');
		const mine = here.run(compared());
		await until(async () => (here.panel.callsOf('balance').length > 0 ? true : undefined), {
			what: 'the first look at the balance',
			everyMs: 1,
		});
		here.panel.setBalance('90');
		expect(textOf(await mine)).toMatch(/it fell, but not by about the estimate of 0\.50; other orders may be the reason/);
		await other;
	});

	test('never stops a purchase: neither a balance nor a catalog that cannot be read', async () => {
		const here = await world();
		here.panel.fail({ kind: 'error', error: 'Invalid action', action: 'balance', times: 9 });
		here.panel.fail({ kind: 'error', error: 'Invalid action', action: 'services', times: 9 });
		expect(outcomeOfRun(await here.run(compared()))).toBe('bought');
	});

	test('is off by default', async () => {
		const here = await world();
		await here.run(orderCreate.parameters);
		expect(here.panel.callsOf('balance')).toEqual([]);
	});
});

describe('many items', () => {
	const ofItem = changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}' });

	test('are sent one at a time, in item order', async () => {
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 60, action: 'add' });
		await here.run(ofItem, { items: inputs(5) });
		expect(here.panel.orders().map(({ fields }) => fields.link)).toEqual([1, 2, 3, 4, 5].map((id) => `https://example.com/p/${id}`));
	});

	test('wait for the answer of the one before', async () => {
		const here = await world();
		here.panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		const run = here.run(changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}', options: { timeout: 1 } }), {
			items: inputs(3),
			node: onErrorContinue,
		});
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the first order', everyMs: 5 });
		expect(here.panel.callsOf('add')).toHaveLength(1);
		await run;
		expect(here.booked()).toBe(3);
	});

	test('after the funds ran out the remaining ones are not sent, and each leaves with what was ordered', async () => {
		const here = await world({ balance: '1.20' });
		const run = await here.run(ofItem, { items: inputs(5), node: onErrorContinue });
		expect(here.panel.callsOf('add')).toHaveLength(3);
		expect(rows(run)).toHaveLength(5);
		expect(
			rows(run)
				.slice(0, 2)
				.map(({ order }) => order),
		).toEqual(['23501', '23502']);
		expect(itemError(run, 2)).toMatch(/Insufficient balance.*Add funds/);
		for (const index of [3, 4])
			expect(itemError(run, index)).toMatch(
				new RegExp(`Not sent: the panel ran out of funds at an earlier item.*https://example.com/p/${index + 1}`),
			);
		expect(run.items[0]?.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
	});

	test('after the funds ran out the remaining ones are tried all the same, where the user wants that', async () => {
		const here = await world({ balance: '1.20' });
		const run = await here.run(
			{ ...ofItem, quantity: '={{ $json.id === 3 ? 2000 : 500 }}', options: { goOnWithoutFunds: true } },
			{ items: inputs(5), node: onErrorContinue },
		);
		expect(rows(run).map(({ order }) => order)).toEqual(['23501', '23502', undefined, '23503', '23504']);
	});

	test('that cannot be bought at all stop the run before anything is sent, where the first failure ends it', async () => {
		const here = await world();
		const run = await here.run({ ...ofItem, quantity: '={{ $json.id === 3 ? 0 : 1000 }}' }, { items: inputs(3) });
		expect(textOf(run)).toContain("'Quantity' is empty");
		expect(here.panel.calls.map(({ action }) => action)).toEqual(['services']);
	});

	test('1,000 of them leave with 1,000 orders, one each', async () => {
		const here = await world({ balance: '100000' });
		const run = await here.run(ofItem, { items: inputs(1000) });
		const orders = rows(run).map(({ order }) => order);
		expect(new Set(orders).size).toBe(1000);
		expect(here.booked()).toBe(1000);
		const again = await here.run(ofItem, { items: inputs(1000), signature: run.signature, contextData: run.contextData });
		expect(rows(again).map(({ order }) => order)).toEqual(orders);
		expect(here.booked()).toBe(1000);
	}, 60_000);
});

test('a paid call whose answer holds nothing still leaves as an item', async () => {
	const here = await world();
	here.panel.fail({ kind: 'body', body: '[]', action: 'add', when: 'afterBooking' });
	const run = await here.run(customCall.parameters);
	expect(run.items[0]).toHaveLength(1);
	expect(here.booked()).toBe(1);
});

test('a sub-workflow that buys without a key warns that its caller cannot be retried safely', async () => {
	const here = await world();
	const hint = expect.objectContaining({ type: 'warning', message: expect.stringContaining("without an 'Order Key'") });
	expect((await here.run(orderCreate.parameters, { mode: 'integrated' })).hints).toEqual([hint]);
	expect((await here.run(keyed, { mode: 'integrated' })).hints).toEqual([]);
	expect((await here.run(orderCreate.parameters)).hints).toEqual([]);
});

test('a custom action that costs nothing is called again and again, and needs no record', async () => {
	const here = await world();
	const parameters = changed(customCall, { action: 'balance', fields: '{}', paid: false, orderKey: 'k' });
	here.dedup.outage = new Error('down');
	for (const _ of [1, 2])
		expect(rows(await runNode({ parameters, credentials: here.credentials, dedup: here.dedup }))[0]).toMatchObject({ balance: '100.00' });
	expect(here.panel.callsOf('balance')).toHaveLength(2);
});
