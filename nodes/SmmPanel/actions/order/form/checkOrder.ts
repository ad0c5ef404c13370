import type { ServiceRow } from '../../../catalog/serviceRow';
import { invalidInput } from '../../../panel/errors';
import { getField } from './orderFields';
import { getForm, type OrderType } from './orderTypes';
import type { OrderFields } from './parseFields';
import type { ParsedOrder } from './parseOrder';

/** The facts of a catalog row that an order is compared with. */
type CheckedService = Pick<ServiceRow, 'service' | 'min' | 'max' | 'stock' | 'dripfeed'>;

/** Compares an order with its row, if there is one. */
export function checkOrder({ row, order, orderType, mismatch }: ParsedOrder): void {
	if (mismatch) throw mismatch;
	if (row) checkAgainstService(row, orderType, order);
}

/**
 * Compares an order with the catalog row of its service before anything is sent.
 * @throws for a quantity outside the limits, or a drip-feed that the service does not offer
 */
function checkAgainstService(row: CheckedService, orderType: OrderType, { pieces, runs }: OrderFields): void {
	const { counted } = getForm(orderType);
	if (row.stock === 0)
		throw invalidInput(
			`Service ${row.service} is sold out: the catalog of the panel shows a stock of 0`,
			'Try again later, or choose another service.',
		);
	if (pieces !== undefined) {
		const what = counted === undefined ? `'Quantity' is ${pieces}` : `'${getField(counted).label}' has ${pieces} lines`;
		const { min, max } = readLimits(row);
		const remedy = `Service ${row.service} takes ${showLimits(min, max)}. Correct the number, or choose another service.`;
		// Some panels check the limits for each run, some for all runs together, so only what both refuse is refused.
		if (max !== undefined && pieces > max) throw invalidInput(`${what}, above the maximum of ${max}`, remedy);
		if (min !== undefined && pieces * runs < min) throw invalidInput(`${what}, below the minimum of ${min}`, remedy);
	}
	if (runs > 1 && row.dripfeed === false)
		throw invalidInput(
			`Service ${row.service} offers no drip-feed, but 'Runs' is ${runs}`,
			"Remove 'Drip-Feed', or choose another service.",
		);
}

/** The limits to compare with. A minimum above the maximum is a mistake of the panel, which then has to decide itself. */
function readLimits({ min, max }: CheckedService): Pick<CheckedService, 'min' | 'max'> {
	return min !== undefined && max !== undefined && min > max ? { min: undefined, max: undefined } : { min, max };
}

function showLimits(min: number | undefined, max: number | undefined): string {
	if (min === undefined) return `at most ${max}`;
	return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
