import type { Item } from '../../panel/api/records';
import type { IdResult } from '../../panel/api/idBatches';
import { KINDS, type PanelError } from '../../panel/errors';
import type { PollContext } from '../environment';
import { isPermanent, tooSlowError } from '../failurePolicy';

/** What came of asking about ids. */
export interface Answers<Reading> {
	readonly readings: ReadonlyMap<string, Reading>;
	readonly failures: ReadonlyMap<string, PanelError>;
	/** True when every id was asked, whatever the answer was. */
	readonly complete: boolean;
	/** True when all that was asked had failed before, so that it says nothing about the rest. */
	readonly onlyKnownFailures: boolean;
}

/** True where the next id would fail as well, so that further calls only load a panel that is down. */
function endsThePoll(failure: PanelError | undefined): boolean {
	return failure !== undefined && (isPermanent(failure) || KINDS[failure.kind].cause === 'rate-limited');
}

/** True where the panel answered, but not as it should for this id. */
function concernsTheId(failure: PanelError | undefined): boolean {
	return failure !== undefined && KINDS[failure.kind].scope === 'id';
}

/** One chunk may fail by itself; two without a single answer mean that the panel is down. */
const EMPTY_CHUNKS = 2;

/**
 * Asks about ids a chunk at a time, until all were asked, the time is over or the panel wants no more.
 *
 * The next poll goes on after the last id that was asked, so every id is reached however slow the panel is, and ids
 * that fail do not hold back those after them. Where the panel stopped answering, as one does that allows so many
 * calls a minute, the next poll begins with the ids that it left out.
 * @param chunkSize - asked before every chunk
 */
export async function pollIds(
	ids: readonly string[],
	chunkSize: () => number,
	request: (chunk: readonly string[]) => Promise<Map<string, IdResult>>,
	{ session, signal }: Pick<PollContext, 'session' | 'signal'>,
): Promise<Answers<Item>> {
	const queue = rotateFrom(ids, session.nextId);
	const readings = new Map<string, Item>();
	const failures = new Map<string, PanelError>();
	let asked = 0;
	let emptyChunks = 0;
	while (asked < queue.length && !signal.aborted) {
		const chunk = queue.slice(asked, asked + Math.max(1, chunkSize()));
		for (const [id, result] of await request(chunk)) {
			if ('item' in result) readings.set(id, result.item);
			else if (KINDS[result.failure.kind].ended !== 'stopped') failures.set(id, result.failure);
		}
		const firstCut = chunk.findIndex((id) => !readings.has(id) && !failures.has(id));
		asked += firstCut === -1 ? chunk.length : firstCut;
		emptyChunks = chunk.some((id) => readings.has(id)) ? 0 : emptyChunks + 1;
		if (firstCut !== -1 || emptyChunks >= EMPTY_CHUNKS || chunk.some((id) => endsThePoll(failures.get(id)))) break;
	}
	const { failedIds } = session;
	const onlyKnownFailures = readings.size === 0 && isSubset(failures, failedIds);
	session.nextId = queue[firstLeftOut(queue.slice(0, asked), readings, failures)];
	// Ids that failed and were not asked since stay; those that answered, or are not watched any more, do not.
	session.failedIds = new Set([...queue.filter((id) => failedIds.has(id) && !readings.has(id)), ...failures.keys()]);
	return { readings, failures, complete: asked >= queue.length, onlyKnownFailures };
}

function isSubset(failures: ReadonlyMap<string, unknown>, ids: ReadonlySet<string>): boolean {
	return failures.size > 0 && [...failures.keys()].every((id) => ids.has(id));
}

/** Where the next poll goes on: after the last answer if only failures of the panel followed it, else after all that was asked. */
function firstLeftOut(asked: readonly string[], readings: ReadonlyMap<string, unknown>, failures: ReadonlyMap<string, PanelError>): number {
	const answered = asked.reduce((last, id, position) => (readings.has(id) ? position : last), -1);
	const leftOut = asked.slice(answered + 1).some((id) => !concernsTheId(failures.get(id)));
	return answered >= 0 && leftOut ? answered + 1 : asked.length;
}

function rotateFrom(ids: readonly string[], nextId: string | undefined): readonly string[] {
	const position = nextId === undefined ? -1 : ids.indexOf(nextId);
	return position === -1 ? ids : [...ids.slice(position), ...ids.slice(0, position)];
}

/**
 * Finds out whether the panel answered for no id.
 * @param durable - n8n's durable scheduler backs off from all ids by what is thrown, so ids that fail on their own are reported only once
 * @returns the failure to throw, or undefined
 */
export function findOutage(
	{ readings, failures, complete, onlyKnownFailures }: Answers<unknown>,
	durable: boolean,
): PanelError | undefined {
	if (readings.size > 0) return undefined;
	const all = [...failures.values()];
	const [failure] = all;
	if (failure === undefined) return complete ? undefined : tooSlowError();
	return durable && onlyKnownFailures && all.every(concernsTheId) ? undefined : failure;
}
