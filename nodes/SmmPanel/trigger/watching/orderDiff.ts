import type { IDataObject } from 'n8n-workflow';
import { ALL_STATES, isFinal, stateOf, type State } from '../../panel/states';
import { shortHash } from '../hash';
import { hourMark } from './quietOrders';

/** Which changes of an order fire. */
export interface OrderWatch {
	/** The states that fire; empty: every change does, and so does the first sight of an order. */
	readonly states: ReadonlySet<string>;
	/** Whether an id that the panel does not know is told, once. */
	readonly reportUnknown: boolean;
	/** Whether marks keep since when an order is quiet. */
	readonly dated: boolean;
}

interface Step {
	readonly mark: OrderMark;
	readonly event?: IDataObject;
}

/**
 * Compares orders with what is remembered of them. Pure.
 *
 * In: the marks, the orders as the panel shows them now (id and item, in the order of the watch list), which changes
 * fire, the time now in epoch milliseconds. Out: the events, and the new mark of every order that was shown.
 */
export function compareOrders(
	marks: ReadonlyMap<string, string>,
	orders: ReadonlyArray<readonly [string, IDataObject]>,
	watch: OrderWatch,
	now: number,
): { events: IDataObject[]; marks: Map<string, string> } {
	const events: IDataObject[] = [];
	const next = new Map<string, string>();
	for (const [order, item] of orders) {
		const before = readMark(marks.get(order));
		const step = item.found === false ? stepOfUnknown(before, order, item, watch) : stepOfKnown(before, order, item, watch);
		if (step.event) events.push(step.event);
		next.set(order, writeMark(dated(before, step.mark, watch, now)));
	}
	return { events, marks: next };
}

function stepOfUnknown(before: OrderMark, order: string, item: IDataObject, watch: OrderWatch): Step {
	// What is not told is not marked as told: the user may switch the report on later.
	if (before.unknown || !watch.reportUnknown) return { mark: before };
	return { mark: { ...before, unknown: true }, event: eventOf(`${order}:notFound`, before, item, {}) };
}

function stepOfKnown(before: OrderMark, order: string, item: IDataObject, watch: OrderWatch): Step {
	const state = knownState(item);
	const letter = letterOf(state);
	const lastTold = before.told.slice(-1);
	if (watch.states.size > 0 && !watch.states.has(state)) {
		return { mark: { ...before, unknown: false, seen: letter === lastTold ? '' : letter } };
	}
	const accounts = accountsOf(item);
	const fresh = newAccounts(before.accounts, accounts);
	const extra = fresh.length > 0 ? { newAccounts: fresh } : {};
	const told = { ...before, unknown: false, seen: '', accounts: accountsMark(accounts) || before.accounts };
	if (letter !== lastTold || before.seen !== '') {
		// An order may come back to a state, e.g. in progress after a pause; that is another event with another id.
		const visit = before.told.split(letter).length + before.dropped;
		const eventId = visit === 1 ? `${order}:${state}` : `${order}:${state}:${visit}`;
		return { mark: { ...told, told: before.told + letter }, event: eventOf(eventId, before, item, extra) };
	}
	if (fresh.length === 0) return { mark: { ...before, unknown: false } };
	return { mark: told, event: eventOf(`${order}:${state}:accounts:${accountsMark(accounts)}`, before, item, extra) };
}

function eventOf(eventId: string, before: OrderMark, item: IDataObject, extra: IDataObject): IDataObject {
	return orderEvent(eventId, lastState(before) ?? null, item, extra);
}

/** The item of an order event: what this node adds first, then the panel's fields, which cannot replace ours. */
export function orderEvent(eventId: string, previousState: State | null, item: IDataObject, extra: IDataObject): IDataObject {
	const own = { eventId, event: 'orderStatus', previousState };
	const { order, state, ...rest } = item;
	return { ...own, order, ...(state === undefined ? {} : { state }), ...rest, ...extra, ...own };
}

function dated(before: OrderMark, mark: OrderMark, watch: OrderWatch, now: number): OrderMark {
	if (!watch.dated) return { ...mark, since: '' };
	const unchanged = writeMark({ ...before, since: '' }) === writeMark({ ...mark, since: '' });
	const done = lastState(mark);
	if (done !== undefined && isFinal(done)) return { ...mark, since: '' };
	return { ...mark, since: unchanged && before.since !== '' ? before.since : hourMark(now) };
}

function knownState(item: IDataObject): State {
	return stateOf(item.state);
}

/** The delivered accounts of an order, one text each; some panels may send objects instead of lines. */
export function accountsOf({ accounts }: IDataObject): string[] {
	return Array.isArray(accounts)
		? accounts.map((account: unknown) => (typeof account === 'string' ? account : JSON.stringify(account)))
		: [];
}

/** What is remembered of one order: a few characters, because 10,000 orders are stored as one text. */
export interface OrderMark {
	/** The states that were told, one letter each, oldest first. */
	readonly told: string;
	/** The letter of a state that was seen since, but not told. */
	readonly seen: string;
	/** Fingerprint of the delivered accounts that were told. */
	readonly accounts: string;
	/** True where the panel did not know the id and this was told. */
	readonly unknown: boolean;
	/** Since when nothing changed; empty unless quiet orders are asked less often. */
	readonly since: string;
	/** How many of the oldest told states are not kept any more. */
	readonly dropped: number;
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
const MOST_TOLD = 30;

export const NO_MARK: OrderMark = { told: '', seen: '', accounts: '', unknown: false, since: '', dropped: 0 };

/** Reads a mark. In: its text, undefined for an order that was never seen. */
export function readMark(text: string | undefined): OrderMark {
	const [told = '', seen = '', accounts = '', unknown = '', since = '', dropped = ''] = (text ?? '').split('.');
	return { told, seen, accounts, unknown: unknown === 'x', since, dropped: Number.parseInt(dropped, 36) || 0 };
}

/** Writes a mark, e.g. "pic" for an order that was told as pending, in progress and completed. */
export function writeMark({ told, seen, accounts, unknown, since, dropped }: OrderMark): string {
	const gone = dropped + Math.max(0, told.length - MOST_TOLD);
	const parts = [told.slice(-MOST_TOLD), seen, accounts, unknown ? 'x' : '', since, gone === 0 ? '' : gone.toString(36)];
	return parts.join('.').replace(/\.+$/, '');
}

export function letterOf(state: State): string {
	return LETTERS[state];
}

/** The state in which the order was seen last; undefined before its first sight. */
export function lastState(mark: OrderMark): State | undefined {
	return STATES.get(mark.seen || mark.told.slice(-1));
}

/** True where the order need not be asked again. */
export function isDone(mark: OrderMark): boolean {
	const state = lastState(mark);
	return state !== undefined && isFinal(state) && !mark.unknown;
}

/** Under other settings a state that was seen but not told counts as not seen; it may be one that fires now. */
export function carryOver(text: string): string {
	return writeMark({ ...readMark(text), seen: '' });
}

/** Fingerprint of delivered accounts: their number and a hash. The logins themselves are never stored. */
export function accountsMark(accounts: readonly string[]): string {
	return accounts.length === 0 ? '' : `${accounts.length.toString(36)}~${shortHash([...accounts].sort().join('\n'), 6)}`;
}

/**
 * Finds the accounts that were not told yet. In: the fingerprint of those that were, the accounts now.
 * Out: the new ones; panels add them at the end or at the front. Where neither fits, all count as new: a login that
 * is told twice does less harm than one that is never told.
 */
export function newAccounts(told: string, accounts: readonly string[]): string[] {
	if (told === '') return [...accounts];
	if (told === accountsMark(accounts)) return [];
	const count = Number.parseInt(told, 36);
	if (accountsMark(accounts.slice(0, count)) === told) return accounts.slice(count);
	if (accountsMark(accounts.slice(-count)) === told) return accounts.slice(0, -count);
	return [...accounts];
}
