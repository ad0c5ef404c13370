import type { IExecuteFunctions } from 'n8n-workflow';
import { withKeyLock } from './keyedMutex';
import {
	applyWrite,
	findRecord,
	forget,
	keepIn,
	knows,
	openRecord,
	lengthenWait,
	LONGEST_WAIT_MS,
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
 * Entries kept per node, 27 bytes each. A purchase takes four, and seven until its run has ended, so the latest 3,000 are
 * known beside 300 of a run; as an AI tool without a key it takes three. When they are used up n8n forgets the oldest.
 */
const MAX_ENTRIES = 13_000;
/** Out of phase with the wait between two probes, so that two workers do not collide again. */
const CHECK_AFTER_MS = 150;
const MAX_CHECKS = 20;
/** In a row, each later than the one before: the slow write of another worker may come a second after ours, and hide it. */
const CLEAN_CHECKS = 3;
/** What can wait is written so much later, unless another write comes first. */
const SOON_MS = 10;
/** As long as others wait between probes: a slower write may have hidden what they recorded and probed meanwhile. */
const SLOW_MS = 100;
const SLOW_FOR_MS = 500;
const MAX_REMOVALS = 6;
/** After the end of a run; the first check comes before. */
const LEFTOVER_FOR_MS = 300;

/** The entries of one node in n8n's de-duplication store, as one run sees them. */
interface EntryStore {
	/**
	 * Adds entries, and with them all that this process keeps. Writes that are asked for while one is under way are one.
	 * @returns those that were neither there before nor kept by this process, each for the first who asked
	 */
	write(entries: readonly string[]): Promise<ReadonlySet<string>>;
	/** Writes what is kept with the next write, or a moment later. */
	writeSoon(): Promise<void>;
	/** Begins what writeSoon was asked for. */
	flush(): void;
	remove(entries: readonly string[]): Promise<void>;
	/**
	 * From now on every write of this process carries these entries of a purchase, until a write has found them all there.
	 * Those of a call that is awaited are kept until it is answered.
	 */
	keep(id: string, entries: readonly string[], more?: KeepOptions): void;
	drop(id: string): void;
	/** Whether this process keeps the entry. */
	readonly knows: (entry: string) => boolean;
	/** Whether a write of this process was slow a moment ago. */
	isSlow(): boolean;
	/** Removes entries at the end of this run; what is unwanted before, too, as often as another worker may bring it back. */
	discard(entries: readonly string[], options?: { isUnwanted: boolean }): void;
	/** Removes what was discarded, and waits for the check that this run began. Throws if that failed. */
	settle(): Promise<void>;
}

/**
 * The store is not atomic: it reads and writes the whole list of a node, and of two workers at once the later one wins.
 * Inside this process the writes are made one after the other; against others every write carries what this process
 * keeps, and is checked.
 */
export function openEntryStore(context: LedgerContext, wait: Wait): EntryStore {
	const options = { mode: 'entries' as const, maxEntries: MAX_ENTRIES };
	const name = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	const measure = async <T>(write: () => Promise<T>): Promise<T> =>
		await retryOnce(wait, async () => {
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
				const entries = new Set([...kept, ...requests].flatMap((each) => each.entries));
				const { new: fresh } = await measure(async () => await context.helpers.checkProcessedAndRecord([...entries], 'node', options));
				applyWrite(record, { kept, requests }, new Set(fresh.map(String)));
			});
		});
		return { requests, written, start };
	};

	const request = (entries: readonly string[]) => {
		const record = openRecord(name);
		const batch = (record.next ??= openBatch(record));
		const mine = { entries, added: new Set<string>() };
		batch.requests.push(mine);
		return { batch, added: batch.written.then((): ReadonlySet<string> => mine.added) };
	};

	const write = async (entries: readonly string[]) => {
		const { batch, added } = request(entries);
		batch.start();
		return await added;
	};

	const remove = async (entries: readonly string[]) => {
		if (entries.length === 0) return;
		await withKeyLock(name, async () => await measure(async () => await context.helpers.removeProcessed([...entries], 'node', options)));
	};

	/**
	 * Waits for the next check; what changes meanwhile is checked as soon as the first, or as `pause` says if that is sooner.
	 * @returns whether something changed
	 */
	const waitForCheck = async (record: ProcessRecord, pause: number, took: number): Promise<boolean> => {
		const begun = performance.now();
		const first = Math.min(pause, lengthenWait(CHECK_AFTER_MS * (1 + Math.random() / 4), took));
		const isChanged = () => record.changedAt > begun;
		// Where purchases follow each other closely, what others bring back would otherwise stay for all that time.
		const findLatest = () => (record.isContended ? begun + LONGEST_WAIT_MS : Infinity);
		const findDue = () => (isChanged() ? Math.min(record.changedAt + first, findLatest()) : begun + pause);
		for (let left = pause; left > 0; left = findDue() - performance.now()) await wait(Math.min(left, CHECK_AFTER_MS));
		return isChanged();
	};

	/** The check that this run began, which looks after the purchases of all. */
	let ownCheck: Promise<boolean> | undefined;

	/** Until nothing changes and nothing is missing: another worker with an older copy of the list may have written over ours. */
	const check = async (record: ProcessRecord): Promise<boolean> => {
		let [took, cleanInARow, isClean, isSoon] = [0, 0, false, false];
		for (let checks = 0; checks < MAX_CHECKS && !isClean; checks++) {
			const later = lengthenWait(CHECK_AFTER_MS * (1 + 2 * cleanInARow + Math.random() / 4), took);
			if (await waitForCheck(record, isSoon ? CHECK_AFTER_MS * (0.3 + Math.random()) : later, took)) [checks, cleanInARow] = [0, 0];
			const begun = performance.now();
			const isWritten = await write([]).then(
				() => true,
				() => false,
			);
			took = performance.now() - begun;
			// The end of the run, which removes them too, is not reached by a worker that is killed.
			if (record.isContended) await remove([...record.unwanted]).catch(() => undefined);
			// From here on nothing may be waited for: what is kept meanwhile would never be checked. If something was missing,
			// others write now: soon again, and out of step with them. Else each time later, for a late write.
			isSoon = record.changedAt >= begun;
			cleanInARow = isSoon ? 0 : cleanInARow + 1;
			// Where a write takes so long, another worker's may still be under way with a list from before ours.
			isClean = isWritten && took < CHECK_AFTER_MS && cleanInARow >= CLEAN_CHECKS;
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
		keep(id, entries, options = {}) {
			const record = openRecord(name);
			keepIn(record, id, entries, options);
			if (options.skipsCheck !== true && !record.check) ownCheck = record.check = check(record);
		},
		drop: (id) => findRecord(name)?.kept.delete(id),
		knows: (entry) => knows(name, entry),
		isSlow: () => performance.now() - (findRecord(name)?.slowAt ?? -Infinity) < SLOW_FOR_MS,
		discard(entries, { isUnwanted } = { isUnwanted: false }) {
			const record = openRecord(name);
			for (const entry of entries) {
				record.leftovers.add(entry);
				if (isUnwanted) record.unwanted.add(entry);
			}
		},
		async settle() {
			const record = openRecord(name);
			// Not longer: where runs follow each other the checks go on, and what is left over would crowd out what was bought.
			if (record.check) await Promise.race([record.check, wait(LEFTOVER_FOR_MS)]);
			const leftovers = [...record.leftovers].filter((entry) => !knows(name, entry));
			for (const entry of leftovers) {
				record.leftovers.delete(entry);
				record.unwanted.delete(entry);
			}
			// Another worker that has read them may be about to write them back.
			const removals = leftovers.length > 0 && record.isContended ? MAX_REMOVALS : 1;
			for (let removal = 1; removal <= removals; removal++) {
				if (removal > 1) await wait(removal * CHECK_AFTER_MS * (0.5 + Math.random()));
				await remove(leftovers);
			}
			forget(name, record);
			// Of a check only the run that began it waits for the end: all others would stay in memory until purchases pause.
			if ((await ownCheck) === false) throw new Error('The entries could not be kept in the store');
		},
	};
}

/** The first write of a node is an insert, which fails where two workers make it at once; then the row is there. */
async function retryOnce<T>(wait: Wait, write: () => Promise<T>): Promise<T> {
	return await write().catch(async () => {
		await wait(20 + 80 * Math.random());
		return await write();
	});
}
