import { startRestartableN8n, type RestartableN8n } from '../e2e/restartableN8n';
import { closeStillPanels, openStillPanel, watchEveryChange } from '../e2e/watchedOrders';
import { createWatcher, idsOf, rentNumber, untilPolled } from '../e2e/watching';

const FIVE_MINUTES = 300_000;

let own: RestartableN8n;

beforeAll(async () => {
	own = await startRestartableN8n();
}, FIVE_MINUTES);
afterAll(async () => {
	await own.end();
	await closeStillPanels();
});

describe('Trigger', () => {
	test(
		'tells every change once, over kill -9 as well',
		async () => {
			const { panel, order, still, watcher } = await watchEveryChange(own.client);
			panel.setOrder(order, { status: 'In progress' });
			await watcher.untilEvents(3);
			// What was told is saved by then.
			await untilPolled(panel, 3);
			await own.kill();
			panel.setOrder(order, { status: 'Completed' });
			await own.start();
			await watcher.untilEvents(4);
			await untilPolled(panel, 3);
			expect(idsOf(await watcher.events())).toEqual([`${order}:pending`, `${still}:pending`, `${order}:inProgress`, `${order}:completed`]);
			expect(await watcher.errors()).toEqual([]);
			await own.client().deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);

	test(
		'gives one error while the panel is down, and the change afterwards',
		async () => {
			const { panel, order, watcher } = await watchEveryChange(own.client);
			panel.fail({ kind: 'drop', times: 1000 });
			// A failing poll makes six calls: the list and then both orders, each twice. The third such poll is told.
			await untilPolled(panel, 24);
			panel.setOrder(order, { status: 'Completed' });
			panel.clearFaults();
			expect(idsOf(await watcher.untilEvents(3)).at(-1)).toBe(`${order}:completed`);
			await untilPolled(panel, 2);
			expect(await watcher.errors()).toHaveLength(1);
			await own.client().deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);

	test(
		'hands on an SMS code, once',
		async () => {
			const panel = await openStillPanel({ dialect: 'hstockplus', sms: 'manual' });
			const number = await rentNumber(panel);
			const watcher = await createWatcher(own.client, {
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
			await own.client().deactivate(watcher.id);
		},
		FIVE_MINUTES,
	);
});
