import { setTimeout as pause } from 'node:timers/promises';
import type { QueueHost } from '../../host/queueHost';
import { auditBooks, type Audit, type Reported } from './books';
import { createFreshBuyer, type FreshBuyer, type Keys } from './burst';
import { settle } from './retry';

const EXECUTIONS = 20;
const EVERY_MS = 400;
const OUTAGE_AFTER_MS = 3_000;

/** What came of a burst at one buyer in which a server went away. */
export interface OutageResult extends Audit {
	keys: Keys;
	/** Webhook calls that n8n did not take. */
	refused: number;
	retried: number;
	emptied: number;
	/** Own keys that are reported as unknown in the end although nothing was booked. */
	unknownNotBooked: number;
}

async function sendAll({ buyer }: FreshBuyer): Promise<number> {
	const taken = await Promise.all(
		Array.from({ length: EXECUTIONS }, async (_, index) => {
			await pause(index * EVERY_MS);
			return await buyer.send([`order-${index}`]).catch(() => false);
		}),
	);
	return taken.filter((ok) => !ok).length;
}

/** What a caller does who was not answered: everything once more, under the same keys. */
async function repeatAll(host: QueueHost, { buyer }: FreshBuyer, earlier: number): Promise<Reported[]> {
	for (let index = 0; index < EXECUTIONS; index++) await buyer.order([`order-${index}`]);
	return (await settle(host, buyer, earlier + EXECUTIONS)).reported;
}

/**
 * Twenty executions with derived and twenty with own keys over eight seconds, in whose middle `outage` takes a server away and
 * brings it back. Crashed executions are retried; then everything with an own key is sent again, as a caller does who was not answered.
 */
export async function outageInBurst(host: QueueHost, outage: () => Promise<void>): Promise<OutageResult[]> {
	const buyers = [await createFreshBuyer(host, 'derived'), await createFreshBuyer(host, 'own')];
	// The webhook is there once this one is taken.
	for (const { buyer } of buyers) await buyer.order(['first']);
	const during = async (): Promise<void> => {
		await pause(OUTAGE_AFTER_MS);
		await outage();
	};
	const [refusals] = await Promise.all([Promise.all(buyers.map(sendAll)), during()]);
	const results: OutageResult[] = [];
	for (const [index, entry] of buyers.entries()) {
		const refused = refusals[index] ?? 0;
		const { reported, retried, emptied } = await settle(host, entry.buyer, 1);
		if (entry.keys === 'own') reported.push(...(await repeatAll(host, entry, 1)));
		const audit = auditBooks(entry.panel, reported);
		const booked = new Set(entry.panel.orders().map(({ fields }) => fields.link));
		const unknownNotBooked = audit.unknown.filter((link) => !booked.has(link)).length;
		results.push({ ...audit, keys: entry.keys, refused, retried, emptied, unknownNotBooked });
		await entry.panel.close();
	}
	return results;
}
