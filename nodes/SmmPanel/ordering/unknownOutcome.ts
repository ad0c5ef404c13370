import { getBalance } from '../panel/account';
import type { PanelClient } from '../panel/client';
import { PanelFailure } from '../panel/failures';
import { compare, readDecimal, showDecimal, subtract, type Decimal } from '../panel/money';
import type { PurchaseKey } from './orderKey';
import type { Purchase } from './purchase';

/**
 * The outcome of a paid call that left without a clear answer. It is neither bought nor refused, and it is never sent
 * again by itself. In: the purchase, its key, what went wrong, what the balance tells. Out: the failure with its text.
 */
export function unknownOutcome(purchase: Purchase, key: PurchaseKey, cause: PanelFailure, balance: string): PanelFailure {
	const id = cause.order === undefined ? '' : ` The answer names order ${cause.order}: read its status first.`;
	return new PanelFailure({
		kind: cause.kind,
		acted: 'unknown',
		message: 'The panel did not confirm this purchase, and it may have been made',
		nextStep: [
			`What happened: ${cause.message}.${id}`,
			`Sent was: ${purchase.summary}. It was not sent again.${balance}`,
			`Look for it in the order list of your account at the panel. ${releaseAdvice(key)}`,
		].join(' '),
		...(cause.httpStatus === undefined ? {} : { httpStatus: cause.httpStatus }),
		...(cause.order === undefined ? {} : { order: cause.order }),
	});
}

/** The refusal of a purchase whose earlier try was sent and never answered. */
export function stillUnanswered(purchase: Purchase, key: PurchaseKey): PanelFailure {
	return new PanelFailure({
		kind: 'stopped',
		acted: 'unknown',
		message: 'Not sent again: an earlier try of this purchase was sent, and its outcome is unknown',
		nextStep: `It may have been made. Ordered was: ${purchase.summary}. Look for it in the order list of your account at the panel. ${releaseAdvice(key)}`,
	});
}

function releaseAdvice(key: PurchaseKey): string {
	return `Only if it is not there, set the option 'Release Order Key' to ${key.display} and run this again; if it was made after all, you pay twice.`;
}

/** Reads the balance for a comparison; undefined where it cannot be had, which must not stop a purchase. */
export async function balanceForComparison(panel: PanelClient): Promise<Decimal | undefined> {
	try {
		return readDecimal((await getBalance(panel)).balance);
	} catch {
		return undefined;
	}
}

/** Says whether the balance fell by about the estimate. In: the balance before and after, the estimate. Out: a sentence or ''. */
export function balanceSentence(before: Decimal | undefined, after: Decimal | undefined, estimate: Decimal | undefined): string {
	if (!before || !after) return '';
	const fell = subtract(before, after);
	const figures = `the balance went from ${showDecimal(before)} to ${showDecimal(after)}`;
	if (fell.units <= 0n) return ` Since before the call ${figures}: it did not fall, which speaks against a purchase, but some panels book late.`;
	if (!estimate) return ` Since before the call ${figures}: it fell, which speaks for a purchase.`;
	const [half, double] = [{ units: estimate.units * 5n, scale: estimate.scale + 1 }, { units: estimate.units * 2n, scale: estimate.scale }];
	const near = compare(fell, half) >= 0 && compare(fell, double) <= 0;
	return near
		? ` Since before the call ${figures}: it fell by about the estimate of ${showDecimal(estimate)}, which speaks for a purchase.`
		: ` Since before the call ${figures}: it fell, but not by about the estimate of ${showDecimal(estimate)}; other orders may be the reason.`;
}
