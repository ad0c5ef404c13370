import type { SandboxPanel } from '../sandbox';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { credentialFor } from './support';
import { closeStillPanels, openStillPanel } from './watchedOrders';
import { buyOrder, createWatcher, idsOf, untilPolled, type Watcher } from './watching';

const THREE_MINUTES = 180_000;

let own: OwnN8n;

beforeAll(async () => {
	// As n8n worked up to 2.39: publishing waits for the triggers, and n8n tries again by itself what failed while it started.
	own = await startOwnN8n({ env: { N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false' } });
}, THREE_MINUTES);
afterAll(async () => {
	await own.end();
	await closeStillPanels();
}, THREE_MINUTES);

async function finishedOrder(): Promise<{ panel: SandboxPanel; order: number; watch: (key?: string) => Promise<Watcher> }> {
	const panel = await openStillPanel();
	const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
	panel.setOrder(order, { status: 'Completed' });
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${order} ${still}`, states: ['completed', 'inProgress'] };
	return {
		panel,
		order,
		watch: async (key = panel.apiKey) =>
			await createWatcher(own.client, { panel, parameters, credential: await credentialFor(own.client(), panel.url, key) }),
	};
}

describe('without the publication service', () => {
	test(
		'a wrong key is told by the answer to publishing, and a right one then brings the trigger to life',
		async () => {
			const { panel, order, watch } = await finishedOrder();
			const watcher = await watch('a-wrong-key-0123456789');
			const refusal = await watcher.publish().then(
				() => 'published',
				(error: unknown) => String(error),
			);
			expect(refusal).toContain('does not accept the API key');
			expect(refusal).not.toContain('a-wrong-key-0123456789');
			await watcher.change({ credential: await credentialFor(own.client(), panel.url, panel.apiKey) });
			await watcher.publish();
			expect(idsOf(await watcher.untilEvents(1))).toEqual([`${order}:completed`]);
		},
		THREE_MINUTES,
	);

	test(
		'a panel that is down while the user publishes, and one that is down while n8n starts, leave no trigger dead',
		async () => {
			const [publishing, starting] = [await finishedOrder(), await finishedOrder()];
			publishing.panel.fail({ kind: 'drop', times: 1000 });
			const late = await publishing.watch();
			await late.publish();
			expect(await late.events()).toEqual([]);
			publishing.panel.clearFaults();
			expect(idsOf(await late.untilEvents(1))).toEqual([`${publishing.order}:completed`]);

			const restarted = await starting.watch();
			await restarted.publish();
			await restarted.untilEvents(1);
			await own.kill();
			starting.panel.fail({ kind: 'drop', times: 1000 });
			starting.panel.setOrder(starting.order + 1, { status: 'In progress' });
			await own.start();
			// n8n starts the triggers and asks several times; all of these polls fail.
			await untilPolled(starting.panel, 6);
			starting.panel.clearFaults();
			expect(idsOf(await restarted.untilEvents(2))).toEqual([`${starting.order}:completed`, `${starting.order + 1}:inProgress`]);
			await untilPolled(publishing.panel, 2);
			expect(await late.events()).toHaveLength(1);
		},
		THREE_MINUTES,
	);
});
