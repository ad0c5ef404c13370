import { startRedis, startWorker, type RunningRedis } from '../host/queue';
import type { Service } from '../host/service';
import { startSandboxPanel } from '../sandbox';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { buyOrder, createWatcher, idsOf, STILL, untilPolled } from './watching';

const THREE_MINUTES = 180_000;

let redis: RunningRedis;
let own: OwnN8n;
let worker: Service;

beforeAll(async () => {
	redis = await startRedis();
	own = await startOwnN8n({ redisPort: redis.port });
	worker = await startWorker(own.process());
}, THREE_MINUTES);
afterAll(async () => {
	await worker.stop();
	await own.end();
	await redis.stop();
}, THREE_MINUTES);

test(
	'in queue mode the main process polls, the worker runs, and every event comes once',
	async () => {
		const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
		const orders = [await buyOrder(panel), await buyOrder(panel), await buyOrder(panel)];
		const [done, open] = orders;
		const parameters = { event: 'orderStatus', watch: 'ids', orderIds: orders.join('\n'), states: ['inProgress', 'completed'] };
		panel.setOrder(done ?? 0, { status: 'Completed' });
		const watcher = await createWatcher(own.client, { panel, parameters });
		await watcher.publish();
		await watcher.untilEvents(1);
		panel.setOrder(open ?? 0, { status: 'In progress' });
		await watcher.untilEvents(2);
		panel.setOrder(open ?? 0, { status: 'Completed' });
		await watcher.untilEvents(3);
		await untilPolled(panel, 3);
		expect(idsOf(await watcher.events())).toEqual([`${done}:completed`, `${open}:inProgress`, `${open}:completed`]);
		expect((await watcher.executions()).map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		expect(worker.log()).toMatch(/Worker (started|finished) execution/);
		await panel.close();
	},
	THREE_MINUTES,
);
