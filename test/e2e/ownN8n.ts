import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../host/temporary';
import { until } from '../host/until';
import { startRestartableN8n, type RestartableN8n } from './restartableN8n';

/** An n8n of a test's own that can be stopped at the moment at which it writes the state of a trigger. */
export interface OwnN8n extends RestartableN8n {
	/** Stops n8n at the moment before or after it writes the state of this workflow's trigger; see hold.cjs. */
	holdWriting(workflowId: string, moment: 'before' | 'after' | 'until removed'): void;
	untilHeld(workflowId: string): Promise<void>;
	/** Holds nothing any more: what waits until removed goes on at once, the rest from the next start on. */
	letGo(): void;
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
	const n8n = await startRestartableN8n({ env, redisPort });
	return {
		...n8n,
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
			await n8n.end();
			await removeFolder(holds);
		},
	};
}
