import type { IDataObject } from 'n8n-workflow';
import type { PollResult, StoredState } from '../../framework/event';
import { getBalance } from '../../panel/api/account';
import type { PanelError } from '../../panel/errors';
import type { PollContext } from '../environment';
import { tooSlow } from '../failurePolicy';
import { nothingWatched, readWatchList, type WatchParameters } from '../watchList/watchList';
import { findOutage, type Answers } from './idRotation';
import { pruneUnwatched, readWatchState, writeWatchState, type StoredWatchState, type WatchState } from './watchState';

type Snapshots = ReadonlyMap<string, string>;

/** What differs between events that watch ids. */
interface WatchedEvent<Reading> {
	/** What stays of a snapshot under other settings. */
	carryOver(snapshot: string): string;
	isDue(id: string, snapshot: string | undefined): boolean;
	request(ids: readonly string[], snapshots: Snapshots): Promise<Answers<Reading>>;
	compare(snapshots: Snapshots, readings: ReadonlyArray<readonly [string, Reading]>): { events: IDataObject[]; snapshots: Snapshots };
}

/** Stands for an id that was on the list when watching began, and that is learned in silence. */
const EXISTING = '~';

/** Reads the watch list, asks about the ids that are due and compares what came with the snapshots. */
export async function pollWatched<Reading>(
	parameters: WatchParameters,
	environment: PollContext,
	stored: StoredState<StoredWatchState>,
	{ carryOver, isDue, request, compare }: WatchedEvent<Reading>,
): Promise<PollResult<StoredWatchState, PanelError>> {
	const { session, mode, now } = environment;
	const ids = await readWatchList(parameters, environment);
	const before = readWatchState(stored, carryOver);
	const kept = withExisting(
		pruneUnwatched(before, ids, now),
		parameters.options.ignoreExisting === true && stored.state === undefined ? ids : [],
	);
	const seen = new Map([...kept.snapshots].filter(([, snapshot]) => snapshot !== EXISTING));
	const due = ids.filter((id) => isDue(id, seen.get(id)));
	if (due.length === 0) await verifyCredential(environment);
	const answers = await request(due, seen);
	const outage = findOutage(answers, mode === 'durable');
	if (outage) throw outage;
	if (answers.complete) session.recordFullRound(now);
	const readings = ids.flatMap((id): Array<[string, Reading]> => {
		const reading = answers.readings.get(id);
		return reading === undefined ? [] : [[id, reading]];
	});
	const isExisting = ([id]: readonly [string, Reading]) => kept.snapshots.get(id) === EXISTING;
	const learned = compare(seen, readings.filter(isExisting));
	const { events, snapshots } = compare(
		seen,
		readings.filter((reading) => !isExisting(reading)),
	);
	return {
		items: events,
		state: writeWatchState(before, kept, new Map([...learned.snapshots, ...snapshots])),
		failures: [...answers.failures.values()],
		answered: answers.readings.size > 0 || answers.failures.size === 0,
	};
}

function withExisting(state: WatchState, ids: readonly string[]): WatchState {
	if (ids.length === 0) return state;
	return { ...state, snapshots: new Map([...ids.map((id) => [id, EXISTING] as const), ...state.snapshots]) };
}

/** With a watch list that is still empty, a wrong key would otherwise be told by the first order only. */
async function verifyCredential({ mode, panel }: PollContext): Promise<void> {
	if (mode === 'published') await getBalance(panel);
}

/**
 * Reads the first ids of the watch list for a manual test.
 * @param what names them for the user, e.g. "orders"
 */
export async function previewWatched<Reading>(
	parameters: WatchParameters,
	environment: PollContext,
	{ what, most, request }: { what: string; most: number; request(ids: readonly string[]): Promise<Answers<Reading>> },
): Promise<Array<[string, Reading]>> {
	const ids = await readWatchList(parameters, environment);
	if (ids.length === 0) throw nothingWatched(what);
	const { readings, failures } = await request(ids.slice(0, most));
	const [failure] = failures.values();
	if (readings.size === 0) throw failure ?? tooSlow();
	return [...readings];
}
