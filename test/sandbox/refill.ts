import { orderUnknown } from './dialects';
import { deliveredAt, isFinal, progressOf } from './progress';
import type { Booked, BookedRefill, Fields, PanelState, Reply } from './state';
import { idsOf, MOST_IDS } from './status';

const DAY = 86_400_000;

function refused(state: PanelState): Reply {
	return { json: { error: state.facts.texts.badRequest } };
}

/** Books a refill, or says why not in a text that panels use. */
function tryRefill(state: PanelState, order: Booked | undefined): BookedRefill | string {
	if (order === undefined) return state.facts.texts.orderUnknown;
	const last = state.refills.get(order.refills[order.refills.length - 1] ?? -1);
	if (last !== undefined && state.now() - last.createdAt < DAY) {
		return 'The order was completed or refill was requested less than 24 hours ago';
	}
	if (order.row?.refill !== true || !/^complete/i.test(progressOf(state, order).status)) return 'Order not eligible for refill';
	const refill: BookedRefill = { id: state.nextRefill, order: order.id, createdAt: state.now() };
	state.nextRefill += 1;
	state.refills.set(refill.id, refill);
	order.refills.push(refill.id);
	return refill;
}

/** Hassan's software puts a comma list unsplit into its query, and the database reads only the number in front. */
function firstOnly(state: PanelState, fields: Fields): string {
	const value = fields.order || fields.orders || '';
	return state.quirks.silentFirstOfList === true ? (/^\s*(\d+)/.exec(value)?.[1] ?? '') : value;
}

/**
 * `refill`. HM Social Media: `order` gives `{"refill":"1"}` (a string), `orders` an array with numbers and nested errors.
 * Hassan Store: one id, `{"refill":"12345","status":200,"message"}`; errors come with `status` 200 as well.
 */
export function refill(state: PanelState, fields: Fields): Reply {
	if (state.dialect === 'hassanStore' || state.quirks.silentFirstOfList === true) {
		const order = state.order(firstOnly(state, fields), 'order');
		if (order === undefined) return { json: orderUnknown(state.dialect) };
		const result = tryRefill(state, order);
		if (typeof result === 'string') return { json: { error: result, status: 200 } };
		return { json: { refill: String(result.id), status: 200, message: 'Refill has been placed successfully!' } };
	}
	if ((fields.order ?? '') !== '') {
		const result = tryRefill(state, state.order(fields.order, 'order'));
		return { json: typeof result === 'string' ? { error: result } : { refill: String(result.id) } };
	}
	const ids = idsOf(fields.orders ?? '');
	if (ids.length === 0 || ids.length > MOST_IDS) return refused(state);
	const list = ids.map((id) => {
		const result = tryRefill(state, state.order(id, 'order'));
		return { order: Number(id), refill: typeof result === 'string' ? { error: result } : result.id };
	});
	return { json: list };
}

function refillState(state: PanelState, found: BookedRefill): string {
	const steps = state.pace <= 0 ? 2 : Math.floor((state.now() - found.createdAt) / state.pace);
	if (steps < 1) return 'Pending';
	return steps < 2 ? state.facts.inProgress : 'Completed';
}

function findRefill(state: PanelState, id: string | undefined): BookedRefill | undefined {
	return /^\d+$/.test(id ?? '') ? state.refills.get(Number(id)) : undefined;
}

/** `refill_status`: `{"status":"Completed"}` for `refill`; on HM Social Media an array for `refills`, errors nested. */
export function refillStatus(state: PanelState, fields: Fields): Reply {
	if ((fields.refill ?? '') !== '' || state.dialect === 'hassanStore') {
		const found = findRefill(state, fields.refill);
		return { json: found === undefined ? { error: 'Refill not found' } : { status: refillState(state, found) } };
	}
	const ids = idsOf(fields.refills ?? '');
	if (ids.length === 0 || ids.length > MOST_IDS) return refused(state);
	const list = ids.map((id) => {
		const found = findRefill(state, id);
		return { refill: Number(id), status: found === undefined ? { error: 'Refill not found' } : refillState(state, found) };
	});
	return { json: list };
}

/** A cancel is a request: the order stops, and one pace later `status` shows what became of it. */
function tryCancel(state: PanelState, order: Booked): boolean {
	if (order.cancel !== undefined) return true;
	if (order.row?.cancel !== true || isFinal(progressOf(state, order).status)) return false;
	order.cancel = { at: state.now() + Math.max(0, state.pace), delivered: deliveredAt(state, order, state.now()) };
	return true;
}

/**
 * `cancel`. HM Social Media: `orders`, an array of `{order, cancel: 1}` or `{order, cancel: {error}}`.
 * Hassan Store: one `order`, `{"status":"success","message"}`, also where the cancel has no effect in the end.
 */
export function cancel(state: PanelState, fields: Fields): Reply {
	if (state.dialect === 'hassanStore' || state.quirks.silentFirstOfList === true) {
		const order = state.order(firstOnly(state, fields), 'order');
		if (order === undefined) return { json: orderUnknown(state.dialect) };
		tryCancel(state, order);
		return { json: { status: 'success', message: "Cancellation request added, we'll try our best to cancel it." } };
	}
	const ids = idsOf(fields.orders ?? '');
	if (ids.length === 0 || ids.length > MOST_IDS) return refused(state);
	const list = ids.map((id) => {
		const order = state.order(id, 'order');
		const accepted = order !== undefined && tryCancel(state, order);
		return { order: Number(id), cancel: accepted ? 1 : { error: state.facts.texts.orderUnknown } };
	});
	return { json: list };
}
