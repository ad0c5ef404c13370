import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { IdAction } from './batchReply';
import { askForIds, type IdResult } from './idBatches';
import type { Fields, PanelClient } from '../transport/client';
import { idSchema, itemOf, orderItem, recordSchema, unknownIdItem, type PanelRecord } from './records';
import { isRecord } from '../transport/parseReply';
import { pageSchema } from './services';
import { stateOf, type State } from '../values/states';

/** A bare list as HstockPlus documents, or one in an envelope. */
const listSchema = pageSchema.transform(({ rows }) => rows.map(itemOf));

/** Reads the countries that sell numbers: `{country_code, country_name}`. */
export async function getSmsCountries(panel: PanelClient, language: string): Promise<IDataObject[]> {
	return await panel.call({ action: 'sms_countries', fields: { lang: language }, intent: 'read', schema: listSchema });
}

/** Reads the projects (apps that send codes) with their price: `{project_id, name, price, country_id, country_title}`. */
export async function getSmsProjects(panel: PanelClient, country: string, language: string): Promise<IDataObject[]> {
	return await panel.call({ action: 'sms_projects', fields: { country, lang: language }, intent: 'read', schema: listSchema });
}

/**
 * The reply to `add_sms`: one order per number. Numbers that the panel could not give may stand among the others as
 * `{error}`; a reply without any order is none.
 */
export const addedNumbersSchema = z
	.unknown()
	.transform((reply) => (isRecord(reply) && Array.isArray(reply.orders) ? reply.orders : Array.isArray(reply) ? reply : [reply]))
	.pipe(z.array(z.union([z.object({ order: idSchema }).passthrough(), recordSchema])))
	.refine((numbers) => numbers.some(isBought), 'no order');

/**
 * Buys phone numbers. In: the panel, the exact fields of `add_sms`, the longest wait in milliseconds. Out: one item
 * per number; what could not be bought has no `order`, but a `reason`. Errors: PanelFailure; with acted 'unknown'
 * numbers may have been bought.
 */
export async function addNumbers(panel: PanelClient, fields: Fields, timeoutMs?: number): Promise<IDataObject[]> {
	const numbers = await panel.call({
		action: 'add_sms',
		fields,
		intent: 'spend',
		schema: addedNumbersSchema,
		...(timeoutMs === undefined ? {} : { timeoutMs }),
	});
	return numbers.map((number) => (isBought(number) ? orderItem(number.order, number) : itemOf(number)));
}

function isBought(number: PanelRecord): number is PanelRecord & { order: string } {
	return idSchema.safeParse(number.order).success && typeof number.order === 'string';
}

function smsAction(action: 'sms_code' | 'sms_status'): IdAction {
	return {
		action,
		intent: 'read',
		single: (order) => ({ order }),
		idKeys: ['order'],
		valueKeys: [],
		itemOf: (order, record) => orderItem(order, record, smsState(record, Date.now())),
		refusedItem: (order, words) => unknownIdItem('order', order, words),
	};
}

/**
 * The state of a number. No document names a word for an expired number: it is one whose `expires_at` has passed
 * without a code. In: the panel's record, the time now in epoch milliseconds.
 */
export function smsState(record: PanelRecord, now: number): State {
	const hasCode = typeof record.code === 'string' ? record.code !== '' : typeof record.code === 'number';
	if (hasCode) return 'completed';
	const expires = typeof record.expires_at === 'string' ? Date.parse(record.expires_at) : Number.NaN;
	return expires <= now ? 'expired' : stateOf(record.status);
}

/** Reads the codes of numbers. In: the panel, order ids. Out: an item or a failure for every id, asked side by side. */
export async function getSmsCodes(panel: PanelClient, orders: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, smsAction('sms_code'), orders);
}

/** Reads phone, code, charge and `expires_at` of numbers. */
export async function getSmsStatuses(panel: PanelClient, orders: readonly string[]): Promise<Map<string, IdResult>> {
	return await askForIds(panel, smsAction('sms_status'), orders);
}
