import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HostProblem } from '../host/problem';
import { HOST_FOLDER, PACKAGE_FOLDER } from '../host/paths';
import { showing } from '../host/progress';
import { run, tail } from '../host/run';
import { z } from '../support/zod';

const manifestShape = z.object({
	optionalDependencies: z.record(z.string()),
	dependencies: z.object({ n8n: z.string() }).passthrough(),
	overrides: z.record(z.string()),
});

/** The host of the end-to-end tests, below test/host, whose n8n is one of the versions. */
const pinned = manifestShape.parse(JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'test', 'host', 'package.json'), 'utf8')));

/**
 * The versions of n8n that are tried, oldest first, with what npm must choose differently for them: packages that are no
 * longer on the registry, or that came apart since that n8n was published. Nothing of this package is changed.
 */
export const VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'1.121.3': { '@langchain/langgraph': '0.2.74', xlsx: '0.18.5' },
	'1.123.81': { '@langchain/langgraph': '1.0.7', '@langchain/langgraph-checkpoint': '1.0.0', xlsx: '0.18.5' },
	'2.7.4': { '@langchain/langgraph': '1.0.7', '@langchain/langgraph-checkpoint': '1.0.0', '@opentelemetry/core': '2.12.1', xlsx: '0.18.5' },
	[pinned.dependencies.n8n]: {},
	'2.41.1': {},
};

/** Where the results of a version lie; git ignores it. */
export function folderOf(version: string): string {
	return join(PACKAGE_FOLDER, '.cache', 'versions', version);
}

async function read(path: string): Promise<string> {
	return await readFile(path, 'utf8').catch(() => '');
}

/**
 * Makes the npm project of that n8n, with the same Node.js and compiler as the pinned one. Its packages are those of its
 * file in `locks`, so that `npm test` is the same each time; without one npm chooses them once. Installing them is left to the first test that starts it. Returns the folder.
 * @throws where npm finds no set of packages for it
 */
export async function prepareHost(version: string): Promise<string> {
	const folder = folderOf(version);
	await mkdir(folder, { recursive: true });
	if (version === pinned.dependencies.n8n) return HOST_FOLDER;
	const manifest = JSON.stringify(
		{
			name: 'smm-panel-n8n-host',
			private: true,
			dependencies: { ...pinned.dependencies, n8n: version },
			optionalDependencies: pinned.optionalDependencies,
			overrides: { ...pinned.overrides, ...VERSIONS[version] },
		},
		null,
		'\t',
	);
	const lock = await read(join(folder, 'package-lock.json'));
	if (lock !== '' && (await read(join(folder, 'package.json'))) === manifest) return folder;
	await writeFile(join(folder, 'package.json'), manifest);
	await copyFile(join(HOST_FOLDER, '.npmrc'), join(folder, '.npmrc'));
	const fixed = await read(join(__dirname, 'locks', `${version}.json`));
	if (fixed !== '') {
		await writeFile(join(folder, 'package-lock.json'), fixed);
		return folder;
	}
	await showing(`Letting npm choose the packages of n8n ${version} (about 1 minute)`, async () => {
		const args = ['install', '--package-lock-only', '--no-audit', '--no-fund'];
		const { code, output } = await run('npm', args, { cwd: folder });
		if (code !== 0) throw new HostProblem(`npm finds no set of packages for n8n ${version}:\n${tail(output)}`);
	});
	return folder;
}
