import { PollSession } from '../../../nodes/SmmPanel/trigger/session';
import { addWrite, chooseState } from '../../../nodes/SmmPanel/trigger/staleReads';
import { until } from '../../host/until';
import {
	book,
	DAY,
	endTest,
	eventIds,
	eventIdsOf,
	loggedTrouble,
	quietPoll,
	rentNumber,
	sendJson,
	setClock,
	startPanel,
	startServer,
	watch,
	watchOrders,
} from './support';

afterEach(endTest);

test('a clock that is set back does not keep the trigger silent because a panel once asked for a pause', async () => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const poller = await watchOrders(panel, [order], []);
	await quietPoll(poller);
	panel.fail({ kind: 'status', status: 429, retryAfter: 150 });
	expect((await loggedTrouble(poller)).trouble).toContain('takes no more calls for now');
	panel.setOrder(order, { status: 'Completed' });
	expect(await eventIds(poller)).toEqual([]);
	setClock(-DAY);
	expect(await eventIds(poller)).toEqual([`${order}:completed`]);
});

test('a pause that a panel asks for ends by itself, after an hour at the latest', () => {
	const session = new PollSession();
	session.pauseUntil(1_000 + 90 * 60_000, 1_000);
	expect([999, 1_000, 3_600_999, 3_601_000].map((now) => session.currentPause(now) !== undefined)).toEqual([false, true, true, false]);
});

test('a clock that is set back does not make a state that was never written count as taken for a day', () => {
	const [before, after] = [{ told: 'before' }, { told: 'after' }];
	const handed = addWrite(undefined, { read: before, state: after, emitted: true }, DAY);
	expect(chooseState(handed, before, true, DAY + 59_000)).toBeUndefined();
	expect(chooseState(handed, before, true, DAY + 61_000)).toEqual({ known: before });
	expect(chooseState(handed, before, true, DAY - 3_600_000)).toEqual({ known: before });
});

test('a poll that still runs holds the next one off, whatever the clock says', async () => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	const list = await startServer((_request, response) => void held.then(() => sendJson(response, [order])));
	const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin, states: [] });
	const slow = poller.poll();
	await until(async () => (list.requests.length === 1 ? true : undefined), { what: 'the first poll to ask' });
	for (const by of [DAY, -DAY]) {
		setClock(by);
		expect(await eventIds(poller)).toEqual([]);
	}
	release();
	expect(eventIdsOf(await slow)).toEqual([`${order}:pending`]);
	expect(list.requests).toHaveLength(1);
});

test('a number that seemed over while the clock went wrong is asked again, so that its code is told', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) });
	await quietPoll(poller);
	setClock(DAY);
	await quietPoll(poller);
	panel.calls.length = 0;
	await quietPoll(poller);
	expect(panel.calls).toEqual([]);
	setClock(0);
	panel.giveSms(number, '123456');
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
});

test('orders that are asked less often are still asked after the clock was set back', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const [order = 0] = await book(panel, 1);
	setClock(DAY);
	const poller = await watchOrders(panel, [order], [], { slowDown: true });
	await quietPoll(poller);
	setClock(0);
	panel.setOrder(order, { status: 'Completed' });
	expect(await eventIds(poller)).toEqual([`${order}:completed`]);
});
