import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { invalidInput, KINDS, type PanelError } from '../panel/errors';
import { findOrderNumber } from '../panel/transport/orderNumber';
import type { Decimal } from '../panel/values/money';
import { checkCharge, checkQuantity, takeChargeLock } from './chargeCheck';
import type { Estimate } from './estimate';
import type { ExecutionStore } from './executionStore';
import type { IdempotencyKey } from './idempotencyKey';
import { takeKeyLock } from './keyedMutex';
import type { Ledger } from './ledger';
import { listOrders, toBoughtItem, toDuplicateItem, toRepeatedItem } from './outcomeItems';
import type { Purchase, PurchaseResult } from './purchase';
import { adviseOnRelease, findRelease } from './release';
import { sendPaid, takeSendLock, type Pace } from './sendPaid';
import { checkLimits, estimateIfNeeded, hasLimit, parseLimits, type Limits } from './spendGuard';
import {
	compareBalances,
	describeOutcome,
	keyConflictError,
	pendingDuplicateError,
	readBalance,
	slotConflictError,
	unknownOutcomeError,
} from './unknownOutcome';

/** Where purchases are made and written down. */
export interface PurchaseContext extends Pace {
	readonly context: IExecuteFunctions;
	/** Whether an AI model calls the node. */
	readonly runsAsTool: boolean;
	readonly ledger: Ledger;
	readonly store: ExecutionStore;
	/** What is being recorded of purchases that were made. */
	readonly records: Array<Promise<void>>;
	/** Why nothing more may be sent, if so; asked again right before a call. */
	getBlockingError(purchase: Purchase): PanelError | undefined;
}

/** A purchase on its way: what is known before it is sent. */
interface Attempt {
	readonly purchase: Purchase;
	readonly key: IdempotencyKey;
	readonly limits: Limits;
	readonly estimate?: Estimate | undefined;
	readonly before?: { balance: Decimal; currency?: string | undefined } | undefined;
	/** The number of the release that it is sent by, 0 for none. */
	readonly release: number;
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
		for (const name of lockNames(key)) unlocks.push(await takeKeyLock(name));
		const earlier = findEarlier(run, purchase, key);
		if (earlier) return earlier;
		const refusal = run.getBlockingError(purchase);
		if (refusal) throw refusal;

		// Everything that takes time comes before the record, so that little can go wrong between recording and sending.
		const limits = parseLimits(purchase);
		if (hasLimit(limits)) unlocks.push(await takeChargeLock(run, limits));
		const estimate = await estimateIfNeeded(purchase, limits);
		const before = purchase.options.compareBalance === true ? await readBalance(run.panel) : undefined;
		const holdsSendLock = run.oneAtATime;
		if (holdsSendLock) unlocks.push(await takeSendLock(run));
		const attempt = { purchase, key, limits, estimate, before, release: 0 };
		const claimed = await claimOrFindDuplicate(run, attempt);
		if (typeof claimed !== 'number') return claimed;

		const sent = await sendPaid(run, purchase, holdsSendLock);
		if ('failure' in sent) return await recordFailure(run, { ...attempt, release: claimed }, sent.failure);
		return await recordPurchase(run, attempt, sent.records);
	} finally {
		for (const unlock of unlocks) unlock();
	}
}

/** As an AI tool the content names a purchase too: a model that repeats a call often invents a new key for it. */
const lockNames = ({ ids, dayIds }: IdempotencyKey) => [...dayIds.slice(0, 1), ids[0]].map((id) => `purchase ${id}`);

/** What this execution bought under the key. Throws where the user's key names another purchase. */
function findEarlier(run: PurchaseContext, purchase: Purchase, key: IdempotencyKey): PurchaseResult | undefined {
	const earlier = run.store.find(key.ids[0]);
	if (!earlier) return undefined;
	// The same item in another try is a repetition, even where the current time in its link makes it another content.
	const isSameItem = earlier.place === key.itemSlot;
	if (key.isUserKey && !isSameItem && earlier.content !== key.payloadHash) throw keyConflictError(purchase, key, earlier.summary);
	// What n8n repeats by itself gives the very items of the first try; another item or call learns that it is one.
	return { records: isSameItem && !run.runsAsTool ? earlier.items : earlier.items.map(toRepeatedItem) };
}

const unknownResult = (failure: PanelError, { display }: IdempotencyKey): PurchaseResult => ({
	failure,
	outcome: 'unknown',
	orderKey: display,
});

/**
 * Records that the purchase is about to be sent.
 * @returns the number of the release that it is sent by, 0 for none; or the outcome of a repeated purchase
 */
async function claimOrFindDuplicate(run: PurchaseContext, attempt: Attempt): Promise<number | PurchaseResult> {
	const { ledger } = run;
	const { purchase, key } = attempt;
	const claim = await ledger.claim(key);
	switch (claim) {
		case 'claimed': {
			const refusal = refuseNow(run, attempt);
			if (!refusal) return 0;
			await logOnFailure(run, `The order was not sent, but n8n could not free its key ${key.display}`, async () => await ledger.free(key));
			throw refusal;
		}
		// Something was bought for this item, though not exactly this: buying it elsewhere could pay twice.
		case 'boughtOther':
			return unknownResult(slotConflictError(purchase), key);
		case 'keyOfOther':
			throw keyConflictError(purchase, key, undefined);
		case 'boughtEarlier':
			reserveAgain(run, attempt);
			return returnDuplicate(run, purchase, key);
		case 'unanswered':
			return await releaseOrRefuse(run, attempt);
	}
}

const refuseNow = (run: PurchaseContext, { purchase, key, limits, estimate }: Attempt) =>
	run.getBlockingError(purchase) ?? checkLimits(purchase, { id: key.ids[0], limits, estimate }, run.store);

/** A derived key belongs to this execution, which has spent the amount, although a crash made it forget that. */
function reserveAgain({ store }: PurchaseContext, { key, estimate }: Attempt): void {
	if (!key.isUserKey && estimate?.amount) store.reserve(key.ids[0], estimate.amount);
}

async function releaseOrRefuse(run: PurchaseContext, attempt: Attempt): Promise<number | PurchaseResult> {
	const { ledger, store } = run;
	const { purchase, key } = attempt;
	const [id] = key.ids;
	const release = findRelease(run, purchase, key);
	let used = 0;
	if (release !== undefined) {
		store.release(id);
		const refusal = refuseNow(run, attempt);
		if (refusal) throw refusal;
		const outcome = await ledger.release(key, release);
		if (outcome === 'taken') return release;
		if (outcome === 'usedBefore') used = release;
	}
	reserveAgain(run, attempt);
	const known = (store.findUnanswered(id) ?? store.findUnanswered(key.releaseName))?.whatHappened;
	return unknownResult(pendingDuplicateError(purchase, key, known, adviseOnRelease(key, used)), key);
}

async function recordPurchase(run: PurchaseContext, attempt: Attempt, records: readonly Item[]): Promise<PurchaseResult> {
	const { purchase, key, estimate = purchase.priced, before } = attempt;
	const besideOrders = records.some((record) => findOrderNumber(record) !== undefined);
	const around = { panel: getPanelHost(run), orderKey: key.display, estimate, currency: before?.currency, besideOrders };
	const items = records.map((record): Item => {
		const far = checkCharge(run.store, record, {
			estimate: estimate?.each ?? estimate?.amount,
			maxCharge: (purchase.orders ?? 1) === 1 ? attempt.limits.maxCharge : undefined,
			hasRuns: purchase.facts.runs !== undefined,
			account: run.panel.accountId,
		});
		const note = [checkQuantity(record, purchase), far].filter((text) => text !== '').join(' ');
		return { ...toBoughtItem(record, purchase, around), ...(note === '' ? {} : { note }) };
	});
	run.store.correct(key.ids[0], records);
	run.store.keep(key.ids[0], { items, summary: purchase.summary, place: key.itemSlot, content: key.payloadHash });
	const orders = listOrders(items).join(', ') || 'without a number';
	run.context.logger.info(`Placed under the key ${key.display}: order ${orders}`);
	const recorded = logOnFailure(
		run,
		`The order was placed, but n8n could not record that under the key ${key.display}`,
		async () => await run.ledger.confirm(key),
	);
	run.records.push(recorded);
	// The next call of an AI model must not find this one without an answer.
	if (key.dayIds.length > 0) {
		run.ledger.flush();
		await recorded;
	}
	return { records: items };
}

async function recordFailure(run: PurchaseContext, attempt: Attempt, failure: PanelError): Promise<PurchaseResult> {
	const { ledger, panel, store } = run;
	const { purchase, key, estimate, before, release } = attempt;
	if (failure.effect === 'none') {
		store.release(key.ids[0]);
		await logOnFailure(run, `The order was refused, but n8n could not free its key ${key.display}`, async () => await ledger.free(key));
		const { retry, ended } = KINDS[failure.kind];
		const neverLeft = retry === 'notSent' || ended === 'stopped';
		return { failure, outcome: neverLeft ? 'notSent' : 'refused', orderKey: key.display };
	}
	const after = before ? await readBalance(panel) : undefined;
	const whatHappened = describeOutcome(failure, compareBalances(before?.balance, after?.balance, estimate?.amount));
	const unanswered = { whatHappened, executionId: run.context.getExecutionId() };
	for (const id of [key.ids[0], key.releaseName]) store.keepUnanswered(id, unanswered);
	await logOnFailure(
		run,
		`The outcome of the purchase ${key.display} is unknown, and n8n could not record that again`,
		async () => await ledger.keepUnanswered(key),
	);
	return unknownResult(unknownOutcomeError(purchase, failure, whatHappened, adviseOnRelease(key, release)), key);
}

/** Writes what must not undo an outcome when it fails: a failure goes to the log of n8n, never with the key of the account. */
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
	if (purchase.options.onDuplicate !== 'fail')
		return { records: [toDuplicateItem(purchase, { panel: getPanelHost(run), orderKey: display })] };
	return {
		failure: invalidInput(
			`Not sent: a purchase with the order key ${display} was already made`,
			"Use another 'Order Key' for a new purchase. The earlier order is in the order list of your account at the panel.",
		),
		orderKey: display,
	};
}

/** The panel as an item names it. */
export function getPanelHost({ panel }: Pick<PurchaseContext, 'panel'>): string {
	return new URL(panel.address.url).host;
}
