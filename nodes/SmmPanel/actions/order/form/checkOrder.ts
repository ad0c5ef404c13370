import { invalidInput } from '../../../panel/errors';
import type { OrderFields } from './orderFields';
import { findFormForService, getForm, type OrderType } from './orderTypes';

/** The facts of a catalog row that an order is compared with. */
export interface CheckedService {
	service: string;
	type: string;
	entityType?: string | undefined;
	min?: number | undefined;
	max?: number | undefined;
	/** 0 where it is sold out. */
	stock?: number | undefined;
	/** False only where the panel says so. */
	dripfeed?: boolean | undefined;
}

/**
 * Compares an order with the catalog row of its service before anything is sent.
 * @param useChosenType - trust the user's type more than the panel's, because panels mislabel types
 * @throws for another form, a quantity outside the limits, or a drip-feed that the service does not offer
 */
export function checkAgainstService(row: CheckedService, orderType: OrderType, order: OrderFields, useChosenType: boolean): void {
	const wanted = findFormForService(row.type, row.entityType);
	const chosen = getForm(orderType);
	if (!useChosenType && wanted && wanted !== chosen) {
		throw invalidInput(
			`Service ${row.service} is of the type '${wanted.name}', but the order type is '${chosen.name}'`,
			`Choose '${wanted.name}' as 'Order Type'. If the panel labels this service wrongly, switch on the option 'Use the Type Chosen Here'.`,
		);
	}
	if (row.stock === 0)
		throw invalidInput(
			`Service ${row.service} is sold out: the catalog of the panel shows a stock of 0`,
			'Try again later, or choose another service.',
		);
	const { pieces, runs } = order;
	if (pieces !== undefined) {
		const what =
			chosen.counted === undefined
				? `'Quantity' is ${pieces}`
				: `'${chosen.counted === 'comments' ? 'Comments' : 'Usernames'}' has ${pieces} lines`;
		const { min, max } = readLimits(row);
		const remedy = `Service ${row.service} takes ${showLimits(min, max)}. Correct the number, or choose another service.`;
		// Some panels check the limits for each run, some for all runs together, so only what both refuse is refused.
		if (max !== undefined && pieces > max) throw invalidInput(`${what}, above the maximum of ${max}`, remedy);
		if (min !== undefined && pieces * runs < min) throw invalidInput(`${what}, below the minimum of ${min}`, remedy);
	}
	if (runs > 1 && row.dripfeed === false)
		throw invalidInput(
			`Service ${row.service} offers no drip-feed, but 'Runs' is ${runs}`,
			"Set 'Runs' and 'Interval' to 0, or choose another service.",
		);
}

/** The limits to compare with. A minimum above the maximum is a mistake of the panel, which then has to decide itself. */
function readLimits({ min, max }: CheckedService): Pick<CheckedService, 'min' | 'max'> {
	return min !== undefined && max !== undefined && min > max ? {} : { min, max };
}

function showLimits(min: number | undefined, max: number | undefined): string {
	if (min === undefined) return `at most ${max}`;
	return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
