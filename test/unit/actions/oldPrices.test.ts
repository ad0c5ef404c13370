import { byId, closePanels, records, refusal, startPanel } from './support';
import type { SandboxPanel } from '../../sandbox';

afterEach(closePanels);

const order = { service: byId(1), link: 'https://example.com/a', quantity: 1000 };
const HOUR = 3_600_000;

/** The catalog of the panel was read, and since then there has been none for some time. */
async function outage(panel: SandboxPanel, ms: number): Promise<void> {
	await records(panel, 'order.estimate', order);
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + ms);
	panel.fail({ action: 'services', kind: 'html', times: 50 });
	panel.calls.splice(0);
}

test('a maximum is not compared with prices of hours ago while the panel gives no newer ones', async () => {
	const panel = await startPanel('hmSocialMedia');
	await outage(panel, 3 * HOUR);
	expect(await refusal(panel, 'order.create', { ...order, maxCharge: '5' })).toMatch(
		/^Nothing was sent: the prices .* are 180 minutes old .* \| Try again when the panel answers, or remove the maximum\. Outcome: not sent/,
	);
	expect(panel.callsOf('add')).toEqual([]);
});

test('an estimate from prices of hours ago is refused in words of its own', async () => {
	const panel = await startPanel('hmSocialMedia');
	await outage(panel, 3 * HOUR);
	const text = await refusal(panel, 'order.estimate', order);
	expect(text).toMatch(
		/^There is no estimate, because the last prices of the panel are 180 minutes old .* \| Try again when the panel answers\.$/,
	);
	expect(text).not.toMatch(/maximum/i);
});

test('prices of less than an hour serve a maximum through an outage', async () => {
	const panel = await startPanel('hmSocialMedia');
	await outage(panel, HOUR - 60_000);
	expect(await records(panel, 'order.create', { ...order, maxCharge: '5' })).toMatchObject([{ order: '23501' }]);
});

test('limits of hours ago do not refuse an order, with a comparison of balances or without', async () => {
	const panel = await startPanel('hmSocialMedia');
	await outage(panel, 3 * HOUR);
	panel.setServices((rows) => rows.map((row) => ({ ...row, max: 1_000_000 })));
	const large = { ...order, quantity: 20_000 };
	expect(await records(panel, 'order.create', { ...large, options: { compareBalance: true } })).toMatchObject([{ order: '23501' }]);
	expect(await records(panel, 'order.create', large)).toMatchObject([{ order: '23502' }]);
	expect(panel.callsOf('services')).toHaveLength(1);
});
