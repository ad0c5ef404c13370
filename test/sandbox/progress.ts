import { hash } from './random';
import type { Booked, PanelState } from './state';

/** Pending, two steps of work, done. */
const STEPS = 3;
/** Orders that a supplier fills by hand take longer ("may take some time", HstockPlus status). */
const MANUAL_FACTOR = 2;

/** An order as it stands at one moment. */
export interface Progress {
	status: string;
	startCount: number | string | null;
	remains: number | string | null;
	/** What the order costs after refunds, in units of 10^-8. */
	cost: bigint;
	accounts: string[];
	posts: number;
	final: boolean;
}

/** How an order ends: a link with one of these words asks for it, so that every ending can be tried by hand. */
function wantedEnding(order: Booked): 'completed' | 'partial' | 'canceled' | 'fail' {
	const target = order.fields.link ?? '';
	if (target.includes('sandbox-partial')) return 'partial';
	if (target.includes('sandbox-canceled')) return 'canceled';
	return target.includes('sandbox-fail') ? 'fail' : 'completed';
}

function stepOf(state: PanelState, order: Booked, until: number): number {
	if (state.pace <= 0) return STEPS;
	const manual = order.row?.autoDelivery === false ? MANUAL_FACTOR : 1;
	return Math.min(STEPS, Math.floor((until - order.createdAt) / (state.pace * manual)));
}

/** How many pieces were delivered at `until`; products arrive bit by bit. */
export function deliveredAt(state: PanelState, order: Booked, until: number): number {
	const step = stepOf(state, order, until);
	const ending = wantedEnding(order);
	const goal = ending === 'partial' ? 2 : ending === 'completed' ? STEPS : 0;
	return Math.floor((order.quantity * Math.min(step, goal)) / STEPS);
}

function subscription(state: PanelState, order: Booked): Progress {
	const posts = Number(order.fields.posts ?? '');
	const step = stepOf(state, order, state.now());
	const made = posts === 0 ? step : Math.floor((posts * step) / STEPS);
	const expiry = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(order.fields.expiry ?? '');
	const expired = expiry !== null && state.now() >= Date.UTC(Number(expiry[3]), Number(expiry[2]) - 1, Number(expiry[1]) + 1);
	const canceled = order.cancel !== undefined && state.now() >= order.cancel.at;
	const status = canceled ? 'Canceled' : posts > 0 && step === STEPS ? 'Completed' : expired ? 'Expired' : 'Active';
	return { status, startCount: 0, remains: 0, cost: order.paid, accounts: [], posts: made, final: status !== 'Active' };
}

/** The last status of an order of which so many pieces were delivered. */
function endOf(state: PanelState, order: Booked, delivered: number): string {
	if (delivered === order.quantity) return 'Completed';
	if (delivered > 0) return 'Partial';
	return wantedEnding(order) === 'fail' ? state.facts.failed : 'Canceled';
}

function running(state: PanelState, order: Booked): Progress {
	const now = state.now();
	const delivered = order.cancel?.delivered ?? deliveredAt(state, order, now);
	const step = stepOf(state, order, now);
	const final = order.cancel === undefined ? step === STEPS : now >= order.cancel.at;
	const underWay = step === 0 ? 'Pending' : state.facts.inProgress;
	const status = final ? endOf(state, order, delivered) : underWay;
	const cost = final ? (order.paid * BigInt(delivered)) / BigInt(Math.max(1, order.quantity)) : order.paid;
	const product = order.row?.entityType === 'product';
	const accounts = product
		? Array.from({ length: delivered }, (_, index) => `user${order.id}x${index + 1}:pass${hash(`${order.id}:${index}`)}`)
		: [];
	const startCount = product ? 5 : hash(String(order.id)) % 5000;
	return { status, startCount, remains: order.quantity - delivered, cost, accounts, posts: 0, final };
}

/**
 * How an order stands now, by the sandbox clock: Pending, in progress, then its ending. A canceled or partial order is
 * charged only for what was delivered, and the rest goes back to the balance the first time this is seen.
 */
export function progressOf(state: PanelState, order: Booked): Progress {
	const found = order.type === 'Subscriptions' ? subscription(state, order) : running(state, order);
	const { patch } = order;
	if (patch.status === undefined && found.final && !order.refunded) {
		order.refunded = true;
		state.balance += order.paid - found.cost;
	}
	return {
		...found,
		status: patch.status ?? found.status,
		startCount: patch.startCount === undefined ? found.startCount : patch.startCount,
		remains: patch.remains === undefined ? found.remains : patch.remains,
		accounts: patch.accounts ?? found.accounts,
		posts: patch.posts ?? found.posts,
	};
}

/** True once a status no longer changes. */
export function isFinal(status: string): boolean {
	return /^(complete|completed|partial|cancell?ed|refunded|fail|failed|error|expired)$/i.test(status);
}

/** Gives back everything that is due, so that the balance is right before anyone reads it. */
export function settleAll(state: PanelState): void {
	for (const order of state.orders.values()) {
		if (order.kind === 'order' && !order.refunded) progressOf(state, order);
	}
}
