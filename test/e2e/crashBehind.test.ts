import { removeFolder } from '../host/temporary';
import { startN8n, type RunningN8n } from '../host/n8n';
import { startRedis, startWorker, type RunningRedis } from '../host/queue';
import { N8nClient } from '../host/rest';
import type { Service } from '../host/service';
import { books, boughtAgain, openGate, retryCrashed, startCases, untilHeldOrOver, type Gate, type RunningCase } from './crashBehind';
import { OWNER, sharedInstance } from './instance';

const TEN_MINUTES = 600_000;

let gate: Gate;
let running: RunningCase[];

beforeEach(async () => {
	gate = await openGate();
	running = [];
});
afterEach(async () => {
	await gate.close();
	await Promise.all(running.map(async (entry) => await entry.close()));
});

/** Kills n8n behind every purchase, twice, and takes everything up again each time. */
async function crashTwice(client: () => N8nClient, crash: () => Promise<void>): Promise<void> {
	running = await startCases(client(), gate);
	await untilHeldOrOver(client(), running);
	expect(books(running)).toEqual(running.map(({ title, wanted }) => [title, wanted]));

	await crash();
	gate.set('holding');
	await retryCrashed(client(), running);
	await untilHeldOrOver(client(), running);
	expect(boughtAgain(running)).toEqual([]);

	await crash();
	gate.set('open');
	await retryCrashed(client(), running);
	for (const entry of running) {
		const { id } = await entry.latest(client());
		expect([entry.title, (await client().waitForExecution(id)).status]).toEqual([entry.title, 'success']);
	}
	expect(boughtAgain(running)).toEqual([]);
}

test(
	'n8n killed behind a purchase, while a later node is at work: no retry buys again, in one process',
	async () => {
		let n8n: RunningN8n = await startN8n({ tarball: sharedInstance().tarball, keep: true });
		let client = new N8nClient(n8n.url);
		await client.ownerSetup(OWNER);
		try {
			await crashTwice(
				() => client,
				async () => {
					await n8n.kill();
					n8n = await startN8n({ userFolder: n8n.userFolder });
					client = new N8nClient(n8n.url);
					await client.login(OWNER);
				},
			);
		} finally {
			await n8n.stop();
			await removeFolder(n8n.userFolder);
		}
	},
	TEN_MINUTES,
);

test(
	'workers killed behind a purchase: no retry on the new workers buys again',
	async () => {
		const redis: RunningRedis = await startRedis();
		const n8n = await startN8n({
			tarball: sharedInstance().tarball,
			redisPort: redis.port,
			env: { N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1' },
		});
		const client = new N8nClient(n8n.url);
		await client.ownerSetup(OWNER);
		let workers: Service[] = await Promise.all([startWorker(n8n, 10), startWorker(n8n, 10)]);
		try {
			await crashTwice(
				() => client,
				async () => {
					await Promise.all(workers.map(async (worker) => await worker.kill()));
					workers = await Promise.all([startWorker(n8n, 10), startWorker(n8n, 10)]);
				},
			);
		} finally {
			await Promise.all(workers.map(async (worker) => await worker.stop()));
			await n8n.stop();
			await redis.stop();
		}
	},
	TEN_MINUTES,
);
