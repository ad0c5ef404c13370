import type { INodeParameters } from 'n8n-workflow';

import { byId, callsBesideCatalog, closePanels, drip, itemsOf, refusal, run, sent, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const order: INodeParameters = { service: byId(1), link, quantity: 100 };
const insisted: INodeParameters = { service: byId(1), options: { useChosenType: true } };
const subscription: INodeParameters = { ...insisted, orderType: 'subscriptions', username: 'carl', min: 1, max: 5 };
const comments: INodeParameters = { ...insisted, orderType: 'customComments', link };
const traffic: INodeParameters = { ...insisted, orderType: 'webTraffic', link, quantity: 1, country: 'US' };
const number: INodeParameters = { project: byId('65f1'), quantity: 1 };
const more = (additionalFields: string): INodeParameters => ({ ...order, options: { additionalFields } });

// One line is one case.
// prettier-ignore
const BAD: ReadonlyArray<[string, string, INodeParameters, RegExp]> = [
	['no service', 'order.create', { ...order, service: byId('={{ $json.missing }}') }, /^'Service ID' is empty .* \| Choose a service/],
	['an object as service', 'order.create', { ...order, service: byId('={{ [{ a: 1 }] }}') }, /^'Service ID' has to be text, but an object came .* \| Choose the single value/],
	['no link', 'order.create', { ...order, link: '={{ $json.missing }}' }, /^'Link' is empty, but orders of the type 'Default' need it .* \| The panel names this type for service 1\. Fill in 'Link'\. Or choose another service\./],
	['several links', 'order.create', { ...order, link: '={{ ["https://a.b", "https://c.d"] }}' }, /^'Link' has several lines, but takes one value .* \| Keep one line\. To order for several links/],
	['a whole page as link', 'order.create', { ...order, link: '={{ "x".repeat(5000) }}' }, /^'Link' has 5000 characters, but at most 4000 can be sent .* \| Check/],
	['an object as link', 'order.create', { ...order, link: '={{ $json }}' }, /^'Link' has to be text, but an object came .* \| Choose the single value/],
	['a failed calculation as link', 'order.create', { ...order, link: '={{ 0 / 0 }}' }, /^'Link' came as NaN, which is no number .* \| Check the calculation/],
	['false as link', 'order.create', { ...order, link: '={{ false && "https://a.b" }}' }, /^'Link' is false, but has to be text .* \| Correct the expression/],
	['no quantity', 'order.create', { ...order, quantity: '={{ $json.missing }}' }, /^'Quantity' is empty or 0, but orders of the type 'Default' need it .* \| .*Fill in 'Quantity'\./],
	['quantity 0', 'order.create', { ...order, quantity: 0 }, /^'Quantity' is empty or 0, but/],
	['text as quantity', 'order.create', { ...order, quantity: '={{ "ten" }}' }, /^'Quantity' has to be a number, but it is "ten" .* \| Enter digits only/],
	['thousands separators', 'order.create', { ...order, quantity: '={{ "1,000" }}' }, /^'Quantity' has to be a number, but it is "1,000" .* \| Enter digits only, without units or thousands/],
	['ten thousand with a point', 'order.create', { ...order, quantity: '={{ "10.000" }}' }, /^'Quantity' is 10\.000, but has to be a whole number above 0 .* \| Enter digits only/],
	['a list as quantity', 'order.create', { ...order, quantity: '={{ [5] }}' }, /^'Quantity' has to be a number, but it is a list/],
	['an object as quantity', 'order.create', { ...order, quantity: '={{ { n: 5 } }}' }, /^'Quantity' has to be a number, but it is an object/],
	['true as quantity', 'order.create', { ...order, quantity: '={{ true }}' }, /^'Quantity' has to be a number, but it is "true"/],
	['a decimal quantity', 'order.create', { ...order, quantity: 10.5 }, /^'Quantity' is 10.5, but has to be a whole number above 0/],
	['a negative quantity', 'order.create', { ...order, quantity: -10 }, /^'Quantity' is -10, but has to be a whole number above 0/],
	['an absurd quantity', 'order.create', { ...order, quantity: '={{ "9".repeat(30) }}' }, /^'Quantity' is 1e\+30, but has to be a whole number above 0/],
	['runs without interval', 'order.create', { ...order, ...drip(3, 0) }, /^'Runs' is set without 'Interval \(Minutes\)' .* \| A drip-feed needs both/],
	['interval without runs', 'order.create', { ...order, ...drip(0, 3) }, /^'Interval \(Minutes\)' is set without 'Runs' .* \| A drip-feed needs both/],
	['a negative number of runs', 'order.create', { ...order, ...drip(-3, 5) }, /^'Runs' is -3, but has to be a whole number/],
	['an unknown order type', 'order.create', { ...order, orderType: '={{ "premium" }}' }, /^'Order Type' cannot be "premium" .* \| Use one of: automatic, .*default/],
	['an empty order type', 'order.create', { ...order, orderType: '={{ $json.missing }}' }, /^'Order Type' cannot be empty .* \| Use one of/],
	['comments of blank lines', 'order.create', { ...comments, comments: ' \n \r\n' }, /^'Comments' is empty, but orders of the type 'Custom Comments' need it/],
	['endless comments', 'order.create', { ...comments, comments: '={{ "x\\n".repeat(600000) }}' }, /^'Comments' has 1199999 characters, but at most 1000000 can be sent .* \| Check.*Split a long list/],
	['two hashtags in one', 'order.create', { ...insisted, orderType: 'mentionsHashtag', link, quantity: 1, hashtag: '#a #b' }, /^'Hashtag' holds several words, but takes one .* \| Keep one/],
	['a poll without answer', 'order.create', { ...insisted, orderType: 'poll', link, quantity: 1 }, /^'Answer Number' is empty or 0, but orders of the type 'Poll' need it/],
	['a subscription without its profile', 'order.create', { ...subscription, username: '' }, /^'Username' is empty, but orders of the type 'Subscriptions' need it/],
	['more at least than at most', 'order.create', { ...subscription, min: 9 }, /^'Minimum per Post' is 9, above 'Maximum per Post', which is 5 .* \| Lower the minimum/],
	['a delay between the steps', 'order.create', { ...subscription, delay: '={{ 7 }}' }, /^'Delay \(Minutes\)' cannot be "7" .* \| Use one of: 0, 5, 10, 15/],
	['a day that does not exist', 'order.create', { ...subscription, typeFields: { expiry: '31/02/2099' } }, /^'Expiry' is "31\/02\/2099", which is no date as day\/month\/year .* \| Enter it like 31\/12/],
	['a date in American order', 'order.create', { ...subscription, typeFields: { expiry: '12/31/2099' } }, /^'Expiry' is "12\/31\/2099", which is no date/],
	['a date in words', 'order.create', { ...subscription, typeFields: { expiry: 'next year' } }, /^'Expiry' is "next year", which is no date/],
	['an unknown device', 'order.create', { ...traffic, device: '={{ "fridge" }}' }, /^'Device' cannot be "fridge" .* \| Use one of: 2, 1, 3, 5, 4/],
	['broken JSON', 'order.create', more('{promo: 1}'), /^'Additional Fields' is no valid JSON .* \| Enter names and values like/],
	['a JSON list', 'order.create', more('[1]'), /^'Additional Fields' is no JSON object/],
	['a JSON text', 'order.create', more('"x"'), /^'Additional Fields' is no JSON object/],
	['a list among the fields', 'order.create', more('{"a": [1]}'), /^'Additional Fields' holds a list or object under "a", but panels take single values .* \| .*Join lists/],
	['the key among the fields', 'order.create', more('{"key": "x"}'), /^'Additional Fields' holds the field "key", which comes from the credential .* \| Remove it/],
	['the action in capitals', 'order.create', more('{"Action": "x"}'), /^'Additional Fields' holds the field "Action", which this node sets itself/],
	['a key that PHP would read as one', 'order.create', more('{"key[0]": "x"}'), /^'Additional Fields' holds the field "key\[0\]", which comes/],
	['a key behind a blank', 'order.create', more('{" key": "x"}'), /^'Additional Fields' holds the name " key", which is no field name/],
	['another service by the back door', 'order.create', more('{"service": 9}'), /^'Additional Fields' holds the field "service", which is chosen under 'Service ID'/],
	['another quantity by the back door', 'order.create', more('{"quantity": 9}'), /^'Additional Fields' holds the field "quantity", which this order type has as a field of its own/],
	['a drip-feed by the back door', 'order.create', more('{"runs": 9}'), /^'Additional Fields' holds the field "runs", which this order type has/],
	['a prototype by the back door', 'order.create', more('{"__proto__": "x"}'), /^'Additional Fields' holds the name "__proto__", which is no field name/],
	['text as switch', 'order.create', { ...order, orderType: 'default', options: { useChosenType: '={{ "maybe" }}' } }, /^'Use the Type Chosen Here' has to be true or false, but it is "maybe"/],
	['an object as order key', 'order.create', { ...order, orderKey: '={{ $json }}' }, /^'Order Key' has to be text, but an object came/],
	['an endless order key', 'order.create', { ...order, orderKey: '={{ "k".repeat(300) }}' }, /^'Order Key' has 300 characters, but at most 200/],
	['no time to answer', 'order.create', { ...order, options: { timeout: 0 } }, /^'Time to Answer \(Seconds\)' is 0, but has to be between 1 and 300/],
	['text as maximum', 'order.create', { ...order, maxCharge: 'five' }, /^'Maximum Charge' is "five", which is not an amount of money/],

	['an estimate without quantity', 'order.estimate', { service: byId(1), link }, /^'Quantity' is empty or 0/],
	['no order ids', 'order.getStatus', { orderIds: '={{ $json.missing }}' }, /^'Order IDs' holds no ID .* \| Enter at least one ID/],
	['an empty list of orders', 'order.refill', { orderIds: '={{ [] }}' }, /^'Order IDs' holds no ID/],
	['ids in a sentence', 'order.cancel', { orderIds: 'all of them!' }, /^'Order IDs' holds "all", which is not a valid ID .* \| Enter IDs as the panel shows them/],
	['objects instead of ids', 'order.getChanged', { orderIds: '={{ [{ order: 1 }] }}' }, /^'Order IDs' has to be text, but an object came/],
	['two orders to wait for', 'order.waitForStatus', { orderId: '1, 2' }, /^'Order ID' takes one ID, but 2 came .* \| Split the list into one item per ID/],
	['an interval of 0', 'order.waitForStatus', { orderId: '1', options: { interval: 0 } }, /^'Check Every \(Seconds\)' is 0, but has to be between 1 and 3600/],
	['a wait of a day', 'order.waitForStatus', { orderId: '1', options: { timeout: 86400 } }, /^'Wait at Most \(Seconds\)' is 86400, but has to be between 1 and 3600 .* \| .*SMM Panel Trigger/],
	['a state that no order has', 'order.waitForStatus', { orderId: '1', states: '={{ ["done"] }}' }, /^'States' cannot be "done" .* \| Use one of: active, canceled/],
	['no refill ids', 'refill.getStatus', { refillIds: '={{ null }}' }, /^'Refill IDs' holds no ID/],

	['no project', 'smsNumber.create', { ...number, project: byId('={{ $json.missing }}') }, /^'Project ID \(App or Site\)' is empty .* \| Choose a project/],
	['a project with blanks', 'smsNumber.create', { ...number, project: byId('Open AI') }, /^'Project ID \(App or Site\)' is "Open AI", which is no project ID/],
	['no number at all', 'smsNumber.create', { ...number, quantity: 0 }, /^'Quantity' is 0, but 1 to 10 numbers can be bought in one call/],
	['a number that is left out', 'smsNumber.create', { ...number, quantity: '={{ $json.missing }}' }, /^'Quantity' is 0, but 1 to 10/],
	['eleven numbers', 'smsNumber.create', { ...number, quantity: 11 }, /^'Quantity' is 11, but 1 to 10 numbers .* \| Split a larger purchase/],
	['half a number', 'smsNumber.create', { ...number, quantity: 1.5 }, /^'Quantity' is 1.5, but 1 to 10/],
	['one phone, two numbers', 'smsNumber.create', { ...number, quantity: 2, options: { phone: '+1234567890' } }, /^'Phone' names one number, but 'Quantity' is 2 .* \| Set 'Quantity' to 1/],
	['a name as phone', 'smsNumber.create', { ...number, options: { phone: 'Ann' } }, /^'Phone' is "Ann", which is no phone number/],
	['two countries', 'smsNumber.create', { ...number, country: '={{ ["us", "de"] }}' }, /^'Country Name or ID' takes one country .* \| Choose one/],
	['no sms orders', 'smsNumber.getCode', { orderIds: ' , ' }, /^'SMS Order IDs' holds no ID/],
	['no sms order to wait for', 'smsNumber.waitForCode', { orderId: '={{ $json.missing }}' }, /^'SMS Order ID' holds no ID/],

	['no action', 'customAction.call', { action: '={{ $json.missing }}' }, /^'Action' is empty .* \| Enter the name as the panel's API page writes it/],
	['an action with blanks', 'customAction.call', { action: 'add order' }, /^'Action' is no name of an action/],
	['the key in a custom action', 'customAction.call', { action: 'x', fields: '{"key": "x"}' }, /^'Fields \(JSON\)' holds the field "key", which comes from the credential/],
	['broken JSON in a custom action', 'customAction.call', { action: 'x', fields: '{' }, /^'Fields \(JSON\)' is no valid JSON/],
];

test.each(BAD)('%s is refused (%s) with field, item and remedy, and nothing is sent', async (_what, name, parameters, expected) => {
	const panel = await startPanel('hmSocialMedia');
	const text = await refusal(panel, name, parameters);
	expect(text).toMatch(expected);
	expect(text).toMatch(/ \[item 0\] \| [A-Z].{10,}/);
	expect(callsBesideCatalog(panel)).toEqual([]);
	expect(panel.orders()).toEqual([]);
});

test('the item that is wrong is named, and the good items before it are not bought', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { error, items } = await run(
		panel,
		'order.create',
		{ ...order, quantity: '={{ $json.quantity }}' },
		{ items: itemsOf({ quantity: 100 }, { quantity: 100 }, { quantity: 'x' }) },
	);
	expect(error?.message).toMatch(/\[item 2\]$/);
	expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 2 } });
	expect(items).toEqual([]);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test('empty fields that only other items use do not fail this one', async () => {
	const panel = await startPanel('hmSocialMedia');
	const parameters = {
		service: byId('={{ $json.service }}'),
		orderType: '={{ $json.type }}',
		link,
		quantity: '={{ $json.quantity }}',
		comments: '={{ $json.comments }}',
		typeFields: { expiry: '={{ $json.expiry }}' },
	};
	const { error } = await run(panel, 'order.create', parameters, {
		items: itemsOf(
			{ service: 1, type: 'default', quantity: 100, comments: [] },
			{ service: 2, type: 'customComments', comments: Array.from('abcdefghij'), expiry: null },
			{ service: 1, type: 'automatic', quantity: 200, comments: ' ', expiry: '' },
		),
	});
	expect(error).toBeUndefined();
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link, quantity: '100' },
		{ service: '2', link, comments: 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj', quantity: '10' },
		{ service: '1', link, quantity: '200' },
	]);
});

test.each([
	['a list as JSON text, as AI models send it, is one comment an entry', '["nice [1]", "so good", 7]', 'nice [1]\nso good\n7'],
	['a comment in brackets stays as it is', '[wow] so good', '[wow] so good'],
	['JSON that is no plain list stays as it is', '[["a"], {"b": 1}]', '[["a"], {"b": 1}]'],
])('%s', async (_what, text, becomes) => {
	const panel = await startPanel('hmSocialMedia');
	await run(panel, 'order.create', { ...comments, comments: text });
	expect(sent(panel, 'add').map((fields) => fields.comments)).toEqual([becomes]);
});
