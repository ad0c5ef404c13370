import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { PanelError, rethrow } from '../panel/errors';
import {
	allMarks,
	askedMarks,
	boughtMarks,
	dayMarks,
	isShared,
	marksToAsk,
	pairsOf,
	readClaim,
	sentMarks,
	type Claim,
	type LedgerKey,
	type Reading,
} from './ledgerStates';
import { openMarkStore, type LedgerContext, type Wait } from './markStore';

/** The record of paid calls in n8n's own database; it survives crashes and is shared by all workers. */
export interface Ledger {
	/** Records that a call is about to be sent, unless it was before. If this throws, nothing may be sent. */
	claim(key: LedgerKey): Promise<Claim>;
	/** Writes the marks of this run again while an answer is awaited. Returns what ends that. */
	guardWhileWaiting(): () => void;
	/** Records that the panel confirmed the purchase. */
	confirm(key: LedgerKey): Promise<void>;
	/** Records again that the outcome is unknown, in case another worker overwrote the record. */
	keepUnanswered(): Promise<void>;
	/** Frees the key after a clear refusal. */
	free(key: LedgerKey): Promise<void>;
	/** Takes a release of a purchase without an answer, each number once; false if it was taken before. */
	release(key: LedgerKey, number: number): Promise<boolean>;
	/** Ends a run: looks after its marks once more. Goes on after the node has given its items; nobody has to wait for it. */
	settle(): Promise<void>;
}

/**
 * Longer than a worker takes between reading and writing its record (milliseconds), short beside the answer of a panel.
 * Where the database is slow it is slow for all workers, so the wait grows with what the own look took.
 */
const LOOK_AGAIN_AFTER_MS = 100;
const LONGEST_WAIT_MS = 2_000;
/** Out of phase with the wait between two looks, so that two workers do not collide again. */
const REWRITE_AFTER_MS = 150;
const MOST_REWRITES = 5;
const MOST_LOOKS = 8;
/** How often a purchase in doubt is looked at before it counts as unanswered. */
const LOOKS_IN_DOUBT = 3;

/**
 * Opens the ledger of one node for one run. What its marks mean stands in ledgerStates.
 *
 * A key that two executions may hold at once (the user's own, or the content of an AI tool) is signed, and looked at
 * again before anything is sent: of two workers that write at once the later one wins, so one whose signature is gone
 * has lost. Keys of one execution need no look.
 */
export function openLedger(context: LedgerContext, wait: Wait = sleep): Ledger {
	const store = openMarkStore(context, wait);
	const signature = randomBytes(8).toString('hex');
	const signed = (key: LedgerKey) => (isShared(key) ? [`by ${key.ids[0]} ${signature}`] : []);
	/** What is taken away at the end: signatures, and what looks at a bought purchase may have left. */
	const leftovers = new Set<string>();

	const look = async (key: LedgerKey, isSecond: boolean): Promise<Reading | 'ours'> => {
		const marks = [...signed(key), ...sentMarks(key), ...dayMarks(key)];
		const added = await store.write(marks);
		if (isSecond && signed(key).every((mark) => !added.has(mark))) return 'ours';
		let reading = readClaim(key, added, 1);
		if (reading === 'claimed') return isShared(key) ? reading : 'ours';
		const ours = marks.filter((mark) => added.has(mark));
		for (const pair of reading === 'keyOfOther' ? [] : pairsOf(key)) {
			const questions = marksToAsk(key, added, pair);
			if (questions.length === 0) break;
			const found = await store.write(questions);
			ours.push(...questions.filter((mark) => found.has(mark)));
			reading = readClaim(key, new Set([...added, ...found]), pair);
			if (reading !== 'inDoubt') break;
		}
		await store.remove(ours);
		if (reading === 'boughtEarlier') askedMarks(key).forEach((mark) => leftovers.add(mark));
		return reading;
	};

	const claim = async (key: LedgerKey): Promise<Claim> => {
		let reading: Reading | 'ours' | undefined;
		let took = 0;
		for (let looks = 1; looks <= MOST_LOOKS; looks++) {
			if (looks > 1) await wait(stretch(LOOK_AGAIN_AFTER_MS, took));
			const begun = performance.now();
			reading = await look(key, reading === 'claimed');
			took = performance.now() - begun;
			if (reading === 'ours') {
				store.keep(key.ids[0], [...sentMarks(key), ...dayMarks(key)]);
				signed(key).forEach((mark) => leftovers.add(mark));
				return 'claimed';
			}
			if (reading === 'inDoubt' && looks === LOOKS_IN_DOUBT) return 'unanswered';
			if (reading !== 'claimed' && reading !== 'inDoubt') return reading;
		}
		await store.remove([...allMarks(key), ...signed(key)]);
		throw notRecordedError('other workers wrote to the record of this node at every moment', 'Run it again when less is bought at once.');
	};

	/** Until nothing is missing: another worker with an older copy of the list may have written over ours. */
	const rewriteUntilKept = async (isOver: () => boolean) => {
		let took = 0;
		for (let writes = 0; writes < MOST_REWRITES; writes++) {
			await wait(stretch(REWRITE_AFTER_MS, took));
			if (isOver()) return;
			const begun = performance.now();
			// What fails here is written by the answer.
			const isMissing = await store.rewrite().catch(() => true);
			took = performance.now() - begun;
			// Where a write takes so long, another worker's may still be under way with a list from before ours.
			if (!isMissing && took < REWRITE_AFTER_MS) return;
		}
	};

	return {
		async claim(key) {
			return await orNotRecorded(context, async () => await claim(key));
		},
		guardWhileWaiting() {
			let isOver = false;
			void rewriteUntilKept(() => isOver);
			return () => {
				isOver = true;
			};
		},
		async confirm(key) {
			store.keep(key.ids[0], boughtMarks(key));
			if (isShared(key)) askedMarks(key).forEach((mark) => leftovers.add(mark));
			await store.write([]);
			if (key.dayIds.length > 0) await store.remove(dayMarks(key));
		},
		async keepUnanswered() {
			await store.write([]);
		},
		async free(key) {
			store.keep(key.ids[0], []);
			await store.remove([...allMarks(key), ...signed(key)]);
		},
		async release(key, number) {
			const mark = `released ${key.ids[0]} ${number}`;
			const added = await orNotRecorded(context, async () => await store.write([...sentMarks(key), ...dayMarks(key), mark]));
			if (added.has(mark)) store.keep(key.ids[0], [...sentMarks(key), ...dayMarks(key), mark]);
			return added.has(mark);
		},
		async settle() {
			await rewriteUntilKept(() => false);
			if (leftovers.size > 0) await store.remove([...leftovers]);
		},
	};
}

/** A wait that is twice as long as the last write took, where that is more than it would be. */
function stretch(waitMs: number, took: number): number {
	return Math.min(LONGEST_WAIT_MS, Math.max(waitMs, 2 * took));
}

async function orNotRecorded<T>(context: LedgerContext, write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch (thrown) {
		if (thrown instanceof PanelError) rethrow(thrown);
		if (!context.getWorkflow().id) throw notRecordedError('the workflow was never saved', 'Save it, then run it again.');
		const words = thrown instanceof Error ? thrown.message.split('\n')[0]?.slice(0, 200) : undefined;
		throw notRecordedError(`the database says: ${words ?? 'nothing'}`, 'Run it again when the database of n8n answers.');
	}
}

function notRecordedError(reason: string, advice: string): PanelError {
	return new PanelError({
		kind: 'stopped',
		effect: 'none',
		message: `Nothing was sent, because this purchase could not be recorded in the database of n8n first: ${reason}`,
		nextStep: `${advice} Without the record a repeated run could buy twice.`,
	});
}
