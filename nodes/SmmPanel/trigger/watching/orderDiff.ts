import { isOver, readStatus, type Item } from '../../panel/api/records';
import { ALL_STATES, isFinal, readState, type State } from '../../panel/values/states';
import { shortHash } from '../hash';
import { encodeHour } from './quietOrders';
import { flagUnknown } from './unknownIds';

/** What is stored of one order: a few characters, because 10,000 orders are stored as one text. */
interface OrderSnapshot {
	/** The states that were emitted, one letter each, oldest first. */
	readonly emitted: string;
	/** The letter of a state that was seen since, but not emitted. */
	readonly seen: string;
	/** Fingerprint of the delivered accounts that were emitted. */
	readonly accounts: string;
	/** 'missing' where the panel did not know the id, 'reported' once this was emitted, 'open' where a final state is not the end. */
	readonly flag?: Flag | undefined;
	/** Since when nothing changed; empty while the order is asked in every poll. */
	readonly since: string;
	/** Fingerprint of an emitted unlisted word; the state of all of them is 'unknown'. */
	readonly word: string;
	/** How many of the oldest emitted states are not kept any more. */
	readonly dropped: number;
}

const FLAGS = ['missing', 'reported', 'open'] as const;
type Flag = (typeof FLAGS)[number];

/** Which changes of an order, or of a refill, fire. */
export interface OrderWatch {
	/** Left out: orders. A refill has one end, and no accounts. */
	readonly refills?: boolean;
	/** The states that fire; empty: every change does, and so does an order that is seen for the first time. */
	readonly states: ReadonlySet<string>;
	/** Whether an id that the panel does not know in two polls is emitted, once. */
	readonly reportUnknown: boolean;
	/** Whether snapshots keep since when an order is quiet, also before its end. */
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
const MAX_EMITTED = 30;

/** @param text - undefined for an order that was never seen */
export function decodeSnapshot(text: string | undefined): OrderSnapshot {
	const [emitted = '', since = '', flag = '', seen = '', accounts = '', dropped = '', word = ''] = (text ?? '').split('.');
	return { emitted, seen, accounts, flag: FLAGS.find((name) => name === flag), since, dropped: Number.parseInt(dropped, 36) || 0, word };
}

/** E.g. "pic.b4x" for an order that was emitted as pending, in progress and completed, and is quiet since. */
export function encodeSnapshot({ emitted, seen, accounts, flag, since, dropped, word }: OrderSnapshot): string {
	const gone = dropped + Math.max(0, emitted.length - MAX_EMITTED);
	const parts = [emitted.slice(-MAX_EMITTED), since, flag, seen, accounts, gone === 0 ? '' : gone.toString(36), word];
	return parts.join('.').replace(/\.+$/, '');
}

/** The state in which the order was seen last; undefined if it was never seen. */
function lastState(snapshot: OrderSnapshot): State | undefined {
	return STATES.get(snapshot.seen || snapshot.emitted.slice(-1));
}

/**
 * How far an order is: 'over' has ended, though a refund may follow; 'unsettled' is in a final state that may not be
 * the end, or not known to the panel; all others are 'open'.
 */
export function readPhase(snapshot: OrderSnapshot): 'open' | 'unsettled' | 'over' {
	if (snapshot.flag !== undefined) return 'unsettled';
	const state = lastState(snapshot);
	return state !== undefined && isFinal(state) ? 'over' : 'open';
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
 * @param emitted - the fingerprint of those that were
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
	readonly event?: Item;
}

/** Compares orders, in the order of the watch list, with their snapshots. Pure; `now` in epoch milliseconds. */
export function compareOrders(
	snapshots: ReadonlyMap<string, string>,
	orders: ReadonlyArray<readonly [string, Item]>,
	watch: OrderWatch,
	now: number,
): { events: Item[]; snapshots: Map<string, string> } {
	const events: Item[] = [];
	const next = new Map<string, string>();
	for (const [order, item] of orders) {
		const before = decodeSnapshot(snapshots.get(order));
		const step = item.found === false ? compareUnknown(before, order, item, watch) : compareKnown(before, order, item, watch);
		if (step.event) events.push(step.event);
		next.set(order, encodeSnapshot(withDate(before, step.snapshot, watch, now)));
	}
	return { events, snapshots: next };
}

/** Panels forget orders that are over, which is no news. */
function compareUnknown(before: OrderSnapshot, order: string, item: Item, watch: OrderWatch): Step {
	const flag = readPhase(before) === 'over' ? undefined : flagUnknown(item, before.flag, watch.reportUnknown);
	if (flag === undefined) return { snapshot: before };
	const snapshot = { ...before, flag };
	return flag === 'missing' ? { snapshot } : { snapshot, event: toEvent(watch, `${order}:notFound`, lastState(before) ?? null, item) };
}

function compareKnown(before: OrderSnapshot, order: string, item: Item, watch: OrderWatch): Step {
	const state = readState(item.state);
	const letter = LETTERS[state];
	const isLastEmitted = letter === before.emitted.slice(-1);
	const known: OrderSnapshot = { ...before, flag: watch.refills !== true && mayGoOn(state, item) ? 'open' : undefined };
	if (watch.states.size > 0 && !watch.states.has(state)) return { snapshot: { ...known, seen: isLastEmitted ? '' : letter } };
	const fresh = findNewAccounts(before.accounts, readAccounts(item));
	const word = state === 'unknown' ? fingerprintWord(item) : '';
	const accounts = fingerprintAccounts(readAccounts(item)) || before.accounts;
	const after = { ...known, seen: '', word, accounts };
	const emit = (eventId: string) =>
		toEvent(watch, eventId, lastState(before) ?? null, fresh.length > 0 ? { ...item, newAccounts: fresh } : item);
	if (!isLastEmitted || before.seen !== '' || word !== before.word)
		return { snapshot: { ...after, emitted: before.emitted + letter }, event: emit(`${order}:${state}${countVisit(before, letter)}`) };
	if (fresh.length === 0) return { snapshot: known };
	return { snapshot: after, event: emit(`${order}:${state}:accounts:${accounts}`) };
}

/** An order may come back to a state, e.g. in progress after a pause; that is another event with another id. */
function countVisit({ emitted, dropped }: OrderSnapshot, letter: string): string {
	const visit = emitted.split(letter).length + dropped;
	return visit === 1 ? '' : `:${visit}`;
}

/** A failed order may be sent again, and a product order may still get accounts. */
function mayGoOn(state: State, item: Item): boolean {
	return state === 'failed' || (isFinal(state) && !isOver(item));
}

/** The delivered accounts of an order, one text each; some panels may send objects instead of lines. */
export function readAccounts({ accounts }: Item): string[] {
	return Array.isArray(accounts)
		? accounts.map((account: unknown) => (typeof account === 'string' ? account : JSON.stringify(account)))
		: [];
}

function fingerprintWord(item: Item): string {
	const word = readStatus(item);
	return typeof word === 'string' ? shortHash(word.trim().toLowerCase(), 4) : '';
}

/** Names an order as a manual test shows it. */
export function nameState(order: string, item: Item): string {
	return `${order}:${item.found === false ? 'notFound' : readState(item.state)}`;
}

/** The item of an event: what this node adds first, then the panel's fields, which cannot replace ours. */
export function toEvent(
	{ refills }: Pick<OrderWatch, 'refills'>,
	eventId: string,
	previousState: State | null,
	{ state, ...rest }: Item,
): Item {
	const id = refills ? { refill: rest.refill ?? null } : { order: rest.order ?? null };
	const first = { ...id, ...(state === undefined ? {} : { state }), previousState };
	const own = refills ? { eventId: `refill:${eventId}`, event: 'refillStatus' } : { eventId, event: 'orderStatus' };
	return { ...first, ...rest, ...first, ...own };
}

/** Orders that are asked less often carry since when nothing changed. */
function withDate(before: OrderSnapshot, after: OrderSnapshot, watch: OrderWatch, now: number): OrderSnapshot {
	if (!watch.dated && readPhase(after) === 'open') return { ...after, since: '' };
	const unchanged = encodeSnapshot({ ...before, since: '' }) === encodeSnapshot({ ...after, since: '' });
	return { ...after, since: unchanged && before.since !== '' ? before.since : encodeHour(now) };
}
