import type { IDataObject } from 'n8n-workflow';
import { compareDecimals } from '../../panel/values/money';
import { toItem, type PanelRecord } from '../../panel/api/records';
import { shortHash } from '../hash';

/** What can change about a service, in the order of the dropdown. */
export const SERVICE_CHANGES = ['added', 'back', 'max', 'min', 'price', 'removed', 'stock'] as const;
export type ServiceChange = (typeof SERVICE_CHANGES)[number];

/** What is stored of a catalog. */
export interface CatalogState {
	/** By service id: rate, min, max and stock as "0.90|100|5000|12"; "-" in front of a removed one, "~" of a missed one. */
	readonly rows: ReadonlyMap<string, string>;
	/** How many services the whole catalog had. */
	readonly size: number;
	/** How many polls emitted something; it keeps the ids of events apart when a price goes up, down and up again. */
	readonly emitted: number;
	/** In how many polls in a row the catalog was much smaller than before, and since when (epoch milliseconds). */
	readonly shrunk?: { readonly polls: number; readonly since: number } | undefined;
}

/** Which changes fire. */
export interface CatalogWatch {
	/** Empty: all of them. */
	readonly services: ReadonlySet<string>;
	readonly changes: ReadonlySet<string>;
}

const VALUES = [
	['price', 'rate'],
	['min', 'min'],
	['max', 'max'],
	['stock', 'stock'],
] as const;

/**
 * Compares a catalog with the stored one. Pure. An empty catalog is never news, one of less than half the size only
 * when it lasts, and a service that is missing only when it is missing twice.
 * @param before undefined at first sight, which is learned in silence
 * @param rows by service id
 * @returns one event for each change of each service, and the new state
 */
export function compareCatalog(
	before: CatalogState | undefined,
	rows: ReadonlyMap<string, PanelRecord>,
	watch: CatalogWatch,
	now: number,
): { events: IDataObject[]; state: CatalogState | undefined; glitch: boolean } {
	if (rows.size === 0) return { events: [], state: before, glitch: true };
	const shrunk = before && rows.size < before.size / 2 ? countShrunk(before.shrunk, now) : undefined;
	if (before && shrunk && !lasts(shrunk, now)) return { events: [], state: { ...before, shrunk }, glitch: true };
	const known = before?.rows ?? new Map<string, string>();
	const emitted = before?.emitted ?? 0;
	const events: IDataObject[] = [];
	const next = new Map<string, string>();
	const emit = (service: string, change: ServiceChange, from: Value, to: Value, item: IDataObject) => {
		if (before !== undefined && watch.changes.has(change)) events.push(toServiceEvent(service, change, from, to, item, emitted));
	};
	for (const [service, row] of rows) {
		if (!isWatched(service, watch)) continue;
		const snapshot = known.get(service);
		if (snapshot === undefined && watch.services.size === 0) emit(service, 'added', null, 'listed', { ...toItem(row), service });
		if (snapshot?.startsWith('-') === true) emit(service, 'back', 'removed', 'listed', { ...toItem(row), service });
		const old = (snapshot ?? '').replace(/^[-~]/, '').split('|');
		const now = readValues(row, watch);
		const kept = VALUES.map(([change], position) => {
			const [from = '', to = ''] = [old[position], now[position]];
			if (!watch.changes.has(change)) return '';
			// A field that a panel begins or forgets to send is no change of the service.
			if (from === '' || to === '') return to || from;
			if (isSame(from, to)) return from;
			emit(service, change, from, to, { ...toItem(row), service });
			return to;
		});
		next.set(service, kept.join('|'));
	}
	for (const [service, snapshot] of known) {
		if (next.has(service) || !isWatched(service, watch)) continue;
		const values = snapshot.replace(/^[-~]/, '');
		const isMissedOnce = !/^[-~]/.test(snapshot);
		if (!isMissedOnce && !snapshot.startsWith('-')) emit(service, 'removed', 'listed', 'removed', lastValues(service, values));
		next.set(service, `${isMissedOnce ? '~' : '-'}${values}`);
	}
	// A chosen service that is not there is remembered, so that it is emitted when it comes.
	for (const service of watch.services) if (!next.has(service)) next.set(service, '-');
	return {
		events,
		state: { rows: withoutOldRemovals(next), size: rows.size, emitted: emitted + (events.length > 0 ? 1 : 0) },
		glitch: false,
	};
}

/** How long a catalog has to stay much smaller until that is news: maintenance takes minutes. */
const SHRUNK_POLLS = 5;
const SHRUNK_MS = 30 * 60_000;

function countShrunk(before: CatalogState['shrunk'], now: number): { polls: number; since: number } {
	// A clock that was set back begins anew.
	return before && before.since <= now ? { polls: before.polls + 1, since: before.since } : { polls: 1, since: now };
}

function lasts({ polls, since }: { polls: number; since: number }, now: number): boolean {
	return polls >= SHRUNK_POLLS && now - since >= SHRUNK_MS;
}

type Value = string | null;

function isWatched(service: string, watch: CatalogWatch): boolean {
	return watch.services.size === 0 || watch.services.has(service);
}

/** The values that are compared; those whose change does not fire are not kept, so that they cause no writes. */
function readValues({ rate, min, max, stock }: PanelRecord, watch: CatalogWatch): string[] {
	const values = toItem({ rate, min, max, stock });
	return VALUES.map(([change, field]) => {
		const value = watch.changes.has(change) ? values[field] : undefined;
		const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		return NO_VALUE.test(text) ? '' : text.replace(/\|/g, '');
	});
}

/** What panels write where they do not know a value for the moment; that is no change of the service. */
const NO_VALUE = /^(unknown|null|undefined|nan|n\/a|-+)$/i;

/** Panels write the same price as "0.9" and "0.90". */
function isSame(from: string, to: string): boolean {
	return from === to || compareDecimals(from, to) === 0;
}

function lastValues(service: string, known: string): IDataObject {
	const values = known.split('|');
	const item: IDataObject = { service };
	for (const [position, [, field]] of VALUES.entries()) {
		const value = values[position] ?? '';
		if (value !== '') item[field] = field === 'rate' ? value : toItem({ [field]: value })[field];
	}
	return item;
}

/** Above so many changes a poll gives one item: thousands of items in one run help nobody. */
export const MOST_SINGLE_CHANGES = 500;

/** One item for all changes of a poll. */
export function combineChanges(events: readonly IDataObject[]): IDataObject[] {
	if (events.length === 0) return [];
	const hash = shortHash(events.map(({ eventId }) => String(eventId)).join('\n'));
	const changes = events.map(({ event: _event, eventId: _eventId, ...change }) => change);
	return [{ eventId: `combined:${hash}`, event: 'serviceChanged', change: 'combined', count: events.length, changes }];
}

/** The item of a service event: what changed from and to, then the panel's own fields. */
export function toServiceEvent(
	service: string,
	change: ServiceChange | 'none',
	from: Value,
	to: Value,
	item: IDataObject,
	emitted: number,
): IDataObject {
	const fingerprint = shortHash(`${emitted}\n${from ?? ''}\n${to ?? ''}`, 6);
	const own = { eventId: `${service}:${change}:${fingerprint}`, event: 'serviceChanged', change, from, to };
	return { ...own, ...item, ...own };
}

/** As many as the largest panels list. */
const FEWEST_REMOVALS_KEPT = 20_000;

/** Removed services are remembered, so that their return is emitted, but not without end. */
function withoutOldRemovals(rows: Map<string, string>): ReadonlyMap<string, string> {
	const removed = [...rows].filter(([, snapshot]) => snapshot.startsWith('-')).map(([service]) => service);
	const most = Math.max(FEWEST_REMOVALS_KEPT, rows.size - removed.length);
	for (const service of removed.slice(0, Math.max(0, removed.length - most))) rows.delete(service);
	return rows;
}
