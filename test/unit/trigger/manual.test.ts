import { book, endTest, eventIdsOf, messageOf, rentNumber, sendJson, startPanel, startServer, watch } from './support';

afterEach(endTest);

const manual = { mode: 'manual' } as const;

test('shows the watched orders as they are, whatever fired before, and leaves the state alone', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [done = 0, open = 0] = await book(panel, 2, '2');
	panel.setOrder(done, { status: 'Completed', accounts: ['a:1'] });
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${done},${open},99`, states: ['completed'] };
	const live = await watch(panel, parameters);
	await live.poll();
	const test = await watch(panel, parameters, { ...manual, staticData: live.saved });
	const result = await test.poll();
	expect(eventIdsOf(result)).toEqual([`${done}:completed`, `${open}:pending`, '99:notFound']);
	expect(result.items[0]?.json).toMatchObject({ event: 'orderStatus', previousState: null, newAccounts: ['a:1'] });
	expect(result.changed).toBe(false);
	expect(result.staticData).toEqual(live.saved);
});

test('shows numbers that still wait for their code', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const result = await (await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) }, manual)).poll();
	expect(result.items.map(({ json }) => json)).toMatchObject([
		{ event: 'smsCode', order: String(number), state: 'active', phone: expect.any(String) },
	]);
});

test('shows the balance although it is not low', async () => {
	const panel = await startPanel({ balance: '50' });
	const result = await (await watch(panel, { event: 'balanceBelow', threshold: 5 }, manual)).poll();
	expect(result.items.map(({ json }) => json)).toMatchObject([{ event: 'balanceBelow', balance: '50', threshold: '5', below: false }]);
});

test('shows some services as they are', async () => {
	const panel = await startPanel();
	const result = await (await watch(panel, { event: 'serviceChanged', services: '' }, manual)).poll();
	expect(result.items).toHaveLength(10);
	expect(result.items[0]?.json).toMatchObject({ event: 'serviceChanged', change: 'none', service: '1', rate: '0.90' });
});

test('says in words that there is nothing to show', async () => {
	const panel = await startPanel({ rows: 5 });
	const list = await startServer((_request, response) => sendJson(response, []));
	const empty = await (await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin }, manual)).poll();
	expect(messageOf(empty)).toContain('the watch list is empty');
	const none = await (await watch(panel, { event: 'serviceChanged', services: '4711' }, manual)).poll();
	expect(messageOf(none)).toContain('none of the services 4711');
	panel.setServices([]);
	const bare = await (await watch(panel, { event: 'serviceChanged', services: '' }, manual)).poll();
	expect(messageOf(bare)).toContain('catalog of the panel is empty');
});

test('shows trouble as an error, also trouble that would pass', async () => {
	const panel = await startPanel();
	panel.fail({ kind: 'status', status: 502, times: 5 });
	expect(messageOf(await (await watch(panel, { event: 'balanceBelow', threshold: 5 }, manual)).poll())).toContain('HTTP 502');
});
