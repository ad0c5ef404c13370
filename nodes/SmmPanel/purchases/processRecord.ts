/** Of so many purchases every write carries the marks; older ones only until some writes have found them all there. */
const MOST_KEPT = 50;
const CLEAN_WRITES = 3;
const LONGEST_WAIT_MS = 2_000;

export interface KeepOptions {
	isAwaited?: boolean;
	/** True where nothing has to be looked after. */
	skipsCheck?: boolean;
	/** Those that were written before; all of them, or what was kept of the purchase so far, if not given. */
	recorded?: readonly string[];
}

interface Kept extends Required<KeepOptions> {
	marks: readonly string[];
	cleanWrites: number;
	/** Whether another worker was seen to ask for it, or to lose it. */
	isContended: boolean;
}

export interface Batch {
	readonly requests: Array<{ marks: readonly string[]; added: Set<string> }>;
	readonly written: Promise<void>;
	readonly start: () => void;
}

/** What all runs of this process write of one node. */
export interface ProcessRecord {
	readonly kept: Map<string, Kept>;
	readonly leftovers: Set<string>;
	/** Whether another worker was seen to write to the same purchases. */
	isContended: boolean;
	/** When something was kept, or found missing, last: on performance.now(), as all times here. */
	changedAt: number;
	/** When a write of this process was slow last. */
	slowAt: number;
	next?: Batch | undefined;
	check?: Promise<boolean> | undefined;
}

/** By name; a record is gone when everything in it was looked after. */
const records = new Map<string, ProcessRecord>();

export const findRecord = (name: string): ProcessRecord | undefined => records.get(name);

export function openRecord(name: string): ProcessRecord {
	const known = records.get(name);
	if (known) return known;
	const record: ProcessRecord = { kept: new Map(), leftovers: new Set(), isContended: false, changedAt: 0, slowAt: -Infinity };
	records.set(name, record);
	return record;
}

export function keepIn(record: ProcessRecord, id: string, marks: readonly string[], options: KeepOptions): void {
	const before = record.kept.get(id);
	const { isAwaited = false, skipsCheck = false, recorded = before?.marks ?? marks } = options;
	const isContended = before?.isContended ?? false;
	record.kept.delete(id);
	record.kept.set(id, { marks, recorded, isAwaited, skipsCheck, cleanWrites: 0, isContended });
	if (!skipsCheck) record.changedAt = performance.now();
}

export function knows(name: string, mark: string): boolean {
	return [...(records.get(name)?.kept.values() ?? [])].some(({ marks }) => marks.includes(mark));
}

/** Forgets what was looked after, and the record when there is nothing left of it. */
export function forget(name: string, record: ProcessRecord): void {
	if (record.check) return;
	for (const [id, { isAwaited }] of record.kept) if (!isAwaited) record.kept.delete(id);
	const isEmpty = record.kept.size + record.leftovers.size === 0 && record.next === undefined;
	// A run that ends late may hold a record that was forgotten before, and replaced.
	if (isEmpty && records.get(name) === record) records.delete(name);
}

/** Counts what another worker had lost of a purchase, or asked about it. */
function lookAfter(record: ProcessRecord, entry: Kept, fresh: ReadonlySet<string>): void {
	const isMissing = entry.recorded.some((mark) => fresh.has(mark));
	const isAskedFor = entry.marks.some((mark) => !fresh.has(mark) && !entry.recorded.includes(mark));
	entry.recorded = entry.marks;
	entry.isContended ||= isMissing || isAskedFor;
	record.isContended ||= entry.isContended;
	entry.cleanWrites = isMissing ? 0 : entry.cleanWrites + 1;
	if (isMissing) record.changedAt = performance.now();
}

/** Hands out what a write has added, and looks after what is kept. */
export function sortOut(
	record: ProcessRecord,
	{ kept, requests }: { kept: readonly Kept[]; requests: Batch['requests'] },
	fresh: ReadonlySet<string>,
): void {
	const known = new Set(kept.flatMap(({ marks }) => marks));
	for (const { marks, added } of requests)
		for (const mark of marks) {
			if (fresh.has(mark) && !known.has(mark)) added.add(mark);
			known.add(mark);
		}
	for (const entry of kept) lookAfter(record, entry, fresh);
	for (const [id, { cleanWrites }] of record.kept) {
		if (record.kept.size <= MOST_KEPT) break;
		if (cleanWrites >= CLEAN_WRITES) record.kept.delete(id);
	}
}

/** Whether everything was found there, and that of which another worker may still hold an older copy often enough. */
export function isKept(record: ProcessRecord): boolean {
	return [...record.kept.values()].every(
		({ isContended, cleanWrites }) => cleanWrites >= (isContended || record.slowAt > 0 ? CLEAN_WRITES : 1),
	);
}

/** A wait that is twice as long as the last write took, where that is more than it would be. */
export function lengthenWait(waitMs: number, took: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, 2 * took));
}
