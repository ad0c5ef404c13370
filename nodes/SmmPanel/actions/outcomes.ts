import type { IDataObject } from 'n8n-workflow';
import type { ItemCall, ItemOutcome } from '../node/operation';
import type { IdResult } from '../panel/batches';

/**
 * Asks about the ids of all items in one go and hands every answer back to its item.
 *
 * In: the calls, how to read one call's ids (may throw: then only that item fails), how to ask. Out: one outcome per
 * call. An item with some good and some failed ids gives both, so that nothing is lost.
 */
export async function outcomesForIds<P>(
	calls: ReadonlyArray<ItemCall<P>>,
	idsOf: (parameters: P) => string[],
	ask: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<ItemOutcome[]> {
	const read = eachOrFailure(calls, ({ parameters }) => ({ ids: idsOf(parameters) }));
	const ids = [...new Set(read.flatMap((entry) => ('ids' in entry ? entry.ids : [])))];
	const results = ids.length > 0 ? await ask(ids) : new Map<string, IdResult>();
	return read.map((entry) => ('ids' in entry ? outcomeOf(entry.ids, results) : { records: [], failure: entry.failure }));
}

/** Reads something from every call. Out: the value, or the failure of that call alone. */
export function eachOrFailure<P, T extends object>(calls: ReadonlyArray<ItemCall<P>>, read: (call: ItemCall<P>) => T): Array<T | { failure: unknown }> {
	return calls.map((call) => {
		try {
			return read(call);
		} catch (failure) {
			return { failure };
		}
	});
}

function outcomeOf(ids: readonly string[], results: ReadonlyMap<string, IdResult>): ItemOutcome {
	const records: IDataObject[] = [];
	let failure: unknown;
	for (const id of ids) {
		const result = results.get(id);
		if (!result) continue;
		if ('item' in result) records.push({ ...result.item });
		else failure ??= result.failure;
	}
	return failure === undefined ? { records } : { records, failure };
}
