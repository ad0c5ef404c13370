import { peekCatalog } from '../../../catalog/catalog';
import type { ServiceRow } from '../../../catalog/serviceRow';
import type { PriceBasis } from '../../../purchases/estimate';
import type { Fields } from '../../../panel/transport/client';
import { invalidInput, KINDS, PanelError, rethrow } from '../../../panel/errors';
import { readServiceId } from '../../shared/commonFields';
import { CALL_FIELDS, parseAdditionalFields, type Reserved } from '../../shared/additionalFields';
import type { PanelEnvironment } from '../../environment';
import { toApiName, changesAmount } from './orderFields';
import { findOrderType, getForm, type OrderType, type OrderTypeChoice } from './orderTypes';
import { describeProblems } from './describeProblems';
import { chooseType, describeAbsence, type KnownService } from './chooseType';
import { parseOrderFields, type OrderFields, type OrderInput } from './parseFields';

/** The parameters that describe an order, in 'Create' and in 'Estimate'. */
export type OrderParameters = OrderInput & {
	readonly service: string;
	readonly options: {
		readonly additionalFields?: unknown;
		readonly useChosenType?: boolean;
		readonly priceBasis?: PriceBasis | 'automatic';
	};
};

/** An order that was read and checked as far as possible without its limits. */
export interface ParsedOrder {
	service: string;
	orderType: OrderType;
	order: OrderFields;
	/** The exact fields of `add`. */
	fields: Record<string, string | number | undefined>;
	/** The number of lines as a quantity, where it goes along. */
	counted: Fields;
	/** For people: what is ordered. */
	summary: string;
	/** An additional field that can change how much is ordered, so that no price can be computed. */
	amountField?: string;
	/** The catalog row, where one of the last hour is at hand. */
	row?: ServiceRow;
	/** Why there is no row, where the panel may have sent a part of its catalog only. */
	absence?: string;
	/** Where the panel says that the service is of another type. */
	mismatch?: PanelError;
}

/**
 * What the catalog is needed for. A limit or an estimate cannot do without it. A comparison, and the type where the panel
 * decides about it, take one call; where the user insists on a type, only what is in memory.
 */
export type CatalogNeed = 'maximum' | 'estimate' | 'comparison' | 'none';

/**
 * Reads an order: first its type, then the fields of that type.
 * @throws for bad input, for a type that is not known, and for a needed catalog that cannot be had or is too old
 */
export async function parseOrder(parameters: OrderParameters, environment: PanelEnvironment, need: CatalogNeed): Promise<ParsedOrder> {
	const service = readServiceId(parameters.service);
	const { orderType: choice, options } = parameters;
	const known = await findService(service, environment, need, choice);
	const { orderType, mismatch } = chooseType(choice, service, known, options.useChosenType === true);
	if (known.failure) warnUncompared(environment, known.failure);
	const order = parseOrderFields(
		parameters,
		orderType,
		(problems) => mismatch ?? describeProblems(problems, { orderType, choice, service }),
	);
	const more = parseAdditionalFields(options.additionalFields, 'Additional Fields', listReserved(orderType));
	// Panels that take "Quantity" or "quantity[]" for "quantity" must not take more than a maximum was compared with.
	const amountField = Object.keys(more).find((name) => changesAmount(name.replace(/\[.*$/, '').toLowerCase()));
	return {
		service,
		orderType,
		order,
		fields: { service, ...order.fields, ...more },
		counted: countLines(known.row, orderType, order, more),
		summary: summarize(service, order, more),
		...(amountField === undefined ? {} : { amountField }),
		...(known.row && known.isCurrent ? { row: known.row } : {}),
		...(known.absence === undefined ? {} : { absence: known.absence }),
		...(mismatch ? { mismatch } : {}),
	};
}

/** Types rarely change, so a panel that is out of order for a day can still be ordered from. */
const OLDEST_TYPES_MS = 24 * 60 * 60 * 1000;
/** Prices and limits change more often. */
const OLDEST_PRICES_MS = 60 * 60 * 1000;

/** Finds a service in the catalog: from memory, else by one call for all items of the run. */
async function findService(
	service: string,
	{ panel, catalog, catalogInTime }: PanelEnvironment,
	need: CatalogNeed,
	choice: OrderTypeChoice,
): Promise<KnownService & { isCurrent?: boolean }> {
	if (need === 'none') return { row: peekCatalog(panel)?.findRow(service), isCurrent: true };
	const isComparison = need === 'comparison';
	try {
		const known = await (need === 'estimate' ? catalog() : catalogInTime(isComparison && choice !== 'automatic' ? 'comparison' : 'need'));
		const ageMs = Date.now() - known.loadedAt;
		if (ageMs > (isComparison ? OLDEST_TYPES_MS : OLDEST_PRICES_MS)) throw oldCatalogError(ageMs, need);
		return { row: known.findRow(service), absence: describeAbsence(service, known), isCurrent: ageMs <= OLDEST_PRICES_MS };
	} catch (failure) {
		if (isComparison && failure instanceof PanelError && KINDS[failure.kind].ended !== 'stopped') return { failure };
		return rethrow(failure);
	}
}

const warned = new WeakSet<PanelEnvironment>();

/** Says once a run that orders went out by the chosen type alone, because there was nothing to compare them with. */
function warnUncompared(environment: PanelEnvironment, { message, nextStep }: PanelError): void {
	if (warned.has(environment)) return;
	warned.add(environment);
	const text = `Not compared with the service before sending, because the list of services could not be read: ${message.replace(/\.$/, '')}. ${nextStep}`;
	environment.context.addExecutionHints({ message: text.trim(), type: 'warning', location: 'outputPane' });
	environment.context.logger.warn(text.trim());
}

/** While a panel is down its last catalog is used on; no limit may be kept and no order refused by what it said yesterday. */
function oldCatalogError(ageMs: number, need: CatalogNeed): PanelError {
	const texts = {
		maximum: ['Nothing was sent: the prices of the panel are needed for a maximum, but the last ones', ', or remove the maximum'],
		estimate: ['There is no estimate, because the last prices of the panel', ''],
		comparison: ['the last list of its services', ''],
		none: ['', ''],
	};
	const [what = '', otherwise = ''] = texts[need];
	return new PanelError({
		kind: 'serverError',
		effect: 'none',
		message: `${what} ${need === 'comparison' ? 'is' : 'are'} ${Math.round(ageMs / 60_000)} minutes old and newer ones cannot be had`,
		nextStep: `Try again when the panel answers${otherwise}.`,
	});
}

/**
 * The number of lines as a quantity: some panels buy their minimum without it, or refuse. It goes along only where the
 * catalog says that the service is one for lines.
 * @throws for another quantity among the additional fields, which would buy more or less than the lines
 */
function countLines(row: ServiceRow | undefined, orderType: OrderType, { pieces }: OrderFields, more: Fields): Fields {
	if (pieces === undefined || getForm(orderType).counted === undefined) return {};
	if (more.quantity !== undefined && Number(more.quantity) !== pieces)
		throw invalidInput(
			`'Additional Fields' holds "quantity", which can change how much is ordered: it is ${more.quantity}, but there are ${pieces} lines`,
			"Remove it from 'Additional Fields': the number of lines is the quantity.",
		);
	return row && findOrderType(row.type, row.entityType) === orderType ? { quantity: pieces } : {};
}

/** A quantity that came in by the back door would pass the limits, so each field has one place. */
function listReserved(orderType: OrderType): Reserved {
	const { required, optional } = getForm(orderType);
	const own = [...required, ...optional].map((name) => [toApiName(name), 'which this order type has as a field of its own'] as const);
	return new Map([...CALL_FIELDS, ['service', "which is chosen under 'Service ID'"] as const, ...own]);
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
