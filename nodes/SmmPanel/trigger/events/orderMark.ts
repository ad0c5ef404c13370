import { ALL_STATES, isFinal, type State } from '../../panel/states';
import { shortHash } from '../hash';

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
