import type { IDataObject } from 'n8n-workflow';
import type { PanelClient } from '../panel/client';
import { badInput, PanelFailure } from '../panel/failures';
import { inTurn } from './inTurn';
import type { Ledger } from './ledger';
import type { ExecutionMemory } from './memory';
import type { PurchaseKey } from './orderKey';
import type { FreeCall, PaidOutcome, Purchase, Unbuyable } from './purchase';
import { guardSpending } from './spendGuard';
import { balanceForComparison, balanceSentence, stillUnanswered, unknownOutcome } from './unknownOutcome';

/** What the lane works with. */
export interface Lane {
	panel: PanelClient;
	ledger: Ledger;
	memory: ExecutionMemory;
	keyOf(purchase: Purchase): PurchaseKey;
	/** True when the first failure ends the node (On Error: Stop Workflow), so that nothing more is bought after it. */
	stopsAtFailure: boolean;
	/** Tells the log of n8n what could not be written down after a purchase; never the key. */
	warn(message: string): void;
}

/**
 * Makes paid calls one at a time, in item order.
 *
 * In: the lane, and for each item a purchase or why it cannot be one. Out: one outcome per item. When the first
 * failure ends the node, an item that cannot be bought at all stops the run before anything is sent.
 */
export async function buyInOrder(lane: Lane, prepared: ReadonlyArray<Purchase | FreeCall | Unbuyable>): Promise<PaidOutcome[]> {
	if (lane.stopsAtFailure && prepared.some((entry) => 'failure' in entry)) {
		return prepared.map((entry) => ('failure' in entry ? { records: [], failure: entry.failure } : { records: [] }));
	}
	const outcomes: PaidOutcome[] = [];
	let outOfFunds: PanelFailure | undefined;
	for (const entry of prepared) {
		const outcome = await outcomeOf(lane, entry, outOfFunds);
		const { failure } = outcome;
		if (failure !== undefined && lane.stopsAtFailure) return [...outcomes, { records: [], failure: withPurchases(failure, outcomes) }];
		if (endsFunds(entry, failure)) outOfFunds ??= failure;
		outcomes.push(outcome);
	}
	return outcomes;
}

async function outcomeOf(lane: Lane, entry: Purchase | FreeCall | Unbuyable, outOfFunds: PanelFailure | undefined): Promise<PaidOutcome> {
	if ('failure' in entry) return { records: [], failure: entry.failure };
	try {
		return { records: 'free' in entry ? await entry.free() : await buyOne(lane, entry, outOfFunds) };
	} catch (failure) {
		return { records: [], failure };
	}
}

function endsFunds(entry: Purchase | FreeCall | Unbuyable, failure: unknown): failure is PanelFailure {
	return 'options' in entry && entry.options.goOnWithoutFunds !== true && failure instanceof PanelFailure && failure.kind === 'notEnoughFunds';
}

async function buyOne(lane: Lane, purchase: Purchase, outOfFunds: PanelFailure | undefined): Promise<readonly IDataObject[]> {
	const key = lane.keyOf(purchase);
	// The same key in two executions at once waits here for the first one's answer.
	return await inTurn(`purchase ${key.mark}`, async () => await buyUnder(lane, purchase, key, outOfFunds));
}

async function buyUnder(lane: Lane, purchase: Purchase, key: PurchaseKey, outOfFunds: PanelFailure | undefined): Promise<readonly IDataObject[]> {
	const { ledger, memory, panel } = lane;
	const earlier = memory.find(key.mark);
	if (earlier) return earlier;
	if (outOfFunds) throw notTried(outOfFunds, purchase);

	const estimate = await guardSpending(purchase, memory);
	const claim = await ledger.claim(key.mark);
	if (claim === 'boughtEarlier') return duplicate(purchase, key);
	if (claim === 'unanswered' && !(purchase.options.releaseOrderKey === key.display && memory.releaseOnce(key.mark))) throw stillUnanswered(purchase, key);

	if (estimate) memory.reserve(estimate);
	const before = purchase.options.compareBalance === true ? await balanceForComparison(panel) : undefined;
	const { timeout } = purchase.options;
	const sent = await sentOnce(purchase, timeout);
	if ('items' in sent) {
		const items = sent.items.map((item) => (key.ofUser ? { ...item, orderKey: key.display } : item));
		memory.keep(key.mark, items);
		await written(lane, `The order was placed, but n8n could not record that under the key ${key.display}`, async () => await ledger.confirm(key.mark));
		return items;
	}
	if (sent.failure.acted === 'no') {
		if (estimate) memory.giveBack(estimate);
		await written(lane, `The order was refused, but n8n could not free its key ${key.display}`, async () => await ledger.free(key.mark));
		throw sent.failure;
	}
	const after = before ? await balanceForComparison(panel) : undefined;
	throw unknownOutcome(purchase, key, sent.failure, balanceSentence(before, after, estimate));
}

async function sentOnce(purchase: Purchase, timeoutSeconds: number | undefined): Promise<{ items: IDataObject[] } | { failure: PanelFailure }> {
	try {
		return { items: await purchase.send(timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000) };
	} catch (thrown) {
		if (thrown instanceof PanelFailure) return { failure: thrown };
		// A defect after the call left must not look like a refusal.
		return { failure: new PanelFailure({ kind: 'unexpectedReply', acted: 'unknown', message: "The panel's answer could not be read", nextStep: '' }) };
	}
}

async function written(lane: Lane, trouble: string, write: () => Promise<unknown>): Promise<void> {
	try {
		await write();
	} catch {
		lane.warn(trouble);
	}
}

function duplicate(purchase: Purchase, key: PurchaseKey): IDataObject[] {
	if (purchase.options.onDuplicate === 'fail') {
		throw badInput(`Not sent: a purchase with the order key ${key.display} was already made`, "Use another 'Order Key' for a new purchase. The earlier order is in the order list of your account at the panel.");
	}
	return [{ orderKey: key.display, duplicate: true }];
}

function notTried(outOfFunds: PanelFailure, purchase: Purchase): PanelFailure {
	return new PanelFailure({
		kind: 'notEnoughFunds',
		acted: 'no',
		message: 'Not sent: the panel ran out of funds at an earlier item of this run',
		nextStep: `Add funds at the panel, then run this item again. Ordered was: ${purchase.summary}.`,
		...(outOfFunds.panelWords === undefined ? {} : { panelWords: outOfFunds.panelWords }),
	});
}

/** n8n drops the output of a node that stops, so its error names what was bought before. */
function withPurchases(failure: unknown, outcomes: readonly PaidOutcome[]): unknown {
	const orders = outcomes.flatMap(({ records }) => records.map(({ order }) => order).filter((order) => order !== undefined));
	if (!(failure instanceof PanelFailure) || orders.length === 0) return failure;
	return failure.extended(` Bought before this item: ${orders.map(String).join(', ')}. A retry of this execution returns these orders and does not buy them again.`);
}
