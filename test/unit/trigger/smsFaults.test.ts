import { compareNumbers } from '../../../nodes/SmmPanel/trigger/watching/smsDiff';
import { endTest, eventIds, loggedTrouble, messageOf, quietPoll, rentNumber, startPanel, watch } from './support';

afterEach(endTest);

const watchNumber = async (panel: Parameters<typeof watch>[0], id: number) =>
	await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(id) });

test('a code is told without its phone when the phone cannot be read twice in a row, because codes expire', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	const poller = await watchNumber(panel, number);
	await quietPoll(poller);
	panel.giveSms(number, '123456', 'Your code is 123456');
	panel.fail({ kind: 'status', status: 502, action: 'sms_status', times: 1000 });
	expect((await loggedTrouble(poller)).trouble).toContain('502');
	const { items } = await quietPoll(poller);
	expect(items.map(({ json }) => json)).toMatchObject([
		{ eventId: expect.stringMatching(/:sms:123456$/), sms_content: 'Your code is 123456' },
	]);
	expect((await poller.poll()).output).toBeNull();
	panel.clearFaults();
	expect(await eventIds(poller)).toEqual([]);
	panel.giveSms(number, '222222');
	expect((await quietPoll(poller)).items[0]?.json).toMatchObject({ code: '222222', phone: expect.stringMatching(/^\+/) });
});

test('a code is told without its phone by the second poll where the panel never answers about the phone', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	// The poll is over while the phone is still waited for.
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) }, { pollBudgetMs: 5_000 });
	panel.giveSms(number, '123456');
	panel.fail({ kind: 'hang', action: 'sms_status', times: 1000 });
	expect(messageOf(await poller.poll())).toContain('too slow');
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
	panel.clearFaults();
	expect(await eventIds(poller)).toEqual([]);
});

test.each(['{}', '{"status":"waiting","message":"Waiting for code"}', '{"status":"completed","code":null}', '[]', '<html>'])(
	'an answer of another shape loses no code and tells none: %s',
	async (body) => {
		const panel = await startPanel({ dialect: 'hstockplus' });
		const number = await rentNumber(panel);
		const poller = await watchNumber(panel, number);
		await quietPoll(poller);
		panel.giveSms(number, '123456');
		panel.fail({ kind: 'body', body, action: 'sms_code' });
		expect((await poller.poll()).output).toBeNull();
		expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
	},
);

test('an unknown number that was not to be told is told once when the user wants it', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const parameters = { event: 'smsCode', watch: 'ids', orderIds: '99' };
	const quiet = await watch(panel, parameters);
	expect(await eventIds(quiet)).toEqual([]);
	const curious = await watch(panel, { ...parameters, options: { reportUnknown: true } }, { staticData: quiet.saved });
	expect(await eventIds(curious)).toEqual(['99:notFound']);
	expect(await eventIds(curious)).toEqual([]);
});

describe('the end of a number', () => {
	const END = Date.UTC(2026, 0, 2, 12);
	const HOUR = 3_600_000;
	const isOverAt = (expires_at: string | number, now: number) => {
		const item = { order: '7', status: 'waiting' };
		return compareNumbers(new Map(), [['7', { item, details: { expires_at } }]], { reportUnknown: false, reportEnded: false }, now)
			.snapshots.get('7')
			?.endsWith('.past');
	};

	test.each([
		['with its zone', '2026-01-02T12:00:00.000Z'],
		['in another zone', '2026-01-02T18:00:00+06:00'],
		['in seconds', END / 1000],
		['in milliseconds', END],
		['in seconds as a text', String(END / 1000)],
		['as in mail', 'Fri, 02 Jan 2026 12:00:00 GMT'],
	])('is known when the panel writes it %s', (_, written) => {
		expect([isOverAt(written, END - HOUR), isOverAt(written, END + HOUR)]).toEqual([false, true]);
	});

	test('is taken for the latest that it can be where the panel names no zone, so that no code is missed', () => {
		const [east, west] = [END - 14 * HOUR, END + 12 * HOUR];
		for (const now of [east, END + HOUR, west]) expect(isOverAt('2026-01-02 12:00:00', now)).toBe(false);
		expect(isOverAt('2026-01-02 12:00:00', west + HOUR)).toBe(true);
		// The first of February, or the second of January.
		for (const [now, isOver] of [
			[west + HOUR, false],
			[Date.UTC(2026, 1, 2, 2), true],
		] as const)
			expect(isOverAt('01/02/2026 12:00', now)).toBe(isOver);
	});
});
