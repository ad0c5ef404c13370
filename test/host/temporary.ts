import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './run';

const folders = new Set<string>();
let swept = false;

// Files may still appear while a killed process comes to its end, therefore the retries.
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };

process.once('exit', () => {
	for (const folder of folders) rmSync(folder, REMOVAL);
});

/** Removes what processes left behind that were killed before they could tidy up. */
async function sweep(): Promise<void> {
	swept = true;
	for (const name of await readdir(tmpdir())) {
		const owner = /^smm-panel-[a-z0-9]+-(\d+)-/.exec(name)?.[1];
		if (owner !== undefined && !isAlive(Number(owner))) await rm(join(tmpdir(), name), REMOVAL);
	}
}

/** Creates a folder below the system's temporary folder. It is gone when this process ends, unless it is kept. */
export async function temporaryFolder(name: string, keep = false): Promise<string> {
	if (!swept) await sweep();
	const folder = await mkdtemp(join(tmpdir(), `smm-panel-${name}-${process.pid}-`));
	if (!keep) folders.add(folder);
	return folder;
}

/** Removes such a folder now. */
export async function removeFolder(folder: string): Promise<void> {
	await rm(folder, REMOVAL);
	folders.delete(folder);
}
