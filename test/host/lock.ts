import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PACKAGE_FOLDER } from './paths';
import { codeOf } from './problem';
import { isAlive } from './run';
import { until } from './until';

const LOCK_FILE = join(PACKAGE_FOLDER, '.cache', 'host-install');
const LONGEST_INSTALL_MS = 30 * 60_000;

async function take(): Promise<boolean> {
	const own = `${LOCK_FILE}-${process.pid}`;
	await writeFile(own, String(process.pid));
	try {
		// A link appears with its content, so nobody can find a lock that does not say yet whose it is.
		await link(own, LOCK_FILE);
		return true;
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	} finally {
		await rm(own, { force: true });
	}
	const holder = Number(await readFile(LOCK_FILE, 'utf8').catch(() => ''));
	if (holder > 0 && isAlive(holder)) return false;
	// An install that was killed leaves its file behind, but nobody is at work any more.
	await rm(LOCK_FILE, { force: true });
	return await take();
}

/** Runs `work` while no other process of this checkout does: `npm start` and `npm test` share one installed n8n. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
	let told = false;
	await mkdir(dirname(LOCK_FILE), { recursive: true });
	await until(
		async () => {
			if (await take()) return true;
			if (!told) console.log('Another process installs n8n in this checkout; waiting for it ...');
			told = true;
			return undefined;
		},
		{ what: 'the other process that installs n8n', timeoutMs: LONGEST_INSTALL_MS, everyMs: 500 },
	);
	try {
		return await work();
	} finally {
		await rm(LOCK_FILE, { force: true });
	}
}
