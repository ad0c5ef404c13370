import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { IdResult } from '../panel/api/idBatches';
import { PanelFailure } from '../panel/errors';
import { itemOf } from '../panel/api/records';
import { isRecord } from '../panel/transport/parseReply';
import { nodeContextOf, runIndexOf } from './executionStore';

const SLOT = 'smmPanelRequests';

/**
 * Sends requests about orders (refill, cancel) once in a run of the node, however often n8n repeats it.
 *
 * In: the node's context, the action, the ids, how to send them. Out: a result for every id: an accepted one comes
 * from memory when Retry On Fail or "Retry execution" runs the node again (the node's context survives both,
 * engine.md section 5), and one without a clear answer is not sent again. Refused ones may be tried again.
 */
export async function requestOnce(
	context: IExecuteFunctions,
	action: string,
	ids: readonly string[],
	send: (ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<Map<string, IdResult>> {
	const memory = memoryOf(context, action);
	const fresh = ids.filter((id) => memory.get(id) === undefined);
	const results = fresh.length > 0 ? await send(fresh) : new Map<string, IdResult>();
	for (const [id, result] of results) {
		if ('item' in result && result.item.accepted === true) memory.keep(id, { item: result.item });
		if ('failure' in result && result.failure.acted === 'unknown') memory.keep(id, { unanswered: true });
	}
	return new Map(ids.map((id): [string, IdResult] => [id, results.get(id) ?? earlier(action, memory.get(id))]));
}

interface Remembered {
	item?: IDataObject;
	unanswered?: true;
}

function memoryOf(context: IExecuteFunctions, action: string) {
	const slots = nodeContextOf(context);
	const name = (id: string) => `${action} ${runIndexOf(context)} ${id}`;
	// Looked up at every use: n8n saves the context as JSON, so it holds a plain object.
	const whole = (): Record<string, unknown> => (isRecord(slots[SLOT]) ? slots[SLOT] : {});
	return {
		get(id: string): Remembered | undefined {
			const entry = whole()[name(id)];
			if (!isRecord(entry)) return undefined;
			return isRecord(entry.item) ? { item: itemOf(entry.item) } : { unanswered: true };
		},
		keep(id: string, entry: Remembered): void {
			slots[SLOT] = { ...whole(), [name(id)]: entry };
		},
	};
}

function earlier(action: string, remembered: Remembered | undefined): IdResult {
	if (remembered?.item) return { item: remembered.item };
	return {
		failure: new PanelFailure({
			kind: 'stopped',
			acted: 'unknown',
			message: `Not sent again: an earlier try of this ${action} was sent, and the panel did not answer clearly`,
			nextStep:
				"It may have been accepted. Look at the order with 'Get Status' or at the panel, then run this in a new execution if it is still needed.",
		}),
	};
}
