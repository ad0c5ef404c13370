import type { IExecuteFunctions } from 'n8n-workflow';
import { withKeyLock } from './keyedMutex';

/** Waits some milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** What the ledger needs of n8n. */
export type LedgerContext = Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'> & {
	helpers: Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed'>;
};

/**
 * Marks kept per node, 27 bytes each. A purchase takes four, so the latest 3,000 are known; as an AI tool without a key it
 * takes three. When they are used up n8n forgets the oldest.
 */
export const MOST_MARKS = 12_000;
/** Of so many purchases a run writes the marks again and again; what is older has been written often enough. */
const MOST_KEPT = 100;

/** The marks of one node in n8n's de-duplication store, as one run writes them. */
export interface MarkStore {
	/**
	 * Adds marks, and with them all that this run keeps. Writes that are asked for while one is under way are one.
	 * @returns those that were not there before
	 */
	write(marks: readonly string[]): Promise<ReadonlySet<string>>;
	remove(marks: readonly string[]): Promise<void>;
	/** From now on every write of this run carries these marks of a purchase, or none if they are empty. */
	keep(id: string, marks: readonly string[]): void;
	/** Writes what is kept again. Returns whether another worker had lost any of it. */
	rewrite(): Promise<boolean>;
}

/**
 * The store is not atomic: it reads and writes the whole list of a node, and of two workers at once the later one wins.
 * Inside this process the writes are made in turn; against others every write carries all marks of its run.
 */
export function openMarkStore(context: LedgerContext, wait: Wait): MarkStore {
	const options = { mode: 'entries' as const, maxEntries: MOST_MARKS };
	const line = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	const kept = new Map<string, readonly string[]>();
	let next: { marks: string[]; added: Promise<ReadonlySet<string>> } | undefined;

	/** The first marks of a node are an insert, which fails where two workers make it at once; then the row is there. */
	const twice = async <T>(write: () => Promise<T>): Promise<T> =>
		await write().catch(async () => {
			await wait(20 + 80 * Math.random());
			return await write();
		});

	const store: MarkStore = {
		async write(marks) {
			if (!next) {
				const batch: string[] = [];
				const added = withKeyLock(line, async () => {
					next = undefined;
					const all = [...new Set([...[...kept.values()].flat(), ...batch])];
					const { new: fresh } = await twice(async () => await context.helpers.checkProcessedAndRecord(all, 'node', options));
					return new Set(fresh.map(String));
				});
				next = { marks: batch, added };
			}
			next.marks.push(...marks);
			return await next.added;
		},
		async remove(marks) {
			await withKeyLock(line, async () => await twice(async () => await context.helpers.removeProcessed([...marks], 'node', options)));
		},
		keep(id, marks) {
			kept.delete(id);
			if (marks.length > 0) kept.set(id, marks);
			const [oldest] = kept.keys();
			if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
		},
		async rewrite() {
			const expected = [...kept.values()].flat();
			if (expected.length === 0) return false;
			const added = await store.write([]);
			return expected.some((mark) => added.has(mark));
		},
	};
	return store;
}
