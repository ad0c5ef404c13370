import { startOwnN8n, type OwnN8n } from './ownN8n';
import { closeStillPanels, openStillPanel, setPrice, unpublishAll, watchAccount, watchEveryChange, type Watched } from './watchedOrders';
import { createWatcher, idsOf, untilPolled } from './watching';

/** Most of them are for n8n to start on a busy machine. */
const SIX_MINUTES = 360_000;

let own: OwnN8n;

beforeAll(async () => {
	own = await startOwnN8n();
}, SIX_MINUTES);
afterEach(async () => {
	await unpublishAll(own.client);
});
afterAll(async () => {
	await own.end();
	await closeStillPanels();
}, SIX_MINUTES);

const watch = async () => await watchEveryChange(own.client);
const first = ({ order, still }: Watched) => [`${order}:pending`, `${still}:pending`];

describe("n8n's default mode", () => {
	test(
		'kill -9 and a panel that is down while n8n starts: nothing is missed, and what was not saved comes again under the same eventId',
		async () => {
			const [settled, down, emitted, asked] = [await watch(), await watch(), await watch(), await watch()];
			settled.panel.setOrder(settled.order, { status: 'Processing' });
			await settled.watcher.untilEvents(3);

			// One event is emitted, its execution is over, and its state is not saved yet.
			own.holdWriting(emitted.watcher.id, 'before');
			emitted.panel.setOrder(emitted.order, { status: 'Processing' });
			await own.untilHeld(emitted.watcher.id);
			await emitted.watcher.untilEvents(3);
			// The panel knows another one, and the poll waits for its answer.
			asked.panel.setOrder(asked.order, { status: 'Processing' });
			asked.panel.fail({ kind: 'hang' });
			await untilPolled(asked.panel, 1);
			await own.kill();

			settled.panel.setOrder(settled.order, { status: 'Completed' });
			down.panel.setOrder(down.order, { status: 'Completed' });
			down.panel.fail({ kind: 'drop', times: 1000 });
			own.letGo();
			await own.start();

			expect(idsOf(await emitted.watcher.untilEvents(4))).toEqual([
				...first(emitted),
				`${emitted.order}:processing`,
				`${emitted.order}:processing`,
			]);
			await settled.watcher.untilEvents(4);
			await asked.watcher.untilEvents(3);
			await Promise.all([settled, asked].map(async ({ panel }) => await untilPolled(panel, 3)));
			expect(idsOf(await settled.watcher.events())).toEqual([
				...first(settled),
				`${settled.order}:processing`,
				`${settled.order}:completed`,
			]);
			expect((await settled.watcher.events()).at(-1)).toMatchObject({ previousState: 'processing' });
			expect(idsOf(await asked.watcher.events())).toEqual([...first(asked), `${asked.order}:processing`]);

			// n8n gives a trigger up for ever that fails five times while n8n starts, within 15 seconds.
			await untilPolled(down.panel, 10);
			expect((await down.watcher.publication()).status).not.toBe('failed');
			expect(await down.watcher.events()).toHaveLength(2);
			down.panel.clearFaults();
			expect(idsOf(await down.watcher.untilEvents(3))).toEqual([...first(down), `${down.order}:completed`]);
		},
		SIX_MINUTES,
	);

	test(
		'kill -9: a balance that was told comes again at most under the same eventId, and what happened meanwhile is told once, also of a price',
		async () => {
			const watched = async (parameters: Record<string, unknown>) => await watchAccount(own.client, parameters);
			const low = { event: 'balanceBelow', threshold: 5 };
			const price = { event: 'serviceChanged', services: '1' };
			const [fell, falls, rises] = [await watched(low), await watched(low), await watched(price)];
			await Promise.all([fell, falls].map(async ({ panel }) => await untilPolled(panel, 1)));

			// The first is told, and its state is not saved yet; the other two change while n8n is dead.
			own.holdWriting(fell.watcher.id, 'before');
			fell.panel.setBalance('4');
			await own.untilHeld(fell.watcher.id);
			await fell.watcher.untilEvents(1);
			await own.kill();
			falls.panel.setBalance('3');
			setPrice(rises.panel, '8.88');
			own.letGo();
			await own.start();

			await fell.watcher.untilEvents(2);
			await Promise.all([falls, rises].map(async ({ watcher }) => await watcher.untilEvents(1)));
			await Promise.all([fell, falls].map(async ({ panel }) => await untilPolled(panel, 2)));
			const [told, again, ...more] = idsOf(await fell.watcher.events());
			expect(again).toBe(told);
			expect(more).toEqual([]);
			expect((await falls.watcher.events()).map(({ balance }) => balance)).toEqual(['3']);
			expect((await rises.watcher.events()).map(({ change, to }) => [change, to])).toEqual([['price', '8.88']]);
		},
		SIX_MINUTES,
	);

	test(
		'an orderly restart repeats nothing and misses nothing, neither of orders nor of the balance nor of services',
		async () => {
			const idle = await watch();
			const changed = await watch();
			const account = await openStillPanel();
			account.setBalance('4');
			const balance = await createWatcher(own.client, { panel: account, parameters: { event: 'balanceBelow', threshold: 5 } });
			const catalog = await openStillPanel();
			const price = await createWatcher(own.client, { panel: catalog, parameters: { event: 'serviceChanged', services: '1' } });
			await Promise.all([balance, price].map(async (watcher) => await watcher.publish()));
			await balance.untilEvents(1);
			await price.publication();

			await own.stop();
			changed.panel.setOrder(changed.order, { status: 'Canceled' });
			account.setBalance('3');
			setPrice(catalog, '9.99');
			await own.start();

			await changed.watcher.untilEvents(3);
			expect((await price.untilEvents(1))[0]).toMatchObject({ event: 'serviceChanged', change: 'price', service: '1', to: '9.99' });
			await Promise.all([idle.panel, changed.panel, account].map(async (panel) => await untilPolled(panel, 3)));
			expect(idsOf(await changed.watcher.events())).toEqual([...first(changed), `${changed.order}:canceled`]);
			expect(idsOf(await idle.watcher.events())).toEqual(first(idle));
			expect(await price.events()).toHaveLength(1);
			expect((await balance.events()).map((event) => event.balance)).toEqual(['4']);

			account.setBalance('50');
			await untilPolled(account, 2);
			account.setBalance('2');
			const falls = await balance.untilEvents(2);
			expect(falls.map((event) => event.balance)).toEqual(['4', '2']);
			expect(new Set(idsOf(falls)).size).toBe(2);
		},
		SIX_MINUTES,
	);
});
