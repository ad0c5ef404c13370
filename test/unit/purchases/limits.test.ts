import { resources } from '../../../nodes/SmmPanel/actions';
import { estimateCharge } from '../../../nodes/SmmPanel/purchases/estimate';
import { runAsTool } from '../../support';
import {
	changed,
	closeWorlds,
	customCall,
	inputs,
	itemError,
	onErrorContinue,
	orderCreate,
	outcomeOfRun,
	paidOperations,
	retryOnFail,
	rows,
	smsCreate,
	textOf,
	world,
	type World,
} from './world';

afterAll(closeWorlds);

/** A panel of the usual kind: service 1 costs the given rate per 1000. */
async function priced(rate: string, row: { type?: string } = {}): Promise<World> {
	const here = await world({ dialect: 'hmSocialMedia', rows: 2 });
	here.panel.setServices((rowsOf) =>
		rowsOf.map((old) => (old.service === 1 ? { ...old, type: 'Default', rate, min: 1, max: 1_000_000, ...row } : old)),
	);
	return here;
}

/** 0.90 a piece of 1000. */
const ordered = (fields = {}) => changed(orderCreate, fields);

test('every operation that costs money has the guard, the key and the same options', () => {
	const paid = resources.flatMap((resource) => resource.operations.filter(({ paid: costs }) => costs === true));
	expect(paid).toHaveLength(paidOperations.length);
	for (const { properties } of paid) {
		const names = properties.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['orderKey', 'maxCharge', 'options']));
		const options = properties.find(({ name }) => name === 'options')?.options ?? [];
		expect(options.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['maxTotal', 'releaseOrderKey', 'onDuplicate', 'compareBalance', 'goOnWithoutFunds', 'timeout']),
		);
	}
});

test.each(
	resources.flatMap(({ value, operations }) =>
		operations.filter(({ paid }) => paid !== true).map((operation) => [`${value}: ${operation.value}`, operation] as const),
	),
)('%s offers no limit, because it costs nothing', (_name, { properties }) => {
	expect(properties.map(({ name }) => name)).not.toContain('maxCharge');
});

describe("'Maximum Charge'", () => {
	test.each([
		['0.90', 1000, '0.9', true],
		['0.90', 1000, '0.89999999', false],
		['0.00100000', 1, '0.000001', true],
		['0.00100000', 1, '0.0000009', false],
		['0.1', 3000, '0.3', true],
		['90071992547409.93', 1000, '90071992547409.92', false],
		['2.5', 400, '1', true],
		['2.5', 401, '1.00', false],
		['5', 1000, '0', false],
	])('at %s per 1000, %d pieces with a maximum of %s are bought: %s', async (rate, quantity, maxCharge, isBought) => {
		const here = await priced(rate);
		const run = await here.run(ordered({ quantity, maxCharge }));
		expect(run.status).toBe(isBought ? 'success' : 'error');
		expect(here.panel.callsOf('add')).toHaveLength(isBought ? 1 : 0);
	});

	test('refuses before sending, with both figures, and leaves the key free', async () => {
		const here = await priced('0.90');
		const refused = await here.run(ordered({ quantity: 2000, maxCharge: '1.5', orderKey: 'k' }));
		expect(textOf(refused)).toMatch(/Nothing was sent: the estimate of 1\.80 is above 'Maximum Charge', which is 1\.50/);
		expect(outcomeOfRun(await here.run(ordered({ quantity: 2000, maxCharge: '1.8', orderKey: 'k' })))).toBe('bought');
	});

	test('refuses what cannot be estimated, and says why', async () => {
		const here = await world();
		expect(textOf(await here.run(ordered({ maxCharge: '100' })))).toMatch(
			/a maximum is set, but the price of this order cannot be estimated, because this panel does not say clearly/,
		);
		expect(textOf(await here.run(ordered({ maxCharge: '100', service: { __rl: true, mode: 'id', value: '99999' } })))).toContain(
			'the catalog of the panel has no such service',
		);
		expect(textOf(await here.run(changed(customCall, { maxCharge: '100' })))).toContain('nobody knows what a custom action costs');
		expect(here.booked()).toBe(0);
	});

	test('holds for SMS numbers, all of one call together', async () => {
		const here = await world();
		expect(textOf(await here.run(changed(smsCreate, { quantity: 3, maxCharge: '1.49' })))).toContain('the estimate of 1.50 is above');
		expect((await here.run(changed(smsCreate, { quantity: 3, maxCharge: '1.5' }))).status).toBe('success');
		expect(here.booked()).toBe(3);
	});

	test.each(['1,5', '1,500', 'ten', '-1', '1e3', '1.2.3'])(
		'of "%s" is refused as no amount, so that nobody buys under a limit read wrongly',
		async (maxCharge) => {
			const here = await priced('0.90');
			expect(textOf(await here.run(ordered({ maxCharge })))).toContain('which is not an amount of money');
			expect(here.panel.callsOf('add')).toEqual([]);
		},
	);

	test('of a list from an expression is refused, and not read as one large number', async () => {
		const here = await priced('0.90');
		const run = await here.run(ordered({ maxCharge: '={{ $json.limits }}', quantity: 10_000 }), {
			items: [{ json: { limits: [5, 100] } }],
		});
		expect(textOf(run)).toContain('which is not an amount of money');
		expect(here.booked()).toBe(0);
	});

	test.each([
		['maxCharge', { maxCharge: '={{ $json.limit }}' }, 'Maximum Charge'],
		['maxTotal', { options: { maxTotal: '={{ $json.limit }}' } }, 'Maximum Total'],
	] as const)('%s from an expression that gives nothing is refused, not taken for "no limit"', async (_name, fields, label) => {
		const here = await priced('0.90');
		for (const json of [{}, { limit: null }, { limit: ' ' }, { limit: [] }, { limit: [''] }, { limit: [null] }, { limit: [[' ']] }]) {
			expect(textOf(await here.run(ordered(fields), { items: [{ json }] }))).toContain(
				`'${label}' is set by an expression that gave nothing for this item`,
			);
		}
		expect(here.panel.callsOf('add')).toEqual([]);
	});

	test('counts all runs of a drip-feed and all lines of comments', async () => {
		const here = await priced('1');
		expect(
			textOf(await here.run(ordered({ quantity: 1000, typeFields: { dripFeed: { pair: { runs: 5, interval: 10 } } }, maxCharge: '4.99' }))),
		).toContain('the estimate of 5.00 is above');
		const comments = await priced('1', { type: 'Custom Comments' });
		expect(textOf(await comments.run(ordered({ orderType: 'customComments', comments: 'one\ntwo\nthree', maxCharge: '0.002' })))).toContain(
			'the estimate of 0.003 is above',
		);
	});

	test('a price for the whole order counts once for each run, because some panels charge every run', async () => {
		const here = await priced('1');
		const drip = { quantity: 100, typeFields: { dripFeed: { pair: { runs: 10, interval: 10 } } }, options: { priceBasis: 'package' } };
		expect(textOf(await here.run(ordered({ ...drip, maxCharge: '9.99' })))).toContain('the estimate of 10.00 is above');
		expect(here.panel.callsOf('add')).toEqual([]);
		expect((await here.run(ordered({ ...drip, maxCharge: '10' }))).status).toBe('success');
	});

	test.each(['comments', 'Comments', 'usernames', 'keywords[]', 'min', 'old_posts'])(
		'cannot be passed by an additional field "%s", which panels count instead of the quantity',
		async (name) => {
			const here = await priced('1');
			const additionalFields = JSON.stringify({ [name]: Array.from({ length: 1000 }, (_, line) => `${line}`).join('\n') });
			const run = await here.run(ordered({ quantity: 1, maxCharge: '0.01', options: { additionalFields } }));
			expect(textOf(run)).toContain(`because 'Additional Fields' holds "${name}", which can change how much is ordered`);
			expect(here.panel.callsOf('add')).toEqual([]);
		},
	);

	test('cannot be passed by additional fields that raise the quantity', async () => {
		const here = await priced('1');
		for (const additionalFields of ['{"quantity": 100000}', '{"runs": 100, "interval": 1}', '{"Quantity": 100000}']) {
			await here.run(ordered({ quantity: 1000, maxCharge: '1', options: { additionalFields } }));
		}
		expect(here.panel.orders().filter(({ quantity }) => quantity > 1000)).toEqual([]);
	});

	test('asks for the catalog once where no limit is set, and for no price', async () => {
		const here = await priced('0.90');
		await here.run(ordered());
		expect(here.panel.calls.map(({ action }) => action)).toEqual(['services', 'add']);
	});
});

describe("'Maximum Total'", () => {
	const total = (maxTotal: string, fields = {}) =>
		ordered({ link: '=https://example.com/p/{{ $json.id }}', ...fields, options: { maxTotal } });

	test('ends the spending of an execution, and the items behind it are told both figures', async () => {
		const here = await priced('0.10');
		const run = await here.run(total('0.3'), { items: inputs(5), node: onErrorContinue });
		expect(here.booked()).toBe(3);
		expect(itemError(run, 3)).toMatch(/with the estimate of 0\.10 this execution would spend 0\.40, above 'Maximum Total', which is 0\.30/);
	});

	test('is not passed by tries, retries and loops of one execution', async () => {
		const here = await priced('0.10');
		const first = await here.run(total('0.3'), { items: inputs(5), node: retryOnFail });
		expect(here.booked()).toBe(3);
		await here.run(total('0.3'), { retryOf: first });
		expect(here.booked()).toBe(3);
		await here.run(total('0.3'), { runIndex: 1, signature: first.signature, contextData: first.contextData });
		expect(here.booked()).toBe(3);
	});

	test('is not passed by a retry after a crash, although that has forgotten what was spent', async () => {
		const here = await priced('0.10');
		const crashed = await here.run(total('0.3'), { items: inputs(2) });
		await here.run(total('0.3'), {
			items: inputs(5),
			signature: crashed.signature,
			mode: 'retry',
			node: { ...onErrorContinue, ...retryOnFail },
		});
		expect(here.booked()).toBe(3);
	});

	test('counts a purchase of unknown outcome, because it may have been made', async () => {
		const here = await priced('0.10');
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		await here.run(total('0.2'), { items: inputs(3), node: onErrorContinue });
		expect(here.booked()).toBe(2);
	});

	test('does not count what the panel refused', async () => {
		const here = await priced('0.10');
		here.panel.fail({ kind: 'error', error: 'You have active order with this link', action: 'add' });
		await here.run(total('0.2'), { items: inputs(3), node: onErrorContinue });
		expect(here.booked()).toBe(2);
	});

	test('does not count what an earlier execution bought under the same key', async () => {
		const here = await priced('0.10');
		await here.run(total('0.1', { orderKey: 'a' }), { items: inputs(1) });
		const again = await here.run(total('0.1', { orderKey: "={{ $json.id === 1 ? 'a' : 'b' }}" }), { items: inputs(2) });
		expect(rows(again).map(({ orderKey, duplicate }) => [orderKey, duplicate])).toEqual([
			['a', true],
			['b', undefined],
		]);
		expect(here.booked()).toBe(2);
	});

	test('holds over the calls of an AI agent', async () => {
		const here = await priced('0.10');
		const parameters = ordered({ link: "={{ $fromAI('link', 'where', 'string') }}", options: { maxTotal: '0.2' } });
		await runAsTool({
			parameters,
			credentials: here.credentials,
			dedup: here.dedup,
			calls: [1, 2, 3].map((id) => ({ link: `https://example.com/p/${id}` })),
		});
		expect(here.booked()).toBe(2);
	});
});

describe('an estimate', () => {
	const service = { rate: '2', type: 'Default' };
	test.each([
		[service, { pieces: 500, runs: 1 }, 'automatic', 'perThousand', { units: 1000n, scale: 3 }],
		[service, { pieces: 500, runs: 3 }, 'automatic', 'perThousand', { units: 3000n, scale: 3 }],
		[{ ...service, type: 'Package' }, { runs: 1 }, 'automatic', 'package', { units: 2n, scale: 0 }],
		[{ ...service, type: 'Package' }, { runs: 10 }, 'automatic', 'package', { units: 20n, scale: 0 }],
		[{ ...service, type: 'custom_comments package' }, { pieces: 7, runs: 1 }, 'automatic', 'package', { units: 2n, scale: 0 }],
		[{ ...service, entityType: 'product' }, { pieces: 3, runs: 1 }, 'automatic', 'perUnit', { units: 6n, scale: 0 }],
		[{ ...service, entityType: 'smm' }, { pieces: 3, runs: 1 }, 'automatic', 'unknown', undefined],
		[{ ...service, entityType: 'smm' }, { pieces: 3, runs: 1 }, 'perUnit', 'perUnit', { units: 6n, scale: 0 }],
		[{ ...service, type: 'Subscriptions' }, { runs: 1 }, 'automatic', 'unknown', undefined],
		[{ ...service, rate: '-2' }, { pieces: 500, runs: 1 }, 'automatic', 'unknown', undefined],
		[{ ...service, rate: 'free' }, { pieces: 500, runs: 1 }, 'package', 'unknown', undefined],
		[service, { runs: 1 }, 'automatic', 'unknown', undefined],
		[undefined, { pieces: 500, runs: 1 }, 'automatic', 'unknown', undefined],
	] as const)('of %o for %o, basis %s, is %s', (row, ordered, chosen, basis, amount) => {
		const estimate = estimateCharge(row, ordered, chosen);
		expect(estimate).toMatchObject({ basis });
		expect(estimate.amount).toEqual(amount);
		expect(estimate.reason).not.toBe('');
	});

	test('places nothing, tells the basis and whether the balance suffices', async () => {
		const here = await priced('0.90');
		here.panel.setBalance('1');
		const parameters = changed(orderCreate, { operation: 'estimate', quantity: 2000 });
		expect(rows(await here.run(parameters))[0]).toMatchObject({
			service: '1',
			priceBasis: 'perThousand',
			estimate: '1.80',
			balanceSuffices: false,
			note: expect.stringMatching(/^An estimate: /),
		});
		expect(here.booked()).toBe(0);
	});
});
