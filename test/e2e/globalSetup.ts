import { join } from 'node:path';
import { ensureHost } from '../host/install';
import { startN8n, type RunningN8n } from '../host/n8n';
import { packPackage } from '../host/pack';
import { showing } from '../host/progress';
import { ensurePostgres } from '../host/postgres';
import { ensureRedis } from '../host/redis';
import { N8nClient } from '../host/rest';
import { endOnSignals } from '../host/run';
import { temporaryFolder } from '../host/temporary';
import { OWNER, publishInstance } from './instance';

let n8n: RunningN8n | undefined;

/** Starts one n8n with the packed package for all end-to-end tests of a run. */
export default async function globalSetup(): Promise<void> {
	endOnSignals();
	await ensureHost();
	await ensureRedis();
	await ensurePostgres();
	const tarball = await showing('Building and packing the package', async () => await packPackage());
	const logFile = join(await temporaryFolder('log'), 'n8n.log');
	const started = await showing('Starting n8n with the package', async () => await startN8n({ tarball, logFile }));
	n8n = started;
	await new N8nClient(started.url).ownerSetup(OWNER);
	publishInstance({ url: started.url, logFile, tarball });
}

/** Ends the n8n of this run. */
export async function stopShared(): Promise<void> {
	await n8n?.stop();
}
