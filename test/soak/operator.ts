import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { QueueHost } from '../host/queueHost';

const LOOKS_EVERY_MS = 3_000;
const MEASURES_EVERY = 3;
/** No execution of this shop takes so long. */
const LONGEST_RUN_S = 90;

/** What a process holds in memory, or what n8n keeps for it, over the time of the run. */
export interface Sample {
	name: 'main' | 'worker' | 'trigger state' | 'order memory';
	bytes: number;
}

/** The person in front of n8n: retries what crashed, or was left running by a dead worker, and writes down how much memory is in use. */
export interface Operator {
	retried: ReadonlySet<string>;
	samples: readonly Sample[];
	/** Works until `isOver`. */
	work(isOver: () => boolean): Promise<void>;
	/** Retries what is crashed now; true where nothing is under way any more. */
	tidy(): Promise<boolean>;
}

function residentBytes(pid: number): number {
	const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) * 1024;
}

export function employOperator(host: QueueHost): Operator {
	const retried = new Set<string>();
	const samples: Sample[] = [];
	const { postgres } = host;
	const number = async (sql: string) => Number((await postgres.query(sql)) || '0');
	/** Those that n8n is asked to retry just now; it answers at the end of the execution only. */
	const pending = new Set<string>();
	/** n8n calls an execution crashed only if its worker had begun with a node; else it stays running, until it is emptied. */
	const stopAbandoned = async (): Promise<void> => {
		const abandoned = await postgres.query(
			`select id from execution_entity where status in ('new', 'running') and coalesce("startedAt", "createdAt") < now() - interval '${LONGEST_RUN_S} seconds'`,
		);
		for (const id of abandoned.split('\n').filter((line) => line !== '')) await host.client().stopExecution(id);
	};
	const tidy = async (): Promise<boolean> => {
		await stopAbandoned();
		// A request that met a process which was down has made no retry, and is made again.
		const crashed = await postgres.query(
			`select id from execution_entity e where status in ('crashed', 'canceled')
			 and not exists (select 1 from execution_entity r where r."retryOf" = e.id::text) order by id`,
		);
		const ids = crashed.split('\n').filter((line) => line !== '');
		for (const id of ids.filter((each) => !pending.has(each))) {
			retried.add(id);
			pending.add(id);
			void host
				.client()
				.retryExecution(id)
				.catch(() => undefined)
				.finally(() => pending.delete(id));
		}
		if (ids.length > 0) return false;
		return (await number(`select count(*) from execution_entity where status in ('new', 'running', 'waiting')`)) === 0;
	};
	const measure = async (): Promise<void> => {
		const processes = [['main', host.main().pid] as const, ...host.workers().map(({ pid }) => ['worker', pid] as const)];
		for (const [name, pid] of processes) samples.push({ name, bytes: residentBytes(pid) });
		samples.push({ name: 'trigger state', bytes: await number('select coalesce(max(length(cursor::text)), 0) from poller_state') });
		samples.push({ name: 'order memory', bytes: await number('select coalesce(max(length(value::text)), 0) from processed_data') });
	};
	return {
		retried,
		samples,
		tidy,
		work: async (isOver) => {
			for (let look = 1; !isOver(); look++) {
				// While something is down there is nothing to be done, and the next look comes soon.
				await tidy().catch(() => false);
				if (look % MEASURES_EVERY === 0) await measure().catch(() => undefined);
				await pause(LOOKS_EVERY_MS);
			}
		},
	};
}
