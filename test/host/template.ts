import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST_MODULES } from './paths';
import { HostProblem } from './problem';
import { run, tail } from './run';
import { n8nEnv } from './settings';

/** Lies in node_modules, so that another installation of n8n takes it along. */
const TEMPLATE = join(HOST_MODULES, '.smm-panel-user-folder');

/**
 * Lets n8n create an empty database once. Its hundreds of migrations take longer than the rest of a start, and every fresh
 * instance would run them again. The instances share an encryption key that way, which matters to nobody here.
 */
export async function makeTemplate(node: string, n8n: string): Promise<void> {
	await rm(TEMPLATE, { recursive: true, force: true });
	await mkdir(TEMPLATE, { recursive: true });
	const env = n8nEnv({ userFolder: TEMPLATE, port: 0, brokerPort: 0 });
	// Any command that opens the database creates it; this one then has nothing to list and ends.
	const { code, output } = await run(node, [n8n, 'list:workflow'], { cwd: TEMPLATE, env });
	if (code !== 0) throw new HostProblem(`n8n could not create its database:\n${tail(output)}`);
}

/** Gives a fresh user folder n8n's empty database. */
export async function fillFromTemplate(userFolder: string): Promise<void> {
	await cp(join(TEMPLATE, '.n8n'), join(userFolder, '.n8n'), { recursive: true });
}
