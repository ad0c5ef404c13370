import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ensureHost } from '../../host/install';
import { packPackage } from '../../host/pack';
import { ensurePostgres } from '../../host/postgres';
import { textOf } from '../../host/problem';
import { recordCommands } from '../../host/queue';
import { startQueueHost, type QueueHost } from '../../host/queueHost';
import { secondsSince, showing } from '../../host/progress';
import { ensureRedis } from '../../host/redis';
import { endOnSignals } from '../../host/run';
import { OWNER } from '../instance';
import { BURST_ENV } from './burst';
import { cases, type Case } from './cases';
import { useSecrets } from './secrets';
import { tableOf, type Row } from './table';

const SECRETS = 'secrets';
const USAGE = `Usage: npm run test:queue [-- --only NAME [--only NAME] ...]   (${[...cases.map(({ name }) => `"${name}"`), SECRETS].join(', ')})`;
const CONCURRENCY = 60;

/** A case that cannot be measured is a row too, and the others go on. */
async function runCase({ name, run }: Case, host: QueueHost): Promise<Row[]> {
	try {
		return await showing(name, async () => await run(host));
	} catch (error) {
		return [{ what: name, measured: textOf(error).split('\n')[0]?.slice(0, 300) ?? '', wanted: 'a result', ok: false }];
	}
}

async function main(args: readonly string[]): Promise<number> {
	const { values } = parseArgs({ args: [...args], options: { only: { type: 'string', multiple: true } } });
	const isWanted = (name: string) => values.only?.includes(name) ?? true;
	const chosen = cases.filter(({ name }) => isWanted(name));
	if (chosen.length === 0 && !isWanted(SECRETS)) throw new Error(USAGE);
	const start = performance.now();
	endOnSignals();
	await ensureHost();
	await ensureRedis();
	await ensurePostgres();
	const tarball = await packPackage();
	const host = await showing(
		'Starting Redis, PostgreSQL, n8n and two workers',
		async () => await startQueueHost({ tarball, owner: OWNER, concurrency: CONCURRENCY, env: BURST_ENV }),
	);
	const rows: Row[] = [];
	try {
		const commands = recordCommands(host.redis());
		const secrets = isWanted(SECRETS) ? await showing('secrets in use', async () => await useSecrets(host)) : undefined;
		for (const entry of chosen) {
			const measured = await runCase(entry, host);
			rows.push(...measured);
			// So that a run which is ended early has told something.
			console.log(tableOf(measured));
		}
		for (const [place, hits] of (await secrets?.search(commands())) ?? [])
			rows.push({ what: `secrets: ${place}`, measured: `${hits} hits`, wanted: '0', ok: hits === 0 });
	} finally {
		await host.end();
	}
	console.log(`\n${tableOf(rows)}`);
	const wrong = rows.filter(({ ok }) => !ok).length;
	console.log(`\n${rows.length - wrong} of ${rows.length} as wanted, in ${secondsSince(start)} s.`);
	return wrong === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(textOf(error));
		process.exit(1);
	},
);
