import { add } from './add';
import { categories, inventory, shops, subcategoryInfo } from './market';
import { progressOf, settleAll } from './progress';
import { cancel, refill, refillStatus } from './refill';
import { products, services } from './services';
import { addSms, smsCode, smsCountries, smsOf, smsProjects, smsStatus } from './sms';
import type { Booked, Fields, PanelState, Reply } from './state';
import { balance, status } from './status';
import type { SandboxOrder } from './types';

type Handler = (state: PanelState, fields: Fields) => Reply;

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
	['add', add],
	['add_sms', addSms],
	['balance', balance],
	['cancel', cancel],
	['categories', categories],
	['inventory', inventory],
	['products', products],
	['refill', refill],
	['refill_status', refillStatus],
	['services', services],
	['shops', shops],
	['sms_code', smsCode],
	['sms_countries', smsCountries],
	['sms_projects', smsProjects],
	['sms_status', smsStatus],
	['status', status],
	['subcategory_info', subcategoryInfo],
]);

const SPENDS_OR_SHOWS_MONEY = new Set(['add', 'add_sms', 'balance']);

/**
 * Answers one call: first the key, then the action. An action that the dialect's document does not list gets the dialect's
 * own words, also where another panel knows the action.
 */
export function answer(state: PanelState, action: string, fields: Fields, keyOk: boolean): Reply {
	if (!keyOk) return { json: { error: 'Invalid API key' } };
	const handler = state.facts.actions.has(action) ? HANDLERS.get(action) : undefined;
	if (handler === undefined) return { json: { error: state.facts.texts.unknownAction } };
	if (SPENDS_OR_SHOWS_MONEY.has(action)) settleAll(state);
	return handler(state, fields);
}

/** A booked entry as tests see it, at this moment of the sandbox clock. */
export function viewOf(state: PanelState, order: Booked): SandboxOrder {
	const common = {
		id: order.id,
		kind: order.kind,
		fields: { ...order.fields },
		type: order.type,
		quantity: order.quantity,
		refills: [...order.refills],
		cancelRequested: order.cancel !== undefined,
		createdAt: order.createdAt,
	};
	if (order.kind === 'sms') {
		const sms = smsOf(state, order);
		return {
			...common,
			charge: order.patch.charge ?? state.money(order.paid, 4),
			status: order.patch.status ?? (sms === undefined ? 'active' : 'code_received'),
			startCount: null,
			remains: null,
			accounts: [],
			phone: order.phone,
			country: order.country,
			code: sms?.code,
			expiresAt: order.patch.expiresAt ?? order.expiresAt,
		};
	}
	const progress = progressOf(state, order);
	return {
		...common,
		charge: order.patch.charge ?? state.money(progress.cost),
		status: progress.status,
		startCount: progress.startCount,
		remains: progress.remains,
		accounts: progress.accounts,
	};
}
