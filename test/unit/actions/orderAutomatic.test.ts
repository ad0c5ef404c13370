import type { INodeParameters } from 'n8n-workflow';

import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { runAsTool } from '../../support';
import { byId, callsBesideCatalog, closePanels, credentialsOf, itemsOf, records, refusal, run, sent, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const base = { category: 'All', rate: '2.00', min: 1, max: 100_000, refill: false, cancel: false } as const;
const ROWS: CatalogRow[] = [
	{ ...base, service: 1, name: 'Plain', type: 'Default' },
	{ ...base, service: 2, name: 'Written', type: 'Custom Comments' },
	{ ...base, service: 3, name: 'Bundle', type: 'Package' },
	{ ...base, service: 4, name: 'Asked', type: 'Poll' },
	{ ...base, service: 5, name: 'Followed', type: 'Subscriptions' },
	{ ...base, service: 6, name: 'Strange', type: 'Telegram Boost' },
	{ ...base, service: 7, name: 'Written bundle', type: 'Custom Comments Package' },
	{ ...base, service: 8, name: 'Visited', type: 'Web Traffic' },
	{ ...base, service: 9, name: 'Nameless', type: '' },
];

async function panelOfTypes(): Promise<SandboxPanel> {
	const panel = await startPanel('hmSocialMedia', { balance: '1000' });
	panel.setServices(ROWS);
	return panel;
}

const order = (service: number | string, more: INodeParameters): INodeParameters => ({ service: byId(service), ...more });

test('items for services of different types are sent each with the fields of its own, after one call for the catalog', async () => {
	const panel = await panelOfTypes();
	const { error, items } = await run(
		panel,
		'order.create',
		order('={{ $json.service }}', {
			link: '={{ $json.link }}',
			quantity: '={{ $json.quantity }}',
			comments: '={{ $json.comments }}',
			typeFields: {
				answerNumber: '={{ $json.answer }}',
				username: '={{ $json.username }}',
				min: '={{ $json.min }}',
				max: '={{ $json.max }}',
				delay: '={{ $json.delay ?? 0 }}',
				dripFeed: { pair: { runs: '={{ $json.runs }}', interval: '={{ $json.interval }}' } },
			},
		}),
		{
			items: itemsOf(
				{ service: 1, link, quantity: 100 },
				{ service: 1, link, quantity: 100, runs: 3, interval: 60 },
				{ service: 2, link, comments: 'a\nb' },
				{ service: 3, link, quantity: 0 },
				{ service: 4, link, quantity: 50, answer: 2 },
				{ service: 5, username: 'carl', min: 10, max: 20, delay: 30 },
				{ service: 7, link, comments: ['a', 'b'], quantity: 2 },
			),
		},
	);
	expect(error).toBeUndefined();
	expect(items[0]).toHaveLength(7);
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link, quantity: '100' },
		{ service: '1', link, quantity: '100', runs: '3', interval: '60' },
		{ service: '2', link, comments: 'a\nb', quantity: '2' },
		{ service: '3', link },
		{ service: '4', link, quantity: '50', answer_number: '2' },
		{ service: '5', username: 'carl', min: '10', max: '20', delay: '30' },
		{ service: '7', link, comments: 'a\nb' },
	]);
	expect(panel.callsOf('services')).toHaveLength(1);
});

test('the type can come from an expression, item by item', async () => {
	const panel = await panelOfTypes();
	await records(
		panel,
		'order.create',
		order('={{ $json.service }}', {
			orderType: '={{ $json.type }}',
			link,
			quantity: '={{ $json.quantity }}',
			answerNumber: '={{ $json.answer }}',
		}),
		{ items: itemsOf({ service: 1, type: 'automatic', quantity: 100 }, { service: 4, type: 'poll', quantity: 50, answer: 2 }) },
	);
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link, quantity: '100' },
		{ service: '4', link, quantity: '50', answer_number: '2' },
	]);
});

test('a model needs no type: it names service, link and quantity', async () => {
	const panel = await panelOfTypes();
	const ask = (key: string, type = 'string') => `={{ $fromAI('${key}', '', '${type}') }}`;
	const { answers } = await runAsTool({
		credentials: credentialsOf(panel),
		parameters: {
			resource: 'order',
			operation: 'create',
			...order(ask('service'), { link: ask('link'), quantity: ask('quantity', 'number'), comments: ask('comments') }),
		},
		calls: [
			{ service: '1', link, quantity: 100, comments: '' },
			{ service: '2', link, quantity: 2, comments: 'nice\ngreat' },
			{ service: '2', link, quantity: 5, comments: 'nice\ngreat' },
		],
	});
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link, quantity: '100' },
		{ service: '2', link, comments: 'nice\ngreat', quantity: '2' },
	]);
	expect(`${answers[2]?.text ?? ''}${answers[2]?.error?.message ?? ''}`).toMatch(
		/'Quantity' is set, but orders of the type 'Custom Comments' do not take it/,
	);
});

test.each<[string, INodeParameters, RegExp]>([
	[
		'all missing fields are named together, with their type and where they are',
		order(4, {}),
		/^'Link', 'Quantity' and 'Answer Number' are empty or 0, but orders of the type 'Poll' need them \[item 0\] \| The panel names this type for service 4\. Fill in 'Link', 'Quantity' and 'Answer Number'; what the form does not show is below 'Fields of the Type'\. Or choose another service\./,
	],
	[
		'a choice that was not made is missing, although the form of the type would show one',
		order(8, { link, quantity: 100, typeFields: { country: 'US' } }),
		/^'Device' and 'Type of Traffic' are empty, but orders of the type 'Web Traffic' need them/,
	],
	[
		'a field that the type does not take is an error, not ignored',
		order(1, { link, quantity: 100, comments: 'hello' }),
		/^'Comments' is set, but orders of the type 'Default' do not take it \[item 0\] \| .*Clear 'Comments'\./,
	],
	[
		'missing ones and others stand in one text',
		order(5, { link, quantity: 100, typeFields: { username: 'carl', min: 1, max: 2 } }),
		/^'Delay \(Minutes\)' is empty, but orders of the type 'Subscriptions' need it; 'Link' and 'Quantity' are set, but orders of the type 'Subscriptions' do not take them/,
	],
	[
		'a quantity beside comments that are counted is told from their number',
		order(2, { link, quantity: 3, comments: 'a\nb' }),
		/^'Quantity' is set, .* \| .*Clear 'Quantity'\. The number of lines in 'Comments' is the quantity\./,
	],
	[
		'a keyword of another type of traffic is not ignored either',
		order(8, { link, quantity: 100, typeFields: { country: 'US', device: 1, typeOfTraffic: 3, googleKeyword: 'shoes' } }),
		/^'Google Keyword' is set, .* \| .*Another 'Type of Traffic' takes it\./,
	],
	[
		'a service that the catalog does not have',
		order(99, { link, quantity: 100 }),
		/^The catalog of the panel has no service 99, so its type is not known \[item 0\] \| Check the ID: .*If it is right, choose the 'Order Type' by hand\./,
	],
	[
		'a type that nobody knows',
		order(6, { link, quantity: 100 }),
		/^Service 6 is of the type 'Telegram Boost', which this node does not know \[item 0\] \| Choose the 'Order Type' by hand/,
	],
	['no type', order(9, { link, quantity: 100 }), /^The panel names no type for service 9 \[item 0\] \| Choose the 'Order Type' by hand/],
])('%s is told before anything is sent', async (_what, parameters, expected) => {
	const panel = await panelOfTypes();
	expect(await refusal(panel, 'order.create', parameters)).toMatch(expected);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test('the type of a service comes before its fields', async () => {
	const panel = await panelOfTypes();
	expect(await refusal(panel, 'order.create', order(2, { orderType: 'default' }))).toMatch(
		/^Service 2 is of the type 'Custom Comments', but the order type is 'Default'/,
	);
});

test.each<[string, INodeParameters]>([
	['a named type', { orderType: '={{ "poll" }}', link, quantity: 100, answerNumber: 2, comments: 'x' }],
	['two answers', { orderType: '={{ "poll" }}', link, quantity: 100, answerNumber: 2, typeFields: { answerNumber: 3 } }],
])('what is filled in beside %s, or twice, is never chosen between', async (_what, parameters) => {
	const panel = await panelOfTypes();
	expect(await refusal(panel, 'order.create', order(4, parameters))).toMatch(/^'Comments' is set, but|^'Answer Number' is filled in twice/);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test('a quantity is let pass with a package, where a few panels insist on one', async () => {
	const panel = await panelOfTypes();
	await run(panel, 'order.create', order(3, { link, quantity: 1 }));
	expect(sent(panel, 'add')).toEqual([{ service: '3', link, quantity: '1' }]);
});

describe('while the catalog cannot be had', () => {
	const plain = order(1, { link, quantity: 100 });
	const HOUR = 3_600_000;

	/** The catalog was read, and since then there has been none for some time. */
	async function outage(ms: number): Promise<SandboxPanel> {
		const panel = await panelOfTypes();
		await records(panel, 'order.estimate', plain);
		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + ms);
		panel.fail({ action: 'services', kind: 'html', times: 50 });
		panel.calls.splice(0);
		return panel;
	}

	test('the type of a catalog of the last day is used, its limits are not', async () => {
		const panel = await outage(23 * HOUR);
		panel.setServices((rows) => rows.map((row) => ({ ...row, max: 1_000_000 })));
		await records(panel, 'order.create', order(1, { link, quantity: 200_000 }));
		expect(sent(panel, 'add')).toEqual([{ service: '1', link, quantity: '200000' }]);
	});

	test('nothing is sent by a type of the day before, and the text says to choose it by hand', async () => {
		const panel = await outage(25 * HOUR);
		expect(await refusal(panel, 'order.create', plain)).toMatch(
			/^The type of service 1 could not be read: the last list of its services is 1500 minutes old .* \| Nothing was sent\. To order without the catalog of the panel, choose the 'Order Type' by hand\./,
		);
		expect(panel.callsOf('add')).toEqual([]);
		await records(panel, 'order.create', { ...plain, orderType: 'default' });
		expect(sent(panel, 'add')).toEqual([{ service: '1', link, quantity: '100' }]);
	});

	test('nothing is sent without any, and every item says the same after one call', async () => {
		const panel = await panelOfTypes();
		panel.fail({ action: 'services', kind: 'error', error: 'Catalog is being rebuilt', times: 50 });
		const { items } = await run(panel, 'order.create', plain, { items: itemsOf({}, {}, {}), node: { onError: 'continueErrorOutput' } });
		expect(items[1]?.map(({ json }) => String(json.error).split(' [item')[0])).toEqual(
			Array.from({ length: 3 }, () => 'The type of service 1 could not be read: The panel says: Catalog is being rebuilt'),
		);
		expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
	});

	test('an item that was not bought says so as data', async () => {
		const panel = await panelOfTypes();
		panel.fail({ action: 'services', kind: 'html', times: 50 });
		expect(await records(panel, 'order.create', { ...plain, options: { onNotBought: 'returnItem' } })).toMatchObject([
			{ bought: false, outcome: 'notSent', service: '1', nextStep: expect.stringMatching(/choose the 'Order Type' by hand/) },
		]);
		expect(panel.callsOf('add')).toEqual([]);
	});
});
