import type { IDataObject } from 'n8n-workflow';
import type { ItemCall, ItemOutcome } from '../framework/operation';
import type { IdResult } from '../panel/api/idBatches';
import { PanelFailure } from '../panel/errors';

/** Asks about ids of many items at once. */
export interface Asking<P> {
	calls: ReadonlyArray<ItemCall<P>>;
	/** See PanelEnvironment. */
	stopsAtFailure: boolean;
	/** Reads one call's ids. May throw: then only that item fails. */
	idsOf: (parameters: P) => string[];
	ask: (ids: string[]) => Promise<Map<string, IdResult>>;
}

/**
 * Asks about the ids of all items in one go and hands every answer back to its item.
 *
 * Out: one outcome per call. An item with some good and some failed ids gives both, so that nothing is lost. Where the
 * first failure ends the node, bad input of any item is told before anything is sent, and a failure names what the
 * panel did answer, because n8n drops the output of a node that stops.
 */
export async function outcomesForIds<P>({ calls, stopsAtFailure, idsOf, ask }: Asking<P>): Promise<ItemOutcome[]> {
	const read = eachOrFailure(calls, ({ parameters }) => ({ ids: idsOf(parameters) }));
	if (stopsAtFailure && read.some((entry) => 'failure' in entry)) {
		return read.map((entry) => ('failure' in entry ? { records: [], failure: entry.failure } : { records: [] }));
	}
	const ids = [...new Set(read.flatMap((entry) => ('ids' in entry ? entry.ids : [])))];
	const results = ids.length > 0 ? await ask(ids) : new Map<string, IdResult>();
	const lost = stopsAtFailure ? acceptedIn(results) : '';
	return read.map((entry) => ('ids' in entry ? outcomeOf(entry.ids, results, lost) : { records: [], failure: entry.failure }));
}

/** Reads something from every call. Out: the value, or the failure of that call alone. */
export function eachOrFailure<P, T extends object>(
	calls: ReadonlyArray<ItemCall<P>>,
	read: (call: ItemCall<P>) => T,
): Array<T | { failure: unknown }> {
	return calls.map((call) => {
		try {
			return read(call);
		} catch (failure) {
			return { failure };
		}
	});
}

function outcomeOf(ids: readonly string[], results: ReadonlyMap<string, IdResult>, lost: string): ItemOutcome {
	const records: IDataObject[] = [];
	const unanswered: string[] = [];
	let failure: unknown;
	for (const id of ids) {
		const result = results.get(id);
		if (result && 'item' in result) records.push({ ...result.item });
		else {
			unanswered.push(id);
			failure ??= result?.failure;
		}
	}
	if (unanswered.length === 0) return { records };
	const concerned = ids.length > 1 ? ` It concerns ${listed(unanswered)}.` : '';
	return { records, failure: failure instanceof PanelFailure ? failure.extended(`${concerned}${lost}`) : failure };
}

/** What the panel accepted (refills and cancels), in words; nothing for answers that can be read again. */
function acceptedIn(results: ReadonlyMap<string, IdResult>): string {
	const accepted = [...results].flatMap(([id, result]) => {
		if (!('item' in result) || result.item.accepted !== true) return [];
		return [result.item.refill === undefined ? id : `${id} (refill ${String(result.item.refill)})`];
	});
	return accepted.length === 0 ? '' : ` Accepted by the panel before that: ${listed(accepted)}.`;
}

const MOST_LISTED = 100;

function listed(ids: readonly string[]): string {
	const more = ids.length - MOST_LISTED;
	return ids.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
