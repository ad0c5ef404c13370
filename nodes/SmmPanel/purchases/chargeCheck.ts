import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { getOrderStatuses } from '../panel/api/orders';
import { invalidInput, type PanelError } from '../panel/errors';
import type { PanelClient } from '../panel/transport/client';
import { compare, showDecimal, times, type Decimal } from '../panel/values/money';
import { readAmount, type ExecutionStore } from './executionStore';
import { takeKeyLock } from './keyedMutex';
import type { Purchase } from './purchase';

/** So often an execution asks for the charge of its latest order, until the panel names one; its first orders of that number go alone. */
const MAX_READS = 3;

export function isNear(amount: Decimal, estimate: Decimal): boolean {
	return compare(times(amount, 2), estimate) >= 0 && compare(amount, times(estimate, 2)) <= 0;
}

/** What the charge of an order is compared with. */
interface Expected {
	readonly estimate?: Decimal | undefined;
	readonly maxCharge?: Decimal | undefined;
	/** Of a drip-feed some panels charge one run at a time, so that less than the estimate says nothing. */
	readonly hasRuns?: boolean | undefined;
	/** The account at the panel, see PanelClient. */
	readonly account: string;
}

/**
 * What executions leave for those after them, by account: the order whose charge is still to be read, that the prices
 * were found right, or a charge above a maximum. It only saves money or calls, so it may live in one process's memory.
 */
const kept = new Map<string, { readonly facts: Readonly<Record<string, unknown>>; readonly until: number }>();
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
const MAX_KEPT = 1_000;

/** Forgets it, for tests. */
export function forgetCharges(): void {
	kept.clear();
}

function keep(name: string, facts: Readonly<Record<string, unknown>>): void {
	kept.delete(name);
	kept.set(name, { facts, until: Date.now() + KEPT_FOR_MS });
	const [oldest] = kept.keys();
	if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}

function findKept(name: string): Readonly<Record<string, unknown>> {
	const entry = kept.get(name);
	return entry && Date.now() < entry.until ? entry.facts : {};
}

const nameMaximum = (account: string, maxCharge: Decimal) => `${account} ${showDecimal(maxCharge)}`;

/**
 * Compares the charge of an order with its estimate and its maximum. Where a catalog has its prices in another currency
 * than the account, every estimate is wrong, and with it every maximum.
 * @returns the sentence for the item of that order, '' where nothing is wrong or no charge is known
 */
export function checkCharge(store: ExecutionStore, { order, charge }: Item, { estimate, maxCharge, hasRuns, account }: Expected): string {
	const paid = readAmount(charge);
	if (!estimate || (typeof order !== 'string' && typeof order !== 'number')) return '';
	const known = store.charges();
	if (!paid || paid.units <= 0n) {
		const limit = maxCharge ? { maxCharge: showDecimal(maxCharge) } : {};
		keepUnread(known, account, { order: String(order), estimate: showDecimal(estimate), hasRuns: hasRuns === true, ...limit });
		return '';
	}
	known.isChecked = true;
	const distance = describeDistance(paid, { estimate, maxCharge, hasRuns, account });
	if (distance === '') {
		keep(account, { isChecked: true });
		return '';
	}
	kept.delete(account);
	const far = `The panel charged ${showDecimal(paid)} for order ${order}, ${distance}. Its prices may be in another currency than that of your account.`;
	if (compare(paid, estimate) > 0) known.far = far;
	if (maxCharge && compare(paid, maxCharge) > 0) keep(nameMaximum(account, maxCharge), { far });
	return far;
}

/** Keeps an order whose charge is not known, to be read before the next one, in this execution or another. */
function keepUnread(known: Record<string, unknown>, account: string, order: Readonly<Record<string, unknown>>): void {
	Object.assign(known, order);
	if (findKept(account).isChecked !== true) keep(account, { ...order, reads: known.reads ?? 0 });
}

function describeDistance(paid: Decimal, { estimate, maxCharge, hasRuns }: Expected & { readonly estimate: Decimal }): string {
	const isDearer = compare(paid, estimate) > 0;
	const isFar = !isNear(paid, estimate) && (isDearer || hasRuns !== true);
	const isAbove = maxCharge !== undefined && isDearer && compare(paid, maxCharge) > 0;
	if (!isFar && !isAbove) return '';
	const limit = isAbove ? `, and above 'Maximum Charge', which is ${showDecimal(maxCharge)}` : '';
	return `${isFar ? 'far from' : 'more than'} the estimate of ${showDecimal(estimate)}${limit}`;
}

/**
 * Compares how many pieces the panel says that it took with how many were ordered: some count the lines of an order
 * differently, or not at all.
 * @returns the sentence for the item of that order, '' where the numbers agree or the panel names none
 */
export function checkQuantity({ quantity, remains }: Item, { facts, orders }: Pick<Purchase, 'facts' | 'orders'>): string {
	const taken = Number(quantity ?? remains);
	const wanted = Number(facts.quantity);
	const isComparable = orders === undefined && facts.runs === undefined && wanted > 0 && Number.isInteger(taken) && taken > 0;
	if (!isComparable || taken === wanted) return '';
	return `The panel took ${taken} for this order, not the ${wanted} that were ordered. Look at it there before you order again.`;
}

/**
 * Asks for the charge of the latest order, of this execution or the one before, if the panel has not named it yet. Until
 * one is known orders under a maximum go one at a time, so that no ten of them cost too much at once.
 * @returns what releases the lock
 */
export async function takeChargeLock(
	{ store, panel, context }: { store: ExecutionStore; panel: PanelClient; context: IExecuteFunctions },
	{ maxCharge }: Pick<Expected, 'maxCharge'>,
): Promise<() => void> {
	const known = store.charges();
	if (known.order === undefined && known.isChecked !== true) Object.assign(known, findKept(panel.accountId));
	if (maxCharge) Object.assign(known, findKept(nameMaximum(panel.accountId, maxCharge)));
	const isOver = () => known.isChecked === true || Number(known.turns ?? 0) > MAX_READS;
	if (isOver()) return () => {};
	const release = await takeKeyLock(`charge ${context.getExecutionId()}`);
	await readLatestCharge(known, store, panel);
	if (!isOver()) {
		known.turns = Number(known.turns ?? 0) + 1;
		return release;
	}
	release();
	return () => {};
}

async function readLatestCharge(known: Record<string, unknown>, store: ExecutionStore, panel: PanelClient): Promise<void> {
	const { order, isChecked } = known;
	const reads = Number(known.reads ?? 0);
	if (isChecked === true || typeof order !== 'string' || reads >= MAX_READS) return;
	known.reads = reads + 1;
	try {
		const result = (await getOrderStatuses(panel, [order])).get(order);
		const limits = { estimate: readAmount(known.estimate), maxCharge: readAmount(known.maxCharge) };
		const expected = { ...limits, hasRuns: known.hasRuns === true, account: panel.accountId };
		if (result && 'item' in result) checkCharge(store, { ...result.item, order }, expected);
	} catch {
		// What cannot be read must not stop a purchase.
	}
}

/** The refusal of a purchase under a maximum after a charge has shown that estimates are too low. */
export function farChargeError(store: ExecutionStore, summary: string): PanelError | undefined {
	const { far } = store.charges();
	if (typeof far !== 'string') return undefined;
	return invalidInput(
		'Nothing was sent: a maximum is set, but the estimates of this panel cannot be trusted',
		`${far} Compare 'Get Status' of that order with the price list, then set the maximum in the currency of the prices and run this in a new execution, or remove it. The order: ${summary}.`,
	);
}
