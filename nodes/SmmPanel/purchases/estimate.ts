import { perThousand, readDecimal, times, type Decimal } from '../panel/values/money';

/** How a price is computed from `rate`: by the type of the service, or as the user says. */
export type PriceBasis = 'perThousand' | 'perUnit' | 'package' | 'unknown';

/** What an order should cost. Always an estimate: `charge` in the status of the order is the truth. */
export interface Estimate {
	basis: PriceBasis;
	/** Missing where the price cannot be estimated. */
	amount?: Decimal;
	/** The part of each order, where one call makes several. */
	each?: Decimal;
	/** How the amount was found, or why there is none. */
	reason: string;
	/** What the user can do about a missing amount, where it is not obvious. */
	remedy?: string;
}

/** The facts of a service that its price depends on. */
interface PricedService {
	rate: string;
	/** The panel's type, e.g. "Package". */
	type: string;
	/** "product" or "smm" on panels that sell both (HstockPlus). */
	entityType?: string | undefined;
}

const CHECK_ID = 'Check the service ID, or choose the service from the list. IDs differ from panel to panel.';
/** The remedy where only the user can know what a price is for. */
export const CHOOSE_BASIS =
	"Under Options add 'Price Basis' and choose Per 1000 (usual for followers and likes), Per Piece (accounts) or Whole Order.";

/** How much is ordered: the pieces of one run, undefined before the panel delivers, and how many runs. */
export interface Amount {
	pieces?: number;
	runs: number;
}

/**
 * Estimates what an order costs.
 * @param service - undefined when the catalog has no such service
 * @param chosen - the basis that the user chose, 'automatic' for none
 */
export function estimateCharge(service: PricedService | undefined, { pieces, runs }: Amount, chosen: PriceBasis | 'automatic'): Estimate {
	if (!service) return { basis: 'unknown', reason: 'the catalog of the panel has no such service', remedy: CHECK_ID };
	const rate = readDecimal(service.rate);
	if (!rate || rate.units < 0n)
		return { basis: 'unknown', reason: `the panel gives the price as "${service.rate.slice(0, 30)}", which is no amount` };
	const { basis, reason } =
		chosen === 'automatic' ? findBasis(service) : { basis: chosen, reason: "the price means what 'Price Basis' says" };
	if (basis === 'unknown') return { basis, reason, ...(service.entityType === 'smm' ? { remedy: CHOOSE_BASIS } : {}) };
	// Some panels charge a whole order once and some at every run, so a limit is kept for the dearer one.
	if (basis === 'package')
		return { basis, amount: times(rate, runs), reason: runs > 1 ? `${reason}, here counted for each of ${runs} runs` : reason };
	if (pieces === undefined) return { basis: 'unknown', reason: 'the number of pieces is not known before the panel delivers' };
	return { basis, amount: times(basis === 'perThousand' ? perThousand(rate) : rate, pieces * runs), reason };
}

function findBasis({ type, entityType }: PricedService): { basis: PriceBasis; reason: string } {
	const folded = type.toLowerCase().replace(/[^a-z]/g, '');
	if (['package', 'customcommentspackage', 'packagecomments'].includes(folded))
		return { basis: 'package', reason: `services of the type '${type}' have one price for the whole order` };
	if (folded === 'subscriptions') return { basis: 'unknown', reason: 'a subscription is charged for every post that it serves' };
	if (entityType === 'product') return { basis: 'perUnit', reason: 'products are priced per piece' };
	// HstockPlus says "per unit" for these rows, while its own example fits neither reading.
	if (entityType === 'smm')
		return {
			basis: 'unknown',
			reason: 'this panel does not say clearly whether its price is per 1000 or per piece',
		};
	return { basis: 'perThousand', reason: 'panels quote the price per 1000' };
}
