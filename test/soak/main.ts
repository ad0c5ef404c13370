import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { OWNER } from '../e2e/instance';
import { BURST_ENV } from '../e2e/queue/burst';
import { isEmptied } from '../e2e/queue/retry';
import { tableOf } from '../e2e/queue/table';
import { ensureHost } from '../host/install';
import { packPackage } from '../host/pack';
import { ensurePostgres } from '../host/postgres';
import { textOf } from '../host/problem';
import { secondsSince, showing } from '../host/progress';
import { startQueueHost, type QueueHost } from '../host/queueHost';
import { ensureRedis } from '../host/redis';
import { endOnSignals } from '../host/run';
import { until } from '../host/until';
import { seededRandom } from '../sandbox/random';
import { makeTrouble } from './chaos';
import { employOperator } from './operator';
import { startReceiver } from './receiver';
import { openShop, type Shop } from './shop';
import { judge } from './verdict';

const USAGE = 'Usage: npm run test:soak -- [--minutes N] [--seed N]   (60 minutes, and a seed of the moment, unless told otherwise)';
const LONGEST_DRAIN_MS = 300_000;

/** n8n writes an event and the state of its trigger in one transaction; without these a crash between them loses events. */
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

function readNumber(name: string, value: string | undefined, fallback: number): number {
	const number = value === undefined ? fallback : Number(value);
	if (!Number.isFinite(number) || number <= 0) throw new Error(`--${name} needs a number above 0. ${USAGE}`);
	return number;
}

/** Whether every id that the shop knows has had its event. */
function isAllEmitted(shop: Shop, handed: ReadonlyArray<{ workflow: string; item: Record<string, unknown> }>): boolean {
	const emitted = (trigger: string) => new Set(handed.filter(({ workflow }) => workflow === trigger).map(({ item }) => String(item.order)));
	return shop.counters.every((counter) => {
		const [events, codes] = [emitted(`events-${counter.name}`), emitted(`codes-${counter.name}`)];
		return shop.idsAt(counter, false).every((id) => events.has(id)) && shop.idsAt(counter, true).every((id) => codes.has(id));
	});
}

/** Where to look when a row is not as wanted; the database is gone afterwards. */
async function listUnsuccessful({ postgres }: QueueHost): Promise<string> {
	return await postgres.query(
		`select e.id, w.name, e.status, e."retryOf" from execution_entity e join workflow_entity w on w.id = e."workflowId"
		 where e.status <> 'success' order by e.id limit 100`,
	);
}

/** Executions that nobody can retry any more: n8n gave up their jobs, and took their data. */
async function countEmptied(host: QueueHost): Promise<number> {
	const ids = (await host.postgres.query(`select id from execution_entity where status = 'error' order by id`)).split('\n');
	let emptied = 0;
	for (const id of ids.filter((line) => line !== '')) emptied += isEmptied(await host.client().waitForExecution(id)) ? 1 : 0;
	return emptied;
}

async function main(args: readonly string[]): Promise<number> {
	const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
	const minutes = readNumber('minutes', values.minutes, 60);
	const seed = readNumber('seed', values.seed, Date.now() % 100_000);
	endOnSignals();
	await ensureHost();
	await ensureRedis();
	await ensurePostgres();
	const tarball = await packPackage();
	const host = await showing(
		'Starting Redis, PostgreSQL, n8n and two workers',
		async () => await startQueueHost({ tarball, owner: OWNER, concurrency: 10, env: { ...BURST_ENV, ...DURABLE } }),
	);
	const receiver = await startReceiver();
	try {
		const random = seededRandom(seed);
		const shop = await openShop(host, receiver, random);
		const operator = employOperator(host);
		const start = performance.now();
		const isOver = () => performance.now() - start > minutes * 60_000;
		const panels = shop.counters.map(({ panel }) => panel);
		const [mischief] = await showing(
			`${minutes} minutes of a shop, seed ${seed}`,
			async () =>
				await Promise.all([
					makeTrouble({ host, panels, random, duration: minutes * 60_000 }, isOver),
					shop.sell(isOver),
					operator.work(isOver),
				]),
		);
		const drain = async (): Promise<true | undefined> => {
			const isTidy = await operator.tidy();
			const isAnswered = await shop.remind();
			return isTidy && isAnswered && isAllEmitted(shop, receiver.handed) ? true : undefined;
		};
		// What is still missing after that is in the table.
		await showing(
			'Finishing what was begun',
			async () =>
				await until(drain, { what: 'everything to be reported', timeoutMs: LONGEST_DRAIN_MS, everyMs: 1_000 }).catch((error: unknown) =>
					console.log(textOf(error)),
				),
		);
		const rows = await judge({ shop, receiver, operator, mischief, emptied: await countEmptied(host), postgres: host.postgres });
		console.log(`\n${tableOf(rows)}`);
		const wrong = rows.filter(({ ok }) => !ok).length;
		console.log(`\n${rows.length - wrong} of ${rows.length} as wanted, in ${secondsSince(start)} s. Seed ${seed}.`);
		if (wrong > 0) console.log(`What did not end well (execution, workflow, status, retry of):\n${await listUnsuccessful(host)}`);
		await Promise.all(panels.map(async (panel) => await panel.close()));
		return wrong === 0 ? 0 : 1;
	} finally {
		await host.end();
		await receiver.close();
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(textOf(error));
		process.exit(1);
	},
);
