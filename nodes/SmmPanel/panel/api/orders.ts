import { z } from 'zod';
import type { IdAction } from './batchReply';
import { requestByIds, type IdResult } from './idBatches';
import type { Call, Fields, PanelClient } from '../transport/client';
import { cleanWords, KINDS, type ErrorKind } from '../errors';
import { findOrder } from '../transport/orderNumber';
import { saysRefillFailed } from '../transport/refusal';
import { notFoundItem, readRecordState, recordSchema, saysState, toItem, toJsonValue, toOrderItem } from './records';
import type { IdRefusal, Item, PanelRecord } from './records';
import { isFinal, type State } from '../values/states';
import { readReason, readVerdict, type RequestKind } from './verdict';

/** The reply to `add`: `{order}`, on some panels `{order_id}`, `{id}` or `{status, order}`; extra keys stay. */
export const addedOrderSchema = recordSchema.transform((reply, check): PanelRecord & { order: string } => {
	const found = findOrder(reply);
	// What stands beside the number in an envelope, such as the charge, belongs to the order.
	if (found) return { ...reply, ...found.record, order: found.order };
	check.addIssue({ code: z.ZodIssueCode.custom, message: 'no order number' });
	return z.NEVER;
});

/**
 * Places one order: its id and whatever else the panel said.
 * @param fields - the exact fields of `add`
 */
export function addOrderCall(fields: Fields): Call<Item[]> {
	const schema = addedOrderSchema.transform((reply) => [{ ...toItem(reply), order: reply.order }]);
	return { action: 'add', fields, intent: 'spend', schema };
}

const statusAction: IdAction = {
	action: 'status',
	intent: 'read',
	single: (order) => ({ order }),
	list: (orders) => ({ orders }),
	idKeys: ['order', 'id', 'order_id'],
	valueKeys: ['status'],
	toItem: (order, record) => (saysState(record) ? toOrderItem(order, record) : undefined),
	refusedItem: (order, refusal) => notFoundItem('order', order, refusal),
};

/** Reads the status of orders: an item or a failure for every id. */
export async function getOrderStatuses(
	panel: PanelClient,
	orders: readonly string[],
	callsAtOnce?: number,
): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, statusAction, orders, callsAtOnce);
}

const refillAction: IdAction = {
	action: 'refill',
	intent: 'request',
	single: (order) => ({ order }),
	list: (orders) => ({ orders }),
	idKeys: ['order', 'order_id', 'orderId'],
	valueKeys: ['refill'],
	toItem: (order, record) => toRequestItem(order, record, 'refill'),
	refusedItem: refusedRequest,
};

// PerfectPanel software documents only `orders` for cancel, Hassan's only `order`; the first call finds out which.
const cancelAction: IdAction = {
	...refillAction,
	action: 'cancel',
	valueKeys: ['cancel'],
	toItem: (order, record) => toRequestItem(order, record, 'cancel'),
	probesSingle: true,
};

/** Asks for a refill of orders: an item or a failure for every id. Nothing is repeated once it left. */
export async function requestRefills(panel: PanelClient, orders: readonly string[], callsAtOnce?: number): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, refillAction, orders, callsAtOnce);
}

/** Asks for orders to be cancelled. An accepted request is not a cancelled order: only the status shows that. */
export async function requestCancels(panel: PanelClient, orders: readonly string[], callsAtOnce?: number): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, cancelAction, orders, callsAtOnce);
}

function toRequestItem(order: string, record: PanelRecord, request: RequestKind): Item | undefined {
	const verdict = readVerdict(record, request);
	if (verdict === undefined) return undefined;
	const { refill, ...rest } = record;
	const reason = verdict === 'no' ? cleanWords(readReason(record)) : '';
	// A refill id is asked about later, so it leaves as text like every id; the batch reply sends it as a number.
	const added = {
		order,
		accepted: verdict === 'yes',
		...(refill === undefined ? {} : { refill: typeof refill === 'number' ? String(refill) : toJsonValue(refill) }),
	};
	return { ...added, ...toItem(rest), ...added, ...(reason === '' ? {} : { reason }) };
}

function refusedRequest(order: string, refusal: IdRefusal, kind: ErrorKind): Item {
	if (KINDS[kind].answersId === 'always') return notFoundItem('order', order, refusal);
	const { words, code } = refusal;
	return { order, accepted: false, reason: words, ...(code === undefined ? {} : { code }) };
}

const refillStatusAction: IdAction = {
	action: 'refill_status',
	intent: 'read',
	single: (refill) => ({ refill }),
	list: (refills) => ({ refills }),
	idKeys: ['refill'],
	valueKeys: ['status'],
	toItem: (refill, record) => {
		if (!saysState(record) && !saysRefillFailed(record)) return undefined;
		const state = toRefillState(readRecordState(record));
		const added = { refill, state, final: isFinal(state) };
		return { ...added, ...toItem(record), ...added };
	},
	refusedItem: (refill, refusal) => notFoundItem('refill', refill, refusal),
};

/** A refill is pending, in progress, completed or failed; other words that orders have say one of these of it. */
function toRefillState(state: State): State {
	if (state === 'processing' || state === 'active') return 'inProgress';
	return state === 'canceled' || state === 'refunded' || state === 'expired' ? 'failed' : state;
}

/** Reads the status of refills: an item or a failure for every refill id. */
export async function getRefillStatuses(
	panel: PanelClient,
	refills: readonly string[],
	callsAtOnce?: number,
): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, refillStatusAction, refills, callsAtOnce);
}
