import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { IdAction } from './batchReply';
import { askForIds, type IdResult } from './idBatches';
import type { Fields, PanelClient } from '../transport/client';
import { cleanWords } from '../errors';
import { idSchema, itemOf, jsonValue, orderItem, unknownIdItem, type PanelRecord } from './records';
import { isFinal, stateOf } from '../values/states';
import { reasonIn, verdictOf } from './verdict';

/** The reply to `add`: `{order}`, on some panels `{status, order}`; extra keys stay. */
export const addedOrderSchema = z.object({ order: idSchema }).passthrough();

/**
 * Places one order. In: the panel, the exact fields of `add`, the longest wait for the answer in milliseconds.
 * Out: the order id and whatever else the panel said. Errors: PanelFailure; with acted 'unknown' the order may exist.
 */
export async function addOrder(panel: PanelClient, fields: Fields, timeoutMs?: number): Promise<{ order: string; reply: IDataObject }> {
	const reply = await panel.call({
		action: 'add',
		fields,
		intent: 'spend',
		schema: addedOrderSchema,
		...(timeoutMs === undefined ? {} : { timeoutMs }),
	});
	return { order: reply.order, reply: itemOf(reply) };
}

const statusAction: IdAction = {
	action: 'status',
	intent: 'read',
	single: (order) => ({ order }),
	list: (orders) => ({ orders }),
	idKeys: ['order', 'id', 'order_id'],
	valueKeys: ['status'],
	itemOf: (order, record) => orderItem(order, record),
	refusedItem: (order, words) => unknownIdItem('order', order, words),
};

/** Reads the status of orders. In: the panel, ids. Out: an item or a failure for every id. */
export async function getOrderStatuses(panel: PanelClient, orders: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, statusAction, orders);
}

const refillAction: IdAction = {
	action: 'refill',
	intent: 'ask',
	single: (order) => ({ order }),
	list: (orders) => ({ orders }),
	idKeys: ['order'],
	valueKeys: ['refill'],
	itemOf: acceptedItem,
	refusedItem: refusedRequest,
};

// PerfectPanel software documents only `orders` for cancel, Hassan's only `order`; the first call finds out which.
const cancelAction: IdAction = { ...refillAction, action: 'cancel', valueKeys: ['cancel'], probesSingle: true };

/** Asks for a refill of orders. Out: an item or a failure for every id; nothing is repeated once it left. */
export async function requestRefills(panel: PanelClient, orders: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, refillAction, orders);
}

/** Asks for orders to be cancelled. An accepted request is not a cancelled order: only the status shows that. */
export async function requestCancels(panel: PanelClient, orders: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, cancelAction, orders);
}

function acceptedItem(order: string, record: PanelRecord): IDataObject | undefined {
	const verdict = verdictOf(record);
	if (verdict === undefined) return undefined;
	const { refill, ...rest } = record;
	const reason = verdict === 'no' ? cleanWords(reasonIn(record)) : '';
	// A refill id is asked about later, so it leaves as text like every id; the batch reply sends it as a number.
	return {
		...itemOf(rest),
		...(refill === undefined ? {} : { refill: typeof refill === 'number' ? String(refill) : jsonValue(refill) }),
		order,
		accepted: verdict === 'yes',
		...(reason === '' ? {} : { reason }),
	};
}

function refusedRequest(order: string, words: string, kind: string): IDataObject {
	return kind === 'notFound' ? unknownIdItem('order', order, words) : { order, accepted: false, reason: words };
}

const refillStatusAction: IdAction = {
	action: 'refill_status',
	intent: 'read',
	single: (refill) => ({ refill }),
	list: (refills) => ({ refills }),
	idKeys: ['refill'],
	valueKeys: ['status'],
	itemOf: (refill, record) => {
		const state = stateOf(record.status ?? record.Status);
		return { ...itemOf(record), refill, state, final: isFinal(state) };
	},
	refusedItem: (refill, words) => unknownIdItem('refill', refill, words),
};

/** Reads the status of refills. In: the panel, refill ids. Out: an item or a failure for every id. */
export async function getRefillStatuses(panel: PanelClient, refills: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, refillStatusAction, refills);
}
