import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureServer } from './debian';
import { HOST_FOLDER } from './paths';
import { freePort, LOOPBACK } from './ports';
import { HostProblem } from './problem';
import { listen, run, startGuarded, tail } from './run';
import { serve, type Service } from './service';
import { removeFolder, temporaryFolder } from './temporary';

const USER = 'n8n';
/** The account that Debian's package makes; PostgreSQL refuses to run as root. */
const ACCOUNT = 'postgres';
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** A PostgreSQL of its own on the loopback address, with a data folder that is gone at its end. */
export interface Postgres {
	/** Where its files are. */
	folder: string;
	port: number;
	/** What n8n needs to use it. */
	env: Readonly<Record<string, string>>;
	start(): Promise<void>;
	/** Ends it as an administrator does, with open connections cut. */
	stop(): Promise<void>;
	/** Runs SQL, and returns its rows as psql prints them: a line a row, with | between columns. */
	query(sql: string): Promise<string>;
	/** Everything in the database as SQL, but for the rows of the tables named. */
	dump(withoutRowsOf?: readonly string[]): Promise<string>;
	/** Everything the server has printed. */
	log(): string;
	/** Stops it and removes its data. */
	end(): Promise<void>;
}

/** Debian keeps the server's programs in a folder for each version, outside of the path. */
async function programs(): Promise<(name: string) => string> {
	const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
	const [newest] = versions.sort((a, b) => Number(b) - Number(a));
	return (name) => (newest === undefined ? name : join(DEBIAN_FOLDER, newest, 'bin', name));
}

/** Makes sure that there is a PostgreSQL server, on which n8n's queue mode is run in production; see ensureServer. */
export async function ensurePostgres(): Promise<void> {
	const program = await programs();
	await ensureServer({ name: 'a PostgreSQL server', command: program('postgres'), debianPackage: 'postgresql' });
}

/** As root, a command runs as PostgreSQL's own account. */
function unprivileged(command: string, args: readonly string[]): [command: string, args: readonly string[]] {
	if (process.getuid?.() !== 0) return [command, args];
	return ['setpriv', [`--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--clear-groups', command, ...args]];
}

async function mustRun([command, args]: [string, readonly string[]], cwd: string): Promise<string> {
	const { code, output } = await run(command, args, { cwd });
	if (code !== 0) throw new HostProblem(`${command} failed:\n${tail(output)}`);
	return output;
}

async function idOf(option: '-u' | '-g'): Promise<number> {
	return Number(await mustRun(['id', [option, ACCOUNT]], HOST_FOLDER));
}

/** Creates an empty database and starts its server. */
export async function startPostgres(): Promise<Postgres> {
	const program = await programs();
	const folder = await temporaryFolder('postgres');
	if (process.getuid?.() === 0) await chown(folder, await idOf('-u'), await idOf('-g'));
	const data = join(folder, 'data');
	await mustRun(unprivileged(program('initdb'), ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale']), folder);
	const port = await freePort();
	const connection = ['-h', LOOPBACK, '-p', String(port), '-U', USER];
	const args = ['-D', data, '-p', String(port), '-h', LOOPBACK, '-k', ''];
	let service: Service | undefined;
	let output = '';

	const start = async (): Promise<void> => {
		const [command, all] = unprivileged(program('postgres'), args);
		const child = startGuarded(command, all, { cwd: folder });
		listen(child, (text) => {
			output += text;
		});
		service = await serve('PostgreSQL', child, async () => {
			const { code } = await run(program('pg_isready'), [...connection, '-d', 'postgres'], { cwd: folder });
			return code === 0;
		});
	};
	const stop = async (): Promise<void> => {
		if (service === undefined) return;
		// SIGTERM would wait until the last client has gone.
		process.kill(service.pid, 'SIGINT');
		await service.ended;
		service = undefined;
	};
	await start();
	return {
		folder,
		port,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: USER,
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		start,
		stop,
		query: async (sql) => (await mustRun(['psql', [...connection, '-d', 'postgres', '-XAtqc', sql]], folder)).trimEnd(),
		dump: async (withoutRowsOf = []) => {
			const excluded = withoutRowsOf.map((table) => `--exclude-table-data=${table}`);
			return await mustRun([program('pg_dump'), [...connection, '-d', 'postgres', ...excluded]], folder);
		},
		log: () => output,
		end: async () => {
			await stop();
			await removeFolder(folder);
		},
	};
}
