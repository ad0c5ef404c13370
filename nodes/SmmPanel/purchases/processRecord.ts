/** Every write carries the entries of so many purchases; of older ones only until some writes have found them all there. */
const MAX_KEPT = 50;
const CLEAN_WRITES = 3;
/** And for so long: quick writes in a row say nothing of another worker whose slow one began before them. */
const CLEAN_FOR_MS = 1_500;
/** Between two checks. */
export const LONGEST_WAIT_MS = 2_000;

export interface KeepOptions {
	isAwaited?: boolean;
	/** True where no later write has to be checked. */
	skipsCheck?: boolean;
	/** Those that were written before; all of them, or what was kept of the purchase so far, if not given. */
	recorded?: readonly string[];
}

interface KeptPurchase extends Required<KeepOptions> {
	entries: readonly string[];
	cleanWrites: number;
	/** When it was kept, or an entry of it found missing, last. */
	changedAt: number;
}

export interface Batch {
	readonly requests: Array<{ entries: readonly string[]; added: Set<string> }>;
	readonly written: Promise<void>;
	readonly start: () => void;
}

/** What all runs of this process write of one node. */
export interface ProcessRecord {
	readonly kept: Map<string, KeptPurchase>;
	readonly leftovers: Set<string>;
	/** Those of the leftovers that are in the way meanwhile. */
	readonly unwanted: Set<string>;
	/** Whether another worker writes too: it has lost an entry of this process, or asked about a purchase. */
	isContended: boolean;
	/** When something was kept, or found missing, last: on performance.now(), as all times here. */
	changedAt: number;
	/** When a write of this process was slow last. */
	slowAt: number;
	next?: Batch | undefined;
	check?: Promise<boolean> | undefined;
}

/** By name; a record is gone when all of its writes were checked. */
const records = new Map<string, ProcessRecord>();

export const findRecord = (name: string): ProcessRecord | undefined => records.get(name);

export function openRecord(name: string): ProcessRecord {
	const known = records.get(name);
	if (known) return known;
	const record: ProcessRecord = {
		kept: new Map(),
		leftovers: new Set(),
		unwanted: new Set(),
		isContended: false,
		changedAt: 0,
		slowAt: -Infinity,
	};
	records.set(name, record);
	return record;
}

export function keepIn(record: ProcessRecord, id: string, entries: readonly string[], options: KeepOptions): void {
	const before = record.kept.get(id);
	const { isAwaited = false, skipsCheck = false, recorded = before?.entries ?? entries } = options;
	record.kept.delete(id);
	record.kept.set(id, { entries, recorded, isAwaited, skipsCheck, cleanWrites: 0, changedAt: performance.now() });
	if (!skipsCheck) record.changedAt = performance.now();
}

export function knows(name: string, entry: string): boolean {
	return [...(records.get(name)?.kept.values() ?? [])].some(({ entries }) => entries.includes(entry));
}

/** Forgets what was checked, and the record when there is nothing left of it. */
export function forget(name: string, record: ProcessRecord): void {
	if (record.check) return;
	for (const [id, { isAwaited }] of record.kept) if (!isAwaited) record.kept.delete(id);
	const isEmpty = record.kept.size + record.leftovers.size === 0 && record.next === undefined;
	// A run that ends late may hold a record that was forgotten before, and replaced.
	if (isEmpty && records.get(name) === record) records.delete(name);
}

/** Notes what this write shows of a purchase: whether another worker has lost an entry of it, or asked about it. */
function countWrite(record: ProcessRecord, purchase: KeptPurchase, fresh: ReadonlySet<string>): void {
	const isMissing = purchase.recorded.some((entry) => fresh.has(entry));
	const isAskedFor = purchase.entries.some((entry) => !fresh.has(entry) && !purchase.recorded.includes(entry));
	purchase.recorded = purchase.entries;
	record.isContended ||= isMissing || isAskedFor;
	purchase.cleanWrites = isMissing ? 0 : purchase.cleanWrites + 1;
	if (isMissing) record.changedAt = purchase.changedAt = performance.now();
}

/** Gives each request what its write has added, and counts the write for what is kept. */
export function applyWrite(
	record: ProcessRecord,
	{ kept, requests }: { kept: readonly KeptPurchase[]; requests: Batch['requests'] },
	fresh: ReadonlySet<string>,
): void {
	const known = new Set(kept.flatMap(({ entries }) => entries));
	for (const { entries, added } of requests)
		for (const entry of entries) {
			if (fresh.has(entry) && !known.has(entry)) added.add(entry);
			known.add(entry);
		}
	for (const purchase of kept) countWrite(record, purchase, fresh);
	for (const [id, { cleanWrites, changedAt }] of record.kept) {
		if (record.kept.size <= MAX_KEPT) break;
		if (cleanWrites >= CLEAN_WRITES && performance.now() - changedAt > CLEAN_FOR_MS) record.kept.delete(id);
	}
}

/** A wait that is twice as long as the last write took, where that is more than it would be. */
export function lengthenWait(waitMs: number, took: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, 2 * took));
}
