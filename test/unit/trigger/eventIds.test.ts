import { nameAddress } from '../../../nodes/SmmPanel/trigger/account';
import { book, endTest, eventIds, quietPoll, startPanel, watch } from './support';

afterEach(endTest);

type Panel = Awaited<ReturnType<typeof startPanel>>;

const ORDERS = { event: 'orderStatus', watch: 'ids', states: ['completed'] };

/** The whole ids, with the name of the account in front. */
async function wholeIds(poller: Awaited<ReturnType<typeof watch>>): Promise<unknown[]> {
	return (await quietPoll(poller)).items.map(({ json }) => json.eventId);
}

function withCredential(id: string) {
	return { node: { credentials: { smmPanelApi: { id, name: id } } } };
}

async function startFinished(panel: Panel): Promise<number> {
	const [order = 0] = await book(panel, 1);
	panel.setOrder(order, { status: 'Completed' });
	return order;
}

test('the same order number at two panels, and the balance of two accounts, have ids of their own', async () => {
	const panels = [await startPanel({ balance: '4' }), await startPanel({ balance: '4' })];
	const told: unknown[] = [];
	for (const panel of panels) {
		const order = await startFinished(panel);
		told.push(...(await wholeIds(await watch(panel, { ...ORDERS, orderIds: String(order) }))));
		for (const id of ['one', 'two'])
			told.push(...(await wholeIds(await watch(panel, { event: 'balanceBelow', threshold: 5 }, withCredential(id)))));
	}
	expect(told).toHaveLength(6);
	expect(new Set(told).size).toBe(6);
});

test('an event keeps its id when the node is renamed, and under a renewed API key', async () => {
	const panel = await startPanel();
	const order = await startFinished(panel);
	const parameters = { ...ORDERS, orderIds: String(order) };
	const told = await wholeIds(await watch(panel, parameters));
	expect(told).toHaveLength(1);
	expect(await wholeIds(await watch(panel, parameters, { node: { name: 'Another name' } }))).toEqual(told);
	const renewed = await watch(panel, parameters, {}, { apiKey: 'renewed' });
	panel.fail({ kind: 'body', body: '{"status":"Completed","charge":"1"}' });
	expect(await wholeIds(renewed)).toEqual(told);
});

test('a fall of the balance below a threshold that was set before has another id', async () => {
	const panel = await startPanel({ balance: '4' });
	const told: unknown[] = [];
	let staticData = {};
	for (const threshold of [5, 6, 5]) {
		const poller = await watch(panel, { event: 'balanceBelow', threshold }, { staticData });
		told.push(...(await wholeIds(poller)));
		staticData = poller.saved;
	}
	expect(told).toHaveLength(3);
	expect(new Set(told).size).toBe(3);
});

test.each([
	'https://www.panel.example/api/v2',
	'http://panel.example/api/v2/',
	'https://PANEL.example/API/v2',
	'https://panel.example:443/api/v2',
])('%s is the same panel', (url) => {
	expect(nameAddress(url)).toBe(nameAddress('https://panel.example/api/v2'));
});

test('a Base URL that is spelled otherwise tells nothing again, and what is new keeps the same account', async () => {
	const panel = await startPanel();
	const order = await startFinished(panel);
	const parameters = { ...ORDERS, orderIds: String(order) };
	const before = await watch(panel, parameters);
	const told = await wholeIds(before);
	const respelled = { baseUrl: `${panel.url.replace('http://', 'HTTP://')}/` };
	expect(await wholeIds(await watch(panel, parameters, { staticData: before.saved }, respelled))).toEqual([]);
	expect(await wholeIds(await watch(panel, parameters, {}, respelled))).toEqual(told);
});

test('other changes to watch keep what is known of the catalog', async () => {
	const panel = await startPanel();
	const one = await watch(panel, { event: 'serviceChanged', services: '1', options: { changes: ['price'] } });
	await quietPoll(one);
	panel.setServices((rows) => rows.map((row) => ({ ...row, rate: '7.77' })));
	const two = await watch(
		panel,
		{ event: 'serviceChanged', services: '1', options: { changes: ['price', 'min'] } },
		{ staticData: one.saved },
		{ apiKey: panel.apiKey },
	);
	expect(await eventIds(two)).toEqual([expect.stringMatching(/^1:price:/)]);
});
