import { toItem, type PanelRecord, type Item } from '../../panel/api/records';
import { shortHash } from '../hash';
import { compareValues, lastValues, type ServiceChange, type ValueWatch } from './serviceValues';

/** What is stored of a catalog. */
export interface CatalogState {
	/** By service id: its values as compareValues writes them; "-" in front of a removed one, "~" of a missed one. */
	readonly rows: ReadonlyMap<string, string>;
	/** How many services the whole catalog had. */
	readonly size: number;
	/** How many polls emitted something; it keeps the ids of events apart when a price goes up, down and up again. */
	readonly emitted: number;
	/** In how many polls in a row the catalog was much smaller than before, and since when (epoch milliseconds). */
	readonly shrunk?: { readonly polls: number; readonly since: number } | undefined;
}

/** Which services are watched, and which of their changes fire. */
export interface CatalogWatch extends Omit<ValueWatch, 'compact'> {
	/** Empty: all of them. */
	readonly services: ReadonlySet<string>;
	/** Whether a service that was not watched before is to be; left out: yes. */
	isWanted?: (row: PanelRecord) => boolean;
}

/** Of so many services names and categories are kept whole, so that an event can say what they were. */
const MAX_WHOLE = 1_000;

/**
 * Compares a catalog with the stored one. Pure. An empty catalog is never news, a much smaller one only when it
 * lasts, and a service that is missing only when it is missing twice.
 * @param before - undefined in the first poll, which emits nothing
 * @param rows - by service id
 * @returns one event for each change of each service, and the new state
 */
export function compareCatalog(
	before: CatalogState | undefined,
	rows: ReadonlyMap<string, PanelRecord>,
	watch: CatalogWatch,
	now: number,
): { events: Item[]; state: CatalogState | undefined; glitch: boolean } {
	if (rows.size === 0) return { events: [], state: before, glitch: true };
	const shrunk = before && rows.size <= before.size * MUCH_SMALLER ? countShrunk(before.shrunk, now) : undefined;
	if (before && shrunk && !lasts(shrunk, now)) return { events: [], state: { ...before, shrunk }, glitch: true };
	const emitted = before?.emitted ?? 0;
	const { changes, rows: next } = compareRows(before?.rows ?? new Map(), rows, watch);
	const events = changes
		.filter(({ change }) => before !== undefined && watch.changes.has(change))
		.map((change) => toServiceEvent(change, emitted));
	return {
		events,
		state: { rows: withoutOldRemovals(next), size: rows.size, emitted: emitted + (events.length > 0 ? 1 : 0) },
		glitch: false,
	};
}

/** A change of one service; `item` holds the panel's fields. */
interface Change {
	readonly service: string;
	readonly change: ServiceChange | 'none';
	readonly from: string | null;
	readonly to: string | null;
	readonly item: Item;
}

function compareRows(
	known: ReadonlyMap<string, string>,
	rows: ReadonlyMap<string, PanelRecord>,
	watch: CatalogWatch,
): { changes: Change[]; rows: Map<string, string> } {
	const changes: Change[] = [];
	const next = new Map<string, string>();
	const { services } = watch;
	const isChosen = (service: string) => services.size === 0 || services.has(service);
	// A service that moves to another category is still watched.
	const watched = [...rows].filter(([service, row]) => isChosen(service) && (known.has(service) || (watch.isWanted?.(row) ?? true)));
	const values: ValueWatch = { ...watch, compact: watched.length > MAX_WHOLE };
	for (const [service, row] of watched) {
		const compared = compareListed(known.get(service), row, values);
		const item = { ...toItem(row), service };
		changes.push(...compared.changes.map((change) => ({ service, ...change, item })));
		next.set(service, compared.values);
	}
	for (const [service, snapshot] of known) {
		if (next.has(service) || !isChosen(service)) continue;
		const stored = stripPrefix(snapshot);
		const isNews = snapshot.startsWith('~');
		if (isNews) changes.push({ service, change: 'removed', from: 'listed', to: 'removed', item: lastValues(service, stored) });
		next.set(service, `${isNews || snapshot.startsWith('-') ? '-' : '~'}${stored}`);
	}
	// A chosen service that is not there is remembered, so that it is emitted when it comes.
	for (const service of services) if (!rows.has(service) && !next.has(service)) next.set(service, '-');
	// Where services are chosen, one that was not watched before is learned in silence.
	return { changes: changes.filter(({ change }) => change !== 'added' || services.size === 0), rows: next };
}

/** @param snapshot - undefined for a service that was never listed */
function compareListed(
	snapshot: string | undefined,
	row: PanelRecord,
	watch: ValueWatch,
): { changes: Array<Omit<Change, 'service' | 'item'>>; values: string } {
	const { changes, values } = compareValues(stripPrefix(snapshot ?? ''), row, watch);
	if (snapshot === undefined) return { changes: [{ change: 'added', from: null, to: 'listed' }, ...changes], values };
	return { changes: snapshot.startsWith('-') ? [{ change: 'back', from: 'removed', to: 'listed' }, ...changes] : changes, values };
}

function stripPrefix(snapshot: string): string {
	return snapshot.replace(/^[-~]/, '');
}

/** What is left of a catalog that lost a third: more than a panel removes at once, and what a cut reply looks like. */
const MUCH_SMALLER = 2 / 3;
/** How long it has to stay so until that is news: maintenance takes minutes. */
const SHRUNK_POLLS = 5;
const SHRUNK_MS = 30 * 60_000;

function countShrunk(before: CatalogState['shrunk'], now: number): { polls: number; since: number } {
	// A clock that was set back begins anew.
	return before && before.since <= now ? { polls: before.polls + 1, since: before.since } : { polls: 1, since: now };
}

function lasts({ polls, since }: { polls: number; since: number }, now: number): boolean {
	return polls >= SHRUNK_POLLS && now - since >= SHRUNK_MS;
}

/** Above so many changes a poll gives one item: thousands of items in one run help nobody. */
export const MAX_SINGLE_CHANGES = 500;

/** One item for all changes of a poll. */
export function combineChanges(events: readonly Item[]): Item[] {
	if (events.length === 0) return [];
	const hash = shortHash(JSON.stringify(events.map(({ eventId }) => eventId)));
	const changes = events.map((event) =>
		Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'event' && name !== 'eventId')),
	);
	return [{ eventId: `combined:${hash}`, event: 'serviceChanged', change: 'combined', count: events.length, changes }];
}

/** The item of a service event: what changed from and to, then the panel's own fields. */
export function toServiceEvent({ service, change, from, to, item }: Change, emitted: number): Item {
	const fingerprint = shortHash(`${emitted}\n${from ?? ''}\n${to ?? ''}`, 6);
	const own = { eventId: `${service}:${change}:${fingerprint}`, event: 'serviceChanged', change, from, to };
	return { ...own, ...item, ...own };
}

/** As many as the largest panels list. */
const FEWEST_REMOVALS_KEPT = 20_000;

/** Removed services are remembered, so that their return is emitted, but not without end. */
function withoutOldRemovals(rows: Map<string, string>): ReadonlyMap<string, string> {
	const removed = [...rows].filter(([, snapshot]) => snapshot.startsWith('-')).map(([service]) => service);
	const kept = Math.max(FEWEST_REMOVALS_KEPT, rows.size - removed.length);
	for (const service of removed.slice(0, Math.max(0, removed.length - kept))) rows.delete(service);
	return rows;
}
