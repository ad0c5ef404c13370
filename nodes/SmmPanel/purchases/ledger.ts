import { randomBytes } from 'node:crypto';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { PanelError } from '../panel/errors';
import { withKeyLock } from './keyedMutex';
import type { IdempotencyKey } from './idempotencyKey';

/**
 * What n8n's database knows of a purchase: nothing (and now it is recorded as sent); that it was bought; that it was
 * sent and not answered yet; that something else was bought for the same item, or under the same key of the user.
 */
export type Claim = 'claimed' | 'boughtEarlier' | 'unanswered' | 'boughtOther' | 'keyOfOther';

type Key = Pick<IdempotencyKey, 'ids' | 'isUserKey' | 'contentId'>;

/** The record of paid calls in n8n's own database; it survives crashes and is shared by all workers. */
export interface Ledger {
	/** Records that a call is about to be sent, unless it was before. If this throws, nothing may be sent. */
	claim(key: Key): Promise<Claim>;
	/** Records that the panel confirmed the purchase. */
	confirm(key: Key): Promise<void>;
	/** Records again that the outcome is unknown, in case another worker overwrote the record. */
	keepUnanswered(key: Key): Promise<void>;
	/** Frees the key after a clear refusal. */
	free(key: Key): Promise<void>;
	/** Ends a run: takes marks back again that another worker may have written anew meanwhile. */
	settle(): Promise<void>;
	/** Takes a release of a purchase without an answer, each number once; false if it was taken before. */
	release(key: Key, number: number): Promise<boolean>;
}

/**
 * Marks kept per node. A purchase takes two, and some more while it waits for its answer. When they are used up n8n
 * forgets the oldest, so a user's key is recognised for the latest 5,000 purchases.
 */
export const MOST_MARKS = 10_000;

/** Longer than a worker takes between reading and writing its record (milliseconds), short beside the answer of a panel. */
const LOOK_AGAIN_AFTER_MS = 100;
/** Out of phase with the wait between two looks, so that two workers do not collide again. */
const SETTLE_AFTER_MS = 150;
const MOST_LOOKS = 5;
/** How often an open purchase is looked at before it counts as unanswered. */
const LOOKS_AT_OPEN = 3;

const sent = (id: string) => `sent ${id}`;
/** Stands beside "sent" for good: the key with its content, so that it cannot come back with another. */
const contentMarks = ({ contentId }: Key) => (contentId === undefined ? [] : [`content ${contentId}`]);
const open = (id: string) => `open ${id}`;
const isNobodys = () => false;

/**
 * The ledger of one node, on n8n's de-duplication store: written at once, also in manual runs, kept over kill -9.
 *
 * The store can only record and remove, so a purchase has the mark "sent" for good and "open" until it is answered.
 * Reading records too and takes that back; if n8n dies in between, "open" stays: unknown, never wrongly bought.
 *
 * The store is not atomic: it reads and writes the whole list, and of two workers at once the later one wins. Inside
 * this process its calls are made in turn. Against other processes an answer writes "sent" again, and a user's key,
 * which two executions may hold at once, is signed and looked at again: see settled.
 */
export function openLedger(context: IExecuteFunctions): Ledger {
	const options = { mode: 'entries' as const, maxEntries: MOST_MARKS };
	const line = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	/** Users' keys that are known to be bought. */
	const answered = new Set<string>();
	const signature = randomBytes(8).toString('hex');
	const signed = ({ ids, isUserKey }: Key) => (isUserKey ? [`by ${ids[0]} ${signature}`] : []);
	const lasting = (key: Key) => [...key.ids.map(sent), ...contentMarks(key)];
	const marksOf = (key: Key) => [...lasting(key), ...key.ids.map(open), ...signed(key)];
	/** Records marks, and returns those that were not there before. */
	const record = async (marks: string[]) =>
		new Set((await context.helpers.checkProcessedAndRecord(marks, 'node', options)).new.map(String));
	const forget = async (marks: string[]) => await context.helpers.removeProcessed(marks, 'node', options);

	/**
	 * Records a purchase, or takes back what was recorded beside an earlier one. `isOwn` tells our own marks from
	 * others'.
	 */
	const look = async (key: Key, isOwn: (added: ReadonlySet<string>) => boolean) =>
		await withKeyLock(line, async () => {
			const added = await record(marksOf(key));
			const states = key.ids.map((id) => readMarkState(id, added));
			if (isOwn(added)) return { claim: 'claimed' as const, settled: true };
			if (states.every((state) => state === 'new')) return { claim: 'claimed' as const, settled: false };
			await forget([...added]);
			const isOther = contentMarks(key).some((mark) => added.has(mark));
			return { claim: isOther ? ('keyOfOther' as const) : toClaim(states), settled: true };
		});

	/**
	 * Emulates compare-and-set: write our signature, wait, look again. A worker whose signature is gone has lost. If
	 * all marks are gone, a worker with another key overwrote the row: write and look again. An "open" may be one that
	 * another worker recorded by looking and takes back.
	 */
	const settled = async (key: Key): Promise<Claim> => {
		let { claim } = await look(key, isNobodys);
		for (let looks = 1; claim !== 'boughtEarlier' && claim !== 'keyOfOther'; looks++) {
			await sleep(LOOK_AGAIN_AFTER_MS);
			const seen = await look(key, claim === 'claimed' ? (added) => signed(key).every((mark) => !added.has(mark)) : isNobodys);
			claim = seen.claim;
			if (seen.settled && claim === 'claimed') return claim;
			if (claim === 'unanswered' && looks >= LOOKS_AT_OPEN) return claim;
			if (looks < MOST_LOOKS) continue;
			await withKeyLock(line, async () => await forget(marksOf(key)));
			throw notRecordedError();
		}
		return claim;
	};

	return {
		async claim(key) {
			return await orNotRecordedError(async () => {
				const claim = key.isUserKey ? await settled(key) : (await look(key, isNobodys)).claim;
				if (claim === 'boughtEarlier' && key.isUserKey) answered.add(key.ids[0]);
				return claim;
			});
		},
		async confirm(key) {
			if (key.isUserKey) answered.add(key.ids[0]);
			await withKeyLock(line, async () => {
				await record(lasting(key));
				await forget([...key.ids.map(open), ...signed(key)]);
			});
		},
		async keepUnanswered(key) {
			await withKeyLock(line, async () => {
				await record(marksOf(key));
				await forget(signed(key));
			});
		},
		async free(key) {
			await withKeyLock(line, async () => await forget(marksOf(key)));
		},
		async settle() {
			if (answered.size === 0) return;
			await sleep(SETTLE_AFTER_MS);
			await withKeyLock(line, async () => await forget([...answered].map(open)));
		},
		async release(key, number) {
			const mark = `released ${key.ids[0]} ${number}`;
			return await orNotRecordedError(async () => await withKeyLock(line, async () => (await record([...marksOf(key), mark])).has(mark)));
		},
	};
}

type State = 'new' | 'open' | 'bought';

function readMarkState(id: string, added: ReadonlySet<string>): State {
	if (!added.has(open(id))) return 'open';
	return added.has(sent(id)) ? 'new' : 'bought';
}

/** A derived key has two states, of place and of content; a user's key has one, which counts for both. */
function toClaim([ofPlace, ofContent = ofPlace]: readonly State[]): Claim {
	if (ofContent === 'new') return ofPlace === 'open' ? 'unanswered' : 'boughtOther';
	return ofContent === 'open' ? 'unanswered' : 'boughtEarlier';
}

async function orNotRecordedError<T>(write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch {
		throw notRecordedError();
	}
}

function notRecordedError(): PanelError {
	return new PanelError({
		kind: 'stopped',
		effect: 'none',
		message: 'Nothing was sent, because this purchase could not be recorded in the database of n8n first',
		nextStep:
			'Save the workflow if it is new, and check that the database of n8n answers, then run it again. Without the record a repeated run could buy twice.',
	});
}
