import { invalidInput, type PanelError } from '../panel/errors';
import { add, compare, readDecimal, showDecimal, type Decimal } from '../panel/values/money';
import type { Estimate } from './estimate';
import type { ExecutionStore } from './executionStore';
import type { Purchase } from './purchase';

/** What a user allows to be spent. */
export interface Limits {
	maxCharge?: Decimal;
	maxTotal?: Decimal;
}

/** Reads the limits of a purchase. One that is no plain amount is refused. */
export function parseLimits({ maxCharge, options }: Purchase): Limits {
	return { ...parseLimit('maxCharge', maxCharge, 'Maximum Charge'), ...parseLimit('maxTotal', options.maxTotal ?? '', 'Maximum Total') };
}

function parseLimit<K extends keyof Limits>(name: K, text: string, label: string): { [name in K]?: Decimal } {
	const given: { [name in K]?: Decimal } = {};
	if (text.trim() === '') return given;
	// Digits only: "1,500" is fifteen hundred to some and one and a half to others, and nobody limits to "1e3" knowingly.
	const amount = /^[\d.\s]+$/.test(text) ? readDecimal(text) : undefined;
	if (!amount || amount.units < 0n)
		throw invalidInput(
			`'${label}' is "${text.slice(0, 30)}", which is not an amount of money`,
			'Enter digits with a point for decimals, e.g. 12.50, or leave it empty for no limit.',
		);
	given[name] = amount;
	return given;
}

const hasLimit = ({ maxCharge, maxTotal }: Limits) => maxCharge !== undefined || maxTotal !== undefined;

/**
 * Asks for the estimate if a limit or a comparison of balances needs one.
 * @throws what the panel refuses, if a limit depends on it; a comparison alone must not stop a purchase
 */
export async function estimateIfNeeded(purchase: Purchase, limits: Limits): Promise<Estimate | undefined> {
	if (hasLimit(limits)) return await purchase.estimate();
	if (purchase.options.compareBalance !== true) return undefined;
	return await purchase.estimate().catch(() => undefined);
}

/**
 * Refuses a purchase that would cost more than the user allows, and counts it otherwise. Both happen without a pause in
 * between, because an AI agent may run several calls of one tool at once.
 * @param id - what it is counted under
 * @returns the refusal: an estimate above a limit, or a limit without an estimate
 */
export function checkLimits(
	purchase: Purchase,
	id: string,
	limits: Limits,
	estimate: Estimate | undefined,
	memory: ExecutionStore,
): PanelError | undefined {
	const { maxCharge, maxTotal } = limits;
	const amount = estimate?.amount;
	if (!amount) {
		if (!hasLimit(limits)) return undefined;
		return invalidInput(
			`Nothing was sent: a maximum is set, but the price of this order cannot be estimated, because ${estimate?.reason ?? 'there is no price'}`,
			`${estimate?.remedy ?? 'Remove the maximum if it shall be sent without that check.'} The order: ${purchase.summary}.`,
		);
	}
	if (maxCharge && compare(amount, maxCharge) > 0) {
		return invalidInput(
			`Nothing was sent: the estimate of ${showDecimal(amount)} is above 'Maximum Charge', which is ${showDecimal(maxCharge)}`,
			`Order less, or raise the maximum. The order: ${purchase.summary}; ${estimate.reason}.`,
		);
	}
	const total = add(memory.total(), amount);
	if (maxTotal && compare(total, maxTotal) > 0) {
		return invalidInput(
			`Nothing was sent: with the estimate of ${showDecimal(amount)} this execution would spend ${showDecimal(total)}, above 'Maximum Total', which is ${showDecimal(maxTotal)}`,
			`Raise the maximum, or send fewer items. The order: ${purchase.summary}.`,
		);
	}
	memory.reserve(id, amount);
	return undefined;
}
