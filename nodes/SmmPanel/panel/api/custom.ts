import { z } from 'zod';
import type { Call, Fields } from '../transport/client';
import { toItem, toJsonValue, type Item } from './records';
import { findOrderNumber } from '../transport/orderNumber';
import { isKnownRefusal } from '../errors';
import { isRecord } from '../transport/parseReply';
import { findRefusedList, readRefusalWords } from '../transport/refusal';
import { readVerdict } from './verdict';

/**
 * Any action, for what a panel offers beyond its documents: one item per record of the reply. Not repeated once it left,
 * whether paid or not: nobody knows what an unlisted action does.
 */
export function customCall(action: string, fields: Fields, paid: boolean): Call<Item[]> {
	return {
		action,
		fields,
		intent: paid ? 'spend' : 'request',
		schema: z
			.unknown()
			.refine((reply) => !paid || !speaksAgainstPurchase(reply), 'no purchase')
			.transform((value) => toItems(Array.isArray(value) ? value : [value])),
		takesText: !paid,
		isAnswer: (reply) => isPartlyBought(reply) || holdsOrders(reply),
	};
}

/** Such a reply is no clear no either: what an unlisted action does, and how it says so, nobody knows. */
function speaksAgainstPurchase(reply: unknown): boolean {
	if (!isRecord(reply)) return reply === false;
	if (findOrderNumber(reply) !== undefined || readVerdict(reply) === 'yes') return false;
	const refusedLists = Object.values(reply).map((list) => (Array.isArray(list) ? findRefusedList(list, false)?.words : undefined));
	return [readRefusalWords(reply), reply.result, reply.data, ...refusedLists].some(
		(words) => typeof words === 'string' && isKnownRefusal(words),
	);
}

function toItems(records: readonly unknown[]): Item[] {
	return records.map((record) => (isRecord(record) ? toItem(record) : { value: toJsonValue(record) }));
}

/** Rows with an id are data, also where one of them carries an error of its own. */
function holdsOrders(value: unknown): boolean {
	return Array.isArray(value) && value.some((row: unknown) => isRecord(row) && findOrderNumber(row) !== undefined);
}

/** A mass order of which some lines were bought: `{orders: [{line, order}], errors: [{line, reason}]}`. */
function isPartlyBought(value: unknown): boolean {
	return isRecord(value) && Array.isArray(value.errors) && holdsOrders(value.orders);
}

/**
 * Makes an item of every entry of a list in a reply.
 * @param items - of the whole reply
 * @returns undefined if the reply has no such list
 */
export function splitItems(items: ReadonlyArray<Readonly<Record<string, unknown>>>, list: string): Item[] | undefined {
	const lists = items.map((item) => item[list]);
	return lists.length > 0 && lists.every((entries) => Array.isArray(entries)) ? toItems(lists.flat()) : undefined;
}
