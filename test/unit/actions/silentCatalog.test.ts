import type { INodeParameters } from 'n8n-workflow';

import { CATALOG_TIMEOUTS_MS } from '../../../nodes/SmmPanel/catalog/catalogInTime';
import type { SandboxPanel } from '../../sandbox';
import { captureLogs } from '../../support/logs';
import { byId, closePanels, itemsOf, numbered, records, refusal, run, sent, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const plain: INodeParameters = { service: byId(1), link, quantity: 100 };
const byHand: INodeParameters = { ...plain, orderType: 'default', link: '=https://example.com/{{ $itemIndex }}' };
const MINUTE = 60_000;

/** A panel that takes orders, but never answers when it is asked for its services. */
async function silentPanel(timeoutMs: Partial<typeof CATALOG_TIMEOUTS_MS> = {}): Promise<SandboxPanel> {
	jest.replaceProperty(CATALOG_TIMEOUTS_MS, 'comparison', timeoutMs.comparison ?? 150);
	jest.replaceProperty(CATALOG_TIMEOUTS_MS, 'need', timeoutMs.need ?? 150);
	const panel = await startPanel('hmSocialMedia', { balance: '1000' });
	panel.fail({ action: 'services', kind: 'hang', times: 1000 });
	return panel;
}

const asked = (panel: SandboxPanel) => panel.callsOf('services').length;

function later(ms: number): void {
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + ms);
}

test('200 orders of a type chosen by hand wait for a silent list of services once, and are all sent', async () => {
	const panel = await silentPanel();
	const { error, items, hints } = await run(panel, 'order.create', byHand, { items: numbered(200) });
	expect(error).toBeUndefined();
	expect(items[0]).toHaveLength(200);
	expect(panel.orders()).toHaveLength(200);
	expect(asked(panel)).toBe(1);
	expect(hints.map(({ message }) => message)).toEqual([
		'Not compared with the service before sending, because the list of services could not be read: The panel did not send the list of its services within 0 seconds. It is asked for the list again in 5 minutes.',
	]);
});

test('what is not compared stands in the log too, without the key', async () => {
	const panel = await silentPanel();
	const logs = captureLogs();
	await records(panel, 'order.create', byHand);
	logs.restore();
	const lines = logs.lines.filter((line) => line.includes('Not compared with the service before sending'));
	expect(lines).toHaveLength(1);
	expect(lines.join()).not.toContain(panel.apiKey);
});

test('further runs do not wait at all for some minutes, then the panel is asked again', async () => {
	const panel = await silentPanel();
	for (let order = 0; order < 3; order++) await records(panel, 'order.create', { ...byHand, link: `${link}/${order}` });
	expect(asked(panel)).toBe(1);
	later(6 * MINUTE);
	await records(panel, 'order.create', { ...byHand, link: `${link}/3` });
	expect(asked(panel)).toBe(2);
	expect(panel.orders()).toHaveLength(4);
});

test('a panel that answers again is compared with again', async () => {
	const panel = await silentPanel();
	await records(panel, 'order.create', byHand);
	panel.clearFaults();
	later(6 * MINUTE);
	expect(await refusal(panel, 'order.create', { ...byHand, quantity: 100_000_000 })).toMatch(/above the maximum of/);
	expect(panel.orders()).toHaveLength(1);
});

test('nothing is sent where the panel decides about the type, and the text says to choose it by hand', async () => {
	const panel = await silentPanel();
	const { items } = await run(panel, 'order.create', plain, { items: itemsOf({}, {}, {}), node: { onError: 'continueErrorOutput' } });
	expect(items[1]?.map(({ json }) => String(json.error).split(' [item')[0])).toEqual(
		Array.from(
			{ length: 3 },
			() => 'The type of service 1 could not be read: The panel did not send the list of its services within 0 seconds',
		),
	);
	expect(await refusal(panel, 'order.create', plain)).toMatch(
		/\| Nothing was sent\. To order without the catalog of the panel, choose the 'Order Type' by hand\. It is asked for the list again in 5 minutes\./,
	);
	expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
});

test('a short wait for a comparison does not stand in for the longer one for a type', async () => {
	const panel = await silentPanel({ comparison: 50, need: 20_000 });
	await records(panel, 'order.create', byHand);
	panel.clearFaults();
	await records(panel, 'order.create', { ...plain, link: `${link}/automatic` });
	expect(sent(panel, 'add')).toHaveLength(2);
	expect(asked(panel)).toBe(2);
});

test('with a maximum nothing is sent, because there are no prices', async () => {
	const panel = await silentPanel();
	expect(await refusal(panel, 'order.create', { ...byHand, maxCharge: '5' })).toMatch(/^The panel did not send the list of its services/);
	expect(panel.calls.map(({ action }) => action)).toEqual(['services']);
});

test('the catalog of the last day still says the type while the panel is silent', async () => {
	const panel = await silentPanel();
	panel.clearFaults();
	await records(panel, 'order.estimate', plain);
	panel.fail({ action: 'services', kind: 'hang', times: 1000 });
	later(3 * 60 * MINUTE);
	for (let order = 0; order < 3; order++) {
		await records(panel, 'order.create', { ...plain, link: `${link}/${order}` });
	}
	expect(sent(panel, 'add')).toHaveLength(3);
	expect(asked(panel)).toBe(2);
});
