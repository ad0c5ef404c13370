import type { IDataObject } from 'n8n-workflow';
import { isFinal, stateOf, type State } from '../../panel/states';
import { hourMark } from '../slowDown';
import { accountsMark, lastState, letterOf, newAccounts, readMark, writeMark, type OrderMark } from './orderMark';

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
