import { priceOf } from './money';
import { isFinal, progressOf } from './progress';
import { formOf, linesOf, valuesAllowed } from './serviceTypes';
import type { Booked, Fields, PanelState, Reply } from './state';
import type { CatalogRow } from './types';

function refuse(error: string): Reply {
	return { json: { error } };
}

/** The pieces an order asks for, or null when the field is no whole number. */
function quantityOf(row: CatalogRow, fields: Fields): number | null {
	const { quantity } = formOf(row);
	if (quantity === 'lines of comments') return linesOf(fields.comments ?? '').length;
	if (quantity === 'lines of usernames') return linesOf(fields.usernames ?? '').length;
	if (quantity === 'none') return Math.max(1, row.min);
	return /^\d{1,10}$/.test(fields.quantity ?? '') ? Number(fields.quantity) : null;
}

/** Why the fields of the form do not fit the service's type, or null when they do. */
function formProblemOf({ facts: { texts } }: PanelState, row: CatalogRow, fields: Fields): string | null {
	const missing = formOf(row).required.find((name) => (fields[name] ?? '').trim() === '');
	if (missing === 'link' && row.entityType !== 'product') return 'Bad link';
	if (missing !== undefined && missing !== 'link') return texts.badRequest;
	return valuesAllowed(row, fields) ? null : texts.badRequest;
}

function runsProblemOf({ dialect, facts }: PanelState, row: CatalogRow, { runs = '', interval = '' }: Fields): string | null {
	if (dialect === 'hstockplus' || (runs === '' && interval === '')) return null;
	const offered = dialect !== 'hassanStore' || row.dripfeed === true;
	return offered && /^[1-9]\d{0,4}$/.test(runs) && /^[1-9]\d{0,5}$/.test(interval) ? null : facts.texts.badRequest;
}

function limitProblemOf(row: CatalogRow, quantity: number): string | null {
	const most = row.entityType === 'product' ? Math.min(row.max, row.stock ?? row.max) : row.max;
	if (quantity < row.min) return `Quantity less than minimal ${row.min}`;
	return quantity > most ? `Quantity more than maximum ${most}` : null;
}

function activeLinkProblemOf(state: PanelState, { link }: Fields): string | null {
	if (state.quirks.activeLinkCheck !== true || link === '') return null;
	const active = [...state.orders.values()].some(
		(order) => order.kind === 'order' && order.fields.link === link && !isFinal(progressOf(state, order).status),
	);
	return active ? 'You have active order with this link. Please wait until order being completed.' : null;
}

/** Why the fields do not fit the service, in a panel's words, or null when they do. */
function problemOf(state: PanelState, row: CatalogRow, fields: Fields): string | null {
	const problem = formProblemOf(state, row, fields) ?? runsProblemOf(state, row, fields);
	if (problem !== null || formOf(row).quantity === 'none') return problem;
	const asked = quantityOf(row, fields);
	if (asked === null) return `Quantity less than minimal ${row.min}`;
	// Hassan's software checks the limits against all runs together, the others against each run.
	const checked = state.dialect === 'hassanStore' ? asked * Number(fields.runs || '1') : asked;
	return limitProblemOf(row, checked) ?? activeLinkProblemOf(state, fields);
}

function costOf(row: CatalogRow, pieces: number): bigint {
	const { price } = formOf(row);
	if (price === 'later') return 0n;
	if (price === 'whole') return priceOf(row.rate, 1, 1);
	return priceOf(row.rate, pieces, row.entityType === 'product' ? 1 : 1000);
}

/** Books one entry, takes its price from the balance and gives it the next id. */
export function book(state: PanelState, entry: Omit<Booked, 'id' | 'refunded' | 'refills' | 'patch' | 'createdAt'>): Booked {
	const booked: Booked = { ...entry, id: state.nextOrder, refunded: false, refills: [], patch: {}, createdAt: state.now() };
	state.nextOrder += 1;
	state.balance -= entry.paid;
	state.orders.set(booked.id, booked);
	return booked;
}

/**
 * `add`: `{"order": 23501}`, or `{error}` in the dialect's words. The price is taken at once: rate per 1000, the whole
 * rate on packages, per unit on HstockPlus products, and nothing yet on subscriptions, which panels charge per created
 * order.
 */
export function add(state: PanelState, fields: Fields): Reply {
	const { texts } = state.facts;
	if ((fields.service ?? '') === '') return refuse(texts.serviceMissing);
	const row = state.service(fields.service);
	if (row === undefined) return refuse(texts.serviceUnknown);
	const problem = problemOf(state, row, fields);
	if (problem !== null) return refuse(problem);
	const runs = state.dialect === 'hstockplus' ? 1 : Number(fields.runs || '1');
	const quantity = (quantityOf(row, fields) ?? 0) * runs;
	const paid = costOf(row, quantity);
	if (paid > state.balance) return refuse(texts.noFunds);
	const rowAtBooking = { ...row };
	if (row.entityType === 'product' && row.stock !== undefined) {
		row.stock -= quantity;
		state.forgetPrepared();
	}
	const { id } = book(state, { kind: 'order', fields, row: rowAtBooking, type: row.type, quantity, runs, paid });
	const json = state.quirks.successOrderEnvelope === true ? { status: 'success', order: id } : { order: id };
	return { json, booked: [id] };
}
