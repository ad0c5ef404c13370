import { appendFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureHost } from './install';
import { GUARD } from './paths';
import { demandFreePort, freePort, LOOPBACK } from './ports';
import { HostProblem } from './problem';
import { listen, run, startGroup, tail } from './run';
import { EndedEarly, serve, type Service } from './service';
import { n8nEnv, type N8nSettings } from './settings';
import { fillFromTemplate } from './template';
import { removeFolder, temporaryFolder } from './temporary';

export interface StartN8nOptions {
	/** The packed package to install; left out when the user folder has it already. */
	tarball?: string;
	/** A free one by default. */
	port?: number;
	/** A fresh folder below the temporary folder by default, which `stop()` removes again. */
	userFolder?: string;
	/** Keeps a fresh user folder after `stop()`, so that n8n can be started on it again. */
	keep?: boolean;
	/** More environment variables for n8n; they win. */
	env?: Readonly<Record<string, string>>;
	/** A file that everything n8n prints is written to as well, for other processes to read. */
	logFile?: string;
	/** Queue mode with the Redis on this port (`startRedis`). */
	redisPort?: number;
}

export interface RunningN8n extends Service {
	url: string;
	port: number;
	userFolder: string;
	/** What the process was started with; workers are started with the same. */
	settings: N8nSettings;
}

const ATTEMPTS = 3;

/** Installs the packed package where n8n looks for community packages, as a user's own install would leave it. */
async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }));
	// n8n gives its own n8n-workflow and zod to packages, so neither peers nor devDependencies belong there.
	const flags = ['--omit=dev', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
	const { code, output } = await run('npm', ['install', ...flags, tarball], { cwd: folder });
	if (code !== 0) throw new HostProblem(`The packed package could not be installed:\n${tail(output)}`);
}

async function answers(url: string): Promise<boolean> {
	try {
		for (const path of ['/healthz/readiness', '/rest/settings']) {
			const response = await fetch(`${url}${path}`);
			const type = response.headers.get('content-type') ?? '';
			await response.arrayBuffer();
			if (!response.ok || !type.includes('json')) return false;
		}
		return true;
	} catch {
		return false;
	}
}

async function startOn(settings: N8nSettings, logFile?: string): Promise<RunningN8n> {
	const host = await ensureHost();
	const { port, userFolder } = settings;
	const url = `http://${LOOPBACK}:${port}`;
	const child = startGroup(host.node, ['--require', GUARD, host.n8n, 'start'], { cwd: userFolder, env: n8nEnv(settings) });
	if (logFile !== undefined) listen(child, (text) => appendFileSync(logFile, text));
	const service = await serve('n8n', child, async () => await answers(url));
	return { ...service, url, port, userFolder, settings };
}

async function startOnFreePort(options: StartN8nOptions, userFolder: string): Promise<RunningN8n> {
	const { env, redisPort } = options;
	if (options.port !== undefined) await demandFreePort(options.port);
	for (let attempt = 1; ; attempt += 1) {
		const port = options.port ?? (await freePort());
		const brokerPort = await freePort();
		try {
			return await startOn({ userFolder, port, brokerPort, env, redisPort }, options.logFile);
		} catch (error) {
			// A free port can be taken by somebody else before n8n gets to it.
			const taken = error instanceof EndedEarly && error.output.includes('already in use');
			if (!taken || attempt === ATTEMPTS) throw error;
		}
	}
}

/** Starts the pinned n8n on the loopback address with the packed package and waits until its REST interface answers. */
export async function startN8n(options: StartN8nOptions = {}): Promise<RunningN8n> {
	const fresh = options.userFolder === undefined;
	const userFolder = options.userFolder ?? (await temporaryFolder('n8n', options.keep));
	const clear = async (): Promise<void> => {
		if (fresh && options.keep !== true) await removeFolder(userFolder);
	};
	try {
		await ensureHost();
		if (fresh) await fillFromTemplate(userFolder);
		if (options.tarball !== undefined) await installPackage(userFolder, options.tarball);
		const n8n = await startOnFreePort(options, userFolder);
		return {
			...n8n,
			stop: async () => {
				await n8n.stop();
				await clear();
			},
		};
	} catch (error) {
		await clear();
		throw error;
	}
}
