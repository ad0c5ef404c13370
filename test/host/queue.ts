import { ensureHost } from './install';
import { GUARD, HOST_FOLDER } from './paths';
import { freePort, LOOPBACK, untilListening } from './ports';
import { listen, startGroup, startGuarded } from './run';
import { serve, type Service } from './service';
import { n8nEnv } from './settings';
import type { RunningN8n } from './n8n';

export interface RunningRedis extends Service {
	port: number;
}

/** Starts a Redis of its own that keeps everything in memory, for n8n's queue mode; on the port of an earlier one after that ended. */
export async function startRedis(earlierPort?: number): Promise<RunningRedis> {
	const port = earlierPort ?? (await freePort());
	const args = ['--bind', LOOPBACK, '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', HOST_FOLDER];
	const child = startGuarded('redis-server', args, { cwd: HOST_FOLDER });
	const service = await serve('redis-server', child, async () => {
		await untilListening(port, 'Redis');
		return true;
	});
	return { ...service, port };
}

/** Writes down every command that a Redis gets from now on, until it ends. */
export function recordCommands({ port }: RunningRedis): () => string {
	let commands = '';
	listen(startGuarded('redis-cli', ['-h', LOOPBACK, '-p', String(port), 'MONITOR'], { cwd: HOST_FOLDER }), (text) => {
		commands += text;
	});
	return () => commands;
}

/**
 * Starts a worker for an n8n in queue mode. Both share the user folder, with key, database and community packages, unless
 * the worker gets one of its own, as a container has.
 */
export async function startWorker(n8n: RunningN8n, concurrency = 5, userFolder = n8n.userFolder): Promise<Service> {
	const host = await ensureHost();
	const workerPort = await freePort();
	const env = n8nEnv({ ...n8n.settings, userFolder, workerPort, brokerPort: await freePort() });
	const args = ['--require', GUARD, host.n8n, 'worker', `--concurrency=${concurrency}`];
	const child = startGroup(host.node, args, { cwd: userFolder, env });
	return await serve('The n8n worker', child, async () => {
		const response = await fetch(`http://${LOOPBACK}:${workerPort}/healthz/readiness`).catch(() => undefined);
		await response?.arrayBuffer();
		return response?.ok === true;
	});
}
