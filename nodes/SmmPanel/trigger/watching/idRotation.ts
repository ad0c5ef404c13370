import type { IDataObject } from 'n8n-workflow';
import type { IdResult } from '../../panel/batches';
import { PanelFailure, type FailureKind } from '../../panel/failures';
import { isLasting } from '../failurePolicy';
import type { Memory } from '../session';

/** What came of asking ids. */
export interface Answers {
	readonly items: ReadonlyMap<string, IDataObject>;
	readonly failures: ReadonlyMap<string, PanelFailure>;
	/** True when every id was asked, whatever the answer was. */
	readonly complete: boolean;
	/** True when all that was asked had failed before, so that it tells nothing about the rest. */
	readonly onlyOldFailures: boolean;
}

/** Failures that the next id would meet as well, so that asking on only loads a panel in trouble. */
const ENDS_THE_POLL: ReadonlySet<FailureKind> = new Set<FailureKind>([
	'rateLimited',
	'invalidKey',
	'notOffered',
	'badAddress',
	'redirected',
]);
/** Failures in which the panel answered, but not as it should for this id. */
const CONCERNS_THE_ID: ReadonlySet<FailureKind> = new Set<FailureKind>(['refused', 'unexpectedReply', 'notFound', 'activeOrder']);
/** One slice may fail by itself; two without a single answer mean that the panel is down. */
const FRUITLESS_SLICES = 2;

/**
 * Asks about ids a slice at a time, until all were asked, the time is over or the panel wants no more.
 *
 * In: the ids, how many to ask at once (asked before every slice), the question, the node's memory, the deadline.
 * Out: the answers. The next poll goes on after the last id that was asked, so that every id has its turn however
 * slow the panel is, and ids that fail do not hold back those after them. Where the panel stopped answering, as one does
 * that allows so many calls a minute, the next poll begins with the ids that it left out.
 */
export async function askInTurn(
	ids: readonly string[],
	sliceSize: () => number,
	ask: (slice: readonly string[]) => Promise<Map<string, IdResult>>,
	memory: Memory,
	signal: AbortSignal,
): Promise<Answers> {
	const queue = fromTurn(ids, memory.next);
	const items = new Map<string, IDataObject>();
	const failures = new Map<string, PanelFailure>();
	let asked = 0;
	let fruitless = 0;
	while (asked < queue.length && !signal.aborted) {
		const slice = queue.slice(asked, asked + Math.max(1, sliceSize()));
		const results = await ask(slice);
		const answered = slice.filter((id) => {
			const result = results.get(id);
			if (result && 'item' in result) items.set(id, result.item);
			else if (result && result.failure.kind !== 'stopped') failures.set(id, result.failure);
			return items.has(id) || failures.has(id);
		});
		const firstCut = slice.findIndex((id) => !items.has(id) && !failures.has(id));
		asked += firstCut === -1 ? slice.length : firstCut;
		fruitless = answered.some((id) => items.has(id)) ? 0 : fruitless + 1;
		const unwanted = answered.some((id) => ENDS_THE_POLL.has(failures.get(id)?.kind ?? 'stopped'));
		if (firstCut !== -1 || unwanted || fruitless >= FRUITLESS_SLICES) break;
	}
	const complete = asked >= queue.length;
	const next = queue[firstLeftOut(queue.slice(0, asked), items, failures)];
	if (next === undefined) delete memory.next;
	else memory.next = next;
	const onlyOldFailures = failures.size > 0 && items.size === 0 && [...failures.keys()].every((id) => memory.failed.has(id));
	memory.failed = stillFailed(memory.failed, queue, items, failures);
	return { items, failures, complete, onlyOldFailures };
}

/** Ids that failed and were not asked since stay marked; those that answered, or are not watched any more, do not. */
function stillFailed(
	before: ReadonlySet<string>,
	queue: readonly string[],
	items: ReadonlyMap<string, unknown>,
	failures: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
	const waiting = before.size === 0 ? [] : queue.filter((id) => before.has(id) && !items.has(id));
	return new Set([...waiting, ...failures.keys()]);
}

/** Where the next poll goes on: after the last answer if only trouble of the panel followed it, else after all that was asked. */
function firstLeftOut(asked: readonly string[], items: ReadonlyMap<string, unknown>, failures: ReadonlyMap<string, PanelFailure>): number {
	const answered = asked.reduce((last, id, position) => (items.has(id) ? position : last), -1);
	const leftOut = asked.slice(answered + 1).some((id) => !CONCERNS_THE_ID.has(failures.get(id)?.kind ?? 'stopped'));
	return answered >= 0 && leftOut ? answered + 1 : asked.length;
}

function fromTurn(ids: readonly string[], next: string | undefined): readonly string[] {
	const position = next === undefined ? -1 : ids.indexOf(next);
	return position === -1 ? ids : [...ids.slice(position), ...ids.slice(0, position)];
}

/**
 * Judges whether the answers mean that the panel is out of order. In: the answers, whether n8n backs off by errors
 * (durable ticks). Out: the failure to throw, or undefined.
 *
 * Ids that keep failing are asked again in every poll, when quiet orders are asked less often even alone. Such a poll
 * is no new outage: the user was told, or will be by noteSuccess. Only n8n's back-off needs it thrown again.
 */
export function outageIn({ items, failures, complete, onlyOldFailures }: Answers, durable: boolean): PanelFailure | undefined {
	if (items.size > 0) return undefined;
	const kinds = [...failures.values()];
	const [failure] = kinds;
	if (failure === undefined) return complete ? undefined : tooSlow();
	const isOld = onlyOldFailures && !kinds.some(isLasting) && (!durable || kinds.every(({ kind }) => CONCERNS_THE_ID.has(kind)));
	return isOld ? undefined : failure;
}

/** The failure of a poll in which the panel answered nothing before the time was over. */
export function tooSlow(): PanelFailure {
	return new PanelFailure({
		kind: 'timeout',
		acted: 'no',
		message: 'The panel was too slow: nothing came before the time of this poll was over',
		nextStep: 'The next poll tries again. If it stays so, ask less often or watch less at once.',
	});
}
