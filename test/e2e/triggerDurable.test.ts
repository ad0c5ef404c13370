import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { buyOrder, createWatcher, idsOf, STILL, untilPolled, type Watcher } from './watching';

const THREE_MINUTES = 180_000;
const SIX_MINUTES = 360_000;
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true', N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true', N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	// n8n's own clockwork, faster than usual.
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1', N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '1',
};

interface Watched {
	panel: SandboxPanel;
	order: number;
	still: number;
	watcher: Watcher;
}

let own: OwnN8n;
const panels: SandboxPanel[] = [];

beforeAll(async () => {
	own = await startOwnN8n({ env: DURABLE });
}, THREE_MINUTES);
afterAll(async () => {
	await own.end();
	await Promise.all(panels.map(async (panel) => await panel.close()));
}, THREE_MINUTES);

async function watchEveryChange(seconds: number): Promise<Watched> {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
	panels.push(panel);
	const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${order} ${still}`, states: [] };
	const watcher = await createWatcher(own.client, { panel, parameters, seconds });
	await watcher.publish();
	await watcher.untilEvents(2);
	return { panel, order, still, watcher };
}

const all = ({ order, still }: Watched) => [`${order}:pending`, `${still}:pending`, `${order}:processing`, `${order}:completed`];

test('with durable cursors every event comes exactly once, whenever n8n is killed', async () => {
	// n8n runs polls that it missed while it was down at once and side by side, so they are kept further apart than a restart takes.
	const [settled, unwritten, written] = [await watchEveryChange(30), await watchEveryChange(30), await watchEveryChange(30)];
	settled.panel.setOrder(settled.order, { status: 'Processing' });
	await settled.watcher.untilEvents(3);
	// The events are found; n8n has not written them, or has written them and not run them yet.
	own.holdWriting(unwritten.watcher.id, 'before');
	own.holdWriting(written.watcher.id, 'after');
	for (const { panel, order } of [unwritten, written]) panel.setOrder(order, { status: 'Processing' });
	await Promise.all([unwritten, written].map(async ({ watcher }) => await own.untilHeld(watcher.id)));
	await own.kill();
	settled.panel.setOrder(settled.order, { status: 'Completed' });
	own.letGo();
	await own.start();

	await Promise.all([unwritten, written].map(async ({ watcher }) => await watcher.untilEvents(3)));
	for (const { panel, order } of [unwritten, written]) panel.setOrder(order, { status: 'Completed' });
	const three = [settled, unwritten, written];
	await Promise.all(three.map(async ({ watcher }) => await watcher.untilEvents(4)));
	await Promise.all(three.map(async ({ panel }) => await untilPolled(panel, 2)));
	for (const watched of three) expect(idsOf(await watched.watcher.events())).toEqual(all(watched));
}, SIX_MINUTES);

test("n8n's back-off asks a panel that is down less and less often, and nothing that happened is missed", async () => {
	const { panel, order, watcher, still } = await watchEveryChange(5);
	panel.fail({ kind: 'drop', times: 1000 });
	await untilPolled(panel, 4);
	panel.setOrder(order, { status: 'Completed' });
	panel.clearFaults();
	expect(idsOf(await watcher.untilEvents(3))).toEqual([`${order}:pending`, `${still}:pending`, `${order}:completed`]);
	expect(own.process().log()).toContain('Poll failed; backing off');
	// Each poll asks twice.
	expect(await watcher.errors()).toHaveLength(2);
}, THREE_MINUTES);
