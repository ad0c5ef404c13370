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
	/** True after a catalog that was empty or much smaller than before. */
	readonly shrunk: boolean;
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
 * Compares a catalog with the stored one. Pure. A catalog that is empty or less than half as large as before is a
 * glitch until it is seen twice, and so is a single service that is missing in a catalog of several pages.
 * @param before undefined at first sight, which is learned in silence
 * @param rows by service id
 * @returns one event for each change of each service, and the new state
 */
export function compareCatalog(
	before: CatalogState | undefined,
	rows: ReadonlyMap<string, PanelRecord>,
	paged: boolean,
	watch: CatalogWatch,
): { events: IDataObject[]; state: CatalogState | undefined; glitch: boolean } {
	// An empty catalog is no ground to compare with: the next one would be all news.
	if (before === undefined && rows.size === 0) return { events: [], state: undefined, glitch: true };
	if (before !== undefined && rows.size < before.size / 2 && !before.shrunk)
		return { events: [], state: { ...before, shrunk: true }, glitch: true };
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
		const isMissedOnce = paged && !/^[-~]/.test(snapshot);
		if (!isMissedOnce && !snapshot.startsWith('-')) emit(service, 'removed', 'listed', 'removed', lastValues(service, values));
		next.set(service, `${isMissedOnce ? '~' : '-'}${values}`);
	}
	// A chosen service that is not there is remembered, so that it is emitted when it comes.
	for (const service of watch.services) if (!next.has(service)) next.set(service, '-');
	return {
		events,
		state: { rows: withoutOldRemovals(next), size: rows.size, emitted: emitted + (events.length > 0 ? 1 : 0), shrunk: false },
		glitch: false,
	};
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

const FEWEST_REMOVALS_KEPT = 1000;

/** Removed services are remembered, so that their return is emitted, but not without end. */
function withoutOldRemovals(rows: Map<string, string>): ReadonlyMap<string, string> {
	const removed = [...rows].filter(([, snapshot]) => snapshot.startsWith('-')).map(([service]) => service);
	const most = Math.max(FEWEST_REMOVALS_KEPT, rows.size - removed.length);
	for (const service of removed.slice(0, Math.max(0, removed.length - most))) rows.delete(service);
	return rows;
}
