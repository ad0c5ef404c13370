import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startN8n, type RunningN8n } from './n8n';
import { startPostgres, type Postgres } from './postgres';
import { startRedis, startWorker, type RunningRedis } from './queue';
import { N8nClient, type Owner } from './rest';
import type { Service } from './service';
import { removeFolder, temporaryFolder } from './temporary';
import { until } from './until';

/** n8n as in production: one main process and two workers on Redis and PostgreSQL, each with a folder of its own. */
export interface QueueHost {
	/** The running main process, as its owner; another one after a restart. */
	client(): N8nClient;
	main(): RunningN8n;
	workers(): readonly Service[];
	postgres: Postgres;
	redis(): RunningRedis;
	/** kill -9 of both workers at once, or of one. */
	killWorkers(only?: number): Promise<void>;
	/** Starts the workers that are not running; with another number of executions at once from now on, if given. */
	startWorkers(concurrency?: number): Promise<void>;
	killMain(): Promise<void>;
	startMain(): Promise<void>;
	stopRedis(): Promise<void>;
	/** Starts it again, with nothing in it. */
	startRedis(): Promise<void>;
	/** Waits until the main process serves again after its database was away. */
	untilReady(): Promise<void>;
	/** Everything that n8n, Redis and PostgreSQL have printed. */
	log(): string;
	/** Where n8n keeps files. */
	folders: readonly string[];
	/** Ends everything and removes its data. */
	end(): Promise<void>;
}

interface QueueHostOptions {
	tarball: string;
	owner: Owner;
	/** Executions at once in each worker; n8n's default is 10. */
	concurrency?: number;
	env?: Readonly<Record<string, string>>;
}

const WORKERS = [0, 1] as const;

/** A folder as another machine has it: the same key and packages, and a log of events of its own. */
async function workerFolder(main: string): Promise<string> {
	const folder = await temporaryFolder('worker');
	await mkdir(join(folder, '.n8n'));
	await cp(join(main, '.n8n', 'config'), join(folder, '.n8n', 'config'));
	await symlink(join(main, '.n8n', 'nodes'), join(folder, '.n8n', 'nodes'));
	return folder;
}

/** Starts such an n8n with the packed package and an owner, and waits until all of it is ready. */
export async function startQueueHost(options: QueueHostOptions): Promise<QueueHost> {
	const { tarball, owner } = options;
	let concurrency = options.concurrency ?? 10;
	const printed: Array<() => string> = [];
	const seen = <S extends Service>(service: S): S => {
		printed.push(service.log);
		return service;
	};
	const postgres = await startPostgres();
	let redis = seen(await startRedis());
	const env = { ...postgres.env, DB_PING_TIMEOUT_MS: '60000', N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1', ...options.env };
	let main = seen(await startN8n({ tarball, keep: true, env, redisPort: redis.port }));
	let client = new N8nClient(main.url);
	await client.ownerSetup(owner);
	const folders = await Promise.all(WORKERS.map(async () => await workerFolder(main.userFolder)));
	const workers: Array<Service | undefined> = [];
	const running = (): Service[] => workers.filter((worker) => worker !== undefined);
	const startWorkers = async (wanted = concurrency): Promise<void> => {
		concurrency = wanted;
		await Promise.all(
			WORKERS.map(async (index) => {
				workers[index] ??= seen(await startWorker(main, concurrency, folders[index]));
			}),
		);
	};
	await startWorkers();
	return {
		client: () => client,
		main: () => main,
		workers: running,
		postgres,
		redis: () => redis,
		killWorkers: async (only) => {
			const killed = only === undefined ? WORKERS : WORKERS.filter((index) => index === only);
			await Promise.all(
				killed.map(async (index) => {
					await workers[index]?.kill();
					workers[index] = undefined;
				}),
			);
		},
		startWorkers,
		killMain: async () => await main.kill(),
		startMain: async () => {
			main = seen(await startN8n({ userFolder: main.userFolder, port: main.port, env, redisPort: redis.port }));
			client = new N8nClient(main.url);
			await client.login(owner);
		},
		stopRedis: async () => await redis.stop(),
		startRedis: async () => {
			redis = seen(await startRedis(redis.port));
		},
		untilReady: async () => {
			const isReady = async (): Promise<boolean> => (await fetch(`${main.url}/healthz/readiness`).catch(() => undefined))?.ok === true;
			await until(async () => ((await isReady()) ? true : undefined), { what: 'n8n to find its database again', everyMs: 250 });
		},
		log: () => [...printed.map((log) => log()), postgres.log()].join('\n'),
		folders: [main.userFolder, ...folders],
		end: async () => {
			await Promise.all(running().map(async (worker) => await worker.stop()));
			await main.stop();
			await redis.stop();
			await postgres.end();
			await Promise.all([main.userFolder, ...folders].map(removeFolder));
		},
	};
}
