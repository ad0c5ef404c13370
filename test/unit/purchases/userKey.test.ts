import { identifyPanel } from '../../../nodes/SmmPanel/panel/transport/accountId';
import { captureLogs, runAsTool } from '../../support';
import {
	changed,
	closeWorlds,
	customCall,
	duplicateItem,
	inputs,
	itemError,
	keyed,
	onErrorContinue,
	orderCreate,
	orderItem,
	outcomeOfRun,
	retryOnFail,
	rows,
	smsCreate,
	textOf,
	world,
} from './world';

afterAll(closeWorlds);

describe("the user's own key", () => {
	test.each([
		[orderCreate.name, orderCreate, { service: '1', link: 'https://example.com/p/1', quantity: 1000 }],
		[smsCreate.name, smsCreate, { project: '65fe78e38eca5d89c205d69b', quantity: 1 }],
		[customCall.name, customCall, { service: '1', link: 'https://example.com/p/1', quantity: '1000', action: 'add' }],
	] as const)(
		'%s: a key that was used before gives an item marked as duplicate, and nothing is sent',
		async (_name, operation, repeated) => {
			const here = await world();
			const parameters = changed(operation, { orderKey: 'invoice-7' });
			expect(rows(await here.run(parameters))[0]).toMatchObject({ orderKey: 'invoice-7', order: expect.anything() });
			expect(rows(await here.run(parameters))).toEqual([
				{
					...repeated,
					bought: true,
					duplicate: true,
					note: expect.stringContaining('already made'),
					panel: new URL(here.panel.url).host,
					orderKey: 'invoice-7',
				},
			]);
			expect(here.panel.callsOf(operation.action)).toHaveLength(1);
		},
	);

	test('with "Fail the Item" a repeated key is an error that says where the earlier order is', async () => {
		const here = await world();
		await here.run(keyed);
		const again = await here.run({ ...keyed, options: { onDuplicate: 'fail' } });
		expect(textOf(again)).toMatch(/Not sent: a purchase with the order key invoice-7 was already made.*order list/);
		expect(here.booked()).toBe(1);
	});

	test('a repeated key returns the order itself within the execution that made it', async () => {
		const here = await world();
		const run = await here.run(keyed, { items: inputs(2) });
		const first = orderItem(here, '23501', { orderKey: 'invoice-7' });
		const note = expect.stringContaining('Nothing was sent now, and there is no second order. It is order 23501.');
		expect(rows(run)).toEqual([first, { ...first, duplicate: true, note }]);
		expect(here.booked()).toBe(1);
	});

	test('two items of one execution that buy different things under one key are told, not silently merged', async () => {
		const here = await world();
		const run = await here.run({ ...keyed, link: '=https://example.com/p/{{ $json.id }}' }, { items: inputs(2), node: onErrorContinue });
		expect(rows(run)[0]).toEqual(orderItem(here, '23501', { orderKey: 'invoice-7' }));
		expect(itemError(run, 1)).toContain('Not sent: the order key invoice-7 was used before for another purchase');
		expect(itemError(run, 1)).toContain('The key stands for: service 1, quantity 1000, link https://example.com/p/1.');
		expect(itemError(run, 1)).toContain('Wanted now is: service 1, quantity 1000, link https://example.com/p/2.');
		expect(here.booked()).toBe(1);
	});

	test.each([
		['another link', { link: 'https://example.com/p/2' }],
		['another quantity', { quantity: 9000 }],
		['another service', { service: { __rl: true, mode: 'id', value: '3' } }],
		['an additional field', { options: { additionalFields: '{"promo": "x"}' } }],
	])('a later execution that brings the key with %s is told both, and nothing is sent', async (_name, fields) => {
		const here = await world();
		await here.run(keyed);
		const other = await here.run({ ...keyed, ...fields });
		expect(outcomeOfRun(other)).toBe('refused');
		expect(textOf(other)).toMatch(/Not sent: the order key invoice-7 was used before for another purchase.*Wanted now is: service \d/);
		expect(here.panel.callsOf('add')).toHaveLength(1);
		// The refused try left nothing behind: the key still stands for its own purchase.
		expect(outcomeOfRun(await here.run(keyed))).toBe('duplicate');
	});

	test('a later execution with other limits and options is the same purchase', async () => {
		const here = await world();
		await here.run(keyed);
		const again = await here.run({
			...keyed,
			maxCharge: '999',
			options: { timeout: 100, compareBalance: true, priceBasis: 'perThousand' },
		});
		expect(rows(again)).toEqual([duplicateItem(here, { orderKey: 'invoice-7' })]);
	});

	test('a key of unknown outcome that comes back with other content is told as another purchase', async () => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
		expect(outcomeOfRun(await here.run(keyed))).toBe('unknown');
		expect(textOf(await here.run({ ...keyed, quantity: 2000 }))).toContain('was used before for another purchase');
		expect(outcomeOfRun(await here.run(keyed))).toBe('unanswered');
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});

	test('a refused purchase frees its key for other content', async () => {
		const here = await world();
		here.panel.fail({ kind: 'error', error: 'Not enough funds', action: 'add' });
		expect(outcomeOfRun(await here.run(keyed))).toBe('refused');
		expect(outcomeOfRun(await here.run({ ...keyed, quantity: 2000 }))).toBe('bought');
	});

	test('a half-empty key shows itself at its second purchase instead of withholding it in silence', async () => {
		const here = await world();
		const halfEmpty = changed(orderCreate, { orderKey: '=invoice-{{ $json.missing }}', link: '=https://example.com/p/{{ $json.id }}' });
		expect(outcomeOfRun(await here.run(halfEmpty, { items: [{ json: { id: 1 } }] }))).toBe('bought');
		const second = await here.run(halfEmpty, { items: [{ json: { id: 2 } }] });
		expect(textOf(second)).toContain('the order key invoice- was used before for another purchase');
		expect(here.booked()).toBe(1);
	});

	test('Retry On Fail of an item whose link holds the time returns the order of its first try', async () => {
		const here = await world();
		const volatile = changed(orderCreate, {
			orderKey: '=k-{{ $json.id }}',
			link: '=https://example.com/p/{{ $json.id }}/{{ Math.random() }}',
		});
		here.panel.fail({ kind: 'delay', ms: 0, action: 'add' });
		here.panel.fail({ kind: 'error', error: 'You have active order with this link.', action: 'add' });
		const run = await here.run(volatile, { items: inputs(2), node: retryOnFail });
		expect(rows(run).map(({ order }) => order)).toEqual(['23501', '23502']);
		expect(here.booked()).toBe(2);
	});

	test.each(['undefined', 'null', 'NaN', '[object Object]'])('"%s" is no key, and nothing is sent', async (orderKey) => {
		const here = await world();
		expect(textOf(await here.run(changed(orderCreate, { orderKey })))).toContain(`'Order Key' is "${orderKey}"`);
		expect(here.panel.callsOf('add')).toEqual([]);
	});

	test.each(['undefined-7', 'nan', '0', 'false', '-', 'ключ', '#'])('"%s" is taken as a key', async (orderKey) => {
		const here = await world();
		expect(rows(await here.run(changed(orderCreate, { orderKey })))[0]).toEqual(orderItem(here, '23501', { orderKey }));
	});

	test('one key on two panels names two purchases', async () => {
		const [one, two] = [await world(), await world()];
		await one.run(keyed);
		expect(outcomeOfRun(await one.run(keyed, { credentials: two.credentials }))).toBe('bought');
		expect([one.booked(), two.booked()]).toEqual([1, 1]);
	});

	test('one key in two nodes of a workflow names two purchases, also side by side', async () => {
		const here = await world();
		await Promise.all([here.run(keyed, { node: { id: 'node-a' } }), here.run(keyed, { node: { id: 'node-b' } })]);
		expect(here.booked()).toBe(2);
	});

	test('a renamed node still knows its keys', async () => {
		const here = await world();
		await here.run(keyed);
		expect(outcomeOfRun(await here.run(keyed, { node: { name: 'Buy followers' } }))).toBe('duplicate');
	});

	test('a new key of the account, or a slash at the end of the address, do not make the panel another one', async () => {
		const here = await world();
		await here.run(keyed);
		const moved = { smmPanelApi: { baseUrl: `${here.panel.url}/`, apiKey: 'a-new-key' } };
		expect(outcomeOfRun(await here.run(keyed, { credentials: moved }))).toBe('duplicate');
		expect(here.booked()).toBe(1);
	});

	test('another credential is another account, under the same address too', async () => {
		const here = await world();
		const credentials = { smmPanelApi: { id: 'another', name: 'Another account' } };
		await here.run(keyed);
		expect(outcomeOfRun(await here.run(keyed, { node: { credentials } }))).toBe('bought');
		expect(outcomeOfRun(await here.run(keyed, { node: { credentials } }))).toBe('duplicate');
		expect(here.booked()).toBe(2);
	});

	test.each([
		[' Invoice 7 ', 'Invoice 7'],
		['Invoice\u00A0\u00A07', 'Invoice 7'],
		['Invoice\t7\n', 'Invoice 7'],
		['Ｉｎｖｏｉｃｅ 7', 'Invoice 7'],
		['\u200BInvoice 7\uFEFF', 'Invoice 7'],
		['caf\u0065\u0301', 'café'],
		['\u202AInvoice 7\u202C', 'Invoice 7'],
		['In\u00ADvoice\u2066 7\u2069\uFE0F', 'Invoice 7'],
		['Invoice \u00077\u0085', 'Invoice 7'],
	])('%j is the key "%s", as people read it', async (typed, read) => {
		const here = await world();
		expect(rows(await here.run(changed(orderCreate, { orderKey: typed })))[0]).toEqual(orderItem(here, '23501', { orderKey: read }));
		expect(outcomeOfRun(await here.run(changed(orderCreate, { orderKey: read })))).toBe('duplicate');
	});

	test('a key in other case is another key', async () => {
		const here = await world();
		await here.run(keyed);
		expect(outcomeOfRun(await here.run({ ...keyed, orderKey: 'INVOICE-7' }))).toBe('bought');
	});

	test("n8n's log tells which order was placed under which key", async () => {
		const here = await world({ apiKey: 'secret-key-of-the-account' });
		const { lines, restore } = captureLogs();
		await here.run(keyed);
		await here.run({ ...changed(smsCreate, { quantity: 2 }), orderKey: 'numbers' });
		restore();
		expect(lines.join(' ')).not.toContain('secret-key');
		expect(lines.filter((line) => line.startsWith('info'))).toEqual([
			'info: Placed under the key invoice-7: order 23501 {}',
			'info: Placed under the key numbers: order 23502, 23503 {}',
		]);
	});

	test.each([
		['https://panel.com/api/v2', 'http://www.panel.com/api/v2', true],
		['https://panel.com/api/v2', 'HTTPS://Panel.com/API/v2/', true],
		['https://panel.com/?api=1', 'https://panel.com/?api=2', false],
		['https://panel.com/api/v2', 'https://panel.net/api/v2', false],
		['https://proxy.com/a/api/v2', 'https://proxy.com/b/api/v2', false],
		['http://127.0.0.1:1/api/v2', 'http://127.0.0.1:2/api/v2', false],
	])('%s and %s are one panel: %s', (one, two, same) => {
		expect(identifyPanel(one) === identifyPanel(two)).toBe(same);
	});

	test('one key with different actions names different purchases', async () => {
		const here = await world();
		await here.run(changed(customCall, { orderKey: 'k' }));
		await here.run(changed(customCall, { orderKey: 'k', action: 'add_order' }));
		expect(here.panel.calls.map(({ action }) => action)).toEqual(['add', 'add_order']);
	});

	test('an expression that gives no key is refused instead of ordering without one', async () => {
		const here = await world();
		const run = await here.run(changed(orderCreate, { orderKey: '={{ $json.invoiceNo }}' }), {
			items: ['', undefined, [], [''], [null], 7, '\u200B\u00AD'].map((invoiceNo) => ({
				json: invoiceNo === undefined ? {} : { invoiceNo },
			})),
			node: onErrorContinue,
		});
		expect([0, 1, 2, 3, 4, 6].map((index) => itemError(run, index))).toEqual(
			[0, 1, 2, 3, 4, 6].map(() => expect.stringContaining("'Order Key' is set by an expression that gave nothing for this item")),
		);
		expect(rows(run)[5]).toEqual(orderItem(here, '23501', { orderKey: '7' }));
		expect(here.booked()).toBe(1);
	});

	test('a key that is a whole object by mistake is refused', async () => {
		const here = await world();
		expect(textOf(await here.run(changed(orderCreate, { orderKey: 'x'.repeat(201) })))).toContain("'Order Key' has 201 characters");
		expect(here.panel.calls).toEqual([]);
	});
});

describe('an AI agent', () => {
	const parameters = changed(customCall, {
		fields: "={{ $fromAI('fields', 'what to buy', 'json') }}",
		orderKey: "={{ $fromAI('orderKey', 'the same for the same purchase', 'string') }}",
	});
	const fields = { service: '1', link: 'https://example.com/p/1', quantity: 1000 };
	const { service, link, quantity } = fields;

	test('that repeats a call with the fields in another order buys once', async () => {
		const here = await world();
		const { answers } = await runAsTool({
			parameters,
			credentials: here.credentials,
			calls: [
				{ fields, orderKey: '' },
				{ fields: { quantity, link, service }, orderKey: '' },
			],
		});
		expect(answers.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(here.booked()).toBe(1);
	});

	test('that buys two different things buys both', async () => {
		const here = await world();
		await runAsTool({
			parameters,
			credentials: here.credentials,
			calls: [
				{ fields, orderKey: '' },
				{ fields: { ...fields, quantity: 500 }, orderKey: '' },
			],
		});
		expect(here.booked()).toBe(2);
	});

	test('that uses one key for two different things buys both, because models give the same keys in every chat', async () => {
		const here = await world();
		const calls = [
			{ fields, orderKey: 'order-1' },
			{ fields: { ...fields, quantity: 500 }, orderKey: 'order-1' },
		];
		const { answers } = await runAsTool({ parameters, ...here, calls });
		expect(answers.map(({ text = '' }) => JSON.parse(text))).toEqual([
			[expect.objectContaining({ order: 23501, orderKey: 'order-1' })],
			[expect.objectContaining({ order: 23502, orderKey: 'order-1' })],
		]);
		// Another chat that says the same again, under the same key, means the same purchase.
		const again = await runAsTool({ parameters, ...here, calls: calls.slice(0, 1) });
		expect(again.answers[0]?.text).toMatch(/"duplicate":\s*true/);
		expect(here.booked()).toBe(2);
	});
});

describe('a purchase without an answer is released on purpose only', () => {
	const unanswered = async (parameters = keyed) => {
		const here = await world();
		here.panel.fail({ kind: 'drop', action: 'add' });
		const run = await here.run(parameters);
		return { here, run };
	};

	test('by the key that the text names, once: an option that stays set sends no third time', async () => {
		const { here, run } = await unanswered();
		expect(textOf(run)).toContain(
			"set the option 'Release Order Key' to invoice-7 as a fixed text and run this again; if it was made after all, you pay twice.",
		);
		const release = { ...keyed, options: { releaseOrderKey: 'invoice-7' } };
		here.panel.fail({ kind: 'drop', action: 'add' });
		const second = await here.run(release);
		expect(outcomeOfRun(second)).toBe('unknown');
		expect(textOf(second)).toContain("'Release Order Key' to invoice-7 (2)");
		const third = await here.run(release);
		expect(outcomeOfRun(third)).toBe('unanswered');
		expect(here.panel.callsOf('add')).toHaveLength(2);
		expect(outcomeOfRun(await here.run({ ...keyed, options: { releaseOrderKey: 'invoice-7 (2)' } }))).toBe('bought');
		expect(outcomeOfRun(await here.run(release))).toBe('duplicate');
		expect(here.booked()).toBe(1);
	});

	test('and not by the name of another key that ends like the number of a release', async () => {
		const { here } = await unanswered();
		here.panel.fail({ kind: 'drop', action: 'add' });
		const other = { ...keyed, orderKey: 'invoice-7 (2)' };
		expect(outcomeOfRun(await here.run(other))).toBe('unknown');
		const options = { releaseOrderKey: 'invoice-7 (2)' };
		const withheld = await here.run({ ...keyed, options });
		expect(outcomeOfRun(withheld)).toBe('unanswered');
		expect(textOf(withheld)).toContain("'Release Order Key' to invoice-7 as");
		expect(outcomeOfRun(await here.run({ ...other, options }))).toBe('bought');
		expect(here.booked()).toBe(1);
	});

	test('by a derived key, when the execution is retried; Retry On Fail does not use it twice', async () => {
		const { here, run } = await unanswered(orderCreate.parameters);
		const [, key = ''] =
			/'Release Order Key' to (auto-[0-9a-f]{12}) as a fixed text, save, and retry this execution with the currently saved workflow/.exec(
				textOf(run),
			) ?? [];
		here.panel.fail({ kind: 'drop', action: 'add' });
		const released = changed(orderCreate, { options: { releaseOrderKey: key } });
		const again = await here.run(released, {
			mode: 'retry',
			signature: run.signature,
			contextData: run.contextData,
			node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
		});
		expect(outcomeOfRun(again)).toBe('unanswered');
		expect(here.panel.callsOf('add')).toHaveLength(2);
	});

	test('and never in the execution that left it unknown, by an option that was set before', async () => {
		const here = await world();
		const release = { ...keyed, options: { releaseOrderKey: 'invoice-7' } };
		here.panel.fail({ kind: 'drop', action: 'add' });
		const run = await here.run(release, { node: retryOnFail });
		expect(outcomeOfRun(run)).toBe('unanswered');
		expect(textOf(run)).toContain("set the option 'Release Order Key' to invoice-7 as a fixed text");
		expect(here.panel.callsOf('add')).toHaveLength(1);
		expect(outcomeOfRun(await here.run(release))).toBe('bought');
	});

	test.each(['=invoice-7', "={{ 'invoice-7' }}", '={{ $json.key }}'])('and not by the expression %s', async (releaseOrderKey) => {
		const { here } = await unanswered();
		const again = await here.run({ ...keyed, options: { releaseOrderKey } }, { items: [{ json: { key: 'invoice-7' } }] });
		expect(outcomeOfRun(again)).toBe('unanswered');
		expect(textOf(again)).toContain('as a fixed text');
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});

	test.each(['', 'invoice-8', 'invoice-7!', 'invoice-7 (x)', 'invoice-7 (0)', 'invoice-7(2)', 'INVOICE-7'])(
		'and not by "%s"',
		async (releaseOrderKey) => {
			const { here } = await unanswered();
			const again = await here.run({ ...keyed, options: { releaseOrderKey } });
			expect(outcomeOfRun(again)).toBe('unanswered');
			expect(here.panel.callsOf('add')).toHaveLength(1);
		},
	);

	test('and a release frees nothing that was bought', async () => {
		const here = await world();
		await here.run(keyed);
		expect(outcomeOfRun(await here.run({ ...keyed, options: { releaseOrderKey: 'invoice-7' } }))).toBe('duplicate');
		expect(here.booked()).toBe(1);
	});
});
