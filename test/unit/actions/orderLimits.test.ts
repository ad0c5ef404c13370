import type { INodeParameters } from 'n8n-workflow';

import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { byId, callsBesideCatalog, closePanels, drip, numbered, records, refusal, run, sent, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const row = { name: 'Service', type: 'Default', category: 'All', rate: '0.01' };
const ROW: CatalogRow = { ...row, service: 1, min: 1, max: 1, refill: false, cancel: false };

/** A panel that has sent exactly this row as service 1, so that its catalog is at hand. */
async function panelWith(sentRow: object): Promise<SandboxPanel> {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ action: 'services', kind: 'body', body: JSON.stringify([{ ...row, service: 1, ...sentRow }]) });
	await records(panel, 'order.estimate', { service: byId(1), orderType: 'default', link, quantity: 1 });
	panel.calls.splice(0);
	return panel;
}

const order = (more: INodeParameters): INodeParameters => ({ service: byId(1), link, ...more });

test.each<[string, object, number, RegExp]>([
	['only a minimum', { min: 10 }, 9, /^'Quantity' is 9, below the minimum of 10 .* \| Service 1 takes at least 10\. Correct/],
	['only a maximum', { max: '20' }, 21, /^'Quantity' is 21, above the maximum of 20 .* \| Service 1 takes at most 20\. Correct/],
	[
		'limits with separators',
		{ min: '1 000', max: '2,000' },
		2001,
		/^'Quantity' is 2001, above the maximum of 2000 .* \| Service 1 takes 1000 to 2000/,
	],
	['a limit with decimals', { min: '10.00', max: '20.0' }, 9, /^'Quantity' is 9, below the minimum of 10 .* \| Service 1 takes 10 to 20/],
	['nothing in stock', { min: 1, max: 100, stock: 0 }, 1, /^Service 1 is sold out: .* stock of 0 .* \| Try again later, or choose another/],
])('a service with %s refuses in words that fit', async (_what, limits, quantity, expected) => {
	const panel = await panelWith(limits);
	expect(await refusal(panel, 'order.create', order({ quantity }))).toMatch(expected);
	expect(panel.calls).toEqual([]);
});

test.each<[string, object]>([
	['limits that contradict each other', { min: 100, max: 50 }],
	['limits in words', { min: 'few', max: 'many' }],
	['no limits', { min: null, max: null }],
	['0 for no limit', { min: 0, max: 0 }],
	['empty limits', { min: '', max: '' }],
	['a limit that may mean one or a thousand', { min: 1, max: '1.000' }],
	['a limit without an end', { min: 1, max: 'Unlimited' }],
])('a service with %s leaves the decision to the panel', async (_what, limits) => {
	const panel = await panelWith(limits);
	await run(panel, 'order.create', order({ quantity: 70 }));
	expect(sent(panel, 'add')).toEqual([{ service: '1', link, quantity: '70' }]);
});

test('lines are counted without blank ones, however they end, and exactly those are sent', async () => {
	const panel = await panelWith({ type: 'Custom Comments', min: 3, max: 4 });
	const comments = (text: string) => order({ orderType: 'customComments', comments: text });
	expect(await refusal(panel, 'order.create', comments('a\r\n\r\n  \r\nb\n\n'))).toMatch(/^'Comments' has 2 lines, below the minimum of 3/);
	expect(await refusal(panel, 'order.create', comments('a\nb\rc\r\nd\n\te'))).toMatch(/^'Comments' has 5 lines, above the maximum of 4/);
	expect(panel.calls).toEqual([]);
	await run(panel, 'order.create', comments('\r\n a\r\n\r\nb \r c\n\n'));
	expect(sent(panel, 'add')).toEqual([{ service: '1', link, comments: 'a\nb\nc', quantity: '3' }]);
});

test('of a drip-feed one run must keep the maximum, and all runs together reach the minimum', async () => {
	const panel = await panelWith({ min: 100, max: 1000, dripfeed: true });
	const dripped = (quantity: number, runs: number) => order({ quantity, ...drip(runs, 30) });
	expect(await refusal(panel, 'order.create', dripped(33, 3))).toMatch(/^'Quantity' is 33, below the minimum of 100/);
	expect(await refusal(panel, 'order.create', dripped(1001, 2))).toMatch(/^'Quantity' is 1001, above the maximum of 1000/);
	expect(panel.calls).toEqual([]);
	await run(panel, 'order.create', dripped(34, 3));
	await run(panel, 'order.create', dripped(1000, 30));
	expect(sent(panel, 'add').map(({ quantity, runs, interval }) => [quantity, runs, interval])).toEqual([
		['34', '3', '30'],
		['1000', '30', '30'],
	]);
});

test.each<[string, object]>([
	['false', { dripfeed: false }],
	['"0"', { dripfeed: '0' }],
	['"2"', { dripfeed: '2' }],
	['"No"', { dripfeed: 'No' }],
])('a drip-feed is refused where the panel says %s, also for the type chosen here', async (_what, flag) => {
	const panel = await panelWith({ ...flag, type: 'Package' });
	const options = { useChosenType: true };
	expect(await refusal(panel, 'order.create', order({ orderType: 'default', quantity: 5, ...drip(2, 5), options }))).toMatch(
		/offers no drip-feed/,
	);
	expect(panel.calls).toEqual([]);
});

test.each<[string, unknown, string]>([
	['text with blanks', '={{ " 100 " }}', '100'],
	['text with zeros in front', '={{ "00100" }}', '100'],
	['a decimal that is whole', '={{ "100.0" }}', '100'],
	['fifteen digits', 999_999_999_999_999, '999999999999999'],
])('a quantity as %s is sent as %s', async (_what, quantity, expected) => {
	const panel = await startPanel('hmSocialMedia');
	panel.setServices((rows) => rows.map((row) => ({ ...row, max: Number.MAX_SAFE_INTEGER })));
	await run(panel, 'order.create', order({ quantity: String(quantity) }));
	expect(sent(panel, 'add').map((fields) => fields.quantity)).toEqual([expected]);
});

test.each([
	'={{ "1e3" }}',
	'={{ "0x10" }}',
	'={{ "+5" }}',
	'={{ "1 000" }}',
	'={{ "１００" }}',
	'={{ "٣٠٠" }}',
	'={{ "" }}',
	'={{ " " }}',
	'={{ null }}',
	'={{ 1 / 0 }}',
	'={{ 0.1 + 0.2 }}',
	'={{ -0 }}',
	'={{ 2 ** 53 + 2 }}',
	'={{ "9007199254740993" }}',
	'={{ 1e21 }}',
])('the quantity %s is refused before anything is sent', async (quantity) => {
	const panel = await startPanel('hmSocialMedia');
	expect(await refusal(panel, 'order.create', order({ quantity }))).toMatch(
		/^'Quantity' (is|has to be) .* \| (Enter digits only|.*Fill in 'Quantity')/,
	);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test.each([
	['{"Service[]": 9}', /holds the field "Service\[\]", which is chosen under 'Service ID'/],
	['{"KEY[a][b]": "x"}', /holds the field "KEY\[a\]\[b\]", which comes from the credential/],
	['{"key\\u0000": "x"}', /which is no field name/],
	['{"key.": "x"}', /which is no field name/],
	['{"link ": "x"}', /which is no field name/],
	['={{ { level: 0 / 0 } }}', /holds NaN under "level", which is no number .* \| Check the calculation/],
	['={{ JSON.stringify({ a: 1 }) + "," }}', /is no valid JSON/],
])('additional fields %s are refused', async (additionalFields, expected) => {
	const panel = await startPanel('hmSocialMedia');
	expect(await refusal(panel, 'order.create', order({ quantity: 100, options: { additionalFields } }))).toMatch(expected);
	expect(callsBesideCatalog(panel)).toEqual([]);
});

test.each([
	['at hand', {}, []],
	['that a maximum asks for', { maxCharge: '1' }, ['services']],
])('each of a thousand items is compared with its own service, from one catalog %s', async (_what, guard, calls) => {
	const panel = await startPanel('hmSocialMedia');
	panel.setServices(Array.from({ length: 400 }, (_, n) => ({ ...ROW, service: n + 1, max: 1000 + n })));
	if (calls.length === 0) await records(panel, 'order.estimate', order({ quantity: 1 }));
	panel.calls.splice(0);
	const parameters = { service: byId('={{ $json.n % 400 + 1 }}'), link, quantity: 1_000_000, ...guard };
	const { items } = await run(panel, 'order.create', parameters, { items: numbered(1000), node: { onError: 'continueRegularOutput' } });
	expect(items[0]?.map(({ json }) => /maximum of (\d+)/.exec(String(json.error))?.[1])).toEqual(
		Array.from({ length: 1000 }, (_, n) => String(1000 + (n % 400))),
	);
	expect(panel.calls.map(({ action }) => action)).toEqual(calls);
});

test('the category only narrows the list: it is not sent, and a service of another one is bought', async () => {
	const panel = await startPanel('hmSocialMedia');
	await records(panel, 'order.create', order({ quantity: 100, category: 'Some Other Category' }));
	expect(sent(panel, 'add')).toEqual([{ service: '1', link, quantity: '100' }]);
});

test('words of the programming language are names of fields and services like any others', async () => {
	const panel = await startPanel('hmSocialMedia');
	const additionalFields = '{"constructor": "a", "toString": "b", "hasOwnProperty": 1}';
	await records(panel, 'order.create', order({ quantity: 100, options: { additionalFields } }));
	expect(sent(panel, 'add')[0]).toEqual({ service: '1', link, quantity: '100', constructor: 'a', toString: 'b', hasOwnProperty: '1' });
	for (const service of ['constructor', '__proto__', 'toString']) {
		expect(await records(panel, 'order.estimate', { service: byId(service), link, quantity: 100 })).toMatchObject([
			{ service, known: false, fits: false },
		]);
	}
});
