import { badInput, type PanelFailure } from '../panel/errors';
import { add, compare, readDecimal, showDecimal, type Decimal } from '../panel/values/money';
import type { Estimate } from './estimate';
import type { ExecutionMemory } from './executionStore';
import type { Purchase } from './purchase';

/** What a user allows to be spent. */
export interface Limits {
	maxCharge?: Decimal;
	maxTotal?: Decimal;
}

/** Reads the limits of a purchase. Errors: a limit that is no plain amount. */
export function limitsOf({ maxCharge, options }: Purchase): Limits {
	return { ...limit('maxCharge', maxCharge, 'Maximum Charge'), ...limit('maxTotal', options.maxTotal ?? '', 'Maximum Total') };
}

function limit<K extends keyof Limits>(name: K, text: string, label: string): { [name in K]?: Decimal } {
	const given: { [name in K]?: Decimal } = {};
	if (text.trim() === '') return given;
	// A comma is refused: "1,500" is fifteen hundred to some and one and a half to others.
	const amount = text.includes(',') ? undefined : readDecimal(text);
	if (!amount || amount.units < 0n)
		throw badInput(
			`'${label}' is "${text.slice(0, 30)}", which is not an amount of money`,
			'Enter digits with a point for decimals, e.g. 12.50, or leave it empty for no limit.',
		);
	given[name] = amount;
	return given;
}

const hasLimit = ({ maxCharge, maxTotal }: Limits) => maxCharge !== undefined || maxTotal !== undefined;

/**
 * Asks for the estimate where a limit or a comparison of balances needs one. Out: undefined where none is needed.
 * Errors: those of the panel, where a limit depends on it; a comparison alone must not stop a purchase.
 */
export async function neededEstimate(purchase: Purchase, limits: Limits): Promise<Estimate | undefined> {
	if (hasLimit(limits)) return await purchase.estimate();
	if (purchase.options.compareBalance !== true) return undefined;
	return await purchase.estimate().catch(() => undefined);
}

/**
 * Refuses a purchase that would cost more than the user allows, and counts it otherwise. Checking and counting happen
 * without a pause in between, because an AI agent may run several calls of one tool at once.
 *
 * In: the purchase, the id it is counted under, its limits and estimate, what this execution has spent. Out: undefined
 * when it may be made; else the refusal: an estimate above a limit (with both figures), or a limit without an estimate.
 */
export function guardSpending(
	purchase: Purchase,
	id: string,
	limits: Limits,
	estimate: Estimate | undefined,
	memory: ExecutionMemory,
): PanelFailure | undefined {
	const { maxCharge, maxTotal } = limits;
	const amount = estimate?.amount;
	if (!amount) {
		if (!hasLimit(limits)) return undefined;
		return badInput(
			`Nothing was sent: a maximum is set, but the price of this order cannot be estimated, because ${estimate?.reason ?? 'there is no price'}`,
			`${estimate?.remedy ?? 'Remove the maximum if it shall be sent without that check.'} The order: ${purchase.summary}.`,
		);
	}
	if (maxCharge && compare(amount, maxCharge) > 0) {
		return badInput(
			`Nothing was sent: the estimate of ${showDecimal(amount)} is above 'Maximum Charge', which is ${showDecimal(maxCharge)}`,
			`Order less, or raise the maximum. The order: ${purchase.summary}; ${estimate.reason}.`,
		);
	}
	const total = add(memory.total(), amount);
	if (maxTotal && compare(total, maxTotal) > 0) {
		return badInput(
			`Nothing was sent: with the estimate of ${showDecimal(amount)} this execution would spend ${showDecimal(total)}, above 'Maximum Total', which is ${showDecimal(maxTotal)}`,
			`Raise the maximum, or send fewer items. The order: ${purchase.summary}.`,
		);
	}
	memory.reserve(id, amount);
	return undefined;
}
