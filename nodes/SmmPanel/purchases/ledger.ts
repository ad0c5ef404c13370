import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { PanelError, rethrow } from '../panel/errors';
import {
	allMarks,
	askedMarks,
	boughtMarks,
	dayMarks,
	heldMarks,
	isShared,
	marksToAsk,
	pairsOf,
	readClaim,
	sentMarks,
	type Claim,
	type LedgerKey,
	type Reading,
} from './ledgerStates';
import { lengthenWait } from './processRecord';
import { openMarkStore, type LedgerContext, type Wait } from './markStore';

/** 'early': the number before was never taken, so the release is another key's that ends like a number. */
export type Release = 'taken' | 'usedBefore' | 'early';

/** The record of paid calls in n8n's own database; it survives crashes and is shared by all workers. */
export interface Ledger {
	/** Records that a call is about to be sent, unless it was before. If this throws, nothing may be sent. */
	claim(key: LedgerKey): Promise<Claim>;
	/** Records that the panel confirmed the purchase: with the next claim, or a moment later, or when flush is called. */
	confirm(key: LedgerKey): Promise<void>;
	flush(): void;
	/** Records again that the outcome is unknown, in case another worker overwrote the record. */
	keepUnanswered(key: LedgerKey): Promise<void>;
	/** Frees the key after a clear refusal. */
	free(key: LedgerKey): Promise<void>;
	/** Takes a release of a purchase without an answer: each number once, and only behind the one before. */
	release(key: LedgerKey, number: number): Promise<Release>;
	/** Ends a run: looks after its marks once more. Goes on after the node has given its items; nobody has to wait for it. */
	settle(): Promise<void>;
}

/**
 * Longer than a worker takes between reading and writing its record (milliseconds), short beside the answer of a panel.
 * Where the database is slow it is slow for all workers, so the wait grows with what the own look took.
 */
const LOOK_AGAIN_AFTER_MS = 100;
const SLOW_AGAIN_AFTER_MS = 500;
const MOST_LOOKS = 20;
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
	const openMarks = (key: LedgerKey) => [...sentMarks(key), ...dayMarks(key)];

	/** What this process knows by itself: it has the purchase under way, or has just made it. */
	const readOwn = (key: LedgerKey): Claim | undefined => {
		const unknown = new Set(allMarks(key).filter((mark) => !store.knows(mark)));
		const reading = readClaim(key, unknown, 1);
		return sentMarks(key).every((mark) => unknown.has(mark)) || reading === 'inDoubt' ? undefined : reading;
	};

	/** Asks whether a purchase that was sent was bought. Never holds both pairs, so that a confirmation meanwhile keeps one. */
	const ask = async (key: LedgerKey, added: ReadonlySet<string>): Promise<Reading> => {
		let reading = readClaim(key, added, 1);
		if (reading === 'keyOfOther') return reading;
		let isInDoubt = false;
		for (const pair of pairsOf(key)) {
			const questions = marksToAsk(key, added, pair);
			if (questions.length === 0) break;
			const found = await store.write(questions);
			reading = readClaim(key, new Set([...added, ...found]), pair);
			await store.remove(questions.filter((mark) => found.has(mark)));
			if (reading === 'boughtEarlier' || reading === 'boughtOther') {
				// What another look, or a write with an older list, has left of the first pair is put right.
				if (isShared(key)) store.keep(key.ids[0], boughtMarks(key), { skipsCheck: pair === 1 });
				return reading;
			}
			isInDoubt ||= reading === 'inDoubt';
		}
		return isInDoubt ? 'inDoubt' : reading;
	};

	const look = async (key: LedgerKey, isSecond: boolean): Promise<Reading | 'ours'> => {
		const marks = [...signed(key), ...openMarks(key)];
		const added = await store.write(marks);
		if (isSecond && signed(key).every((mark) => !added.has(mark))) return 'ours';
		if (readClaim(key, added, 1) === 'claimed') return isShared(key) ? 'claimed' : 'ours';
		const reading = await ask(key, added);
		await store.remove(marks.filter((mark) => added.has(mark)));
		if (reading === 'boughtEarlier') store.discard(askedMarks(key));
		return reading;
	};

	const own = (key: LedgerKey): Claim => {
		const recorded = [...openMarks(key), ...signed(key)];
		store.keep(key.ids[0], [...recorded, ...heldMarks(key)], { isAwaited: true, recorded });
		store.discard([...signed(key), ...heldMarks(key)]);
		return 'claimed';
	};

	/**
	 * A slow write of this process may have come after the purchase of another worker, and hidden it. That one says so as
	 * soon as it finds its marks lost, so it is given that time twice; of two slow ones the second question parts them.
	 */
	const askForOwner = async (key: LedgerKey): Promise<Claim> => {
		store.discard(heldMarks(key));
		for (const [index, mark] of heldMarks(key).entries()) {
			const pair = index + 1;
			const questions = marksToAsk(key, new Set(), pair);
			const added = await store.write([mark, ...questions]);
			await store.remove(questions.filter((question) => added.has(question)));
			const reading = readClaim(key, added, pair);
			if (reading === 'boughtEarlier' || reading === 'keyOfOther') return reading;
			if (!added.has(mark)) return 'unanswered';
			if (pair === 1) await wait(SLOW_AGAIN_AFTER_MS * (1 + Math.random() / 2));
		}
		return own(key);
	};

	/** What one look decides; undefined where it takes another one. */
	const decide = async (key: LedgerKey, reading: Reading | 'ours', { looks, isSlow }: { looks: number; isSlow: boolean }) => {
		if (reading === 'ours') return isShared(key) && isSlow ? await askForOwner(key) : own(key);
		if (reading === 'inDoubt') return looks === LOOKS_IN_DOUBT ? 'unanswered' : undefined;
		return reading === 'claimed' ? undefined : reading;
	};

	const claim = async (key: LedgerKey): Promise<Claim> => {
		const known = readOwn(key);
		if (known) return known;
		let reading: Reading | 'ours' | undefined;
		let [took, isSlow] = [0, false];
		for (let looks = 1; looks <= MOST_LOOKS; looks++) {
			isSlow ||= store.isSlow();
			const pause = isSlow ? SLOW_AGAIN_AFTER_MS : LOOK_AGAIN_AFTER_MS;
			if (looks > 1) await wait(lengthenWait(looks > 2 ? pause * (1 + Math.random() / 2) : pause, took));
			const begun = performance.now();
			reading = await look(key, reading === 'claimed');
			took = performance.now() - begun;
			const decided = await decide(key, reading, { looks, isSlow });
			if (decided) return decided;
		}
		// What was written stays: by now it may be another worker's.
		throw notRecordedError(
			'other workers wrote to the record of this node at every moment',
			"Run it again when less is bought at once. If it is told as unknown then, nothing was sent by this try, and 'Release Order Key' sends it.",
		);
	};

	return {
		async claim(key) {
			return await orNotRecorded(context, async () => await claim(key));
		},
		async confirm(key) {
			store.keep(key.ids[0], boughtMarks(key));
			// Another worker may have asked, and left its questions: to the next one they would be a doubt.
			if (isShared(key)) store.discard(askedMarks(key));
			await store.writeSoon();
			if (key.dayIds.length > 0) await store.remove(dayMarks(key));
		},
		flush: () => store.flush(),
		async keepUnanswered(key) {
			store.keep(key.ids[0], openMarks(key));
			await store.write([]);
		},
		async free(key) {
			store.drop(key.ids[0]);
			await store.remove([...allMarks(key), ...heldMarks(key), ...signed(key)]);
		},
		async release(key, number) {
			const [mark, before] = [`released ${key.ids[0]} ${number}`, `released ${key.ids[0]} ${number - 1}`];
			const marks = number === 1 ? [mark] : [mark, before];
			const added = await orNotRecorded(context, async () => await store.write([...openMarks(key), ...marks]));
			if (added.has(before)) {
				await store.remove(marks.filter((each) => added.has(each)));
				return 'early';
			}
			if (!added.has(mark)) return 'usedBefore';
			store.keep(key.ids[0], [...openMarks(key), mark], { isAwaited: true });
			return 'taken';
		},
		settle: async () => await store.settle(),
	};
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
