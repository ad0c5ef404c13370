import { startN8n, type RunningN8n } from '../host/n8n';
import { N8nClient } from '../host/rest';
import { removeFolder } from '../host/temporary';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { OWNER, sharedInstance } from '../e2e/instance';
import { buyOrder, createWatcher, idsOf, rentNumber, STILL, untilPolled, type Watcher } from '../e2e/watching';

const FIVE_MINUTES = 300_000;

/** An n8n of its own, because it is killed; the folder with its database outlives it. */
let n8n: RunningN8n;
let client: N8nClient;
const panels: SandboxPanel[] = [];

beforeAll(async () => {
	n8n = await startN8n({ tarball: sharedInstance().tarball, keep: true });
	client = new N8nClient(n8n.url);
	await client.ownerSetup(OWNER);
}, FIVE_MINUTES);
afterAll(async () => {
	await n8n.stop();
	await Promise.all([removeFolder(n8n.userFolder), ...panels.map(async (panel) => await panel.close())]);
});

async function openPanel(options: Parameters<typeof startSandboxPanel>[0]): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ ...STILL, ...options });
	panels.push(panel);
	return panel;
}

/** Publishes a workflow that is told every change of these orders, and waits for what it tells first. */
async function watchOrders(panel: SandboxPanel, ids: readonly number[]): Promise<Watcher> {
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: ids.join(' '), states: [] };
	const watcher = await createWatcher(() => client, { panel, parameters });
	await watcher.publish();
	await watcher.untilEvents(ids.length);
	return watcher;
}

describe('Trigger', () => {
	test(
		'tells every change once, over kill -9 as well',
		async () => {
			const panel = await openPanel({ dialect: 'hmSocialMedia' });
			const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
			const watcher = await watchOrders(panel, [order, still]);
			panel.setOrder(order, { status: 'In progress' });
			await watcher.untilEvents(3);
			// What was told is saved by then.
			await untilPolled(panel, 3);
			await n8n.kill();
			panel.setOrder(order, { status: 'Completed' });
			n8n = await startN8n({ userFolder: n8n.userFolder });
			client = new N8nClient(n8n.url);
			await client.login(OWNER);
			await watcher.untilEvents(4);
			await untilPolled(panel, 3);
			expect(idsOf(await watcher.events())).toEqual([`${order}:pending`, `${still}:pending`, `${order}:inProgress`, `${order}:completed`]);
			expect(await watcher.errors()).toEqual([]);
			await client.deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);

	test(
		'gives one error while the panel is down, and the change afterwards',
		async () => {
			const panel = await openPanel({ dialect: 'hmSocialMedia' });
			const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
			const watcher = await watchOrders(panel, [order, still]);
			panel.fail({ kind: 'drop', times: 1000 });
			await untilPolled(panel, 6);
			panel.setOrder(order, { status: 'Completed' });
			panel.clearFaults();
			expect(idsOf(await watcher.untilEvents(3)).at(-1)).toBe(`${order}:completed`);
			await untilPolled(panel, 2);
			expect(await watcher.errors()).toHaveLength(1);
			await client.deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);

	test(
		'hands on an SMS code, once',
		async () => {
			const panel = await openPanel({ dialect: 'hstockplus', sms: 'manual' });
			const number = await rentNumber(panel);
			const watcher = await createWatcher(() => client, {
				panel,
				parameters: { event: 'smsCode', watch: 'ids', orderIds: String(number) },
			});
			await watcher.publish();
			await untilPolled(panel, 2);
			panel.giveSms(number, '482913');
			const [event] = await watcher.untilEvents(1);
			expect(event).toMatchObject({ event: 'smsCode', code: '482913' });
			await untilPolled(panel, 3);
			expect(await watcher.events()).toHaveLength(1);
			await client.deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);
});
