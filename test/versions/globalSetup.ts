import { join } from 'node:path';
import { outputItems } from '../host/execution';
import { ensureHost } from '../host/install';
import { startN8n, type RunningN8n } from '../host/n8n';
import { packPackage } from '../host/pack';
import { N8nClient } from '../host/rest';
import { endOnSignals } from '../host/run';
import { temporaryFolder } from '../host/temporary';
import { OWNER, publishInstance } from '../e2e/instance';

let n8n: RunningN8n | undefined;

/**
 * Whether this n8n names an execution over all its retries. Seen in n8n itself and not by its version: only where it does
 * can a purchase go without an Order Key.
 */
async function hasExecutionToken(client: N8nClient): Promise<boolean> {
	const workflow = await client.createWorkflow({
		name: 'Look for the token of an execution',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				name: 'Look',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [200, 0],
				parameters: { mode: 'raw', jsonOutput: '={{ { url: $execution.resumeUrl } }}', options: {} },
			},
		],
		connections: { Start: { main: [[{ node: 'Look', type: 'main', index: 0 }]] } },
	});
	const [item] = outputItems(await client.runWorkflow(workflow.id, 'Start'), 'Look');
	const url = String(item?.json.url);
	if (!url.startsWith('http')) throw new Error(`n8n gave no address of the execution, but ${url}.`);
	return url.includes('signature=');
}

/** Starts the n8n whose folder SMM_PANEL_HOST names, with the packed package, for all tests of a run. */
export default async function globalSetup(): Promise<void> {
	endOnSignals();
	await ensureHost();
	const tarball = process.env.SMM_PANEL_TARBALL ?? (await packPackage());
	const logFile = join(await temporaryFolder('log'), 'n8n.log');
	const started = await startN8n({ tarball, logFile });
	n8n = started;
	const client = new N8nClient(started.url);
	await client.ownerSetup(OWNER);
	publishInstance({ url: started.url, logFile, tarball });
	process.env.SMM_PANEL_TOKEN = (await hasExecutionToken(client)) ? 'yes' : 'no';
}

/** Ends the n8n of this run. */
export async function stopShared(): Promise<void> {
	await n8n?.stop();
}
