import { book, eventIds, rentNumber, startPanel, useLogs, watch, watchOrders } from './support';

useLogs();

const ENVELOPES = [
	'{"status":"error","msg":"Service under maintenance"}',
	'{"status":"error","message":"Please contact support"}',
	'{"status":"error"}',
	'{"status":"fail","data":null}',
];

test.each(ENVELOPES)('a minute in which the panel answers %s tells nothing, and the real end is told afterwards', async (envelope) => {
	for (const bulkStatus of ['keyed', 'list', 'none'] as const) {
		const panel = await startPanel({ bulkStatus });
		const ids = await book(panel, 2);
		const poller = await watchOrders(panel, ids, []);
		expect(await eventIds(poller)).toHaveLength(2);
		panel.fail({ kind: 'body', body: envelope, action: 'status', times: 99 });
		for (const _ of [1, 2]) expect((await poller.poll()).output).toBeNull();
		panel.clearFaults();
		for (const id of ids) panel.setOrder(id, { status: 'Completed' });
		expect(await eventIds(poller)).toEqual(ids.map((id) => `${id}:completed`));
		expect(await eventIds(poller)).toEqual([]);
	}
});

test.each(ENVELOPES)('the same where %s stands for one order of a list', async (envelope) => {
	const panel = await startPanel();
	const [bad = 0, good = 0] = await book(panel, 2);
	const poller = await watchOrders(panel, [bad, good], []);
	await eventIds(poller);
	panel.setOrder(bad, { reply: JSON.parse(envelope) });
	panel.setOrder(good, { status: 'Completed' });
	expect(await eventIds(poller)).toEqual([`${good}:completed`]);
	panel.setOrder(bad, { reply: { status: 'Partial', charge: '0.05', remains: '10' } });
	expect(await eventIds(poller)).toEqual([`${bad}:partial`]);
});

test('an order that failed is told', async () => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const poller = await watchOrders(panel, [order], ['failed']);
	await eventIds(poller);
	panel.setOrder(order, { status: 'Fail' });
	expect(await eventIds(poller)).toEqual([`${order}:failed`]);
});

test.each(ENVELOPES)('a code that comes after the panel answered %s is told', async (envelope) => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) });
	await eventIds(poller);
	for (const action of ['sms_code', 'sms_status']) panel.fail({ kind: 'body', body: envelope, action, times: 99 });
	expect((await poller.poll()).output).toBeNull();
	panel.clearFaults();
	panel.giveSms(number, '123456');
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
});
