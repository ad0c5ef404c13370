import { KINDS, PanelError, rethrow } from '../panel/errors';
import type { PanelClient } from '../panel/transport/client';
import { getCatalog, type Catalog } from './catalog';

/** How long a purchase waits for the list of services, in milliseconds. */
export const CATALOG_TIMEOUTS_MS = {
	/** To compare an order whose type the user chose: it can be sent without. */
	comparison: 20_000,
	/** For the type or the price, without which an order cannot be sent. Large lists take up to 90 seconds. */
	need: 120_000,
};

/** A panel that was too slow is not waited for again so soon: every purchase of a loop would be late. */
const COOL_DOWN_MS = 300_000;

interface CoolDown {
	/** In epoch milliseconds. */
	readonly until: number;
	/** How long the panel was waited for. */
	readonly timeoutMs: number;
}

/** The panels that were too slow, by account. */
const coolDowns = new Map<string, CoolDown>();

/** Forgets which panels were too slow, for tests. */
export function forgetCoolDowns(): void {
	coolDowns.clear();
}

/**
 * The catalog for a purchase: as getCatalog, but a panel that does not send it in time is not waited for any longer, and in
 * the next minutes not at all.
 * @param stop - fires when the execution is stopped
 * @param connect - makes the client whose calls end when the signal fires
 * @throws 'timeout' where the panel was too slow, now or a short while ago, and there is no earlier copy
 */
export async function getCatalogInTime(
	timeoutMs: number,
	stop: AbortSignal | undefined,
	connect: (signal: AbortSignal) => Promise<PanelClient>,
): Promise<Catalog> {
	const deadline = AbortSignal.timeout(timeoutMs);
	const isLate = () => deadline.aborted && stop?.aborted !== true;
	const panel = await connect(stop ? AbortSignal.any([stop, deadline]) : deadline);
	const coolDown = coolDowns.get(panel.accountId);
	if (coolDown && coolDown.timeoutMs >= timeoutMs && Date.now() < coolDown.until) return await getCatalog(refuseCalls(panel, coolDown));
	const late = () => {
		const found = { until: Date.now() + COOL_DOWN_MS, timeoutMs };
		coolDowns.set(panel.accountId, found);
		return tooSlowError(found);
	};
	const catalog = await loadOnce(endCalls(panel, isLate, late), isLate);
	if (!isLate()) coolDowns.delete(panel.accountId);
	return catalog;
}

/** Loads once more where the load belonged to a purchase with a shorter time-out, which shared it. */
async function loadOnce(panel: PanelClient, isLate: () => boolean): Promise<Catalog> {
	try {
		return await getCatalog(panel);
	} catch (failure) {
		if (!(failure instanceof PanelError) || KINDS[failure.kind].ended !== 'timeIsOver' || isLate()) return rethrow(failure);
		return await getCatalog(panel);
	}
}

/** The cache falls back on its last copy after a time-out, not after a stop, so a call that the deadline ends fails as one. */
function endCalls(panel: PanelClient, isLate: () => boolean, late: () => PanelError): PanelClient {
	return {
		...panel,
		async call(call) {
			try {
				return await panel.call(call);
			} catch (failure) {
				return rethrow(isLate() ? late() : failure);
			}
		},
	};
}

function refuseCalls(panel: PanelClient, coolDown: CoolDown): PanelClient {
	return { ...panel, call: async () => await Promise.reject(tooSlowError(coolDown)) };
}

function tooSlowError({ until, timeoutMs }: CoolDown): PanelError {
	const minutes = Math.max(1, Math.round((until - Date.now()) / 60_000));
	return new PanelError({
		kind: 'timeout',
		effect: 'none',
		message: `The panel did not send the list of its services within ${Math.round(timeoutMs / 1000)} seconds`,
		nextStep: `It is asked for the list again in ${minutes === 1 ? '1 minute' : `${minutes} minutes`}.`,
	});
}
