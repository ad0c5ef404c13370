import { invalidInput, type PanelError } from '../panel/errors';
import { add, compare, readDecimal, showDecimal, type Decimal } from '../panel/values/money';
import { farChargeError } from './chargeCheck';
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
	// A list comes as one entry a line, which must not be read as one number.
	const amount = /^(?:[\d.]|[^\S\r\n])+$/.test(text) ? readDecimal(text) : undefined;
	if (!amount || amount.units < 0n)
		throw invalidInput(
			`'${label}' is "${text.slice(0, 30)}", which is not an amount of money`,
			'Enter digits with a point for decimals, e.g. 12.50, or leave it empty for no limit.',
		);
	given[name] = amount;
	return given;
}

export const hasLimit = ({ maxCharge, maxTotal }: Limits) => maxCharge !== undefined || maxTotal !== undefined;

/**
 * Asks for the estimate if a limit or a comparison of balances needs one.
 * @throws what the panel refuses, if a limit depends on it; a comparison alone must not stop a purchase
 */
export async function estimateIfNeeded(purchase: Purchase, limits: Limits): Promise<Estimate | undefined> {
	if (hasLimit(limits)) return await purchase.estimate();
	if (purchase.options.compareBalance !== true) return undefined;
	return await purchase.estimate().catch(() => undefined);
}

interface Counted {
	/** What it is counted under. */
	id: string;
	limits: Limits;
	estimate?: Estimate | undefined;
}

/**
 * Refuses a purchase that would cost more than the user allows, and counts it otherwise. Both happen without a pause in
 * between, because an AI agent may run several calls of one tool at once.
 * @returns the refusal: an estimate above a limit, or a limit without an estimate
 */
export function checkLimits(purchase: Purchase, { id, limits, estimate }: Counted, store: ExecutionStore): PanelError | undefined {
	const amount = estimate?.amount;
	if (hasLimit(limits)) {
		const refusal = farChargeError(store, purchase.summary) ?? refuseAbove(purchase, limits, estimate, store.total());
		if (refusal) return refusal;
	}
	if (amount) store.reserve(id, amount);
	return undefined;
}

function refuseAbove(
	{ summary }: Purchase,
	{ maxCharge, maxTotal }: Limits,
	estimate: Estimate | undefined,
	spent: Decimal,
): PanelError | undefined {
	if (!estimate?.amount)
		return invalidInput(
			`Nothing was sent: a maximum is set, but the price of this order cannot be estimated, because ${estimate?.reason ?? 'there is no price'}`,
			`${estimate?.remedy ?? 'Remove the maximum to send it without that check.'} The order: ${summary}.`,
		);
	const { amount, reason } = estimate;
	if (maxCharge && compare(amount, maxCharge) > 0)
		return invalidInput(
			`Nothing was sent: the estimate of ${showDecimal(amount)} is above 'Maximum Charge', which is ${showDecimal(maxCharge)}`,
			`Order less, or raise the maximum. The order: ${summary}; ${reason}.`,
		);
	const total = add(spent, amount);
	if (maxTotal && compare(total, maxTotal) > 0)
		return invalidInput(
			`Nothing was sent: with the estimate of ${showDecimal(amount)} this execution would spend ${showDecimal(total)}, above 'Maximum Total', which is ${showDecimal(maxTotal)}`,
			`Raise the maximum, or send fewer items. The order: ${summary}.`,
		);
	return undefined;
}
