import { watchAnswers } from './answers';
import { book, DAY, eventIds, messageOf, pass, quietPoll, startPanel, useLogs, watch, watchOrders } from './support';

useLogs();

const MINUTE = 60_000;
const DOWN = { kind: 'status', status: 502, times: 1000 } as const;

test('a revoked key is told every day while it lasts, with one poll a day', async () => {
	const panel = await startPanel();
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.fail({ kind: 'error', error: 'Invalid API key', times: 1000 });
	for (let day = 1; day <= 14; day++) {
		pass(DAY);
		expect(messageOf(await poller.poll())).toContain('does not accept the API key');
	}
});

test('a panel that answers every second poll is told to nobody', async () => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const poller = await watchOrders(panel, [order], []);
	await quietPoll(poller);
	for (let poll = 0; poll < 12; poll++) {
		if (poll % 2 === 0) panel.fail(DOWN);
		else panel.clearFaults();
		pass(MINUTE);
		expect(messageOf(await poller.poll())).toBe('');
	}
});

test.each([undefined, '0'])('a panel that takes no more calls, with Retry-After %s, is left alone longer each time', async (retryAfter) => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	const poller = await watchOrders(panel, [order], []);
	await quietPoll(poller);
	panel.calls.length = 0;
	panel.fail({ kind: 'status', status: 429, times: 1000, ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }) });
	const asked: number[] = [];
	for (let minute = 0; minute < 31; minute++) {
		const before = panel.calls.length;
		await poller.poll();
		if (panel.calls.length > before) asked.push(minute);
		pass(MINUTE);
	}
	expect(asked).toEqual([0, 2, 6, 14, 30]);
});

test('orders that the panel does not know are asked less and less often', async () => {
	// Stands still between polls, or an order more would be due on a busy machine.
	let now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	const { poller, calls } = await watchAnswers(() => ({ error: 'Order not found' }), {
		event: 'orderStatus',
		watch: 'ids',
		orderIds: Array.from({ length: 40 }, (_, index) => index + 1).join(),
		states: [],
	});
	expect(await eventIds(poller)).toEqual([]);
	const asked = async (polls: number) => {
		calls.length = 0;
		for (let poll = 0; poll < polls; poll++) {
			now += MINUTE;
			expect(await eventIds(poller)).toEqual([]);
		}
		return calls.filter(({ order }) => order !== undefined).length;
	};
	expect(await asked(5)).toBe(200);
	now += 2 * 60 * MINUTE;
	await quietPoll(poller);
	expect(await asked(5)).toBe(40);
	now += 2 * DAY;
	await quietPoll(poller);
	expect(await asked(30)).toBe(40);
});
