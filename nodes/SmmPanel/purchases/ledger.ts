import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { PanelError, rethrow } from '../panel/errors';
import {
	allEntries,
	askedEntries,
	boughtEntries,
	dayEntries,
	heldEntries,
	isShared,
	entriesToAsk,
	listPairs,
	readClaim,
	sentEntries,
	type Claim,
	type LedgerKey,
	type Reading,
} from './ledgerStates';
import { lengthenWait } from './processRecord';
import { openEntryStore, type LedgerContext, type Wait } from './entryStore';

/** 'early': the number before was never taken, so the release is another key's that ends like a number. */
type Release = 'taken' | 'usedBefore' | 'early';

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
	/** Ends a run: checks its entries once more. Goes on after the node has returned its items, and need not be awaited. */
	settle(): Promise<void>;
}

/**
 * Longer than a worker takes between reading and writing its record (milliseconds), short beside the answer of a panel.
 * Where the database is slow it is slow for all workers, so the wait grows with the time of the own probe.
 */
const PROBE_INTERVAL_MS = 100;
const SLOW_PROBE_INTERVAL_MS = 500;
const MAX_PROBES = 20;
/** How often a purchase in doubt is probed before it counts as unanswered. */
const PROBES_IN_DOUBT = 3;

/**
 * Opens the ledger of one node for one run. What its entries mean: see ledgerStates.
 *
 * A key that two executions may hold at once (the user's own, or the content of an AI tool) is signed, and probed again
 * before anything is sent: of two workers that write at once the later one wins, so one whose signature is gone has lost.
 * Keys of one execution need no second probe.
 */
export function openLedger(context: LedgerContext, wait: Wait = sleep): Ledger {
	const store = openEntryStore(context, wait);
	const signature = randomBytes(8).toString('hex');
	const signed = (key: LedgerKey) => (isShared(key) ? [`by ${key.ids[0]} ${signature}`] : []);
	const openEntries = (key: LedgerKey) => [...sentEntries(key), ...dayEntries(key)];

	/** What this process knows by itself: it has the purchase under way, or has just made it. */
	const readOwn = (key: LedgerKey): Claim | undefined => {
		const unknown = new Set(allEntries(key).filter((entry) => !store.knows(entry)));
		const reading = readClaim(key, unknown, 1);
		return sentEntries(key).every((entry) => unknown.has(entry)) || reading === 'inDoubt' ? undefined : reading;
	};

	/** Asks whether a purchase that was sent was bought. Never holds both pairs, so that a confirmation meanwhile keeps one. */
	const ask = async (key: LedgerKey, added: ReadonlySet<string>): Promise<Reading> => {
		let reading = readClaim(key, added, 1);
		if (reading === 'keyOfOther') return reading;
		let isInDoubt = false;
		for (const pair of listPairs(key)) {
			const questions = entriesToAsk(key, added, pair);
			if (questions.length === 0) break;
			const found = await store.write(questions);
			reading = readClaim(key, new Set([...added, ...found]), pair);
			await store.remove(questions.filter((entry) => found.has(entry)));
			if (reading === 'boughtEarlier' || reading === 'boughtOther') {
				// Repairs what another probe, or a write with an older list, has left of the first pair.
				if (isShared(key)) store.keep(key.ids[0], boughtEntries(key), { skipsCheck: pair === 1 });
				return reading;
			}
			isInDoubt ||= reading === 'inDoubt';
		}
		return isInDoubt ? 'inDoubt' : reading;
	};

	const probe = async (key: LedgerKey, isSecond: boolean): Promise<Reading | 'ours'> => {
		const entries = [...signed(key), ...openEntries(key)];
		const added = await store.write(entries);
		if (isSecond && signed(key).every((entry) => !added.has(entry))) return 'ours';
		if (readClaim(key, added, 1) === 'claimed') return isShared(key) ? 'claimed' : 'ours';
		const reading = await ask(key, added);
		await store.remove(entries.filter((entry) => added.has(entry)));
		if (reading === 'boughtEarlier') store.discard(askedEntries(key));
		return reading;
	};

	const takeOwnership = (key: LedgerKey): Claim => {
		const recorded = [...openEntries(key), ...signed(key)];
		store.keep(key.ids[0], [...recorded, ...heldEntries(key)], { isAwaited: true, recorded });
		store.discard([...signed(key), ...heldEntries(key)]);
		return 'claimed';
	};

	/**
	 * A slow write of this process may have come after the purchase of another worker, and hidden it. That one says so as
	 * soon as it finds its entries lost, so it is given that time twice; of two slow ones the second question parts them.
	 */
	const askForOwner = async (key: LedgerKey): Promise<Claim> => {
		store.discard(heldEntries(key));
		for (const [index, entry] of heldEntries(key).entries()) {
			const pair = index + 1;
			const questions = entriesToAsk(key, new Set(), pair);
			const added = await store.write([entry, ...questions]);
			await store.remove(questions.filter((question) => added.has(question)));
			const reading = readClaim(key, added, pair);
			if (reading === 'boughtEarlier' || reading === 'keyOfOther') return reading;
			if (!added.has(entry)) return 'unanswered';
			if (pair === 1) await wait(SLOW_PROBE_INTERVAL_MS * (1 + Math.random() / 2));
		}
		return takeOwnership(key);
	};

	/** What one probe decides; undefined where it takes another one. */
	const decide = async (key: LedgerKey, reading: Reading | 'ours', { probes, isSlow }: { probes: number; isSlow: boolean }) => {
		if (reading === 'ours') return isShared(key) && isSlow ? await askForOwner(key) : takeOwnership(key);
		if (reading === 'inDoubt') return probes === PROBES_IN_DOUBT ? 'unanswered' : undefined;
		return reading === 'claimed' ? undefined : reading;
	};

	const claim = async (key: LedgerKey): Promise<Claim> => {
		const known = readOwn(key);
		if (known) return known;
		let reading: Reading | 'ours' | undefined;
		let [took, isSlow] = [0, false];
		for (let probes = 1; probes <= MAX_PROBES; probes++) {
			isSlow ||= store.isSlow();
			const pause = isSlow ? SLOW_PROBE_INTERVAL_MS : PROBE_INTERVAL_MS;
			if (probes > 1) await wait(lengthenWait(probes > 2 ? pause * (1 + Math.random() / 2) : pause, took));
			const begun = performance.now();
			reading = await probe(key, reading === 'claimed');
			took = performance.now() - begun;
			const decided = await decide(key, reading, { probes, isSlow });
			if (decided) return decided;
		}
		// What was written stays: by now it may be another worker's.
		throw notRecordedError(
			'other workers wrote to the record of this node at every moment',
			"Run it again when less is bought at once. If its outcome is then called unknown, nothing was sent by this try, and 'Release Order Key' sends it.",
		);
	};

	return {
		async claim(key) {
			return await orNotRecorded(context, async () => await claim(key));
		},
		async confirm(key) {
			store.keep(key.ids[0], boughtEntries(key));
			// Another worker may have asked, and left its questions, or brought back those of this one: to the next one they
			// would be a doubt.
			if (isShared(key)) store.discard(askedEntries(key), { isUnwanted: true });
			await store.writeSoon();
			if (key.dayIds.length > 0) await store.remove(dayEntries(key));
		},
		flush: () => store.flush(),
		async keepUnanswered(key) {
			store.keep(key.ids[0], openEntries(key));
			await store.write([]);
		},
		async free(key) {
			store.drop(key.ids[0]);
			await store.remove([...allEntries(key), ...heldEntries(key), ...signed(key)]);
		},
		async release(key, number) {
			const [entry, before] = [`released ${key.ids[0]} ${number}`, `released ${key.ids[0]} ${number - 1}`];
			const entries = number === 1 ? [entry] : [entry, before];
			const added = await orNotRecorded(context, async () => await store.write([...openEntries(key), ...entries]));
			if (added.has(before)) {
				await store.remove(entries.filter((each) => added.has(each)));
				return 'early';
			}
			if (!added.has(entry)) return 'usedBefore';
			store.keep(key.ids[0], [...openEntries(key), entry], { isAwaited: true });
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
