import { isRecord, type ReplyContent } from './parseReply';
import { listLayers } from './unwrap';

/** Reads an order number: a token with a digit and without blanks, not 0, not negative, no amount. */
export function readOrderNumber(value: unknown): string | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const text = String(value).trim();
	const isToken = /^(?=\D*\d)[\w#][\w.:#/-]{0,63}$/.test(text) && !/^0+$|^\d+\.\d+$|error|fail/i.test(text);
	return isToken ? text : undefined;
}

const NAMES = new Set(['order', 'orderid', 'ordernumber', 'orderno']);

/** The numbers in the fields of a record that are named for the order; undefined where it has none. */
function readNamed(record: Record<string, unknown>): { order: string | undefined } | undefined {
	const named = Object.entries(record).filter(([name]) => NAMES.has(name.toLowerCase().replace(/[^a-z]/g, '')));
	return named.length === 0 ? undefined : { order: named.map(([, value]) => readOrderNumber(value)).find((id) => id !== undefined) };
}

/**
 * The one order that a reply to a purchase names, also inside an envelope, with the record that names it: as `order`,
 * `order_id`, `orderId` and the like, else as `id`. The `id` of an envelope is that of the call, e.g. in JSON-RPC.
 */
export function findOrder(value: unknown): { order: string; record: Record<string, unknown> } | undefined {
	const layers = listLayers(value);
	const records = layers.filter(isRecord);
	for (const record of records) {
		const order = readNamed(record)?.order;
		if (order !== undefined) return { order, record };
	}
	// Beside several records that id is none of theirs.
	if (layers.some((layer) => Array.isArray(layer) && layer.length > 1 && layer.some(isRecord))) return undefined;
	for (const record of records.reverse()) {
		// A field for the order that holds no number, e.g. 0 or words, is not made good by an id of something else.
		const order = readNamed(record) ? undefined : readOrderNumber(record.id);
		if (order !== undefined) return { order, record };
	}
	return undefined;
}

export function findOrderNumber(value: unknown): string | undefined {
	return findOrder(value)?.order;
}

const SEARCHED_CHARACTERS = 100_000;
const MAX_NUMBERS = 20;
const NUMBER_OF_ORDER = /\b(?:new_?)?order(?:_?ids?|_?number|_?no|s)?\\*"\s*:\s*\[?\s*\\*"?([\w.:#/-]{1,64})/gi;
/** `"order": {"status": "Pending", "id": 5}` */
const ID_OF_ORDER = /\border\\*"\s*:\s*\{(?:[^{}]{0,500}[,\s])?\\*"id\\*"\s*:\s*\\*"?([\w.:#/-]{1,64})/gi;

/** The id of a reply that also speaks of success, or of a charge: it may be the order, although something says no. */
export function findDoubtfulNumber(content: ReplyContent): string | undefined {
	return content.kind === 'json' && listLayers(content.value).some(saysMade) ? findOrderNumber(content.value) : undefined;
}

const MADE = /^\s*(true|success\w*|ok|created|accepted|queued|pending|processing|in[ _-]?progress)\s*$/i;

function saysMade(layer: unknown): boolean {
	return isRecord(layer) && (Number(layer.charge) > 0 || [layer.success, layer.status].some((outcome) => MADE.test(String(outcome))));
}

/** The numbers of orders that stand anywhere in the text of a reply, for people who have to look them up. */
export function searchOrderNumbers(body: string): { order?: string } {
	const searched = body.slice(0, SEARCHED_CHARACTERS);
	const found = [...searched.matchAll(NUMBER_OF_ORDER), ...searched.matchAll(ID_OF_ORDER)];
	const numbers = found.map(([, token]) => readOrderNumber(token)).filter((id) => id !== undefined);
	const order = [...new Set(numbers)].slice(0, MAX_NUMBERS).join(', ');
	return order === '' ? {} : { order };
}
