import { z } from 'zod';
import type { IdAction } from './batchReply';
import { requestByIds, type IdResult } from './idBatches';
import type { Call, Fields, PanelClient } from '../transport/client';
import { notFoundItem, recordSchema, saysState, toItem, toOrderItem, type Item, type PanelRecord } from './records';
import { findOrder, findOrderNumber } from '../transport/orderNumber';
import { isRecord } from '../transport/parseReply';
import { pageSchema } from './pages';
import { readMoment } from '../values/dates';
import { readMessage } from './smsMessage';
import { readState, type State } from '../values/states';

/** A bare list as HstockPlus documents, or one in an envelope. */
const listSchema = pageSchema.transform(({ rows }) => rows.map(toItem));

/** Reads the countries that sell numbers: `{country_code, country_name}`. */
export async function getSmsCountries(panel: PanelClient, language: string): Promise<Item[]> {
	return await panel.call({ action: 'sms_countries', fields: { lang: language }, intent: 'read', schema: listSchema });
}

/** Reads the projects (apps that send codes) with their price: `{project_id, name, price, country_id, country_title}`. */
export async function getSmsProjects(panel: PanelClient, country: string, language: string): Promise<Item[]> {
	return await panel.call({ action: 'sms_projects', fields: { country, lang: language }, intent: 'read', schema: listSchema });
}

/**
 * The reply to `add_sms`: one order per number. Numbers that the panel could not give may stand among the others as
 * `{error}`; a reply without any order is none.
 */
const addedNumbersSchema = z
	.unknown()
	.transform((reply): unknown[] => {
		const list = isRecord(reply) ? reply.orders : reply;
		const entries: unknown[] = Array.isArray(list) ? list : [reply];
		return entries;
	})
	.pipe(z.array(recordSchema))
	.refine((numbers) => numbers.some((number) => findOrderNumber(number) !== undefined), 'no order');

/**
 * Buys phone numbers: one item per number. What could not be bought has no `order`, but a `reason`.
 * @param fields - the exact fields of `add_sms`
 */
export function addNumbersCall(fields: Fields): Call<Item[]> {
	const schema = addedNumbersSchema.transform((numbers) => numbers.map(toNumberItem));
	return { action: 'add_sms', fields, intent: 'spend', schema };
}

function toNumberItem(number: PanelRecord): Item {
	const found = findOrder(number);
	return found ? toOrderItem(found.order, { ...number, ...found.record }) : toItem({ ...number, order: undefined });
}

function smsAction(action: 'sms_code' | 'sms_status'): IdAction {
	return {
		action,
		intent: 'read',
		single: (order) => ({ order }),
		idKeys: ['order'],
		valueKeys: [],
		answerKeys: ['code', 'status'],
		toItem: (order, record) =>
			record.code !== undefined || saysState(record) ? toOrderItem(order, record, smsState(record, Date.now())) : undefined,
		refusedItem: (order, refusal) => notFoundItem('order', order, refusal),
	};
}

/**
 * The state of a number: completed once a code or a text is there. No document names a word for an expired one: it is
 * a number whose `expires_at` has passed without a code.
 * @param now - epoch milliseconds
 */
export function smsState(record: PanelRecord, now: number): State {
	if (readMessage(record)) return 'completed';
	const expires = readMoment(record.expires_at);
	return expires !== undefined && expires <= now ? 'expired' : readState(record.status);
}

/** The answer about a code, and what is known of its number where that answer leaves it out or empty, such as the phone. */
export function addDetails(code: Item, details: Item = {}): Item {
	const missing = Object.entries(details).filter(
		([name, value]) => value !== undefined && [undefined, null, ''].some((no) => no === code[name]),
	);
	return { ...code, ...Object.fromEntries(missing) };
}

/** Reads the codes of numbers, asked side by side: an item or a failure for every id. */
export async function getSmsCodes(panel: PanelClient, orders: readonly string[], callsAtOnce?: number): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, smsAction('sms_code'), orders, callsAtOnce);
}

/** Reads phone, code, charge and `expires_at` of numbers. */
export async function getSmsStatuses(panel: PanelClient, orders: readonly string[], callsAtOnce?: number): Promise<Map<string, IdResult>> {
	return await requestByIds(panel, smsAction('sms_status'), orders, callsAtOnce);
}
