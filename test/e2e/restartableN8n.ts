import { startN8n, type RunningN8n, type StartN8nOptions } from '../host/n8n';
import { N8nClient } from '../host/rest';
import { removeFolder } from '../host/temporary';
import { OWNER, sharedInstance } from './instance';

/** An n8n of a test's own, because the test ends it; its folder with the database lives until `end`. */
export interface RestartableN8n {
	/** The running one, as its owner. */
	client(): N8nClient;
	process(): RunningN8n;
	/** kill -9. */
	kill(): Promise<void>;
	/** As a supervisor stops it. */
	stop(): Promise<void>;
	/** Starts it again on the same folder, with the same settings. */
	start(): Promise<void>;
	/** kill -9, then a start, as a supervisor does it. */
	crashAndRestart(): Promise<void>;
	/** Ends it and removes its folder. */
	end(): Promise<void>;
}

export async function startRestartableN8n(options: Pick<StartN8nOptions, 'env' | 'redisPort'> = {}): Promise<RestartableN8n> {
	let n8n = await startN8n({ tarball: sharedInstance().tarball, keep: true, ...options });
	let client = new N8nClient(n8n.url);
	await client.ownerSetup(OWNER);
	const kill = async () => await n8n.kill();
	const start = async () => {
		n8n = await startN8n({ userFolder: n8n.userFolder, ...options });
		client = new N8nClient(n8n.url);
		await client.login(OWNER);
	};
	return {
		client: () => client,
		process: () => n8n,
		kill,
		stop: async () => await n8n.stop(),
		start,
		crashAndRestart: async () => {
			await kill();
			await start();
		},
		end: async () => {
			await n8n.stop();
			await removeFolder(n8n.userFolder);
		},
	};
}
