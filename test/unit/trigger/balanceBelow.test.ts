import { compareBalance } from '../../../nodes/SmmPanel/trigger/events/balanceBelow';
import { forgetSessions } from '../../../nodes/SmmPanel/trigger/session';
import { DAY, endTest, eventIds, loggedTrouble, quietPoll, setClock, startPanel, watch } from './support';

afterEach(endTest);

test('tells once when the balance falls below, and again only after it was above', async () => {
	const panel = await startPanel({ balance: '10' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	const told: number[] = [];
	for (const balance of ['10', '4.99999999', '4', '4.9', '5', '4', '5.00000001', '4', '3']) {
		panel.setBalance(balance);
		told.push((await eventIds(poller)).length);
	}
	expect(told).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0]);
});

test('gives the balance as the panel wrote it, and every fall an id of its own', async () => {
	const panel = await startPanel({ balance: '4.20' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	const { items } = await quietPoll(poller);
	expect(items.map(({ json }) => json)).toEqual([
		{
			eventId: expect.stringMatching(/^[\w-]{6}:balance:5:first$/),
			event: 'balanceBelow',
			balance: '4.2',
			threshold: '5',
			below: true,
			currency: 'USD',
		},
	]);
	panel.setBalance('9');
	await quietPoll(poller);
	panel.setBalance('4.20');
	expect(await eventIds(poller)).toEqual([expect.stringMatching(/^balance:5:\d{4}-\d\d-\d\d:2$/)]);
});

test('does not tell again after a restart while the balance is still low', async () => {
	const panel = await startPanel({ balance: '4' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	expect(await eventIds(poller)).toHaveLength(1);
	poller.restart();
	expect(await eventIds(poller)).toEqual([]);
});

test('tells a balance that fell while n8n was down', async () => {
	const panel = await startPanel({ balance: '40' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.setBalance('4');
	poller.restart();
	expect(await eventIds(poller)).toHaveLength(1);
});

test('gives the same fall the same id when n8n dies before it saves and starts again after midnight', async () => {
	const panel = await startPanel({ balance: '40' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	const savedBefore = structuredClone(poller.saved);
	panel.setBalance('4');
	const lost = await eventIds(poller);
	poller.saved = savedBefore;
	forgetSessions();
	poller.restart();
	setClock(DAY);
	expect(await eventIds(poller)).toEqual(lost);
});

test('gives a balance that is low at first sight the same id when the trigger is renamed on a later day', async () => {
	const panel = await startPanel({ balance: '4' });
	const parameters = { event: 'balanceBelow', threshold: 5 };
	const told = await eventIds(await watch(panel, parameters));
	setClock(3 * DAY);
	const renamed = await watch(panel, parameters);
	expect(await eventIds(renamed)).toEqual(told);
	panel.setBalance('9');
	await quietPoll(renamed);
	panel.setBalance('4');
	expect(await eventIds(renamed)).not.toEqual(told);
});

test('starts afresh under another threshold', async () => {
	const panel = await startPanel({ balance: '4' });
	const first = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(first);
	const second = await watch(panel, { event: 'balanceBelow', threshold: 6 }, { staticData: first.saved });
	expect(await eventIds(second)).toHaveLength(1);
});

test('writes nothing while nothing changes', async () => {
	const panel = await startPanel({ balance: '40' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.setBalance('39');
	expect((await quietPoll(poller)).changed).toBe(false);
});

test('compares to the last decimal, where floats would be equal', () => {
	const { event } = compareBalance({ falls: 0, since: '2026-01-02' }, { balance: '0.29999999999999999999' }, '0.3');
	expect(event).toMatchObject({ eventId: 'balance:0.3:2026-01-02:1' });
});

test('takes a threshold so small that it is written with an exponent', async () => {
	const panel = await startPanel({ balance: '0' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 0.0000001 });
	const { items } = await quietPoll(poller);
	expect(items[0]?.json).toMatchObject({ threshold: '0.0000001', below: true });
});

test.each([
	['nothing', '{}'],
	['null', '{"balance":null}'],
	['words', '{"balance":"Unknown"}'],
	['a list', '[]'],
	['an error beside it', '{"balance":"1","error":"Maintenance"}'],
])('a balance that comes as %s is no fall, and the next fall is told once', async (_, body) => {
	const panel = await startPanel({ balance: '10' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.fail({ kind: 'body', body });
	const odd = await loggedTrouble(poller);
	expect(odd.trouble).toMatch(/in a form that this node does not know|The panel says: Maintenance/);
	expect(odd.changed).toBe(false);
	panel.setBalance('4');
	expect(await eventIds(poller)).toHaveLength(1);
	expect(await eventIds(poller)).toEqual([]);
});

test.each([
	['a number', '{"balance":4.5}', '4.5'],
	['a text with thousands', '{"balance":"1,004.50"}', '1,004.50'],
	['more digits than a float holds', '{"balance":"4.99999999999999999999"}', '4.99999999999999999999'],
	['a debt', '{"balance":"-3"}', '-3'],
])('a balance that comes as %s is compared exactly', async (_, body, balance) => {
	const panel = await startPanel({ balance: '10' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: balance.includes(',') ? 2000 : 5 });
	// A fall is looked at twice.
	panel.fail({ kind: 'body', body, times: 2 });
	expect((await quietPoll(poller)).items.map(({ json }) => json.balance)).toEqual([balance]);
});

test.each(['x', { v: 1, scope: 'a', falls: 'many' }, { v: 1, scope: 'a', falls: 3, since: '2026-01-01', emitted: 5 }])(
	'corrupt static data is a first look: %j',
	async (seen) => {
		const panel = await startPanel({ balance: '4' });
		const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 }, { staticData: { seen } });
		expect(await eventIds(poller)).toEqual(['balance:5:first']);
		expect(await eventIds(poller)).toEqual([]);
	},
);

/** The node with another credential of n8n. */
function withCredential(id: string) {
	return { node: { credentials: { smmPanelApi: { id, name: id } } } };
}

test('is told of the low balance of another account at the same panel, but not again under a renewed key', async () => {
	const panel = await startPanel({ balance: '4' });
	const parameters = { event: 'balanceBelow', threshold: 5 };
	const one = await watch(panel, parameters, withCredential('one'));
	expect(await eventIds(one)).toHaveLength(1);
	const body = '{"balance":"4","currency":"USD"}';
	const renewed = await watch(panel, parameters, { ...withCredential('one'), staticData: one.saved }, { apiKey: 'renewed-key' });
	panel.fail({ kind: 'body', body });
	expect(await eventIds(renewed)).toEqual([]);
	const two = await watch(panel, parameters, { ...withCredential('two'), staticData: one.saved }, { apiKey: 'key-of-another-account' });
	panel.fail({ kind: 'body', body, times: 2 });
	expect(await eventIds(two)).toHaveLength(1);
});
