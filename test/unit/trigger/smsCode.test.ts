import { compareNumbers, decodeSnapshot, isOver } from '../../../nodes/SmmPanel/trigger/watching/smsDiff';
import { endTest, eventIds, loggedTrouble, quietPoll, rentNumber, startPanel, watch } from './support';

afterEach(endTest);

const watchNumber = async (panel: Parameters<typeof watch>[0], id: number) =>
	await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(id) });

test('tells the code with its full text and phone, once', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	expect(await eventIds(poller)).toEqual([]);
	panel.giveSms(number, '123456', 'Your code is 123456');
	const { items } = await quietPoll(poller);
	expect(items.map(({ json }) => json)).toEqual([
		expect.objectContaining({
			eventId: expect.stringMatching(new RegExp(`^[\\w-]{6}:${number}:sms:123456$`)),
			event: 'smsCode',
			order: String(number),
			code: '123456',
			sms_content: 'Your code is 123456',
			phone: expect.stringMatching(/^\+/),
			expires_at: expect.any(String),
		}),
	]);
	const again = await quietPoll(poller);
	expect(again.output).toBeNull();
	expect(again.changed).toBe(false);
	expect(JSON.stringify(again.staticData)).not.toContain('123456');
});

test('tells a second code on the same number as a new event', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	panel.giveSms(number, '111111');
	expect(await eventIds(poller)).toEqual([`${number}:sms:111111`]);
	panel.giveSms(number, '222222');
	expect(await eventIds(poller)).toEqual([`${number}:sms:222222`]);
});

test('tells a code that arrived while n8n was down', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	await quietPoll(poller);
	panel.giveSms(number, '123456');
	poller.restart();
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
	poller.restart();
	expect(await eventIds(poller)).toEqual([]);
});

test('asks once a poll while it waits, and needs the details only once', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	for (let tick = 0; tick < 4; tick++) await quietPoll(poller);
	expect(panel.callsOf('sms_code')).toHaveLength(4);
	expect(panel.callsOf('sms_status')).toHaveLength(1);
});

test('does not ask a number again after its end, but once after it, so that a late code is told', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	panel.giveSms(number, '123456');
	panel.setOrder(number, { expiresAt: Date.now() - 3_600_000 });
	const poller = await watchNumber(panel, number);
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
	panel.calls.length = 0;
	await quietPoll(poller);
	expect(panel.calls).toEqual([]);
});

test('leaves a code to the next poll when its phone cannot be read', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	await quietPoll(poller);
	panel.giveSms(number, '123456');
	panel.fail({ kind: 'status', status: 502, action: 'sms_status', times: 2 });
	expect((await loggedTrouble(poller)).trouble).toContain('502');
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
});

test('reports an unknown number once, after two polls', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: '99', options: { reportUnknown: true } });
	expect(await eventIds(poller)).toEqual([]);
	expect(await eventIds(poller)).toEqual(['99:notFound']);
	expect(await eventIds(poller)).toEqual([]);
});

test('tells the codes without a phone on a panel that has no sms_status, and gives the number a day', () => {
	const quiet = { reportUnknown: false, reportEnded: false };
	const item = { order: '7', code: '123456', status: 'completed' };
	const { events, snapshots } = compareNumbers(new Map(), [['7', { item, noDetails: true }]], quiet, 0);
	expect(events).toMatchObject([{ eventId: '7:sms:123456' }]);
	const isOverAt = (now: number) => {
		const later = compareNumbers(snapshots, [['7', { item, noDetails: true }]], quiet, now);
		expect(later.events).toEqual([]);
		return isOver(decodeSnapshot(later.snapshots.get('7')), now);
	};
	expect([isOverAt(23 * 3_600_000), isOverAt(25 * 3_600_000)]).toEqual([false, true]);
});
