import { getField, type OrderFieldName } from '../../../nodes/SmmPanel/actions/order/form/orderFields';
import { getForm, ORDER_TYPE_NAMES } from '../../../nodes/SmmPanel/actions/order/form/orderTypes';
import { ORDER_TYPES } from '../../structure/frozen';
import { documentTable, tableLines } from '../../structure/sources';
import { everything } from './everything';
import { byId, closePanels, DIALECTS, records, refusal, sent, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const comments = 'one\ntwo\nthree';
const usernames = 'ann\nbob';

/** The values of the fields of `add` when `everything` is filled in. */
const SENT: Readonly<Record<string, string>> = {
	link,
	comments,
	usernames,
	quantity: '10',
	runs: '2',
	interval: '15',
	hashtags: '#a\n#b',
	hashtag: '#travel',
	username: 'carl',
	media: 'https://example.com/m',
	answer_number: '2',
	groups: 'g1\ng2',
	keywords: 'k1\nk2',
	min: '1',
	max: '5',
	delay: '30',
	posts: '3',
	old_posts: '1',
	expiry: '01/02/2099',
	country: 'US',
	device: '4',
	type_of_traffic: '3',
};

test('the documents have a row for each type, with its fields in the words of the editor', () => {
	const list = (names: readonly OrderFieldName[]) => names.map((name) => getField(name).label).join(', ');
	const rows = ORDER_TYPE_NAMES.map((type) => getForm(type)).map(({ name, required, optional }) => [name, list(required), list(optional)]);
	expect(tableLines(documentTable('docs/operations.md', '## Order types'))).toEqual(tableLines(rows));
});

/** What goes along where the catalog says that the service is one for lines. */
const LINES: Readonly<Record<string, object>> = {
	customComments: { quantity: '3' },
	mentionsCustomList: { quantity: '2' },
	commentReplies: { quantity: '3' },
};
const TYPES = Object.entries(ORDER_TYPES).map(
	([type, names]) => [type, Object.fromEntries(names.map((name) => [name, SENT[name]]))] as const,
);
const NAMES: ReadonlyMap<string, string> = new Map(ORDER_TYPE_NAMES.map((type) => [type, getForm(type).name]));
/** The panel's own type does not matter to these tests. */
const options = { useChosenType: true };

test.each(TYPES)('%s sends exactly its fields and nothing else', async (orderType, fields) => {
	const panel = await startPanel('hmSocialMedia', { rows: 25 });
	await records(panel, 'order.create', { ...everything, service: byId(3), orderType, options }).catch(() => undefined);
	expect(sent(panel, 'add')).toEqual([{ service: '3', ...fields }]);
});

test.each(TYPES.filter(([orderType]) => orderType !== 'product'))(
	'%s is booked by a panel that checks the form of the type',
	async (orderType, fields) => {
		const panel = await startPanel('hmSocialMedia', { rows: 25 });
		const name = NAMES.get(orderType)?.toLowerCase();
		// A type that is missing here is missing in test/sandbox/serviceTypes.ts.
		expect(panel.services().map(({ type }) => type.toLowerCase())).toContain(name);
		const service = panel.services().find((row) => row.service > 2 && row.type.toLowerCase() === name)?.service ?? 0;
		panel.setServices((rows) => rows.map((row) => ({ ...row, min: 1, max: 5000, dripfeed: true })));
		const created = await records(panel, 'order.create', { ...everything, service: byId(service), orderType });
		expect(created).toMatchObject([{ order: '23501', bought: true, service: String(service) }]);
		expect(panel.orders()[0]?.fields).toEqual({ service: String(service), ...fields, ...LINES[orderType] });
	},
);

test('optional fields that were left out are not sent', async () => {
	const panel = await startPanel('hmSocialMedia', { rows: 25 });
	const order = { service: byId(3), options };
	await records(panel, 'order.create', { ...order, orderType: 'default', link, quantity: 10 });
	await records(panel, 'order.create', { ...order, orderType: 'package', link }).catch(() => undefined);
	await records(panel, 'order.create', { ...order, orderType: 'subscriptions', username: 'carl', min: 1, max: 5 }).catch(() => undefined);
	await records(panel, 'order.create', { ...order, orderType: 'product', quantity: 1 }).catch(() => undefined);
	expect(sent(panel, 'add')).toEqual([
		{ service: '3', link, quantity: '10' },
		{ service: '3', link },
		{ service: '3', username: 'carl', min: '1', max: '5', delay: '0' },
		{ service: '3', quantity: '1' },
	]);
});

test('web traffic sends the keyword or the referrer that its type of traffic asks for', async () => {
	const panel = await startPanel('hmSocialMedia', { rows: 25 });
	const traffic = {
		service: byId(3),
		orderType: 'webTraffic',
		options,
		link,
		quantity: 10,
		country: 'US',
		device: 1,
		googleKeyword: 'shoes',
		referringUrl: 'https://example.com/r',
	};
	await records(panel, 'order.create', { ...traffic, typeOfTraffic: 1 });
	await records(panel, 'order.create', { ...traffic, typeOfTraffic: 2 });
	const common = { service: '3', link, quantity: '10', country: 'US', device: '1' };
	expect(sent(panel, 'add')).toEqual([
		{ ...common, type_of_traffic: '1', google_keyword: 'shoes' },
		{ ...common, type_of_traffic: '2', referring_url: 'https://example.com/r' },
	]);
	expect(await refusal(panel, 'order.create', { ...traffic, typeOfTraffic: 1, googleKeyword: '' })).toMatch(
		/^'Google Keyword' is empty, but orders of the type 'Web Traffic' need it \[item 0\]/,
	);
	expect(await refusal(panel, 'order.create', { ...traffic, typeOfTraffic: 2, referringUrl: '' })).toMatch(
		/^'Referring URL' is empty, but orders of the type 'Web Traffic' need it \[item 0\]/,
	);
});

test.each([
	['2099-12-31', '31/12/2099'],
	['2099-12-31T10:00:00.000Z', '31/12/2099'],
	['9/1/2099', '09/01/2099'],
	['={{ DateTime.fromISO("2099-03-04", { zone: "utc" }) }}', '04/03/2099'],
	['={{ new Date(Date.UTC(2099, 2, 4)) }}', '04/03/2099'],
])('the expiry %s is sent as %s', async (expiry, expected) => {
	const panel = await startPanel('hmSocialMedia', { rows: 25 });
	const subscription = { orderType: 'subscriptions', username: 'carl', min: 1, max: 5, typeFields: { expiry }, options };
	await records(panel, 'order.create', { ...subscription, service: byId(3) }).catch(() => undefined);
	expect(sent(panel, 'add')[0]?.expiry).toBe(expected);
});

test.each(DIALECTS)('%s: an order gives its id as text, the service and nothing that is not so', async (dialect) => {
	const panel = await startPanel(dialect);
	expect(await records(panel, 'order.create', { service: byId(1), link, quantity: 100 })).toMatchObject([{ order: '23501', service: '1' }]);
	expect(panel.orders()).toMatchObject([{ id: 23501, quantity: 100, fields: { service: '1', link, quantity: '100' } }]);
});

test('a product of HstockPlus is ordered with a quantity alone, or with an e-mail to deliver to', async () => {
	const panel = await startPanel('hstockplus');
	await records(panel, 'order.create', { service: byId(2), orderType: 'product', quantity: 1 });
	await records(panel, 'order.create', { service: byId(2), orderType: 'product', quantity: 2, typeFields: { link: 'me@example.com' } });
	expect(sent(panel, 'add')).toEqual([
		{ service: '2', quantity: '1' },
		{ service: '2', quantity: '2', link: 'me@example.com' },
	]);
	const [status] = await records(panel, 'order.getStatus', { orderIds: '23502' });
	expect(status).toMatchObject({
		order: '23502',
		entityType: 'product',
		state: 'completed',
		accounts: [expect.any(String), expect.any(String)],
	});
});

test('what else the panel says about an order stays', async () => {
	const panel = await startPanel('hmSocialMedia', { quirks: { successOrderEnvelope: true } });
	expect(await records(panel, 'order.create', { service: byId(1), link, quantity: 100 })).toMatchObject([
		{ status: 'success', order: '23501', service: '1' },
	]);
});

test('additional fields travel with the order, from text or an object; empty ones stay away', async () => {
	const panel = await startPanel('hmSocialMedia');
	const order = { service: byId(1), link, quantity: 100 };
	await records(panel, 'order.create', {
		...order,
		options: { additionalFields: '{"promo": "X5", "vip": true, "note": "", "level": 3, "tag[]": "a"}' },
	});
	await records(panel, 'order.create', { ...order, options: { additionalFields: '={{ { promo: "Y" } }}' } });
	expect(sent(panel, 'add')).toEqual([
		{ service: '1', link, quantity: '100', promo: 'X5', vip: 'true', level: '3', tag: 'a' },
		{ service: '1', link, quantity: '100', promo: 'Y' },
	]);
});
