import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from '../support/zod';
import { PACKAGE_FOLDER } from './paths';
import { HostProblem } from './problem';
import { run, tail } from './run';
import { temporaryFolder } from './temporary';

/** Everything that `npm run build` makes something of. */
const SOURCES = ['nodes', 'credentials', 'icons', 'package.json', 'package-lock.json', 'tsconfig.json', 'gulpfile.js'];

const packedShape = z.array(z.object({ filename: z.string() })).length(1);

/** Reads what `npm pack --json` prints; warnings may stand before the JSON. */
function readPacked(output: string): string {
	const start = output.search(/^\[/m);
	const end = output.lastIndexOf(']');
	const [packed] = packedShape.parse(JSON.parse(output.slice(start, end + 1)));
	if (packed === undefined) throw new Error('npm packed nothing.');
	return packed.filename;
}

/** A fingerprint of all files at and below the given paths; a path that does not exist counts as such. */
async function fingerprint(folder: string, paths: readonly string[]): Promise<string> {
	const hash = createHash('sha256');
	const add = async (path: string): Promise<void> => {
		const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => undefined);
		if (entries === undefined) {
			hash.update(`${path}\n`).update(await readFile(join(folder, path)).catch(() => 'missing'));
			return;
		}
		for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) await add(join(path, name));
	};
	for (const path of paths) await add(path);
	return hash.digest('hex');
}

/** Builds, unless both the sources and what was built from them are still the same as after the last build. */
async function buildWhenNeeded(folder: string): Promise<void> {
	const state = async (): Promise<string> => [await fingerprint(folder, SOURCES), await fingerprint(folder, ['dist'])].join(' ');
	const stamp = join(folder, '.cache', 'build');
	if ((await readFile(stamp, 'utf8').catch(() => '')) === (await state())) return;
	const built = await run('npm', ['run', 'build'], { cwd: folder });
	if (built.code !== 0) throw new HostProblem(`"npm run build" failed:\n${tail(built.output, 30)}`);
	await mkdir(dirname(stamp), { recursive: true });
	await writeFile(stamp, await state());
}

/**
 * Builds the package and packs it exactly as it would be published. Returns the path of the tarball, which lies alone in
 * a temporary folder that is gone when this process ends.
 */
export async function packPackage(options: { build?: boolean; from?: string } = {}): Promise<string> {
	const { build = true, from = PACKAGE_FOLDER } = options;
	if (build) await buildWhenNeeded(from);
	const target = await temporaryFolder('pack');
	const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], { cwd: from });
	if (packed.code !== 0) throw new HostProblem(`"npm pack" failed:\n${tail(packed.output)}`);
	return join(target, readPacked(packed.output));
}
