import type { INodeParameters } from 'n8n-workflow';

import { forgetCatalogs } from '../../../nodes/SmmPanel/catalog/catalog';
import { DedupStore } from '../../support';
import { byId, closePanels, drip, numbered, pairs, records, refusal, run, sent, startPanel } from './support';
import type { CatalogRow, SandboxPanel } from '../../sandbox';

afterEach(closePanels);

const link = 'https://example.com/p';
const base = { category: 'All', rate: '2.00', min: 10, max: 1000, refill: false, cancel: false } as const;
const ROWS: CatalogRow[] = [
	{ ...base, service: 1, name: 'Plain', type: 'Default', dripfeed: false },
	{ ...base, service: 2, name: 'Written', type: 'Custom Comments' },
	{ ...base, service: 3, name: 'Named', type: 'Mentions Custom List' },
	{ ...base, service: 4, name: 'Bundle', type: 'Custom Comments Package', min: 1, max: 1 },
	{ ...base, service: 5, name: 'Strange', type: 'Telegram Boost' },
	{ ...base, service: 6, name: 'Followers of', type: 'Users' },
	{ ...base, service: 7, name: 'Drips', type: 'Default', dripfeed: true },
];

/** A panel whose catalog was read before, as after a look at the list of services. */
async function panelWithCatalog(): Promise<SandboxPanel> {
	const panel = await startPanel('hassanStore');
	panel.setServices(ROWS);
	await records(panel, 'order.estimate', { service: byId(1), link, quantity: 10 });
	panel.calls.splice(0);
	return panel;
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}`).join('\n');
const create = (service: number, more: INodeParameters): INodeParameters => ({
	service: byId(service),
	orderType: 'default',
	link,
	...more,
});

test.each<[string, INodeParameters, RegExp]>([
	[
		'another form',
		create(2, { quantity: 100 }),
		/^Service 2 is of the type 'Custom Comments', but the order type is 'Default' \[item 0\] \| Choose 'Custom Comments' or 'Automatic \(From the Service\)' as 'Order Type'\. If the panel labels this service wrongly, switch on the option 'Use the Type Chosen Here'/,
	],
	['a second name of a form', create(6, { quantity: 100 }), /^Service 6 is of the type 'Mentions User Followers', but/],
	[
		'too few',
		create(1, { quantity: 9 }),
		/^'Quantity' is 9, below the minimum of 10 \[item 0\] \| Service 1 takes 10 to 1000\. Correct the number/,
	],
	['too many', create(1, { quantity: 1001 }), /^'Quantity' is 1001, above the maximum of 1000/],
	['too few lines', create(2, { orderType: 'customComments', comments: lines(9) }), /^'Comments' has 9 lines, below the minimum of 10/],
	[
		'too many lines',
		create(3, { orderType: 'mentionsCustomList', usernames: lines(1001) }),
		/^'Usernames' has 1001 lines, above the maximum of 1000/,
	],
	[
		'a drip-feed that is not offered',
		create(1, { quantity: 100, ...drip(2, 5) }),
		/^Service 1 offers no drip-feed, but 'Runs' is 2 \[item 0\] \| Remove 'Drip-Feed'/,
	],
])('%s is told before anything is sent where the catalog is at hand, without a call', async (_what, parameters, expected) => {
	const panel = await panelWithCatalog();
	expect(await refusal(panel, 'order.create', parameters)).toMatch(expected);
	expect(panel.calls).toEqual([]);
});

test('without a catalog at hand one call gets it, so that an order is always compared with its service', async () => {
	const panel = await startPanel('hassanStore');
	panel.setServices(ROWS);
	const { items } = await run(panel, 'order.create', create(1, { quantity: 1001 }), {
		items: numbered(20),
		node: { onError: 'continueRegularOutput' },
	});
	expect(new Set(items[0]?.map(({ json }) => String(json.error).split(' [item')[0]))).toEqual(
		new Set(["'Quantity' is 1001, above the maximum of 1000"]),
	);
	expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
});

test('an order of a type that was chosen by hand is sent where no catalog can be had: the panel decides', async () => {
	const panel = await startPanel('hassanStore');
	panel.setServices(ROWS);
	panel.fail({ kind: 'error', error: 'Catalog is being rebuilt', action: 'services', times: 99 });
	expect(await refusal(panel, 'order.create', create(1, { quantity: 1001 }))).toMatch(
		/^The panel says: Quantity more than maximum 1000 \[item 0\]/,
	);
	expect(panel.calls.map(({ action }) => action)).toEqual(['services', 'add']);
});

test('a type that the user insists on is sent without a call for the catalog', async () => {
	const panel = await startPanel('hassanStore');
	panel.setServices(ROWS);
	await refusal(panel, 'order.create', create(2, { quantity: 100, options: { useChosenType: true } }));
	expect(panel.calls.map(({ action }) => action)).toEqual(['add']);
});

test('a type that the user insists on is sent, but its limits still count', async () => {
	const panel = await panelWithCatalog();
	const options = { useChosenType: true };
	await refusal(panel, 'order.create', create(2, { quantity: 100, options }));
	expect(sent(panel, 'add')).toEqual([{ service: '2', link, quantity: '100' }]);
	expect(await refusal(panel, 'order.create', create(2, { quantity: 1001, options }))).toMatch(/above the maximum of 1000/);
});

test('what the panel allows goes through: limits, packages of comments, unlisted types, drip-feeds, unknown services', async () => {
	const panel = await panelWithCatalog();
	const orders: INodeParameters[] = [
		create(1, { quantity: 10 }),
		create(1, { quantity: 1000 }),
		create(1, { quantity: 100, ...drip(1, 5) }),
		create(4, { orderType: 'customCommentsPackage', comments: lines(30) }),
		create(5, { quantity: 100 }),
		create(7, { quantity: 5, ...drip(2, 5) }),
		create(99, { quantity: 100 }),
	];
	for (const order of orders) await run(panel, 'order.create', order);
	expect(panel.callsOf('add')).toHaveLength(orders.length);
	expect(panel.orders().map(({ fields }) => fields.service)).toEqual(['1', '1', '4', '5', '7']);
});

test('a product of HstockPlus asks for its own form', async () => {
	const panel = await startPanel('hstockplus');
	await records(panel, 'order.estimate', { service: byId(1), link, quantity: 100 });
	panel.calls.splice(0);
	expect(await refusal(panel, 'order.create', create(2, { quantity: 1 }))).toMatch(
		/^Service 2 is of the type 'Product', but the order type is 'Default'/,
	);
	expect(await refusal(panel, 'order.create', create(1, { orderType: 'product', quantity: 1 }))).toMatch(
		/^Service 1 is of the type 'Default', but the order type is 'Product'/,
	);
	expect(panel.calls).toEqual([]);
});

test('a thousand items with different services are checked against one copy of the catalog', async () => {
	const panel = await startPanel('hmSocialMedia', { rows: 400 });
	const parameters = {
		service: byId('={{ $json.n % 400 + 1 }}'),
		orderType: 'default',
		link,
		quantity: 1_000_000_000_000,
		maxCharge: '0.01',
		options: { useChosenType: true },
	};
	const { items } = await run(panel, 'order.create', parameters, { items: numbered(1000), node: { onError: 'continueRegularOutput' } });
	expect(pairs(items[0])).toEqual(Array.from({ length: 1000 }, (_, n) => n));
	expect(
		new Set(
			items[0]?.map(({ json }) =>
				/'Quantity' is 1000000000000, above the maximum|above 'Maximum Charge'|no such service/.test(String(json.error)),
			),
		),
	).toEqual(new Set([true]));
	expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
});

test('a catalog that cannot be had is asked for once, and every item with a limit is refused, not bought', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'error', error: 'Catalog is being rebuilt', action: 'services', times: 99 });
	const { items } = await run(panel, 'order.create', create(1, { quantity: 100, maxCharge: '5' }), {
		items: numbered(20),
		node: { onError: 'continueErrorOutput' },
	});
	expect(items[1]).toHaveLength(20);
	expect(items[1]?.[7]?.json.error).toMatch(/Catalog is being rebuilt/);
	expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
});

test('a comparison of balances alone does not stop a purchase when the catalog cannot be had', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'error', error: 'Catalog is being rebuilt', action: 'services', times: 99 });
	expect(await records(panel, 'order.create', create(1, { quantity: 100, options: { compareBalance: true } }))).toMatchObject([
		{ order: '23501', service: '1' },
	]);
});

describe('some panels buy their minimum where lines come without their number, so', () => {
	const written = (more: INodeParameters = {}) => create(2, { orderType: 'customComments', comments: lines(10), ...more });

	test('the number goes along where the catalog says that the service is one for lines, and nowhere else', async () => {
		const panel = await panelWithCatalog();
		await records(panel, 'order.create', written());
		await run(panel, 'order.create', { ...written({ options: { useChosenType: true } }), service: byId(1) });
		expect(sent(panel, 'add').map(({ quantity }) => quantity)).toEqual(['10', undefined]);
	});

	test('another number among the additional fields is refused, with a maximum or without', async () => {
		const panel = await panelWithCatalog();
		for (const quantity of [100_000, 9, 'many']) {
			const order = written({ options: { additionalFields: JSON.stringify({ quantity }) } });
			for (const maxCharge of ['', '5'])
				expect(await refusal(panel, 'order.create', { ...order, maxCharge })).toContain(
					`'Additional Fields' holds "quantity", which can change how much is ordered: it is ${quantity}, but there are 10 lines`,
				);
		}
		expect(panel.callsOf('add')).toEqual([]);
		await records(panel, 'order.create', written({ options: { additionalFields: '{"quantity": 10}' } }));
		expect(sent(panel, 'add').map(({ quantity }) => quantity)).toEqual(['10']);
	});

	test('an order repeated under its key stays the same while the catalog cannot be had', async () => {
		const panel = await panelWithCatalog();
		const dedup = new DedupStore();
		const order = { ...written({ orderKey: 'k' }), orderType: 'customComments' };
		await records(panel, 'order.create', order, { dedup });
		forgetCatalogs();
		panel.fail({ kind: 'error', error: 'Catalog is being rebuilt', action: 'services', times: 99 });
		expect(await records(panel, 'order.create', order, { dedup })).toMatchObject([{ bought: true, duplicate: true, quantity: 10 }]);
		expect(panel.callsOf('add')).toHaveLength(1);
	});

	test('a number in the reply that is not the one of the lines is told', async () => {
		const panel = await panelWithCatalog();
		panel.fail({ kind: 'body', body: '{"order":23501,"remains":"5"}', action: 'add', when: 'afterBooking' });
		const [item] = await records(panel, 'order.create', written());
		expect(item).toMatchObject({
			quantity: 10,
			note: 'The panel took 5 for this order, not the 10 that were ordered. Look at it there before you order again.',
		});
	});
});

test('of a catalog that the panel cut at a round number nothing is said but that the service is not in what was sent', async () => {
	const panel = await startPanel('hmSocialMedia', { rows: 500 });
	const told = 'ervice 9999 is not in the part of the catalog that the panel sent, which has 500 services';
	const order = { service: byId(9999), link, quantity: 100 };
	expect(await refusal(panel, 'order.create', order)).toContain(`S${told}, so its type is not known`);
	const named = { ...order, orderType: 'default' };
	expect(await refusal(panel, 'order.create', { ...named, maxCharge: '5' })).toContain(`cannot be estimated, because s${told}`);
	expect(panel.callsOf('add')).toEqual([]);
	expect(await records(panel, 'order.estimate', named)).toMatchObject([
		{ fits: false, reason: `S${told}.`, note: `No estimate: s${told}.`, priceBasis: 'unknown' },
	]);
});
