import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputItems, type Execution } from '../host/execution';
import { startRedis, startWorker, type RunningRedis } from '../host/queue';
import type { Service } from '../host/service';
import { until } from '../host/until';
import { startSandboxPanel } from '../sandbox';
import { openGate } from './crashBehind';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { buyOrder, createWatcher, idsOf, STILL, untilPolled } from './watching';

const THREE_MINUTES = 180_000;
const SIX_MINUTES = 360_000;
/** How long n8n keeps what a dead worker had in hand, in milliseconds; long enough to start a worker on a busy machine. */
const LOCK = { QUEUE_WORKER_LOCK_DURATION: '90000', QUEUE_WORKER_STALLED_INTERVAL: '5000' };

let redis: RunningRedis;
let own: OwnN8n;
let worker: Service;
const closers: Array<() => Promise<unknown>> = [];

beforeAll(async () => {
	redis = await startRedis();
	own = await startOwnN8n({ redisPort: redis.port, env: LOCK });
	worker = await startWorker(own.process());
}, THREE_MINUTES);
afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});
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

/** What the log of a worker holds that died before the first node of an execution: that it took the job, and no node. */
async function forgetNodes(executionId: string): Promise<void> {
	const path = join(own.process().userFolder, '.n8n', 'n8nEventLog-worker.log');
	const lines = (await readFile(path, 'utf8')).split('\n');
	const kept = lines.filter((line) => !line.includes('"n8n.node.') || !line.includes(`"executionId":"${executionId}"`));
	expect(kept.length).toBeLessThan(lines.length);
	await writeFile(path, kept.join('\n'));
}

test(
	'an event whose worker dies goes on by a retry: while it is shown as crashed, or stopped where it is shown as running; later n8n has emptied it',
	async () => {
		const gate = await openGate();
		const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
		closers.push(gate.close, async () => await panel.close());
		const [done, open] = [await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${done}, ${open}`, states: ['completed'] };
		const names = ['retried', 'left alone', 'not begun'] as const;
		const watch = async (name: (typeof names)[number]) => {
			const url = `${gate.url}/${encodeURIComponent(name)}/1`;
			const after = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters: { url, options: {} } };
			return await createWatcher(own.client, { panel, parameters, after });
		};
		const [inTime, late, notBegun] = [await watch('retried'), await watch('left alone'), await watch('not begun')];
		for (const watcher of [inTime, late, notBegun]) await watcher.publish();
		await until(async () => (names.every((name) => gate.isHeld(encodeURIComponent(name))) ? true : undefined), {
			what: 'all events to be at work',
			timeoutMs: 90_000,
		});
		await worker.kill();
		const [{ id: running = '' } = {}] = await own.client().listExecutions(notBegun.id);
		await forgetNodes(running);
		worker = await startWorker(own.process());

		const crashed = await inTime.executions();
		expect(crashed.map(({ status }) => status)).toEqual(['crashed']);
		gate.set('open');
		const retried = await own.client().retryExecution(crashed[0]?.id ?? '');
		expect([retried.status, toldBy(retried)]).toEqual(['success', [`${done}:completed`]]);

		expect((await own.client().getExecution(running))?.status).toBe('running');
		await own.client().stopExecution(running);
		// n8n shows the retry of a stopped execution as failed, although all of its nodes have run.
		const begun = await own.client().retryExecution(running);
		expect([toldBy(begun), outputItems(begun, 'After').length]).toEqual([[`${done}:completed`], 1]);

		const [{ id = '' } = {}] = await own.client().listExecutions(late.id);
		const emptied = await until(
			async () => {
				const execution = await own.client().getExecution(id);
				return execution?.status === 'error' ? execution : undefined;
			},
			{ what: 'n8n to give up the job of the dead worker', timeoutMs: 150_000, everyMs: 500 },
		);
		expect(emptied.data?.resultData.runData).toEqual({});
		const again = await own.client().retryExecution(id);
		expect([again.status, toldBy(again)]).toEqual(['error', []]);
		await untilPolled(panel, 3);
		expect([await inTime.executions(), await late.executions()].map(({ length }) => length)).toEqual([1, 1]);
		for (const watcher of [inTime, late, notBegun]) await own.client().deactivate(watcher.id);
	},
	SIX_MINUTES,
);

function toldBy(execution: Execution): unknown[] {
	return idsOf(outputItems(execution, 'Trigger').map(({ json }) => json));
}
