import { badInput } from '../panel/failures';
import { add, compare, readDecimal, showDecimal, type Decimal } from '../panel/money';
import type { ExecutionMemory } from './memory';
import type { Purchase } from './purchase';

/**
 * Refuses a purchase that would cost more than the user allows, before anything is sent.
 *
 * In: the purchase, what this execution has spent. Out: the estimated amount where a limit or a comparison needed
 * one. Errors: a limit that is no amount, an estimate above it (with both figures), or a limit without an estimate.
 */
export async function guardSpending(purchase: Purchase, memory: ExecutionMemory): Promise<Decimal | undefined> {
	const maxCharge = limitOf(purchase.maxCharge, 'Maximum Charge');
	const maxTotal = limitOf(purchase.options.maxTotal ?? '', 'Maximum Total');
	if (!maxCharge && !maxTotal && purchase.options.compareBalance !== true) return undefined;
	const { amount, reason } = await purchase.estimate();
	if (!amount) {
		if (!maxCharge && !maxTotal) return undefined;
		throw badInput(
			`Nothing was sent: a maximum is set, but the price of this order cannot be estimated, because ${reason}`,
			`Remove the maximum, or choose what the price means where the node offers 'Price Basis'. Ordered was: ${purchase.summary}.`,
		);
	}
	if (maxCharge && compare(amount, maxCharge) > 0) {
		throw badInput(
			`Nothing was sent: the estimate of ${showDecimal(amount)} is above 'Maximum Charge', which is ${showDecimal(maxCharge)}`,
			`Order less, or raise the maximum. Ordered was: ${purchase.summary}; ${reason}.`,
		);
	}
	const total = add(memory.total(), amount);
	if (maxTotal && compare(total, maxTotal) > 0) {
		throw badInput(
			`Nothing was sent: with the estimate of ${showDecimal(amount)} this execution would spend ${showDecimal(total)}, above 'Maximum Total', which is ${showDecimal(maxTotal)}`,
			`Raise the maximum, or send fewer items. Ordered was: ${purchase.summary}.`,
		);
	}
	return amount;
}

function limitOf(text: string, label: string): Decimal | undefined {
	if (text.trim() === '') return undefined;
	const limit = readDecimal(text);
	if (limit && limit.units >= 0n) return limit;
	throw badInput(`'${label}' is "${text.slice(0, 30)}", which is no amount of money`, 'Enter digits with a point for decimals, e.g. 12.50, or leave it empty for no limit.');
}
