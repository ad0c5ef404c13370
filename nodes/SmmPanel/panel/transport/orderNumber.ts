import { isRecord } from './parseReply';
import { listLayers } from './unwrap';

/** Reads an order number: a token with a digit and without blanks, not 0, not negative, no amount. */
export function readOrderNumber(value: unknown): string | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const text = String(value).trim();
	const isToken = /^(?=\D*\d)[\w#][\w.:#/-]{0,63}$/.test(text) && !/^0+$|^\d+\.\d+$|error|fail/i.test(text);
	return isToken ? text : undefined;
}

const NAMES = new Set(['order', 'orderid', 'ordernumber', 'orderno']);

/** The number of the order in one record: `order`, `order_id`, `orderId` and the like, else `id`. */
function findInRecord(record: Record<string, unknown>): string | undefined {
	const named = Object.entries(record).filter(([name]) => NAMES.has(name.toLowerCase().replace(/[^a-z]/g, '')));
	// A field for the order that holds no number, e.g. 0 or words, is not made good by an id of something else.
	return named.length > 0 ? named.map(([, value]) => readOrderNumber(value)).find((id) => id !== undefined) : readOrderNumber(record.id);
}

/** The one order that a reply to a purchase names, also inside an envelope, with the record that names it. */
export function findOrder(value: unknown): { order: string; record: Record<string, unknown> } | undefined {
	for (const layer of listLayers(value)) {
		const order = isRecord(layer) ? findInRecord(layer) : undefined;
		if (isRecord(layer) && order !== undefined) return { order, record: layer };
	}
	return undefined;
}

export function findOrderNumber(value: unknown): string | undefined {
	return findOrder(value)?.order;
}

const SEARCHED_CHARACTERS = 100_000;
const MAX_NUMBERS = 20;
const NUMBER_OF_ORDER = /\border(?:_?id|_?number|_?no|s)?\\*"\s*:\s*\[?\s*\\*"?([\w.:#/-]{1,64})/gi;
/** `"order": {"status": "Pending", "id": 5}` */
const ID_OF_ORDER = /\border\\*"\s*:\s*\{(?:[^{}]{0,500}[,\s])?\\*"id\\*"\s*:\s*\\*"?([\w.:#/-]{1,64})/gi;

/** The numbers of orders that stand anywhere in the text of a reply, for people who have to look them up. */
export function searchOrderNumbers(body: string): { order?: string } {
	const searched = body.slice(0, SEARCHED_CHARACTERS);
	const found = [...searched.matchAll(NUMBER_OF_ORDER), ...searched.matchAll(ID_OF_ORDER)];
	const numbers = found.map(([, token]) => readOrderNumber(token)).filter((id) => id !== undefined);
	const order = [...new Set(numbers)].slice(0, MAX_NUMBERS).join(', ');
	return order === '' ? {} : { order };
}
