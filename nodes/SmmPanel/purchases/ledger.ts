import { randomBytes } from 'node:crypto';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { PanelFailure } from '../panel/errors';
import { inTurn } from './keyedMutex';
import type { PurchaseKey } from './idempotencyKey';

/**
 * What n8n's database knows of a purchase: nothing (and now it is recorded as sent); that it was bought; that it was
 * sent and not answered yet; that something else was bought for the same item, or under the same key of the user.
 */
export type Claim = 'claimed' | 'boughtEarlier' | 'unanswered' | 'boughtOther' | 'keyOfOther';

type Key = Pick<PurchaseKey, 'ids' | 'ofUser' | 'contentId'>;

/** The record of paid calls in n8n's own database; it survives crashes and is shared by all workers. */
export interface Ledger {
	/** Records that a call is about to be sent, unless it was recorded before. Errors: PanelFailure, nothing may be sent. */
	claim(key: Key): Promise<Claim>;
	/** Records that the panel confirmed the purchase. */
	confirm(key: Key): Promise<void>;
	/** Records again that the outcome is unknown, in case another worker overwrote the record. */
	keepUnanswered(key: Key): Promise<void>;
	/** Frees the key after a clear refusal. */
	free(key: Key): Promise<void>;
	/** Ends a run: takes marks back again that another worker may have written anew meanwhile. */
	settle(): Promise<void>;
	/** Takes a release of a purchase without an answer, each number once. Out: false where it was taken before. */
	release(key: Key, number: number): Promise<boolean>;
}

/**
 * Marks kept per node. A purchase takes two, and some more while it waits for its answer. When they are used up n8n
 * forgets the oldest, so a user's key is recognised for the latest 5,000 purchases.
 */
export const MOST_MARKS = 10_000;

/** Longer than a worker takes between reading and writing its record (milliseconds), short beside the answer of a panel. */
const LOOK_AGAIN_AFTER_MS = 100;
/** Between two looks of another worker that began at the same instant, so that the two do not meet again. */
const SETTLE_AFTER_MS = 150;
const MOST_LOOKS = 5;
/** How often an open purchase is looked at before it counts as unanswered. */
const LOOKS_AT_OPEN = 3;

const sent = (id: string) => `sent ${id}`;
/** Stands beside "sent" for good: the key with its content, so that it cannot come back with another. */
const contentOf = ({ contentId }: Key) => (contentId === undefined ? [] : [`content ${contentId}`]);
const open = (id: string) => `open ${id}`;
const nobody = () => false;

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
export function ledgerOf(context: IExecuteFunctions): Ledger {
	const options = { mode: 'entries' as const, maxEntries: MOST_MARKS };
	const line = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	/** Users' keys that are known to be bought. */
	const answered = new Set<string>();
	const signature = randomBytes(8).toString('hex');
	const signed = ({ ids, ofUser }: Key) => (ofUser ? [`by ${ids[0]} ${signature}`] : []);
	const lasting = (key: Key) => [...key.ids.map(sent), ...contentOf(key)];
	const marksOf = (key: Key) => [...lasting(key), ...key.ids.map(open), ...signed(key)];
	/** Out: the marks that were not there before. */
	const record = async (marks: string[]) =>
		new Set((await context.helpers.checkProcessedAndRecord(marks, 'node', options)).new.map(String));
	const forget = async (marks: string[]) => await context.helpers.removeProcessed(marks, 'node', options);

	/** Records a purchase, or takes back what was recorded beside an earlier one. Out: 'claimed' also where `isOwn` says so. */
	const look = async (key: Key, isOwn: (added: ReadonlySet<string>) => boolean) =>
		await inTurn(line, async () => {
			const added = await record(marksOf(key));
			const states = key.ids.map((id) => stateOf(id, added));
			if (isOwn(added)) return { claim: 'claimed' as const, settled: true };
			if (states.every((state) => state === 'new')) return { claim: 'claimed' as const, settled: false };
			await forget([...added]);
			const isOther = contentOf(key).some((mark) => added.has(mark));
			return { claim: isOther ? ('keyOfOther' as const) : claimOf(states), settled: true };
		});

	/**
	 * Looks at a user's key until what it knows is settled. Two workers that claim a key at the same instant both find
	 * nothing, but only the later one's signature stays. So each looks again when both must have written: whose
	 * signature is gone has lost. Where all marks are gone, a worker with another key has overwritten them; they are
	 * written again and looked at again. An "open" may be one that another worker recorded by reading and takes back.
	 */
	const settled = async (key: Key): Promise<Claim> => {
		let { claim } = await look(key, nobody);
		for (let looks = 1; claim !== 'boughtEarlier' && claim !== 'keyOfOther'; looks++) {
			await sleep(LOOK_AGAIN_AFTER_MS);
			const seen = await look(key, claim === 'claimed' ? (added) => signed(key).every((mark) => !added.has(mark)) : nobody);
			claim = seen.claim;
			if (seen.settled && claim === 'claimed') return claim;
			if (claim === 'unanswered' && looks >= LOOKS_AT_OPEN) return claim;
			if (looks < MOST_LOOKS) continue;
			await inTurn(line, async () => await forget(marksOf(key)));
			throw notRecorded();
		}
		return claim;
	};

	return {
		async claim(key) {
			return await orNotRecorded(async () => {
				const claim = key.ofUser ? await settled(key) : (await look(key, nobody)).claim;
				if (claim === 'boughtEarlier' && key.ofUser) answered.add(key.ids[0]);
				return claim;
			});
		},
		async confirm(key) {
			if (key.ofUser) answered.add(key.ids[0]);
			await inTurn(line, async () => {
				await record(lasting(key));
				await forget([...key.ids.map(open), ...signed(key)]);
			});
		},
		async keepUnanswered(key) {
			await inTurn(line, async () => {
				await record(marksOf(key));
				await forget(signed(key));
			});
		},
		async free(key) {
			await inTurn(line, async () => await forget(marksOf(key)));
		},
		async settle() {
			if (answered.size === 0) return;
			await sleep(SETTLE_AFTER_MS);
			await inTurn(line, async () => await forget([...answered].map(open)));
		},
		async release(key, number) {
			const mark = `released ${key.ids[0]} ${number}`;
			return await orNotRecorded(async () => await inTurn(line, async () => (await record([...marksOf(key), mark])).has(mark)));
		},
	};
}

type State = 'new' | 'open' | 'bought';

function stateOf(id: string, added: ReadonlySet<string>): State {
	if (!added.has(open(id))) return 'open';
	return added.has(sent(id)) ? 'new' : 'bought';
}

/** In: what is known of the place of the item and of what it buys; of a user's key, which has only one, twice the same. */
function claimOf([ofPlace, ofContent = ofPlace]: readonly State[]): Claim {
	if (ofContent === 'new') return ofPlace === 'open' ? 'unanswered' : 'boughtOther';
	return ofContent === 'open' ? 'unanswered' : 'boughtEarlier';
}

async function orNotRecorded<T>(write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch {
		throw notRecorded();
	}
}

function notRecorded(): PanelFailure {
	return new PanelFailure({
		kind: 'stopped',
		acted: 'no',
		message: 'Nothing was sent, because this purchase could not be recorded in the database of n8n first',
		nextStep:
			'Save the workflow if it is new, and check that the database of n8n answers, then run it again. Without the record a repeated run could buy twice.',
	});
}
