import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { PACKAGE_FOLDER } from '../host/paths';
import { HostProblem } from '../host/problem';
import { prepareHost } from './hosts';

interface VersionRun {
	version: string;
	/** The packed package. */
	tarball: string;
	/** Where jest writes what came of it. */
	report: string;
	/** Parts of the paths of the tests to run; all of the project if none is given. */
	only?: readonly string[];
}

/**
 * Runs the tests in one version of n8n.
 * @throws where it cannot be installed or started
 */
export async function runVersion({ version, tarball, report, only = [] }: VersionRun): Promise<void> {
	const host = await prepareHost(version);
	rmSync(report, { force: true });
	const args = ['jest', ...only, '--selectProjects', 'versions', '--runInBand', '--forceExit', '--json', `--outputFile=${report}`];
	const child = spawn('npx', args, {
		cwd: PACKAGE_FOLDER,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, SMM_PANEL_HOST: host, SMM_PANEL_TARBALL: tarball },
	});
	await new Promise((resolve) => {
		child.once('error', resolve);
		child.once('close', resolve);
	});
	if (!existsSync(report)) throw new HostProblem('it did not start; see above.');
}
