import type { IdempotencyKey } from './idempotencyKey';

/**
 * What n8n's database knows of a purchase: nothing (and now it is recorded as sent); that it was bought; that it was
 * sent and not answered yet; that something else was bought for the same item, or under the same key of the user.
 */
export type Claim = 'claimed' | 'boughtEarlier' | 'unanswered' | 'boughtOther' | 'keyOfOther';

/** What one probe finds: a claim, or that another worker is asking just now, or died while it asked. */
export type Reading = Claim | 'inDoubt';

export type LedgerKey = Pick<IdempotencyKey, 'ids' | 'isUserKey' | 'contentId' | 'dayIds'>;

/*
 * n8n's store can only add and remove entries, so a probe adds what it asks for. Of one id it holds:
 *
 * | sent | done | asked | state                                                                  |
 * |------|------|-------|------------------------------------------------------------------------|
 * |      |      |       | new                                                                    |
 * | x    |      |       | unanswered: recorded before the call                                   |
 * | x    | x    |       | bought: added when the panel confirmed                                 |
 * | x    | x    | x     | in doubt: a probe is under way, which adds both and removes its own    |
 *
 * Other workers may bring an entry back that was removed, or lose one that was added, but never split the two entries of a
 * probe. So "sent" with "done" alone was always confirmed, and what a probe leaves behind says unknown, never bought. A
 * key that several executions may ask for at once has "done" twice: a probe asks for one after the other, so that a
 * confirmation at the same time, whose entry the probe removes with its own, keeps the other.
 */
const sent = (id: string) => `sent ${id}`;
const done = (id: string, pair: number) => `done ${pair} ${id}`;
const asked = (id: string, pair: number) => `asked ${pair} ${id}`;
const unansweredOn = (dayId: string) => `unanswered ${dayId}`;
/** Stands beside "sent" for good: the key with its content, so that it cannot come back with another. */
const contentEntries = ({ contentId }: LedgerKey) => (contentId === undefined ? [] : [`content ${contentId}`]);

/** Whether other executions may come with the same key. */
export const isShared = ({ isUserKey, dayIds }: LedgerKey): boolean => isUserKey || dayIds.length > 0;
/** The pairs of "done" and "asked" that a key has, in the order in which they are asked. */
export const listPairs = (key: LedgerKey): number[] => (isShared(key) ? [1, 2] : [1]);
export const dayEntries = ({ dayIds }: LedgerKey): string[] => dayIds.map(unansweredOn);
export const askedEntries = (key: LedgerKey): string[] => listPairs(key).flatMap((pair) => key.ids.map((id) => asked(id, pair)));
/** Say to a slow worker that another one owns the purchase; it asks for them one after the other. */
export const heldEntries = (key: LedgerKey): string[] => (isShared(key) ? [1, 2].map((time) => `held ${time} ${key.ids[0]}`) : []);
/** What is recorded before a call. */
export const sentEntries = (key: LedgerKey): string[] => [...key.ids.map(sent), ...contentEntries(key)];
/** What is recorded of a purchase that was confirmed. */
export const boughtEntries = (key: LedgerKey): string[] => [
	...sentEntries(key),
	...listPairs(key).flatMap((pair) => key.ids.map((id) => done(id, pair))),
];
/** Everything that a purchase may have left. */
export const allEntries = (key: LedgerKey): string[] => [...boughtEntries(key), ...askedEntries(key), ...dayEntries(key)];

/** What to ask for after `added` were found missing and written. "Done" stands first, so that n8n forgets it first. */
export function entriesToAsk({ ids }: LedgerKey, added: ReadonlySet<string>, pair: number): string[] {
	const known = ids.filter((id) => !added.has(sent(id)));
	return [...known.map((id) => done(id, pair)), ...known.map((id) => asked(id, pair))];
}

/**
 * Reads the state of a purchase.
 * @param added - the entries that were not there before
 */
export function readClaim(key: LedgerKey, added: ReadonlySet<string>, pair: number): Reading {
	const { ids, dayIds } = key;
	// The second day too: a clock that is set back over midnight must not open what was blocked.
	const isBlockedToday = dayIds.some((id) => !added.has(unansweredOn(id)));
	if (ids.every((id) => added.has(sent(id)))) return isBlockedToday ? 'unanswered' : 'claimed';
	if (contentEntries(key).some((entry) => added.has(entry))) return 'keyOfOther';
	// A derived key has two states, of place and of content; others have one, which counts for both.
	const [ofPlace, ofContent = ofPlace] = ids.map((id) => readState(id, added, pair));
	if (ofContent === 'bought') return 'boughtEarlier';
	if (ofContent !== 'new') return ofContent ?? 'unanswered';
	return ofPlace === 'bought' ? 'boughtOther' : ofPlace === 'inDoubt' ? 'inDoubt' : 'unanswered';
}

function readState(id: string, added: ReadonlySet<string>, pair: number): 'new' | 'unanswered' | 'inDoubt' | 'bought' {
	if (added.has(sent(id))) return 'new';
	if (added.has(done(id, pair))) return 'unanswered';
	return added.has(asked(id, pair)) ? 'bought' : 'inDoubt';
}
