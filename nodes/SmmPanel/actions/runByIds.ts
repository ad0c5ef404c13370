import type { Item } from '../panel/api/records';
import { toText } from '../catalog/labels';
import type { ItemCall, ItemOutcome } from '../framework/operation';
import type { IdResult } from '../panel/api/idBatches';
import { PanelError } from '../panel/errors';
import type { PanelClient } from '../panel/transport/client';
import type { PanelEnvironment } from './environment';
import { readCallsAtOnce, type WithCallsAtOnce } from './shared/callsAtOnce';

/**
 * Asks about the ids of all items in one go and hands every answer back to its item. An item with good and failed ids
 * gives both. Where the first failure ends the node, bad input stops everything before a call, and a failure names what
 * the panel did answer, because n8n drops the output of a node that stops.
 * @param getIds - reads one item's ids; where it throws, only that item fails
 * @param ask - gets each id once
 * @returns one outcome per call
 */
export async function runByIds<P extends WithCallsAtOnce>(
	calls: ReadonlyArray<ItemCall<P>>,
	{ panel, stopsAtFailure }: PanelEnvironment,
	getIds: (parameters: P) => string[],
	ask: (panel: PanelClient, ids: string[], callsAtOnce: number) => Promise<Map<string, IdResult>>,
): Promise<ItemOutcome[]> {
	const callsAtOnce = readCallsAtOnce(calls);
	const read = readEach(calls, ({ parameters }) => ({ ids: getIds(parameters) }));
	if (stopsAtFailure && read.some((entry) => 'failure' in entry)) {
		return read.map((entry) => ('failure' in entry ? { records: [], failure: entry.failure } : { records: [] }));
	}
	const ids = [...new Set(read.flatMap((entry) => ('ids' in entry ? entry.ids : [])))];
	const results = ids.length > 0 ? await ask(panel, ids, callsAtOnce) : new Map<string, IdResult>();
	const lost = stopsAtFailure ? listAccepted(results) : '';
	return read.map((entry) => ('ids' in entry ? toOutcome(entry.ids, results, lost) : { records: [], failure: entry.failure }));
}

/** Reads something from every call; a failure is that of its call alone. */
export function readEach<P, T extends object>(
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

function toOutcome(ids: readonly string[], results: ReadonlyMap<string, IdResult>, lost: string): ItemOutcome {
	const records: Item[] = [];
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
	const concerned = ids.length > 1 ? ` It concerns ${joinIds(unanswered)}.` : '';
	return { records, failure: failure instanceof PanelError ? failure.extended(`${concerned}${lost}`) : failure };
}

/** What the panel accepted (refills and cancels), in words; nothing for answers that can be read again. */
function listAccepted(results: ReadonlyMap<string, IdResult>): string {
	const accepted = [...results].flatMap(([id, result]) => {
		if (!('item' in result) || result.item.accepted !== true) return [];
		return [result.item.refill === undefined ? id : `${id} (refill ${toText(result.item.refill)})`];
	});
	return accepted.length === 0 ? '' : ` Accepted by the panel before that: ${joinIds(accepted)}.`;
}

const MAX_LISTED = 100;

function joinIds(ids: readonly string[]): string {
	const more = ids.length - MAX_LISTED;
	return ids.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
