import type { IExecuteFunctions } from 'n8n-workflow';
import { withKeyLock } from './keyedMutex';
import {
	findRecord,
	forget,
	isKept,
	keepIn,
	knows,
	openRecord,
	sortOut,
	lengthenWait,
	type Batch,
	type KeepOptions,
	type ProcessRecord,
} from './processRecord';

/** Waits some milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** What the ledger needs of n8n. */
export type LedgerContext = Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'> & {
	helpers: Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed'>;
};

/**
 * Marks kept per node, 27 bytes each. A purchase takes four, and seven until its run has ended, so the latest 3,000 are
 * known beside 300 of a run; as an AI tool without a key it takes three. When they are used up n8n forgets the oldest.
 */
export const MOST_MARKS = 13_000;
/** Out of phase with the wait between two looks, so that two workers do not collide again. */
const CHECK_AFTER_MS = 150;
const MOST_CHECKS = 20;
/** What can wait is written so much later, unless something else is written before. */
const SOON_MS = 10;
/** As long as others wait: a write that took longer may have hidden what they recorded meanwhile, and looked at again. */
const SLOW_MS = 100;
const SLOW_FOR_MS = 500;
const MOST_REMOVALS = 6;

/** The marks of one node in n8n's de-duplication store, as one run sees them. */
export interface MarkStore {
	/**
	 * Adds marks, and with them all that this process keeps. Writes that are asked for while one is under way are one.
	 * @returns those that were neither there before nor kept by this process, each for the first who asked
	 */
	write(marks: readonly string[]): Promise<ReadonlySet<string>>;
	/** Writes what is kept with the next write, or a moment later. */
	writeSoon(): Promise<void>;
	/** Begins what writeSoon was asked for. */
	flush(): void;
	remove(marks: readonly string[]): Promise<void>;
	/**
	 * From now on every write of this process carries these marks of a purchase, and they are looked after until a write
	 * has found them all there. Those of a call that is awaited are kept until it is answered.
	 */
	keep(id: string, marks: readonly string[], more?: KeepOptions): void;
	drop(id: string): void;
	/** Whether this process keeps the mark. */
	readonly knows: (mark: string) => boolean;
	/** Whether a write of this process was slow a moment ago. */
	isSlow(): boolean;
	/** Takes marks away at the end of this run. */
	discard(marks: readonly string[]): void;
	/** Waits until everything is looked after. Throws if that failed. */
	settle(): Promise<void>;
}

/**
 * The store is not atomic: it reads and writes the whole list of a node, and of two workers at once the later one wins.
 * Inside this process the writes are made in turn; against others every write carries what this process keeps, and is
 * looked at again.
 */
export function openMarkStore(context: LedgerContext, wait: Wait): MarkStore {
	const options = { mode: 'entries' as const, maxEntries: MOST_MARKS };
	const name = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	const measure = async <T>(write: () => Promise<T>): Promise<T> =>
		await twice(wait, async () => {
			const begun = performance.now();
			const result = await write();
			if (performance.now() - begun > SLOW_MS) openRecord(name).slowAt = performance.now();
			return result;
		});

	const openBatch = (record: ProcessRecord): Batch => {
		const requests: Batch['requests'] = [];
		let start = () => {};
		const started = new Promise<void>((resolve) => (start = resolve));
		const written = started.then(async () => {
			await withKeyLock(name, async () => {
				record.next = undefined;
				const kept = [...record.kept.values()];
				const marks = new Set([...kept, ...requests].flatMap((entry) => entry.marks));
				const { new: fresh } = await measure(async () => await context.helpers.checkProcessedAndRecord([...marks], 'node', options));
				sortOut(record, { kept, requests }, new Set(fresh.map(String)));
			});
		});
		return { requests, written, start };
	};

	const request = (marks: readonly string[]) => {
		const record = openRecord(name);
		const batch = (record.next ??= openBatch(record));
		const mine = { marks, added: new Set<string>() };
		batch.requests.push(mine);
		return { batch, added: batch.written.then((): ReadonlySet<string> => mine.added) };
	};

	const write = async (marks: readonly string[]) => {
		const { batch, added } = request(marks);
		batch.start();
		return await added;
	};

	const remove = async (marks: readonly string[]) => {
		if (marks.length === 0) return;
		await withKeyLock(name, async () => await measure(async () => await context.helpers.removeProcessed([...marks], 'node', options)));
	};

	/** Until nothing changes and nothing is missing: another worker with an older copy of the list may have written over ours. */
	const check = async (record: ProcessRecord): Promise<boolean> => {
		let [took, cleanInARow, isClean, isSoon] = [0, 0, false, false];
		for (let checks = 0; checks < MOST_CHECKS && !isClean; checks++) {
			const pause = isSoon
				? CHECK_AFTER_MS * (0.3 + Math.random())
				: lengthenWait(CHECK_AFTER_MS * (1 + 2 * cleanInARow + Math.random() / 4), took);
			// Whatever changed meanwhile was written, and with it the rest.
			for (let left = pause; left > 0; left = record.changedAt + pause - performance.now()) await wait(left);
			const begun = performance.now();
			const isWritten = await write([]).then(
				() => true,
				() => false,
			);
			took = performance.now() - begun;
			// Something was missing, so others write now: soon again, and out of step with them. Else each time later, for a late write.
			isSoon = record.changedAt >= begun;
			cleanInARow = isSoon ? 0 : cleanInARow + 1;
			// Where a write takes so long, another worker's may still be under way with a list from before ours.
			isClean = isWritten && !isSoon && took < CHECK_AFTER_MS && isKept(record);
		}
		record.check = undefined;
		forget(name, record);
		return isClean;
	};

	return {
		write,
		async writeSoon() {
			const { batch, added } = request([]);
			void wait(SOON_MS).then(batch.start);
			await added;
		},
		flush: () => findRecord(name)?.next?.start(),
		remove,
		keep(id, marks, options = {}) {
			const record = openRecord(name);
			keepIn(record, id, marks, options);
			if (options.skipsCheck !== true) record.check ??= check(record);
		},
		drop: (id) => findRecord(name)?.kept.delete(id),
		knows: (mark) => knows(name, mark),
		isSlow: () => performance.now() - (findRecord(name)?.slowAt ?? -Infinity) < SLOW_FOR_MS,
		discard: (marks) => marks.forEach((mark) => openRecord(name).leftovers.add(mark)),
		async settle() {
			const record = openRecord(name);
			const isClean = (await record.check) ?? true;
			const leftovers = [...record.leftovers].filter((mark) => !knows(name, mark));
			leftovers.forEach((mark) => record.leftovers.delete(mark));
			// Another worker that has read them may be about to write them back.
			const removals = leftovers.length > 0 && record.isContended ? MOST_REMOVALS : 1;
			for (let removal = 1; removal <= removals; removal++) {
				if (removal > 1) await wait(removal * CHECK_AFTER_MS * (0.5 + Math.random()));
				await remove(leftovers);
			}
			forget(name, record);
			if (!isClean) throw new Error('The marks could not be kept in the store');
		},
	};
}

/** The first marks of a node are an insert, which fails where two workers make it at once; then the row is there. */
async function twice<T>(wait: Wait, write: () => Promise<T>): Promise<T> {
	return await write().catch(async () => {
		await wait(20 + 80 * Math.random());
		return await write();
	});
}
