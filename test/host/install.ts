import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { z } from '../support/zod';
import { alone } from './lock';
import { HOST_FOLDER, HOST_MODULES, N8N_COMMAND } from './paths';
import { HostProblem } from './problem';
import { showing } from './progress';
import { run, tail } from './run';
import { makeTemplate } from './template';

/** The installed host: the Node.js that n8n needs and the n8n command. */
export interface Host {
	node: string;
	n8n: string;
	version: string;
}

/** To be raised when the steps below change in a way that makes earlier installations useless. */
const RECIPE = 1;
const NODE_MAJOR = 'v24.';
const NEEDED_BYTES = 4 * 1024 ** 3;
const STAMP = join(HOST_MODULES, '.smm-panel-host.json');
const READS_A_DATABASE = `
	const { Database } = require('sqlite3');
	new Database(':memory:').get('select 1 as one', (error, row) => process.exit(error === null && row.one === 1 ? 0 : 1));
`;

const manifestShape = z.object({ dependencies: z.object({ n8n: z.string() }) });
const stampShape = z.object({ key: z.string() });

async function readJson(path: string): Promise<unknown> {
	return JSON.parse(await readFile(path, 'utf8'));
}

/** Changes whenever another installation is needed: other versions, another machine, another way to install. */
async function currentKey(): Promise<string> {
	const hash = createHash('sha256').update(`${RECIPE} ${process.platform} ${process.arch}`);
	for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
		hash.update(await readFile(join(HOST_FOLDER, file)));
	}
	return hash.digest('hex');
}

/** The key that a finished installation left, or undefined: the stamp lies in node_modules and is written last. */
async function stampedKey(): Promise<string | undefined> {
	try {
		return stampShape.parse(await readJson(STAMP)).key;
	} catch {
		return undefined;
	}
}

async function exists(path: string): Promise<boolean> {
	return await access(path, constants.X_OK).then(
		() => true,
		() => false,
	);
}

/** The Node.js 24 from the npm registry; on systems that have no such package, the one that runs this script. */
async function nodeCommand(): Promise<string> {
	const packaged = join(HOST_MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
	if (await exists(packaged)) return packaged;
	if (process.version.startsWith(NODE_MAJOR)) return process.execPath;
	throw new HostProblem(
		`n8n needs Node.js 24. The npm registry has it for Linux only; on ${process.platform} ${process.arch}, install Node.js 24 and run this command with it.`,
	);
}

async function demandDisk(): Promise<void> {
	const { bavail, bsize } = await statfs(HOST_FOLDER);
	const free = bavail * bsize;
	if (free >= NEEDED_BYTES) return;
	throw new HostProblem(
		`Installing n8n needs about 4 GB of free disk space, and ${(free / 1024 ** 3).toFixed(1)} GB are free at ${HOST_FOLDER}. Make room and start again.`,
	);
}

async function demandCompiler(): Promise<void> {
	for (const [command, what] of [
		['g++', 'a C++ compiler'],
		['make', 'make'],
		['python3', 'Python 3'],
	] as const) {
		try {
			await run(command, ['--version'], { cwd: HOST_FOLDER });
		} catch (error) {
			if (!(error instanceof HostProblem)) throw error;
			throw new HostProblem(
				`n8n's database driver is compiled once on this machine, and ${what} ("${command}") is missing. On Debian or Ubuntu: sudo apt install build-essential python3`,
				{ cause: error },
			);
		}
	}
}

async function demandRegistry(version: string): Promise<void> {
	const args = ['view', `n8n@${version}`, 'version', '--fetch-retries=0', '--fetch-timeout=20000'];
	const { code, output } = await run('npm', args, { cwd: HOST_FOLDER });
	if (code === 0) return;
	throw new HostProblem(
		`The npm registry did not answer, and n8n ${version} has to be downloaded from it once. Check the network connection and npm's settings.\n${tail(output, 5)}`,
	);
}

async function download(): Promise<void> {
	await rm(STAMP, { force: true });
	const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HOST_FOLDER });
	if (code === 0) return;
	const full = /ENOSPC|no space left/i.test(output);
	throw new HostProblem(
		full
			? 'The disk is full: n8n needs about 4 GB while it is installed. Make room and start again.'
			: `npm could not install n8n:\n${tail(output)}`,
	);
}

/** The surroundings for node-gyp: the right Node.js first, and none of npm's settings, which would point it elsewhere. */
function compilerEnv(node: string): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
	return { ...Object.fromEntries(kept), PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}

/**
 * Compiles the database driver from its packed sources with the headers that came with Node.js 24, because its own
 * install script would download a binary from outside the npm registry.
 */
async function compileDatabaseDriver(node: string): Promise<void> {
	const nodeGyp = join(HOST_MODULES, 'node-gyp', 'bin', 'node-gyp.js');
	const args = [nodeGyp, 'rebuild', '-j', 'max', `--nodedir=${dirname(dirname(node))}`];
	const { code, output } = await run(node, args, { cwd: join(HOST_MODULES, 'sqlite3'), env: compilerEnv(node) });
	if (code !== 0) throw new HostProblem(`n8n's database driver could not be compiled:\n${tail(output)}`);
}

async function verify(node: string): Promise<void> {
	const answer = await run(node, ['--version'], { cwd: HOST_FOLDER });
	if (!answer.output.startsWith(NODE_MAJOR)) {
		throw new HostProblem(`n8n needs Node.js 24, but the installed one says ${answer.output.trim()}.`);
	}
	const database = await run(node, ['-e', READS_A_DATABASE], { cwd: HOST_FOLDER });
	if (database.code !== 0) throw new HostProblem(`n8n's database driver does not work:\n${tail(database.output)}`);
}

async function install(version: string): Promise<void> {
	console.log(`n8n ${version} is not installed in this checkout yet: about 5 minutes, 2.2 GB, once.`);
	await demandDisk();
	await demandCompiler();
	await demandRegistry(version);
	await showing('1/3 Downloading and unpacking n8n (about 3 minutes)', download);
	const node = await nodeCommand();
	await showing("2/3 Compiling n8n's database driver (about 1 minute)", async () => {
		await compileDatabaseDriver(node);
		await verify(node);
	});
	await showing('3/3 Creating an empty n8n database (about 10 seconds)', async () => await makeTemplate(node, N8N_COMMAND));
}

/**
 * Makes sure that the pinned n8n is installed below test/host, and tells on the screen when that takes time. The second
 * call returns at once; an installation that was interrupted, or belongs to other versions, is done again.
 */
export async function ensureHost(): Promise<Host> {
	const { n8n: version } = manifestShape.parse(await readJson(join(HOST_FOLDER, 'package.json'))).dependencies;
	const key = await currentKey();
	if ((await stampedKey()) !== key) {
		await alone(async () => {
			// Another process may have finished the same installation while this one waited.
			if ((await stampedKey()) === key) return;
			await install(version);
			await writeFile(STAMP, JSON.stringify({ key }));
		});
	}
	return { node: await nodeCommand(), n8n: N8N_COMMAND, version };
}
