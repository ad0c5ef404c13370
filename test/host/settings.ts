import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_MODULES } from './paths';
import { LOOPBACK } from './ports';

/** What of the user's own surroundings an n8n process sees; nothing else is handed on, no panel key above all. */
const HANDED_ON = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/** Everything with which n8n would talk to the outside world on its own account. */
const QUIET: Readonly<Record<string, string>> = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
};

/** The same for its modules. n8n does not start when it is told of one that this version does not have. */
function withoutModules(): Record<string, string> {
	const folder = join(HOST_MODULES, 'n8n', 'dist', 'modules');
	const known = existsSync(folder) ? readdirSync(folder).map((name) => name.replace('.ee', '')) : [];
	const disabled = ['mcp-registry', 'instance-reporting'].filter((name) => known.includes(name));
	return disabled.length === 0 ? {} : { N8N_DISABLED_MODULES: disabled.join() };
}

export interface N8nSettings {
	userFolder: string;
	port: number;
	brokerPort: number;
	/** Port of a Redis on this machine: n8n then runs in queue mode. */
	redisPort?: number;
	/** Port of the health check of a worker. */
	workerPort?: number;
	/** Set last, so that a caller can change anything above. */
	env?: Readonly<Record<string, string>>;
}

/** The complete surroundings of one n8n process. */
export function n8nEnv(settings: N8nSettings): NodeJS.ProcessEnv {
	const { userFolder, port, brokerPort, redisPort, workerPort, env } = settings;
	const result: NodeJS.ProcessEnv = {};
	for (const name of HANDED_ON) if (process.env[name] !== undefined) result[name] = process.env[name];
	Object.assign(result, QUIET, withoutModules(), {
		HOME: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_HOST: LOOPBACK,
		N8N_LISTEN_ADDRESS: LOOPBACK,
		N8N_PROTOCOL: 'http',
		// Plain http on the loopback address: a cookie marked "secure" would not come back from every browser.
		N8N_SECURE_COOKIE: 'false',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		// n8n 2 always wants a task broker. In external mode it starts no runner processes, which only Code nodes need.
		N8N_RUNNERS_MODE: 'external',
		N8N_RUNNERS_AUTH_TOKEN: randomBytes(16).toString('hex'),
		GENERIC_TIMEZONE: 'UTC',
	});
	if (redisPort !== undefined) {
		Object.assign(result, {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: LOOPBACK,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
		});
	}
	if (workerPort !== undefined) {
		Object.assign(result, {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(workerPort),
			N8N_WORKER_SERVER_ADDRESS: LOOPBACK,
		});
	}
	return Object.assign(result, env);
}
