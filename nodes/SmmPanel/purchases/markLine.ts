/** Of so many purchases every write carries the marks; older ones only until some writes have found them all there. */
const MOST_KEPT = 50;
const CLEAN_WRITES = 3;
const LONGEST_WAIT_MS = 2_000;

export interface KeepOptions {
	isAwaited?: boolean;
	/** Not looked after. */
	isChecked?: boolean;
	/** Added as soon as a mark is found missing. */
	onceLost?: readonly string[];
}

interface Kept extends Required<KeepOptions> {
	marks: readonly string[];
	/** Those that were written before. */
	recorded: readonly string[];
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
export interface Line {
	readonly kept: Map<string, Kept>;
	readonly leftovers: Set<string>;
	/** Whether another worker was seen to write to the same purchases. */
	isContended: boolean;
	/** Counts what has not been found in the store yet. */
	changes: number;
	/** When a write of this process was slow last, on performance.now(). */
	slowAt: number;
	next?: Batch | undefined;
	check?: Promise<boolean> | undefined;
}

/** By name; a line is gone when everything in it was looked after. */
const lines = new Map<string, Line>();

export const findLine = (name: string): Line | undefined => lines.get(name);

export function openLine(name: string): Line {
	const known = lines.get(name);
	if (known) return known;
	const line: Line = { kept: new Map(), leftovers: new Set(), isContended: false, changes: 0, slowAt: -Infinity };
	lines.set(name, line);
	return line;
}

export function keepIn(line: Line, id: string, marks: readonly string[], options: KeepOptions): void {
	const { isAwaited = false, isChecked = false, onceLost = [] } = options;
	const { marks: recorded = marks, isContended = false } = line.kept.get(id) ?? {};
	line.kept.delete(id);
	line.kept.set(id, { marks, recorded, isAwaited, isChecked, onceLost, cleanWrites: 0, isContended });
	if (!isChecked) line.changes++;
}

export function knows(name: string, mark: string): boolean {
	return [...(lines.get(name)?.kept.values() ?? [])].some(({ marks }) => marks.includes(mark));
}

/** Forgets what was looked after, and the line when there is nothing left of it. */
export function forget(name: string, line: Line): void {
	if (line.check) return;
	for (const [id, { isAwaited }] of line.kept) if (!isAwaited) line.kept.delete(id);
	const isEmpty = line.kept.size + line.leftovers.size === 0 && line.next === undefined;
	// A run that ends late may hold a line that was forgotten before, and replaced.
	if (isEmpty && lines.get(name) === line) lines.delete(name);
}

/** Counts what another worker had lost of a purchase, or asked about it. */
function lookAfter(line: Line, entry: Kept, fresh: ReadonlySet<string>): void {
	const isMissing = entry.recorded.some((mark) => fresh.has(mark));
	const isAskedFor = entry.marks.some((mark) => !fresh.has(mark) && !entry.recorded.includes(mark));
	entry.recorded = entry.marks;
	entry.isContended ||= isMissing || isAskedFor;
	line.isContended ||= entry.isContended;
	entry.cleanWrites = isMissing ? 0 : entry.cleanWrites + 1;
	if (!isMissing) return;
	line.changes++;
	entry.marks = [...new Set([...entry.marks, ...entry.onceLost])];
}

/** Hands out what a write has added, and looks after what is kept. */
export function sortOut(
	line: Line,
	{ kept, requests }: { kept: readonly Kept[]; requests: Batch['requests'] },
	fresh: ReadonlySet<string>,
): void {
	const known = new Set(kept.flatMap(({ marks }) => marks));
	for (const { marks, added } of requests)
		for (const mark of marks) {
			if (fresh.has(mark) && !known.has(mark)) added.add(mark);
			known.add(mark);
		}
	for (const entry of kept) lookAfter(line, entry, fresh);
	for (const [id, { cleanWrites }] of line.kept) {
		if (line.kept.size <= MOST_KEPT) break;
		if (cleanWrites >= CLEAN_WRITES) line.kept.delete(id);
	}
}

/** Whether everything was found there, and that of which another worker may still hold an older copy often enough. */
export function isKept(line: Line): boolean {
	return [...line.kept.values()].every(
		({ isContended, isAwaited, cleanWrites }) => isAwaited || !isContended || cleanWrites >= CLEAN_WRITES,
	);
}

/** A wait that is twice as long as the last write took, where that is more than it would be. */
export function stretch(waitMs: number, took: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, 2 * took));
}
