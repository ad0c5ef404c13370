import type { QueueHost } from '../../host/queueHost';
import { auditBooks } from './books';
import { createFreshBuyer } from './burst';
import { settle } from './retry';

const AT_ONCE = 10;
/** n8n lists a hundred executions at a time. */
export const MOST_KEYS = 9;

/** What came of keys that ten requests brought at once. */
export interface OneKeyResult {
	keys: number;
	booked: number;
	twice: number;
	/** Items of the ten that were reported as a duplicate or as unknown. */
	duplicates: number;
	unknown: number;
	/** Keys that are reported as unknown later, when everything is over. */
	unknownLater: number;
}

/** Sends each of up to nine keys ten times at once, and once more when all of that is over. */
export async function raceOneKey(host: QueueHost, keys: number): Promise<OneKeyResult> {
	const { panel, buyer } = await createFreshBuyer(host, 'own');
	const sent = keys * AT_ONCE;
	for (let key = 0; key < keys; key++) await Promise.all(Array.from({ length: AT_ONCE }, async () => await buyer.order([`race-${key}`])));
	const { reported } = await settle(host, buyer, sent);
	const { booked, twice } = auditBooks(panel, reported);
	await buyer.order(Array.from({ length: keys }, (_, key) => `race-${key}`));
	const before = reported.length;
	const later = (await settle(host, buyer, sent + 1)).reported.slice(before);
	const count = (outcome: string) => reported.filter((item) => item.outcome === outcome).length;
	await panel.close();
	return {
		keys,
		booked,
		twice: twice.length,
		duplicates: count('duplicate'),
		unknown: count('unknown'),
		unknownLater: auditBooks(panel, later).unknown.length,
	};
}
