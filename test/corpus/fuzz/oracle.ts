import type { MadeReply } from './replies';

/**
 * What a reply must hold at least before it may count as an order, an acceptance or an end. Asked of its text alone and
 * in another way than the readers ask, so that one mistake does not excuse the other.
 */

/** True where a reply may be read as this order. */
export function mayBeOrder({ body, http }: MadeReply, order: string): boolean {
	const names = /order|"id"|\\"id\\"/i.test(body);
	return http < 300 && names && /\d/.test(order) && !/^-|^0+$|\s/.test(order) && body.includes(order) && !saysNo(body);
}

/** True where a reply may be read as a yes to a refill or a cancellation. */
export function mayBeAccepted({ body, http }: MadeReply): boolean {
	const yes =
		/true|[1-9]|success|ok|yes|accept|request|receiv|submit|added|placed|sent|queued|pending|progress|done|complete|cancel|refill/i;
	return http < 300 && yes.test(body) && !saysNo(body);
}

const END = /complete|partial|cancel|refund|reject|declin|expire|done|deliver|finish/i;
/** Words that are also outcomes of calls: they are states only beside what comes with a state. */
const END_OR_OUTCOME = /fail|error|success/i;
const STATE_FIELD = /charge|start_?count|remains?|currency|posts|runs|accounts|entityType|autoDelivery|phone|sms_?content|expires/i;

/** True where a reply may be read as the end of an order, refill or number. */
export function mayBeFinal({ body, http }: MadeReply): boolean {
	if (http >= 300) return false;
	return END.test(body) || /code/i.test(body) || /expires/i.test(body) || (END_OR_OUTCOME.test(body) && STATE_FIELD.test(body));
}

/** True where the whole reply, and not a part of it, is a plain no in words. */
function saysNo(body: string): boolean {
	const value = parse(body);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const fields = new Map<string, unknown>(Object.entries(value));
	const error = fields.get('error');
	return (typeof error === 'string' && /[a-z]{3,} [a-z]{3,}/i.test(error)) || fields.get('success') === false;
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
