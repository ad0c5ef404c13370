import type { IDataObject } from 'n8n-workflow';
import { ALL_STATES, isFinal, readState, type State } from '../../panel/values/states';
import { shortHash } from '../hash';
import { encodeHour } from './quietOrders';

/** What is stored of one order: a few characters, because 10,000 orders are stored as one text. */
export interface OrderSnapshot {
	/** The states that were emitted, one letter each, oldest first. */
	readonly emitted: string;
	/** The letter of a state that was seen since, but not emitted. */
	readonly seen: string;
	/** Fingerprint of the delivered accounts that were emitted. */
	readonly accounts: string;
	/** True where the panel did not know the id and this was emitted. */
	readonly unknown: boolean;
	/** Since when nothing changed; empty unless quiet orders are asked less often. */
	readonly since: string;
	/** How many of the oldest emitted states are not kept any more. */
	readonly dropped: number;
}

/** Which changes of an order fire. */
export interface OrderWatch {
	/** The states that fire; empty: every change does, and so does the first sight of an order. */
	readonly states: ReadonlySet<string>;
	/** Whether an id that the panel does not know is emitted, once. */
	readonly reportUnknown: boolean;
	/** Whether snapshots keep since when an order is quiet. */
	readonly dated: boolean;
}

const LETTERS: Readonly<Record<State, string>> = {
	pending: 'p',
	processing: 'r',
	inProgress: 'i',
	active: 'a',
	paused: 'u',
	completed: 'c',
	partial: 'l',
	canceled: 'x',
	failed: 'f',
	refunded: 'd',
	expired: 'e',
	unknown: 'n',
};
const STATES: ReadonlyMap<string, State> = new Map(ALL_STATES.map((state) => [LETTERS[state], state]));

/** Orders that go to and fro for ever, as a subscription may, keep only their latest states and the number of the others. */
const MOST_EMITTED = 30;

/** @param text undefined for an order that was never seen */
export function decodeSnapshot(text: string | undefined): OrderSnapshot {
	const [emitted = '', seen = '', accounts = '', unknown = '', since = '', dropped = ''] = (text ?? '').split('.');
	return { emitted, seen, accounts, unknown: unknown === 'x', since, dropped: Number.parseInt(dropped, 36) || 0 };
}

/** E.g. "pic" for an order that was emitted as pending, in progress and completed. */
export function encodeSnapshot({ emitted, seen, accounts, unknown, since, dropped }: OrderSnapshot): string {
	const gone = dropped + Math.max(0, emitted.length - MOST_EMITTED);
	const parts = [emitted.slice(-MOST_EMITTED), seen, accounts, unknown ? 'x' : '', since, gone === 0 ? '' : gone.toString(36)];
	return parts.join('.').replace(/\.+$/, '');
}

/** The state in which the order was seen last; undefined before its first sight. */
export function lastState(snapshot: OrderSnapshot): State | undefined {
	return STATES.get(snapshot.seen || snapshot.emitted.slice(-1));
}

/** True where the order need not be asked again. */
export function isDone(snapshot: OrderSnapshot): boolean {
	const state = lastState(snapshot);
	return state !== undefined && isFinal(state) && !snapshot.unknown;
}

/** Under other settings a state that was seen but not emitted counts as not seen; it may be one that fires now. */
export function carryOver(text: string): string {
	return encodeSnapshot({ ...decodeSnapshot(text), seen: '' });
}

/** Number and hash of delivered accounts. The logins themselves are never stored. */
export function fingerprintAccounts(accounts: readonly string[]): string {
	return accounts.length === 0 ? '' : `${accounts.length.toString(36)}~${shortHash([...accounts].sort().join('\n'), 6)}`;
}

/**
 * Finds the accounts that were not emitted yet; panels add them at the end or at the front. Where neither fits, all
 * count as new: a login that is emitted twice does less harm than one that never is.
 * @param emitted the fingerprint of those that were
 */
export function findNewAccounts(emitted: string, accounts: readonly string[]): string[] {
	if (emitted === '') return [...accounts];
	if (emitted === fingerprintAccounts(accounts)) return [];
	const count = Number.parseInt(emitted, 36);
	if (fingerprintAccounts(accounts.slice(0, count)) === emitted) return accounts.slice(count);
	if (fingerprintAccounts(accounts.slice(-count)) === emitted) return accounts.slice(0, -count);
	return [...accounts];
}

interface Step {
	readonly snapshot: OrderSnapshot;
	readonly event?: IDataObject;
}

/** Compares orders, in the order of the watch list, with their snapshots. Pure; `now` in epoch milliseconds. */
export function compareOrders(
	snapshots: ReadonlyMap<string, string>,
	orders: ReadonlyArray<readonly [string, IDataObject]>,
	watch: OrderWatch,
	now: number,
): { events: IDataObject[]; snapshots: Map<string, string> } {
	const events: IDataObject[] = [];
	const next = new Map<string, string>();
	for (const [order, item] of orders) {
		const before = decodeSnapshot(snapshots.get(order));
		const step = item.found === false ? compareUnknown(before, order, item, watch) : compareKnown(before, order, item, watch);
		if (step.event) events.push(step.event);
		next.set(order, encodeSnapshot(withDate(before, step.snapshot, watch, now)));
	}
	return { events, snapshots: next };
}

function compareUnknown(before: OrderSnapshot, order: string, item: IDataObject, watch: OrderWatch): Step {
	const previousState = lastState(before) ?? null;
	// What is not emitted is not noted as emitted: the user may switch the report on later.
	if (before.unknown || !watch.reportUnknown) return { snapshot: before };
	return { snapshot: { ...before, unknown: true }, event: toOrderEvent(`${order}:notFound`, previousState, item, {}) };
}

function compareKnown(before: OrderSnapshot, order: string, item: IDataObject, watch: OrderWatch): Step {
	const state = readState(item.state);
	const letter = LETTERS[state];
	const previousState = lastState(before) ?? null;
	const lastEmitted = before.emitted.slice(-1);
	if (watch.states.size > 0 && !watch.states.has(state)) {
		return { snapshot: { ...before, unknown: false, seen: letter === lastEmitted ? '' : letter } };
	}
	const accounts = readAccounts(item);
	const fresh = findNewAccounts(before.accounts, accounts);
	const extra = fresh.length > 0 ? { newAccounts: fresh } : {};
	const after = { ...before, unknown: false, seen: '', accounts: fingerprintAccounts(accounts) || before.accounts };
	if (letter !== lastEmitted || before.seen !== '') {
		// An order may come back to a state, e.g. in progress after a pause; that is another event with another id.
		const visit = before.emitted.split(letter).length + before.dropped;
		const eventId = visit === 1 ? `${order}:${state}` : `${order}:${state}:${visit}`;
		return { snapshot: { ...after, emitted: before.emitted + letter }, event: toOrderEvent(eventId, previousState, item, extra) };
	}
	if (fresh.length === 0) return { snapshot: { ...before, unknown: false } };
	return {
		snapshot: after,
		event: toOrderEvent(`${order}:${state}:accounts:${fingerprintAccounts(accounts)}`, previousState, item, extra),
	};
}

/** The item of an order event: what this node adds first, then the panel's fields, which cannot replace ours. */
export function toOrderEvent(eventId: string, previousState: State | null, item: IDataObject, extra: IDataObject): IDataObject {
	const own = { eventId, event: 'orderStatus', previousState };
	const { order, state, ...rest } = item;
	return { ...own, order, ...(state === undefined ? {} : { state }), ...rest, ...extra, ...own };
}

function withDate(before: OrderSnapshot, after: OrderSnapshot, watch: OrderWatch, now: number): OrderSnapshot {
	if (!watch.dated) return { ...after, since: '' };
	const unchanged = encodeSnapshot({ ...before, since: '' }) === encodeSnapshot({ ...after, since: '' });
	const state = lastState(after);
	if (state !== undefined && isFinal(state)) return { ...after, since: '' };
	return { ...after, since: unchanged && before.since !== '' ? before.since : encodeHour(now) };
}

/** The delivered accounts of an order, one text each; some panels may send objects instead of lines. */
export function readAccounts({ accounts }: IDataObject): string[] {
	return Array.isArray(accounts)
		? accounts.map((account: unknown) => (typeof account === 'string' ? account : JSON.stringify(account)))
		: [];
}
