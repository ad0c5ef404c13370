import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Fields, PanelClient } from '../transport/client';
import { toItem, toJsonValue } from './records';
import { findOrderNumber } from '../transport/orderNumber';
import { isRecord } from '../transport/parseReply';

/**
 * Sends any action, for what a panel offers beyond its documents. Not repeated once it left, whether paid or not:
 * nobody knows what an unlisted action does.
 * @returns one item per record of the reply
 */
export async function callCustom(
	panel: PanelClient,
	action: string,
	fields: Fields,
	paid: boolean,
	timeoutMs?: number,
): Promise<IDataObject[]> {
	const value = await panel.call({
		action,
		fields,
		intent: paid ? 'spend' : 'request',
		schema: z.unknown(),
		// Rows with an id are data, also where one of them carries an error of its own.
		isAnswer: (reply) => Array.isArray(reply) && reply.some((row: unknown) => isRecord(row) && findOrderNumber(row) !== undefined),
		...(timeoutMs === undefined ? {} : { timeoutMs }),
	});
	const records: unknown[] = Array.isArray(value) ? value : [value];
	return records.map((record) => (isRecord(record) ? toItem(record) : { value: toJsonValue(record) }));
}
