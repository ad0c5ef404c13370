import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from '../../host/postgres';
import type { QueueHost } from '../../host/queueHost';
import { auditBooks } from './books';
import { createFreshBuyer, type FreshBuyer, type Keys } from './burst';
import { settle } from './retry';

const ITEMS = 200;
/** More than a node keeps: its next write cuts the record to its most. */
const MORE_THAN_KEPT = 20_000;
/** PostgreSQL writes down what it counts about a second late. */
const COUNTED_AFTER_MS = 1_500;

/** What 200 orders in one execution cost beside the panel's own time. */
export interface StoreResult {
	keys: Keys;
	full: boolean;
	booked: number;
	reported: number;
	/** From one call to the next, the 50 ms of the panel included. */
	msAnOrder: number;
	/** Writes of the record, and bytes of PostgreSQL's log, an order; the execution itself is in the latter. */
	writesAnOrder: number;
	walAnOrder: number;
	/** Bytes of the record's table on disk, with what waits to be cleaned up. */
	table: number;
}

/** What n8n keeps of purchases that are long gone: hashes that nobody asks for again, as many as the node keeps. */
async function fillStore(postgres: Postgres, workflowId: string): Promise<void> {
	const old = `select to_jsonb(array_agg(encode(decode(md5(n::text), 'hex'), 'base64'))) from generate_series(1, ${MORE_THAN_KEPT}) n`;
	await postgres.query(
		`update processed_data set value = jsonb_set(value::jsonb, '{data}', (${old}) || (value::jsonb -> 'data'))::json where "workflowId" = '${workflowId}'`,
	);
}

async function numberOf(postgres: Postgres, sql: string): Promise<number> {
	return Number(await postgres.query(`select ${sql}`));
}

async function countWrites(postgres: Postgres): Promise<{ wal: number; writes: number }> {
	await pause(COUNTED_AFTER_MS);
	return {
		wal: await numberOf(postgres, `pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`),
		writes: await numberOf(postgres, `sum(n_tup_upd + n_tup_ins) from pg_stat_user_tables where relname = 'processed_data'`),
	};
}

/** Time between two calls at the panel, without the first one, which waits for the catalog (milliseconds). */
function timeAnOrder({ panel }: FreshBuyer): number {
	const times = panel
		.callsOf('add')
		.map(({ at }) => at)
		.slice(-ITEMS);
	return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (ITEMS - 1);
}

/** Buys 200 items one by one in one execution, in a node that remembers nothing or as much as it can. */
export async function measureStore(host: QueueHost, keys: Keys, full: boolean): Promise<StoreResult> {
	const { postgres } = host;
	const entry = await createFreshBuyer(host, keys);
	await entry.buyer.order(['first']);
	await settle(host, entry.buyer, 1);
	if (full) await fillStore(postgres, entry.buyer.workflow.id);
	const before = await countWrites(postgres);
	await entry.buyer.order(Array.from({ length: ITEMS }, (_, index) => `item-${index}`));
	const { reported } = await settle(host, entry.buyer, 2);
	const after = await countWrites(postgres);
	const audit = auditBooks(entry.panel, reported);
	const result = {
		keys,
		full,
		booked: audit.booked - audit.twice.length - 1,
		reported: reported.filter(({ outcome }) => outcome === 'bought').length - 1,
		msAnOrder: timeAnOrder(entry),
		writesAnOrder: (after.writes - before.writes) / ITEMS,
		walAnOrder: (after.wal - before.wal) / ITEMS,
		table: await numberOf(postgres, `pg_total_relation_size('processed_data')`),
	};
	await entry.panel.close();
	return result;
}

/**
 * Buys so many orders under own keys in one node, 200 an execution and many at once, then sends the first key again.
 * @returns the orders booked, and whether the first key was still known
 */
export async function fillWithPurchases(host: QueueHost, count: number): Promise<{ booked: number; twice: number; firstIsKnown: boolean }> {
	const { panel, buyer } = await createFreshBuyer(host, 'own', { callsAtOnce: 50 });
	let executions = 0;
	for (let start = 0; start < count; start += ITEMS) {
		await buyer.order(Array.from({ length: Math.min(ITEMS, count - start) }, (_, index) => `old-${start + index}`));
		executions++;
		await settle(host, buyer, executions);
	}
	await buyer.order(['old-0']);
	const { reported } = await settle(host, buyer, executions + 1);
	const { booked, twice } = auditBooks(panel, reported);
	await panel.close();
	return { booked, twice: twice.length, firstIsKnown: reported.at(-1)?.outcome === 'duplicate' };
}
