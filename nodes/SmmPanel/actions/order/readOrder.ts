import { getCatalog, peekCatalog } from '../../catalog/catalog';
import type { ServiceRow } from '../../catalog/serviceRow';
import { estimateCharge, type Estimate, type PriceBasis } from '../../ordering/estimate';
import type { PanelClient } from '../../panel/client';
import { serviceId } from '../fields/common';
import { additionalFieldsOf, orderFieldsOf, type OrderFields, type OrderInput } from './orderFields';
import { checkAgainstService } from './serviceCheck';

/** The parameters that describe an order, in 'Create' and in 'Estimate'. */
export interface OrderParameters extends OrderInput {
	readonly service: string;
	readonly options: { readonly additionalFields?: unknown; readonly useChosenType?: boolean; readonly priceBasis?: PriceBasis | 'automatic' };
}

/** An order that was read and checked as far as possible without a call. */
export interface ReadOrder {
	service: string;
	order: OrderFields;
	/** The exact fields of `add`. */
	fields: Record<string, string | number | undefined>;
	/** For people: what is ordered. */
	summary: string;
	/** The catalog row, where it was at hand or asked for. */
	row?: ServiceRow;
}

const RESERVED = ['key', 'action', 'service'];

/**
 * Reads an order. In: its parameters, the panel, and whether the catalog row is needed (then the catalog may be
 * loaded; otherwise only a cached copy is used). Out: the order, not yet compared with its row. Errors: bad input.
 */
export async function readOrder(parameters: OrderParameters, panel: PanelClient, needsRow: boolean): Promise<ReadOrder> {
	const service = serviceId(parameters.service);
	const order = orderFieldsOf(parameters);
	const more = additionalFieldsOf(parameters.options.additionalFields, 'Additional Fields', RESERVED);
	const row = (needsRow ? await getCatalog(panel) : peekCatalog(panel))?.rowOf(service);
	return { service, order, fields: { service, ...order.fields, ...more }, summary: summaryOf(service, order), ...(row ? { row } : {}) };
}

/** Compares an order with its row, if there is one. Errors: see checkAgainstService. */
export function checkOrder({ row, order }: ReadOrder, { orderType, options }: OrderParameters): void {
	if (row) checkAgainstService(row, orderType, order, options.useChosenType === true);
}

/** What the order should cost. */
export function estimateOf({ row, order }: ReadOrder, { options }: OrderParameters): Estimate {
	const pieces = order.pieces === undefined ? undefined : order.pieces * order.runs;
	return estimateCharge(row, pieces, options.priceBasis ?? 'automatic');
}

const LONGEST_VALUE = 80;

function summaryOf(service: string, { fields, pieces }: OrderFields): string {
	const parts = [`service ${service}`];
	if (pieces !== undefined) parts.push(`quantity ${pieces}`);
	if (fields.runs !== undefined) parts.push(`${fields.runs} runs`);
	const target = fields.link ?? fields.username;
	if (target !== undefined) parts.push(`${fields.link === undefined ? 'username' : 'link'} ${[...target].slice(0, LONGEST_VALUE).join('')}`);
	return parts.join(', ');
}
