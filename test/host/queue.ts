import { ensureHost } from './install';
import { GUARD, HOST_FOLDER } from './paths';
import { freePort, LOOPBACK, untilListening } from './ports';
import { startGroup, startGuarded } from './run';
import { serve, type Service } from './service';
import { n8nEnv } from './settings';
import type { RunningN8n } from './n8n';

export interface RunningRedis extends Service {
	port: number;
}

/** Starts a Redis of its own that keeps everything in memory, for n8n's queue mode. */
export async function startRedis(): Promise<RunningRedis> {
	const port = await freePort();
	const args = ['--bind', LOOPBACK, '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', HOST_FOLDER];
	const child = startGuarded('redis-server', args, { cwd: HOST_FOLDER });
	const service = await serve('redis-server', child, async () => {
		await untilListening(port, 'Redis');
		return true;
	});
	return { ...service, port };
}

/** Starts a worker for an n8n in queue mode. Both share the user folder: key, database and community packages. */
export async function startWorker(n8n: RunningN8n, concurrency = 5): Promise<Service> {
	const host = await ensureHost();
	const workerPort = await freePort();
	const env = n8nEnv({ ...n8n.settings, workerPort, brokerPort: await freePort() });
	const args = ['--require', GUARD, host.n8n, 'worker', `--concurrency=${concurrency}`];
	const child = startGroup(host.node, args, { cwd: n8n.userFolder, env });
	return await serve('The n8n worker', child, async () => {
		const response = await fetch(`http://${LOOPBACK}:${workerPort}/healthz/readiness`).catch(() => undefined);
		await response?.arrayBuffer();
		return response?.ok === true;
	});
}
