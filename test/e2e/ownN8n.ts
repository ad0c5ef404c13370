import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startN8n, type RunningN8n } from '../host/n8n';
import { N8nClient } from '../host/rest';
import { removeFolder, temporaryFolder } from '../host/temporary';
import { until } from '../host/until';
import { OWNER, sharedInstance } from './instance';

/** An n8n of a test's own, because the test ends it; its folder with the database lives until `end`. */
export interface OwnN8n {
	/** The running one, as its owner. */
	client(): N8nClient;
	process(): RunningN8n;
	/** kill -9. */
	kill(): Promise<void>;
	/** As a supervisor stops it. */
	stop(): Promise<void>;
	/** Starts it again on the same folder, with the same settings. */
	start(): Promise<void>;
	/** Stops n8n at the moment before or after it writes the state of this workflow's trigger; see hold.cjs. */
	holdWriting(workflowId: string, moment: 'before' | 'after' | 'until removed'): void;
	untilHeld(workflowId: string): Promise<void>;
	/** Holds nothing any more: what waits until removed goes on at once, the rest from the next start on. */
	letGo(): void;
	/** Ends it and removes its folder. */
	end(): Promise<void>;
}

export async function startOwnN8n(options: { env?: Readonly<Record<string, string>>; redisPort?: number } = {}): Promise<OwnN8n> {
	const { redisPort } = options;
	const holds = await temporaryFolder('hold');
	// A machine that is busy with other tests must not look like a database that is gone.
	const env = {
		DB_PING_TIMEOUT_MS: '60000',
		...options.env,
		SMM_PANEL_HOLD: holds,
		NODE_OPTIONS: `--require ${join(__dirname, 'hold.cjs')}`,
	};
	let n8n = await startN8n({ tarball: sharedInstance().tarball, keep: true, env, redisPort });
	let client = new N8nClient(n8n.url);
	await client.ownerSetup(OWNER);
	return {
		client: () => client,
		process: () => n8n,
		kill: async () => await n8n.kill(),
		stop: async () => await n8n.stop(),
		start: async () => {
			n8n = await startN8n({ userFolder: n8n.userFolder, env, redisPort });
			client = new N8nClient(n8n.url);
			await client.login(OWNER);
		},
		holdWriting: (workflowId, moment) => writeFileSync(join(holds, workflowId), moment),
		untilHeld: async (workflowId) => {
			await until(async () => (existsSync(join(holds, `${workflowId}.held`)) ? true : undefined), {
				what: 'n8n to stop at writing',
				everyMs: 20,
			});
		},
		letGo: () => {
			for (const name of readdirSync(holds)) rmSync(join(holds, name));
		},
		end: async () => {
			await n8n.stop();
			await Promise.all([removeFolder(n8n.userFolder), removeFolder(holds)]);
		},
	};
}
