import { orderUnknown } from './dialects';
import { progressOf } from './progress';
import type { Booked, Fields, PanelState, Reply } from './state';

/** "up to 100 IDs" in all three documents. */
export const MOST_IDS = 100;

/** Ids of a comma list. */
export function idsOf(list: string): string[] {
	return list
		.split(',')
		.map((id) => id.trim())
		.filter((id) => id !== '');
}

function asText(value: number | string | null): string | null {
	return value === null ? null : String(value);
}

/** One order in the documented shape of the dialect. */
function statusOf(state: PanelState, order: Booked): Record<string, unknown> {
	if (order.patch.reply !== undefined) return order.patch.reply;
	const progress = progressOf(state, order);
	const { status, startCount, remains } = progress;
	const charge = order.patch.charge ?? state.money(progress.cost);
	const { currency } = state;
	if (state.dialect === 'hstockplus') {
		const common = { status, charge, start_count: startCount, remains, currency };
		const autoDelivery = order.row?.autoDelivery ?? true;
		if (order.row?.entityType !== 'product') return { ...common, autoDelivery };
		const delivered = progress.accounts.length > 0 ? { accounts: progress.accounts } : {};
		return { ...common, entityType: 'product', autoDelivery, ...delivered };
	}
	if (order.type === 'Subscriptions') return { status, posts: progress.posts };
	if (state.dialect === 'hassanStore' && order.runs > 1) return { status, runs: order.runs };
	return { charge, start_count: asText(startCount), status, remains: asText(remains), currency };
}

function statusOfOne(state: PanelState, id: string): Reply {
	const order = state.order(id, 'order');
	return { json: order === undefined ? orderUnknown(state.dialect) : statusOf(state, order) };
}

/** One id of a batch: its order, or the error that this id alone has. */
function batchEntry(state: PanelState, id: string): Record<string, unknown> | string {
	const order = state.order(id, 'order');
	if (order !== undefined) return statusOf(state, order);
	return state.quirks.stringErrors === true ? state.facts.texts.orderUnknown : orderUnknown(state.dialect);
}

/**
 * `status` with `order`, or with `orders` where the panel documents it. A batch is keyed by id (a list on some clones);
 * a bad id is an entry of its own. More than 100 ids are refused. With exactly one id Hassan's software answers flat.
 */
export function status(state: PanelState, { order = '', orders = '' }: Fields): Reply {
	if (order !== '' || orders === '' || state.bulkStatus === 'none') return statusOfOne(state, order);
	const ids = idsOf(orders);
	const [first] = ids;
	if (first === undefined || ids.length > MOST_IDS) return { json: { error: state.facts.texts.badRequest } };
	if (ids.length === 1 && state.quirks.flatSingle === true) return statusOfOne(state, first);
	if (state.bulkStatus === 'keyed') return { json: Object.fromEntries(ids.map((id) => [id, batchEntry(state, id)])) };
	const list = ids.map((id) => {
		const entry = batchEntry(state, id);
		return { order: Number(id), ...(typeof entry === 'string' ? { error: entry } : entry) };
	});
	return { json: list };
}

/** `balance`: a decimal string and a currency in all three documents. */
export function balance(state: PanelState): Reply {
	return { json: { balance: state.money(state.balance), currency: state.currency } };
}
