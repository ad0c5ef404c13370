import type { IDataObject } from 'n8n-workflow';
import type { PanelClient } from '../panel/transport/client';
import { invalidInput, PanelError } from '../panel/errors';
import { withKeyLock } from './keyedMutex';
import type { Ledger } from './ledger';
import type { StoredPurchase, ExecutionStore } from './executionStore';
import type { IdempotencyKey } from './idempotencyKey';
import type { Purchase } from './purchase';
import { checkLimits, parseLimits, estimateIfNeeded, type Limits } from './spendGuard';
import {
	readBalance,
	compareBalances,
	slotConflictError,
	keyConflictError,
	parseRelease,
	pendingDuplicateError,
	unknownOutcomeError,
	describeOutcome,
} from './unknownOutcome';
import type { Estimate } from './estimate';

/** Where purchases are made and written down. */
export interface PurchaseContext {
	panel: PanelClient;
	ledger: Ledger;
	memory: ExecutionStore;
	keyOf(purchase: Purchase): IdempotencyKey;
	/** Tells the log of n8n what could not be written down after a purchase; never the key of the account. */
	warn(message: string): void;
}

/**
 * Makes one purchase, once.
 * @param refusal - why it must not be sent any more, if so
 * @returns its items, from the panel or from an earlier try
 * @throws with acted 'unknown' if the purchase may have been made
 */
export async function purchaseOnce(
	counter: PurchaseContext,
	purchase: Purchase,
	refusal: PanelError | undefined,
): Promise<readonly IDataObject[]> {
	const key = counter.keyOf(purchase);
	// The same key in two executions at once waits here for the first one's answer.
	return await withKeyLock(`purchase ${key.ids[0]}`, async () => await purchaseUnderLock(counter, purchase, key, refusal));
}

async function purchaseUnderLock(
	counter: PurchaseContext,
	purchase: Purchase,
	key: IdempotencyKey,
	refusal: PanelError | undefined,
): Promise<readonly IDataObject[]> {
	const { memory, panel } = counter;
	const earlier = memory.find(key.ids[0]);
	if (earlier) return returnEarlier(earlier, purchase, key);
	if (refusal) throw refusal;

	// Everything that takes time comes before the record, so that little can go wrong between recording and sending.
	const limits = parseLimits(purchase);
	const estimate = await estimateIfNeeded(purchase, limits);
	const before = purchase.options.compareBalance === true ? await readBalance(panel) : undefined;
	const duplicate = await claimOrFindDuplicate(counter, purchase, key, limits, estimate);
	if (duplicate) return duplicate;

	const sent = await trySend(purchase);
	if ('items' in sent) return await recordPurchase(counter, purchase, key, sent.items);
	if (sent.failure.effect === 'none') {
		memory.release(key.ids[0]);
		await logOnFailure(
			counter,
			`The order was refused, but n8n could not free its key ${key.display}`,
			async () => await counter.ledger.free(key),
		);
		throw sent.failure;
	}
	const after = before ? await readBalance(panel) : undefined;
	const known = describeOutcome(sent.failure, compareBalances(before, after, estimate?.amount));
	memory.keepUnanswered(key.ids[0], known);
	await logOnFailure(
		counter,
		`The outcome of the purchase ${key.display} is unknown, and n8n could not record that again`,
		async () => await counter.ledger.keepUnanswered(key),
	);
	throw unknownOutcomeError(purchase, key, sent.failure, known);
}

/** The items of a purchase that this execution made before. Throws where the user's key names another purchase. */
function returnEarlier(earlier: StoredPurchase, purchase: Purchase, key: IdempotencyKey): readonly IDataObject[] {
	// The same item in another try is a repetition, even where the current time in its link makes it another content.
	const isRepetition = earlier.place === key.itemSlot || earlier.content === key.payloadHash;
	if (key.isUserKey && !isRepetition) throw keyConflictError(purchase, key, earlier.summary);
	return earlier.items;
}

/** Records that the purchase is about to be sent. Undefined if it may be, else the item of a repeated one. */
async function claimOrFindDuplicate(
	counter: PurchaseContext,
	purchase: Purchase,
	key: IdempotencyKey,
	limits: Limits,
	estimate: Estimate | undefined,
): Promise<IDataObject[] | undefined> {
	const { ledger, memory } = counter;
	const [id] = key.ids;
	const guard = () => checkLimits(purchase, id, limits, estimate, memory);
	const claim = await ledger.claim(key);
	if (claim === 'claimed') {
		const refusal = guard();
		if (!refusal) return undefined;
		await logOnFailure(
			counter,
			`The order was not sent, but n8n could not free its key ${key.display}`,
			async () => await ledger.free(key),
		);
		throw refusal;
	}
	if (claim === 'boughtOther') throw slotConflictError(purchase);
	if (claim === 'keyOfOther') throw keyConflictError(purchase, key, undefined);
	const release = claim === 'unanswered' ? parseRelease(purchase, key) : undefined;
	if (release !== undefined) {
		memory.release(id);
		const refusal = guard();
		if (refusal) throw refusal;
		if (await ledger.release(key, release)) return undefined;
	}
	// A derived key belongs to this execution, which has spent the amount, although a crash made it forget that.
	if (!key.isUserKey && estimate?.amount) memory.reserve(id, estimate.amount);
	if (claim === 'unanswered') throw pendingDuplicateError(purchase, key, memory.findUnanswered(id));
	return buildDuplicate(purchase, key);
}

async function recordPurchase(
	{ ledger, memory, warn }: PurchaseContext,
	{ summary }: Purchase,
	key: IdempotencyKey,
	fromPanel: readonly IDataObject[],
): Promise<IDataObject[]> {
	// An empty answer is an outcome too: n8n would lose the input item without an item for it.
	const records = fromPanel.length === 0 ? [{}] : fromPanel;
	const items = records.map((item) => (key.isUserKey ? { ...item, orderKey: key.display } : item));
	memory.keep(key.ids[0], { items, summary, place: key.itemSlot, content: key.payloadHash });
	await logOnFailure(
		{ warn },
		`The order was placed, but n8n could not record that under the key ${key.display}`,
		async () => await ledger.confirm(key),
	);
	return items;
}

async function trySend(purchase: Purchase): Promise<{ items: IDataObject[] } | { failure: PanelError }> {
	const { timeout } = purchase.options;
	try {
		return { items: await purchase.send(timeout === undefined ? undefined : timeout * 1000) };
	} catch (thrown) {
		if (thrown instanceof PanelError) return { failure: thrown };
		// A defect after the call left must not look like a refusal.
		return {
			failure: new PanelError({
				kind: 'unexpectedReply',
				effect: 'unknown',
				message: "The panel's answer could not be read",
				nextStep: '',
			}),
		};
	}
}

/** Writes what must not undo an outcome when it fails: the log of n8n is told instead. */
export async function logOnFailure({ warn }: Pick<PurchaseContext, 'warn'>, trouble: string, write: () => Promise<unknown>): Promise<void> {
	try {
		await write();
	} catch {
		warn(trouble);
	}
}

function buildDuplicate({ options }: Purchase, { display }: IdempotencyKey): IDataObject[] {
	if (options.onDuplicate === 'fail') {
		throw invalidInput(
			`Not sent: a purchase with the order key ${display} was already made`,
			"Use another 'Order Key' for a new purchase. The earlier order is in the order list of your account at the panel.",
		);
	}
	return [{ orderKey: display, duplicate: true }];
}
