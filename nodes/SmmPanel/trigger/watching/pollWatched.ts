import type { Item } from '../../panel/api/records';
import type { PollResult, StoredState } from '../../framework/event';
import { getBalance } from '../../panel/api/account';
import type { PanelError } from '../../panel/errors';
import type { PollContext } from '../environment';
import { tooSlowError } from '../failurePolicy';
import type { WatchParameters } from '../watchList/fields';
import { nothingWatchedError, readWatchList } from '../watchList/watchList';
import { findOutage, type Answers } from './idRotation';
import { readWatchState, writeWatchState, type StoredWatchState } from './watchState';

type Snapshots = ReadonlyMap<string, string>;

/** What differs between events that watch ids. */
interface WatchedEvent<Reading> {
	/** Names the ids for people, e.g. "orders". */
	readonly what: string;
	/** What stays of a snapshot under other settings. */
	readonly carryOver: (snapshot: string) => string;
	readonly isDue: (id: string, snapshot: string | undefined) => boolean;
	readonly request: (ids: readonly string[], snapshots: Snapshots) => Promise<Answers<Reading>>;
	readonly compare: (snapshots: Snapshots, readings: ReadonlyArray<readonly [string, Reading]>) => { events: Item[]; snapshots: Snapshots };
}

/** Stands for an id that was on the list when watching began, and that is learned in silence. */
const EXISTING = '~';

/** What one round of asking about the watched ids came to. */
export interface WatchedResult extends PollResult<StoredWatchState, PanelError> {
	/** How many ids were due, so are not over. */
	readonly asked: number;
}

/** Reads the watch list, asks about the ids that are due and compares what came with the snapshots. */
export async function pollWatched<Reading>(
	parameters: WatchParameters,
	environment: PollContext,
	stored: StoredState<StoredWatchState>,
	{ what, carryOver, isDue, request, compare }: WatchedEvent<Reading>,
): Promise<WatchedResult> {
	const { session, mode, now } = environment;
	const ids = await readWatchList(parameters, environment);
	const before = readWatchState(stored, ids, carryOver, now);
	const isFirst = parameters.options.ignoreExisting === true && stored.state === undefined;
	const existing = new Set(ids.filter((id) => isFirst || before.snapshots.get(id) === EXISTING));
	const seen = new Map([...before.snapshots].filter(([id]) => !existing.has(id)));
	const due = ids.filter((id) => isDue(id, seen.get(id)));
	if (due.length === 0) await verifyCredential(environment);
	const answers = await request(due, seen);
	const outage = findOutage(answers, mode === 'durable');
	if (outage) throw outage;
	if (answers.complete) session.lastFullRoundAt = now;
	const readings = ids.flatMap((id): Array<[string, Reading]> => {
		const reading = answers.readings.get(id);
		return reading === undefined ? [] : [[id, reading]];
	});
	const learned = compare(
		seen,
		readings.filter(([id]) => existing.has(id)),
	);
	const { events, snapshots } = compare(
		seen,
		readings.filter(([id]) => !existing.has(id)),
	);
	const unread = isFirst ? ids.map((id) => [id, EXISTING] as const) : [];
	return {
		items: events,
		state: writeWatchState(
			{ ...before, needsWrite: before.needsWrite || isFirst },
			new Map([...unread, ...learned.snapshots, ...snapshots]),
		),
		failures: [...answers.failures.values()],
		watched: countIds(ids, what),
		asked: due.length,
	};
}

/** With a watch list that is still empty, a wrong key would otherwise show with the first order only. */
async function verifyCredential({ mode, panel }: PollContext): Promise<void> {
	if (mode === 'published') await getBalance(panel);
}

/**
 * Reads the first ids of the watch list for a manual test. Its items say what is watched.
 * @param what - names the ids for the user, e.g. "orders"
 */
export async function previewWatched<Reading>(
	parameters: WatchParameters,
	environment: PollContext,
	{
		what,
		maxShown,
		request,
		toItem,
	}: {
		what: string;
		maxShown: number;
		request: (ids: readonly string[]) => Promise<Answers<Reading>>;
		toItem: (id: string, reading: Reading) => Item;
	},
): Promise<Item[]> {
	const ids = await readWatchList(parameters, environment);
	if (ids.length === 0) throw nothingWatchedError(what);
	const { readings, failures } = await request(ids.slice(0, maxShown));
	const [failure] = failures.values();
	if (readings.size === 0) throw failure ?? tooSlowError();
	const watching = `${countIds(ids, what)}${ids.length > maxShown ? `, shown are the first ${maxShown}` : ''}`;
	return [...readings].map(([id, reading]) => ({ ...toItem(id, reading), watching }));
}

function countIds({ length }: readonly string[], what: string): string {
	return `${length} ${length === 1 ? what.replace(/s$/, '') : what}`;
}
