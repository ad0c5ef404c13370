import { setTimeout as pause } from 'node:timers/promises';
import type { QueueHost } from '../../host/queueHost';
import { burstWithKill, createFreshBuyer, sendAgain, type Burst, type BurstResult, type Keys } from './burst';
import { crashBehindTwice } from './crashBehindInQueue';
import { MOST_KEYS, raceOneKey, type OneKeyResult } from './oneKey';
import { outageInBurst } from './outage';
import { fillWithPurchases, measureStore } from './store';
import type { Row } from './table';

export interface Case {
	name: string;
	run(host: QueueHost): Promise<Row[]>;
}

/** Bursts of each form; together 480 orders with derived keys and as many with own ones. */
const BURSTS = 4;
const EXECUTIONS = 30;
const AWAY_MS = 3_000;
const ROUNDS_OF_KEYS = 4;
/** What the README promises to remember under own keys in one node. */
const REMEMBERED = 3_000;
const MOST_WRITES = 3;
const MB = 1e6;

const isZero = (what: string, count: number, of: number, unit: string): Row => ({
	what,
	measured: `${count} of ${of} ${unit}`,
	wanted: '0',
	ok: count === 0 && of > 0,
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

async function bursts(host: QueueHost, form: string, withinMs: number): Promise<Row[]> {
	const burst: Burst = { executions: EXECUTIONS, withinMs };
	const results: Array<BurstResult & { unknownForGood: number }> = [];
	for (let round = 0; round < BURSTS; round++) {
		const buyers = [await createFreshBuyer(host, 'derived'), await createFreshBuyer(host, 'own')] as const;
		const done = await burstWithKill(host, buyers, burst);
		const unknownForGood = (await sendAgain(host, buyers[1], burst)).length;
		results.push(...done.map((result) => ({ ...result, unknownForGood: result.keys === 'own' ? unknownForGood : 0 })));
		await Promise.all(buyers.map(async ({ panel }) => await panel.close()));
	}
	return (['derived', 'own'] satisfies Keys[]).flatMap((keys) => {
		const own = results.filter((result) => result.keys === keys);
		const total = (read: (result: (typeof own)[number]) => number) => sum(own.map(read));
		const orders = total((result) => result.orders);
		const counts: Array<[what: string, count: number, of: number, unit: string]> = [
			['bought twice', total(({ twice }) => twice.length), orders, 'orders'],
			['booked, and reported by nobody', total(({ lost }) => lost.length), orders, 'orders'],
			['reported, and not booked', total(({ invented }) => invented.length), orders, 'orders'],
			['wrong "could not be recorded"', total(({ notRecorded }) => notRecorded.length), orders, 'orders'],
			['answered, and reported as unknown', total(({ answeredUnknown }) => answeredUnknown.length), orders / 2, 'orders'],
			['emptied by n8n', total(({ emptied }) => emptied), total(({ retried }) => retried), 'executions'],
		];
		if (keys === 'own')
			counts.push(['sent again, and unknown for good', total((result) => result.unknownForGood), orders / 2, 'answered keys']);
		return counts.map(([what, ...count]) => isZero(`${EXECUTIONS} executions ${form}, ${keys} keys, workers killed: ${what}`, ...count));
	});
}

async function outages(host: QueueHost, name: string, outage: () => Promise<void>): Promise<Row[]> {
	return (await outageInBurst(host, outage)).map(({ keys, refused, retried, emptied, booked, twice, lost, invented, ...rest }) => ({
		what: `${name} in a burst of 20, ${keys} keys`,
		measured: `${booked - 1} booked, ${twice.length} twice, ${lost.length} reported by nobody, ${invented.length} reported and not booked, ${rest.unknown.length} reported as unknown (${rest.unknownNotBooked} of them never booked), ${rest.notRecorded.length} "could not be recorded"; ${refused} webhooks refused, ${retried} executions retried, ${emptied} emptied`,
		wanted: '0 twice, 0 reported by nobody or not booked',
		ok: twice.length + lost.length + invented.length === 0,
	}));
}

async function oneKey(host: QueueHost): Promise<Row[]> {
	const rounds: OneKeyResult[] = [];
	for (let round = 0; round < ROUNDS_OF_KEYS; round++) rounds.push(await raceOneKey(host, MOST_KEYS));
	const total = (read: (result: (typeof rounds)[number]) => number) => sum(rounds.map(read));
	const keys = total((result) => result.keys);
	return [
		{
			what: 'one key from ten requests at once',
			measured: `${total(({ booked }) => booked)} orders of ${keys} keys; ${total(({ duplicates }) => duplicates)} duplicate, ${total(({ unknown }) => unknown)} unknown`,
			wanted: `${keys}`,
			ok: total(({ booked }) => booked) === keys && total(({ twice }) => twice) === 0,
		},
		isZero(
			'the same keys later: reported as unknown',
			total(({ unknownLater }) => unknownLater),
			keys,
			'keys',
		),
	];
}

async function store(host: QueueHost): Promise<Row[]> {
	const rows: Row[] = [];
	for (const full of [false, true])
		for (const keys of ['derived', 'own'] satisfies Keys[]) {
			const result = await measureStore(host, keys, full);
			rows.push({
				what: `200 items one by one, ${keys} keys, ${full ? 'full' : 'empty'} memory`,
				measured: `${result.booked} booked, ${result.reported} reported; ${result.msAnOrder.toFixed(0)} ms (50 of them the panel), ${result.writesAnOrder.toFixed(2)} writes and ${(result.walAnOrder / 1000).toFixed(0)} kB of WAL an order; table ${(result.table / MB).toFixed(1)} MB`,
				wanted: `200 booked and reported, at most ${MOST_WRITES} writes`,
				ok: result.booked === 200 && result.reported === 200 && result.writesAnOrder < MOST_WRITES + 0.1,
			});
		}
	return rows;
}

async function remembered(host: QueueHost): Promise<Row[]> {
	const filled = await fillWithPurchases(host, REMEMBERED);
	return [
		{
			what: `${REMEMBERED} purchases under own keys, then the first key again`,
			measured: `${filled.booked} booked, ${filled.twice} twice, the first is ${filled.firstIsKnown ? '' : 'not '}known`,
			wanted: `${REMEMBERED} booked, known`,
			ok: filled.booked === REMEMBERED && filled.twice === 0 && filled.firstIsKnown,
		},
	];
}

async function restartRedis(host: QueueHost): Promise<void> {
	await host.stopRedis();
	await pause(AWAY_MS);
	await host.startRedis();
}

async function restartPostgres(host: QueueHost, awayMs: number): Promise<void> {
	await host.postgres.stop();
	await pause(awayMs);
	await host.postgres.start();
	await host.untilReady();
}

/** Everything that is tried, in this order. */
export const cases: readonly Case[] = [
	{ name: 'bursts at once', run: async (host) => await bursts(host, 'at once', 0) },
	{ name: 'bursts within three seconds', run: async (host) => await bursts(host, 'within 3 s', 3_000) },
	{ name: 'crash behind', run: crashBehindTwice },
	{ name: 'one key', run: oneKey },
	{
		name: 'PostgreSQL away',
		run: async (host) => await outages(host, 'PostgreSQL away for 3 s', async () => await restartPostgres(host, AWAY_MS)),
	},
	{
		name: 'PostgreSQL restarted',
		run: async (host) => await outages(host, 'PostgreSQL restarted at once', async () => await restartPostgres(host, 0)),
	},
	{ name: 'store', run: store },
	{ name: 'remembered', run: remembered },
	// Last, because the record of what Redis was sent ends with it.
	{ name: 'Redis away', run: async (host) => await outages(host, 'Redis away for 3 s', async () => await restartRedis(host)) },
];
