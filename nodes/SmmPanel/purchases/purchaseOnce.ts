import type { IExecuteFunctions } from 'n8n-workflow';
import { invalidInput, type PanelError } from '../panel/errors';
import type { Decimal } from '../panel/values/money';
import { takeKeyLock } from './keyedMutex';
import type { Ledger } from './ledger';
import type { StoredPurchase, ExecutionStore } from './executionStore';
import type { IdempotencyKey } from './idempotencyKey';
import { toBoughtItem, toDuplicateItem, toRepeatedItem } from './outcomeItems';
import type { Purchase, PurchaseResult } from './purchase';
import { sendPaid, takeTurn, type Pace } from './sendPaid';
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
export interface PurchaseContext extends Pace {
	readonly context: IExecuteFunctions;
	readonly ledger: Ledger;
	readonly store: ExecutionStore;
	/** Why nothing more may be sent, if so; asked again right before a call. */
	refusalOf(purchase: Purchase): PanelError | undefined;
}

/** A purchase on its way: what is known before it is sent. */
interface Attempt {
	readonly purchase: Purchase;
	readonly key: IdempotencyKey;
	readonly limits: Limits;
	readonly estimate?: Estimate | undefined;
	readonly before?: { balance: Decimal; currency?: string | undefined } | undefined;
}

/**
 * Makes one purchase, once.
 * @returns its items, from the panel or from an earlier try, or why it was refused or has an unknown outcome
 * @throws if nothing was sent
 */
export async function purchaseOnce(run: PurchaseContext, purchase: Purchase, key: IdempotencyKey): Promise<PurchaseResult> {
	// The same key in two executions at once waits here for the first one's answer.
	const unlocks = [];
	try {
		for (const name of lockNames(run, key)) unlocks.push(await takeKeyLock(name));
		const earlier = findEarlier(run, purchase, key);
		if (earlier) return earlier;
		const refusal = run.refusalOf(purchase);
		if (refusal) throw refusal;

		// Everything that takes time comes before the record, so that little can go wrong between recording and sending.
		const limits = parseLimits(purchase);
		const estimate = await estimateIfNeeded(purchase, limits);
		const before = purchase.options.compareBalance === true ? await readBalance(run.panel) : undefined;
		const hasTurn = run.oneAtATime;
		if (hasTurn) unlocks.push(await takeTurn(run));
		const attempt = { purchase, key, limits, estimate, before };
		const duplicate = await claimOrFindDuplicate(run, attempt);
		if (duplicate) return duplicate;

		const sent = await sendPaid(run, purchase, hasTurn);
		if ('failure' in sent) return await recordFailure(run, attempt, sent.failure);
		return await recordPurchase(run, attempt, sent.records);
	} finally {
		for (const unlock of unlocks) unlock();
	}
}

const isTool = ({ context }: PurchaseContext) => context.getNode().type.endsWith('Tool');
const contentName = ({ payloadHash }: IdempotencyKey) => `content ${payloadHash}`;

/** As an AI tool the content names a purchase too: a model that repeats a call often invents a new key for it. */
function lockNames(run: PurchaseContext, key: IdempotencyKey): string[] {
	return [...(isTool(run) ? [`purchase ${contentName(key)}`] : []), `purchase ${key.ids[0]}`];
}

/** What this execution knows of the purchase. Throws where the user's key names another purchase. */
function findEarlier(run: PurchaseContext, purchase: Purchase, key: IdempotencyKey): PurchaseResult | undefined {
	const earlier = run.store.find(key.ids[0]);
	if (earlier) return returnEarlier(earlier, purchase, key, isTool(run));
	if (!isTool(run) || parseRelease(purchase, key) !== undefined) return undefined;
	const known = run.store.findUnanswered(contentName(key));
	return known === undefined ? undefined : unknownResult(pendingDuplicateError(purchase, key, known), key);
}

function returnEarlier(earlier: StoredPurchase, purchase: Purchase, key: IdempotencyKey, asTool: boolean): PurchaseResult {
	// The same item in another try is a repetition, even where the current time in its link makes it another content.
	const isSameItem = earlier.place === key.itemSlot;
	if (key.isUserKey && !isSameItem && earlier.content !== key.payloadHash) throw keyConflictError(purchase, key, earlier.summary);
	// What n8n repeats by itself gives the very items of the first try; another item or call learns that it is one.
	return { records: isSameItem && !asTool ? earlier.items : earlier.items.map(toRepeatedItem) };
}

const unknownResult = (failure: PanelError, { display }: IdempotencyKey): PurchaseResult => ({
	failure,
	outcome: 'unknown',
	orderKey: display,
});

/** Records that the purchase is about to be sent. Undefined if it may be, else what a repeated one comes to. */
async function claimOrFindDuplicate(run: PurchaseContext, attempt: Attempt): Promise<PurchaseResult | undefined> {
	const { ledger, store } = run;
	const { purchase, key, limits, estimate } = attempt;
	const [id] = key.ids;
	const guard = () => run.refusalOf(purchase) ?? checkLimits(purchase, id, limits, estimate, store);
	const claim = await ledger.claim(key);
	if (claim === 'claimed') {
		const refusal = guard();
		if (!refusal) return undefined;
		await logOnFailure(run, `The order was not sent, but n8n could not free its key ${key.display}`, async () => await ledger.free(key));
		throw refusal;
	}
	// Something was bought for this item, though not exactly this: buying it elsewhere could pay twice.
	if (claim === 'boughtOther') return unknownResult(slotConflictError(purchase), key);
	if (claim === 'keyOfOther') throw keyConflictError(purchase, key, undefined);
	const release = claim === 'unanswered' ? parseRelease(purchase, key) : undefined;
	if (release !== undefined) {
		store.release(id);
		const refusal = guard();
		if (refusal) throw refusal;
		if (await ledger.release(key, release)) return undefined;
	}
	// A derived key belongs to this execution, which has spent the amount, although a crash made it forget that.
	if (!key.isUserKey && estimate?.amount) store.reserve(id, estimate.amount);
	if (claim === 'unanswered') return unknownResult(pendingDuplicateError(purchase, key, store.findUnanswered(id)), key);
	return returnDuplicate(run, purchase, key);
}

async function recordPurchase(
	run: PurchaseContext,
	{ purchase, key, estimate = purchase.priced, before }: Attempt,
	records: ReadonlyArray<Parameters<typeof toBoughtItem>[0]>,
): Promise<PurchaseResult> {
	const around = { panel: hostOf(run), orderKey: key.display, estimate, currency: before?.currency };
	const items = records.map((record) => toBoughtItem(record, purchase, around));
	run.store.keep(key.ids[0], { items, summary: purchase.summary, place: key.itemSlot, content: key.payloadHash });
	run.store.forgetUnanswered(contentName(key));
	await logOnFailure(
		run,
		`The order was placed, but n8n could not record that under the key ${key.display}`,
		async () => await run.ledger.confirm(key),
	);
	return { records: items };
}

async function recordFailure(
	run: PurchaseContext,
	{ purchase, key, estimate, before }: Attempt,
	failure: PanelError,
): Promise<PurchaseResult> {
	const { ledger, panel, store } = run;
	if (failure.effect === 'none') {
		store.release(key.ids[0]);
		await logOnFailure(run, `The order was refused, but n8n could not free its key ${key.display}`, async () => await ledger.free(key));
		const neverLeft = failure.kind === 'unreachable' || failure.kind === 'stopped';
		return { failure, outcome: neverLeft ? 'notSent' : 'refused', orderKey: key.display };
	}
	const after = before ? await readBalance(panel) : undefined;
	const known = describeOutcome(failure, compareBalances(before?.balance, after?.balance, estimate?.amount));
	store.keepUnanswered(key.ids[0], known);
	if (isTool(run)) store.keepUnanswered(contentName(key), known);
	await logOnFailure(
		run,
		`The outcome of the purchase ${key.display} is unknown, and n8n could not record that again`,
		async () => await ledger.keepUnanswered(key),
	);
	return unknownResult(unknownOutcomeError(purchase, key, failure, known), key);
}

/** Writes what must not undo an outcome when it fails: the log of n8n is told instead, never the key of the account. */
export async function logOnFailure(
	{ context }: Pick<PurchaseContext, 'context'>,
	trouble: string,
	write: () => Promise<unknown>,
): Promise<void> {
	try {
		await write();
	} catch {
		context.logger.warn(trouble);
	}
}

function returnDuplicate(run: PurchaseContext, purchase: Purchase, { display }: IdempotencyKey): PurchaseResult {
	if (purchase.options.onDuplicate !== 'fail') return { records: [toDuplicateItem(purchase, { panel: hostOf(run), orderKey: display })] };
	return {
		failure: invalidInput(
			`Not sent: a purchase with the order key ${display} was already made`,
			"Use another 'Order Key' for a new purchase. The earlier order is in the order list of your account at the panel.",
		),
		orderKey: display,
	};
}

/** The panel as an item names it. */
export function hostOf({ panel }: Pick<PurchaseContext, 'panel'>): string {
	return new URL(panel.address.url).host;
}
