import type { IDataObject } from 'n8n-workflow';
import type { PanelClient } from '../panel/transport/client';
import { badInput, PanelFailure } from '../panel/errors';
import { inTurn } from './keyedMutex';
import type { Ledger } from './ledger';
import type { Bought, ExecutionMemory } from './executionStore';
import type { PurchaseKey } from './idempotencyKey';
import type { Purchase } from './purchase';
import { guardSpending, limitsOf, neededEstimate, type Limits } from './spendGuard';
import {
	balanceForComparison,
	balanceSentence,
	boughtOther,
	keyOfOther,
	releaseAsked,
	stillUnanswered,
	unknownOutcome,
	whatHappened,
} from './unknownOutcome';
import type { Estimate } from './estimate';

/** Where purchases are made and written down. */
export interface Counter {
	panel: PanelClient;
	ledger: Ledger;
	memory: ExecutionMemory;
	keyOf(purchase: Purchase): PurchaseKey;
	/** Tells the log of n8n what could not be written down after a purchase; never the key of the account. */
	warn(message: string): void;
}

/**
 * Makes one purchase, once.
 *
 * In: the counter, the purchase, and why it must not be sent any more, if so. Out: its items, from the panel or from
 * an earlier try. Errors: PanelFailure; with acted 'unknown' the purchase may have been made.
 */
export async function buyOne(counter: Counter, purchase: Purchase, refusal: PanelFailure | undefined): Promise<readonly IDataObject[]> {
	const key = counter.keyOf(purchase);
	// The same key in two executions at once waits here for the first one's answer.
	return await inTurn(`purchase ${key.ids[0]}`, async () => await buyUnder(counter, purchase, key, refusal));
}

async function buyUnder(
	counter: Counter,
	purchase: Purchase,
	key: PurchaseKey,
	refusal: PanelFailure | undefined,
): Promise<readonly IDataObject[]> {
	const { memory, panel } = counter;
	const earlier = memory.find(key.ids[0]);
	if (earlier) return sameAgain(earlier, purchase, key);
	if (refusal) throw refusal;

	// Everything that takes time comes before the record, so that little can go wrong between recording and sending.
	const limits = limitsOf(purchase);
	const estimate = await neededEstimate(purchase, limits);
	const before = purchase.options.compareBalance === true ? await balanceForComparison(panel) : undefined;
	const duplicate = await claimed(counter, purchase, key, limits, estimate);
	if (duplicate) return duplicate;

	const sent = await sentOnce(purchase);
	if ('items' in sent) return await bought(counter, purchase, key, sent.items);
	if (sent.failure.acted === 'no') {
		memory.giveBack(key.ids[0]);
		await written(
			counter,
			`The order was refused, but n8n could not free its key ${key.display}`,
			async () => await counter.ledger.free(key),
		);
		throw sent.failure;
	}
	const after = before ? await balanceForComparison(panel) : undefined;
	const known = whatHappened(sent.failure, balanceSentence(before, after, estimate?.amount));
	memory.keepUnanswered(key.ids[0], known);
	await written(
		counter,
		`The outcome of the purchase ${key.display} is unknown, and n8n could not record that again`,
		async () => await counter.ledger.keepUnanswered(key),
	);
	throw unknownOutcome(purchase, key, sent.failure, known);
}

/** The items of a purchase that this execution made before. Throws where the user's key names another purchase. */
function sameAgain(earlier: Bought, purchase: Purchase, key: PurchaseKey): readonly IDataObject[] {
	// The same item in another try is a repetition, even where the current time in its link makes it another content.
	const isRepetition = earlier.place === key.place || earlier.content === key.content;
	if (key.ofUser && !isRepetition) throw keyOfOther(purchase, key, earlier.summary);
	return earlier.items;
}

/** Records that the purchase is about to be sent. Out: undefined when it may be, or the item of a repeated one. */
async function claimed(
	counter: Counter,
	purchase: Purchase,
	key: PurchaseKey,
	limits: Limits,
	estimate: Estimate | undefined,
): Promise<IDataObject[] | undefined> {
	const { ledger, memory } = counter;
	const [id] = key.ids;
	const guard = () => guardSpending(purchase, id, limits, estimate, memory);
	const claim = await ledger.claim(key);
	if (claim === 'claimed') {
		const refusal = guard();
		if (!refusal) return undefined;
		await written(counter, `The order was not sent, but n8n could not free its key ${key.display}`, async () => await ledger.free(key));
		throw refusal;
	}
	if (claim === 'boughtOther') throw boughtOther(purchase);
	if (claim === 'keyOfOther') throw keyOfOther(purchase, key, undefined);
	const release = claim === 'unanswered' ? releaseAsked(purchase, key) : undefined;
	if (release !== undefined) {
		memory.giveBack(id);
		const refusal = guard();
		if (refusal) throw refusal;
		if (await ledger.release(key, release)) return undefined;
	}
	// A derived key belongs to this execution, which has spent the amount, although a crash made it forget that.
	if (!key.ofUser && estimate?.amount) memory.reserve(id, estimate.amount);
	if (claim === 'unanswered') throw stillUnanswered(purchase, key, memory.findUnanswered(id));
	return duplicateOf(purchase, key);
}

async function bought(
	{ ledger, memory, warn }: Counter,
	{ summary }: Purchase,
	key: PurchaseKey,
	fromPanel: readonly IDataObject[],
): Promise<IDataObject[]> {
	// An empty answer is an outcome too: n8n would lose the input item without an item for it.
	const records = fromPanel.length === 0 ? [{}] : fromPanel;
	const items = records.map((item) => (key.ofUser ? { ...item, orderKey: key.display } : item));
	memory.keep(key.ids[0], { items, summary, place: key.place, content: key.content });
	await written(
		{ warn },
		`The order was placed, but n8n could not record that under the key ${key.display}`,
		async () => await ledger.confirm(key),
	);
	return items;
}

async function sentOnce(purchase: Purchase): Promise<{ items: IDataObject[] } | { failure: PanelFailure }> {
	const { timeout } = purchase.options;
	try {
		return { items: await purchase.send(timeout === undefined ? undefined : timeout * 1000) };
	} catch (thrown) {
		if (thrown instanceof PanelFailure) return { failure: thrown };
		// A defect after the call left must not look like a refusal.
		return {
			failure: new PanelFailure({
				kind: 'unexpectedReply',
				acted: 'unknown',
				message: "The panel's answer could not be read",
				nextStep: '',
			}),
		};
	}
}

/** Writes what must not undo an outcome when it fails: the log of n8n is told instead. */
export async function written({ warn }: Pick<Counter, 'warn'>, trouble: string, write: () => Promise<unknown>): Promise<void> {
	try {
		await write();
	} catch {
		warn(trouble);
	}
}

function duplicateOf({ options }: Purchase, { display }: PurchaseKey): IDataObject[] {
	if (options.onDuplicate === 'fail') {
		throw badInput(
			`Not sent: a purchase with the order key ${display} was already made`,
			"Use another 'Order Key' for a new purchase. The earlier order is in the order list of your account at the panel.",
		);
	}
	return [{ orderKey: display, duplicate: true }];
}
