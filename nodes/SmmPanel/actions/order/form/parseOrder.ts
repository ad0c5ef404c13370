import { peekCatalog, type Catalog } from '../../../catalog/catalog';
import type { ServiceRow } from '../../../catalog/serviceRow';
import { CHOOSE_BASIS, estimateCharge, type Estimate, type PriceBasis } from '../../../purchases/estimate';
import type { Fields } from '../../../panel/transport/client';
import { PanelError, rethrow } from '../../../panel/errors';
import { readServiceId } from '../../shared/commonFields';
import { CALL_FIELDS, parseAdditionalFields, type Reserved } from '../../shared/additionalFields';
import type { PanelEnvironment } from '../../environment';
import { listApiNames, changesAmount, parseOrderFields, type OrderFields, type OrderInput } from './orderFields';
import { findFormForService, getForm, type OrderType } from './orderTypes';
import { checkAgainstService } from './checkOrder';

/** The parameters that describe an order, in 'Create' and in 'Estimate'. */
export interface OrderParameters extends OrderInput {
	readonly service: string;
	readonly options: {
		readonly additionalFields?: unknown;
		readonly useChosenType?: boolean;
		readonly priceBasis?: PriceBasis | 'automatic';
	};
}

/** An order that was read and checked as far as possible without a call. */
export interface ParsedOrder {
	service: string;
	order: OrderFields;
	/** The exact fields of `add`. */
	fields: Record<string, string | number | undefined>;
	/** For people: what is ordered. */
	summary: string;
	/** An additional field that can change how much is ordered, so that no price can be told. */
	amountField?: string;
	/** The catalog row, where it was at hand or asked for. */
	row?: ServiceRow;
}

/** Whether the catalog row of the service is wanted; a cached one is always used, because it costs nothing. */
export type RowNeed = 'ifCached' | 'ifPossible' | 'forMaximum' | 'forEstimate';

/**
 * Reads an order, not yet compared with its catalog row.
 * @param need - how much the row is needed: a limit cannot be kept without one, a comparison of balances can
 * @throws for bad input, and for a needed catalog that cannot be had or is too old
 */
export async function parseOrder(parameters: OrderParameters, environment: PanelEnvironment, need: RowNeed): Promise<ParsedOrder> {
	const service = readServiceId(parameters.service);
	const order = parseOrderFields(parameters);
	const more = parseAdditionalFields(parameters.options.additionalFields, 'Additional Fields', listReserved(parameters.orderType));
	const row = (await loadCatalog(environment, need))?.rowOf(service);
	// Panels that do not tell "Quantity" or "quantity[]" from "quantity" must not take more than a maximum was compared with.
	const amountField = Object.keys(more).find((name) => changesAmount(name.replace(/\[.*$/, '').toLowerCase()));
	return {
		service,
		order,
		fields: { service, ...order.fields, ...more },
		summary: summarize(service, order, more),
		...(amountField === undefined ? {} : { amountField }),
		...(row ? { row } : {}),
	};
}

async function loadCatalog({ panel, catalog }: PanelEnvironment, need: RowNeed): Promise<Catalog | undefined> {
	if (need === 'ifCached') return peekCatalog(panel);
	try {
		const known = await catalog();
		const ageMs = Date.now() - known.loadedAt;
		if (ageMs > OLDEST_PRICES_MS) throw oldPricesError(Math.round(ageMs / 60_000), need);
		return known;
	} catch (failure) {
		if (need === 'ifPossible') return undefined;
		return rethrow(failure);
	}
}

const OLDEST_PRICES_MS = 60 * 60 * 1000;

/** While a panel is down its last catalog is used on; no limit may be kept and no order refused by what it said yesterday. */
function oldPricesError(minutes: number, need: RowNeed): PanelError {
	const isGuard = need === 'forMaximum';
	return new PanelError({
		kind: 'serverError',
		effect: 'none',
		message: `${isGuard ? 'Nothing was sent: the prices of the panel are needed for a maximum, but the last ones' : 'There is no estimate, because the last prices of the panel'} are ${minutes} minutes old and newer ones cannot be had`,
		nextStep: `Try again when the panel answers${isGuard ? ', or remove the maximum' : ''}.`,
	});
}

/** A quantity that came in by the back door would pass the limits, so each field has one place. */
function listReserved(orderType: OrderType): Reserved {
	const own = listApiNames(orderType).map((name) => [name, 'which this order type has as a field of its own'] as const);
	return new Map([...CALL_FIELDS, ['service', "which is chosen under 'Service'"] as const, ...own]);
}

/** Compares an order with its row, if there is one. */
export function checkOrder({ row, order }: ParsedOrder, { orderType, options }: OrderParameters): void {
	if (row) checkAgainstService(row, orderType, order, options.useChosenType === true);
}

/** What the order should cost. */
export function estimateOrder({ row, order, amountField }: ParsedOrder, { orderType, options }: OrderParameters): Estimate {
	if (amountField !== undefined)
		return {
			basis: 'unknown',
			reason: `'Additional Fields' holds "${amountField}", which can change how much is ordered`,
			remedy: "Remove it and choose the 'Order Type' that has it as a field of its own.",
		};
	const basis = options.priceBasis ?? 'automatic';
	const estimate = estimateCharge(row, order, basis);
	if (row === undefined || basis !== 'automatic' || estimate.basis === 'unknown') return estimate;
	// Where the user trusts the chosen type more than the panel's, only one of them knows what the price is for.
	const type = getForm(orderType).name;
	const asChosen = estimateCharge({ ...row, type, entityType: orderType === 'product' ? 'product' : undefined }, order, basis);
	if (asChosen.basis === estimate.basis) return estimate;
	const label = findFormForService(row.type, row.entityType)?.name ?? row.type.slice(0, 40);
	return {
		basis: 'unknown',
		reason: `the panel labels the service '${label}', but it is ordered as '${type}', which is priced in another way`,
		remedy: CHOOSE_BASIS,
	};
}

const LONGEST_VALUE = 80;

function summarize(service: string, { fields, pieces }: OrderFields, more: Fields): string {
	const parts = [`service ${service}`];
	if (pieces !== undefined) parts.push(`quantity ${pieces}`);
	if (fields.runs !== undefined) parts.push(`${fields.runs} runs`);
	const target = fields.link ?? fields.username;
	if (target !== undefined)
		parts.push(`${fields.link === undefined ? 'username' : 'link'} ${[...target].slice(0, LONGEST_VALUE).join('')}`);
	const names = Object.keys(more);
	if (names.length > 0) parts.push(`with ${names.join(' and ')}`);
	return parts.join(', ');
}
