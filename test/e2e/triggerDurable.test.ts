import { until } from '../host/until';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { closeStillPanels, setPrice, watchAccount, watchEveryChange, type Watched } from './watchedOrders';
import { idsOf, untilPolled } from './watching';

const THREE_MINUTES = 180_000;
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	// n8n's own clockwork, faster than usual.
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '1',
	N8N_LOG_LEVEL: 'debug',
};
const SKIPPED = 'n8n has not written the last state yet';

let own: OwnN8n;

beforeAll(async () => {
	own = await startOwnN8n({ env: DURABLE });
}, THREE_MINUTES);
afterAll(async () => {
	await own.end();
	await closeStillPanels();
}, THREE_MINUTES);

const watch = async () => await watchEveryChange(own.client, 5);
const all = ({ order, still }: Watched) => [`${order}:pending`, `${still}:pending`, `${order}:processing`, `${order}:completed`];

test(
	'with durable cursors every event comes exactly once, whenever n8n is killed',
	async () => {
		const [settled, unwritten, written] = [await watch(), await watch(), await watch()];
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
	},
	THREE_MINUTES,
);

test(
	'with durable cursors a low balance and a changed price come exactly once as well, whenever n8n is killed',
	async () => {
		const price = await watchAccount(own.client, { event: 'serviceChanged', services: '1' }, 5);
		const balance = await watchAccount(own.client, { event: 'balanceBelow', threshold: 5 }, 5);
		// Both have had their first tick then, which writes what was learned.
		await untilPolled(balance.panel, 3);
		own.holdWriting(balance.watcher.id, 'before');
		balance.panel.setBalance('4');
		await own.untilHeld(balance.watcher.id);
		await own.kill();
		// n8n reads a catalog every ten minutes; a new process reads it at once.
		setPrice(price.panel, '7.77');
		own.letGo();
		await own.start();
		await Promise.all([balance, price].map(async ({ watcher }) => await watcher.untilEvents(1)));
		await untilPolled(balance.panel, 2);
		expect((await balance.watcher.events()).map((event) => event.balance)).toEqual(['4']);
		expect((await price.watcher.events()).map(({ change, to }) => [change, to])).toEqual([['price', '7.77']]);
	},
	THREE_MINUTES,
);

test(
	'an event comes once even if n8n is so slow to write it that the next polls begin with the state of before',
	async () => {
		const watched = await watch();
		const { panel, order, watcher } = watched;
		own.holdWriting(watcher.id, 'until removed');
		panel.setOrder(order, { status: 'Processing' });
		await own.untilHeld(watcher.id);
		await until(async () => (own.process().log().split(SKIPPED).length > 2 ? true : undefined), { what: 'two polls to be skipped' });
		own.letGo();
		await watcher.untilEvents(3);
		panel.setOrder(order, { status: 'Completed' });
		await watcher.untilEvents(4);
		await untilPolled(panel, 2);
		expect(idsOf(await watcher.events())).toEqual(all(watched));
	},
	THREE_MINUTES,
);

test(
	"n8n's back-off asks a panel that is down less and less often, and nothing that happened is missed",
	async () => {
		const { panel, order, watcher, still } = await watch();
		panel.fail({ kind: 'drop', times: 1000 });
		const backOffs = () => own.process().log().split('Poll failed; backing off').length - 1;
		await until(async () => (backOffs() >= 2 ? true : undefined), { what: 'n8n to back off twice', timeoutMs: 120_000 });
		panel.setOrder(order, { status: 'Completed' });
		panel.clearFaults();
		expect(idsOf(await watcher.untilEvents(3))).toEqual([`${order}:pending`, `${still}:pending`, `${order}:completed`]);
		expect(await watcher.errors()).toHaveLength(backOffs());
	},
	THREE_MINUTES,
);
