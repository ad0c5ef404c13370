/** Of so many purchases every write carries the marks; older ones only until some writes have found them all there. */
const MOST_KEPT = 50;
const CLEAN_WRITES = 3;
/** Marks that nobody needs are taken away so many at a time. */
const MOST_LEFTOVERS = 40;
const LONGEST_WAIT_MS = 2_000;

export interface KeepOptions {
	isAwaited?: boolean;
	/** Not looked after. */
	isChecked?: boolean;
	/** To be taken away at the end of this run if somebody else had added one of the new marks before. */
	questions?: readonly string[];
	/** Added as soon as a mark is found missing. */
	onceLost?: readonly string[];
}

interface Kept extends Required<KeepOptions> {
	marks: readonly string[];
	/** Those that were written before. */
	recorded: readonly string[];
	cleanWrites: number;
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
	isTidyDue: boolean;
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
	const line: Line = { kept: new Map(), leftovers: new Set(), isTidyDue: false, changes: 0, slowAt: -Infinity };
	lines.set(name, line);
	return line;
}

export function keepIn(line: Line, id: string, marks: readonly string[], options: KeepOptions): void {
	const { isAwaited = false, isChecked = false, questions = [], onceLost = [] } = options;
	const recorded = line.kept.get(id)?.marks ?? marks;
	line.kept.delete(id);
	line.kept.set(id, { marks, recorded, isAwaited, isChecked, questions, onceLost, cleanWrites: 0 });
	if (!isChecked) line.changes++;
}

export function knows(name: string, mark: string): boolean {
	return [...(lines.get(name)?.kept.values() ?? [])].some(({ marks }) => marks.includes(mark));
}

/** Forgets what was looked after, and the line when there is nothing left of it. */
export function forget(name: string, line: Line): void {
	if (line.check) return;
	for (const [id, { isAwaited }] of line.kept) if (!isAwaited) line.kept.delete(id);
	if (line.kept.size + line.leftovers.size === 0 && line.next === undefined) lines.delete(name);
}

/** Hands out what a write has added, and counts what another worker had lost. */
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
	for (const entry of kept) {
		const isMissing = entry.recorded.some((mark) => fresh.has(mark));
		const isQuestioned = entry.marks.some((mark) => !fresh.has(mark) && !entry.recorded.includes(mark));
		if (isQuestioned) discard(line, entry.questions, 'atEnd');
		entry.recorded = entry.marks;
		entry.cleanWrites = isMissing ? 0 : entry.cleanWrites + 1;
		if (!isMissing) continue;
		line.changes++;
		entry.marks = [...new Set([...entry.marks, ...entry.onceLost])];
	}
	for (const [id, { cleanWrites }] of line.kept) {
		if (line.kept.size <= MOST_KEPT) break;
		if (cleanWrites >= CLEAN_WRITES) line.kept.delete(id);
	}
}

export function discard(line: Line, marks: readonly string[], when: 'later' | 'atEnd'): void {
	marks.forEach((mark) => line.leftovers.add(mark));
	line.isTidyDue ||= when === 'atEnd' || line.leftovers.size >= MOST_LEFTOVERS;
}

/** A wait that is twice as long as the last write took, where that is more than it would be. */
export function stretch(waitMs: number, took: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, 2 * took));
}
