import { getBalance } from '../panel/api/account';
import type { PanelClient } from '../panel/transport/client';
import { invalidInput, PanelError } from '../panel/errors';
import { readDecimal, showDecimal, subtract, type Decimal } from '../panel/values/money';
import { isNear } from './chargeCheck';
import type { IdempotencyKey } from './idempotencyKey';
import type { Purchase } from './purchase';

/** What is known of a call without a clear answer; `balance` is the sentence about it, or ''. */
export function describeOutcome(cause: PanelError, balance: string): string {
	const { message, panelWords = '' } = cause;
	const order = findOrder(cause);
	const id = order === undefined ? '' : ` The answer names order ${order}: read its status first.`;
	const words = panelWords === '' || message.includes(panelWords) ? '' : ` The panel says: ${panelWords.replace(/\.$/, '')}.`;
	return `What happened: ${message}.${words}${id}${balance}`;
}

/** The order that a panel names in its answer, or in the words of it. */
function findOrder({ order, panelWords = '' }: PanelError): string | undefined {
	return order ?? /\border\b(?: ?(?:id|no|number))?[\s:#."']{1,4}(\d{2,20})\b/i.exec(panelWords)?.[1];
}

/**
 * The outcome of a paid call that left without a clear answer: neither bought nor refused, and never sent again by
 * itself.
 */
export function unknownOutcomeError(purchase: Purchase, cause: PanelError, known: string, advice: string): PanelError {
	const order = findOrder(cause);
	return new PanelError({
		kind: cause.kind,
		effect: 'unknown',
		message: 'The panel did not confirm this purchase, and it may have been made',
		nextStep: `${known} Sent was: ${purchase.summary}. It was not sent again. Look for it in the order list of your account at the panel. ${advice}`,
		...(cause.httpStatus === undefined ? {} : { httpStatus: cause.httpStatus }),
		...(order === undefined ? {} : { order }),
	});
}

/** The refusal of a purchase whose earlier try was sent and never answered. `known` is what is known of that try. */
export function pendingDuplicateError(purchase: Purchase, key: IdempotencyKey, known: string | undefined, advice: string): PanelError {
	return new PanelError({
		kind: 'stopped',
		effect: 'unknown',
		message: 'Not sent again: an earlier try of this purchase was sent, and its outcome is unknown',
		nextStep: `${known === undefined ? '' : `${known} `}It may have been made${key.isUserKey || key.dayIds.length > 0 ? ', or another execution is making it right now' : ''}. The order: ${purchase.summary}. Look for it in the order list of your account at the panel. ${advice}`,
	});
}

/** The refusal of an item for which an earlier try of this execution bought something else. */
export function slotConflictError(purchase: Purchase): PanelError {
	return new PanelError({
		kind: 'stopped',
		effect: 'unknown',
		message: 'Not sent: an earlier try of this execution already made a purchase for this item, with other values',
		nextStep: `The input items came in another order this time, or their values changed. Wanted now is: ${purchase.summary}. If it is not in the order list of your account at the panel, order it in a new run.`,
	});
}

/**
 * The refusal of a purchase under a key that names another one: a key that was used twice, or a half-empty one.
 * @param earlier - what that key bought, where this execution made that purchase; n8n keeps no more than a hash of others
 */
export function keyConflictError(purchase: Purchase, { display }: IdempotencyKey, earlier: string | undefined): PanelError {
	return invalidInput(
		`Not sent: the order key ${display} was used before for another purchase`,
		`${earlier === undefined ? 'An earlier purchase of this node under that key had other fields.' : `The key stands for: ${earlier}.`} Wanted now is: ${purchase.summary}. Give every purchase an 'Order Key' of its own, e.g. the invoice number and the position: {{ $json.invoiceId }}-{{ $itemIndex }}. If this was meant to repeat the earlier purchase, it must have exactly the same fields.`,
	);
}

/** Reads the balance for a comparison; undefined where it cannot be had, which must not stop a purchase. */
export async function readBalance(panel: PanelClient): Promise<{ balance: Decimal; currency?: string } | undefined> {
	try {
		const { balance: text, currency } = await getBalance(panel);
		const balance = readDecimal(text);
		return balance && { balance, ...(currency === undefined ? {} : { currency }) };
	} catch {
		return undefined;
	}
}

/** A sentence on whether the balance fell by about the estimate, or ''. */
export function compareBalances(before: Decimal | undefined, after: Decimal | undefined, estimate: Decimal | undefined): string {
	if (!before || !after) return '';
	const fell = subtract(before, after);
	const figures = `the balance went from ${showDecimal(before)} to ${showDecimal(after)}`;
	if (fell.units <= 0n)
		return ` Since before the call ${figures}: it did not fall, which speaks against a purchase, but some panels book late.`;
	if (!estimate) return ` Since before the call ${figures}: it fell, which speaks for a purchase.`;
	const near = isNear(fell, estimate);
	return near
		? ` Since before the call ${figures}: it fell by about the estimate of ${showDecimal(estimate)}, which speaks for a purchase.`
		: ` Since before the call ${figures}: it fell, but not by about the estimate of ${showDecimal(estimate)}; other orders may be the reason.`;
}
