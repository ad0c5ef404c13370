import type { IExecuteFunctions } from 'n8n-workflow';
import type { IdResult } from '../panel/api/idBatches';
import { PanelError } from '../panel/errors';
import { toItem, type Item } from '../panel/api/records';
import { isRecord } from '../panel/transport/parseReply';
import { openNodeContext, getRunIndex } from './executionStore';

const SLOT = 'smmPanelRequests';

/**
 * Sends requests about orders (refill, cancel) once in a run of the node, however often n8n repeats it: the node's
 * context survives Retry On Fail and "Retry execution". An accepted request is answered from there, one without a clear
 * answer is not sent again, a refused one may be tried again.
 * @returns a result for every id
 */
export async function requestOnce(
	context: IExecuteFunctions,
	action: string,
	ids: readonly string[],
	send: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<Map<string, IdResult>> {
	const memory = openRequestStore(context, action);
	const fresh = ids.filter((id) => memory.get(id) === undefined);
	const results = fresh.length > 0 ? await send(fresh) : new Map<string, IdResult>();
	for (const [id, result] of results) {
		if ('item' in result && result.item.accepted === true) memory.keep(id, { item: result.item });
		if ('failure' in result && result.failure.effect === 'unknown') memory.keep(id, { unanswered: true });
	}
	return new Map(ids.map((id): [string, IdResult] => [id, results.get(id) ?? returnEarlier(action, memory.get(id))]));
}

interface Remembered {
	item?: Item;
	unanswered?: true;
}

function openRequestStore(context: IExecuteFunctions, action: string) {
	const slots = openNodeContext(context);
	const name = (id: string) => `${action} ${getRunIndex(context)} ${id}`;
	// Read at every use: n8n saves the context as JSON, so it holds a plain object.
	const whole = (): Record<string, unknown> => (isRecord(slots[SLOT]) ? slots[SLOT] : {});
	return {
		get(id: string): Remembered | undefined {
			const entry = whole()[name(id)];
			if (!isRecord(entry)) return undefined;
			return isRecord(entry.item) ? { item: toItem(entry.item) } : { unanswered: true };
		},
		keep(id: string, entry: Remembered): void {
			slots[SLOT] = { ...whole(), [name(id)]: entry };
		},
	};
}

function returnEarlier(action: string, remembered: Remembered | undefined): IdResult {
	if (remembered?.item) return { item: remembered.item };
	return {
		failure: new PanelError({
			kind: 'stopped',
			effect: 'unknown',
			message: `Not sent again: an earlier try of this ${action} was sent, and the panel did not answer clearly`,
			nextStep:
				"It may have been accepted. Look at the order with 'Get Status' or at the panel, then run this in a new execution if it is still needed.",
		}),
	};
}
