import { compareBalance } from '../../nodes/SmmPanel/trigger/events/balanceBelow';
import { endTest, eventIds, quietPoll, startPanel, watch } from './support';

afterEach(endTest);

const NOW = Date.UTC(2026, 0, 2, 12);

it('tells once when the balance falls below, and again only after it was above', async () => {
	const panel = await startPanel({ balance: '10' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	const told: number[] = [];
	for (const balance of ['10', '4.99999999', '4', '4.9', '5', '4', '5.00000001', '4', '3']) {
		panel.setBalance(balance);
		told.push((await eventIds(poller)).length);
	}
	expect(told).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0]);
});

it('gives the balance as the panel wrote it, and every fall an id of its own', async () => {
	const panel = await startPanel({ balance: '4.20' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	const { items } = await quietPoll(poller);
	expect(items.map(({ json }) => json)).toEqual([
		{
			eventId: expect.stringMatching(/^balance:5:\d{4}-\d\d-\d\d:1$/),
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
	expect(await eventIds(poller)).toEqual([expect.stringMatching(/:2$/)]);
});

it('does not tell again after a restart while the balance is still low', async () => {
	const panel = await startPanel({ balance: '4' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	expect(await eventIds(poller)).toHaveLength(1);
	poller.restart();
	expect(await eventIds(poller)).toEqual([]);
});

it('tells a balance that fell while n8n was down', async () => {
	const panel = await startPanel({ balance: '40' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.setBalance('4');
	poller.restart();
	expect(await eventIds(poller)).toHaveLength(1);
});

it('starts afresh under another threshold', async () => {
	const panel = await startPanel({ balance: '4' });
	const first = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(first);
	const second = await watch(panel, { event: 'balanceBelow', threshold: 6 }, { staticData: first.saved });
	expect(await eventIds(second)).toHaveLength(1);
});

it('writes nothing while nothing changes', async () => {
	const panel = await startPanel({ balance: '40' });
	const poller = await watch(panel, { event: 'balanceBelow', threshold: 5 });
	await quietPoll(poller);
	panel.setBalance('39');
	expect((await quietPoll(poller)).changed).toBe(false);
});

it('compares to the last decimal, where floats would be equal', () => {
	const { event } = compareBalance({ falls: 0 }, { balance: '0.29999999999999999999' }, '0.3', NOW);
	expect(event).toMatchObject({ eventId: 'balance:0.3:2026-01-02:1' });
});
