import type { Catalog } from '../../../catalog/catalog';
import type { ServiceRow } from '../../../catalog/serviceRow';
import { invalidInput, PanelError } from '../../../panel/errors';
import { findOrderType, getForm, type OrderType, type OrderTypeChoice } from './orderTypes';

/** What the catalog says about the service of an order. */
export interface KnownService {
	/** Missing where the catalog has no such service, or there is no catalog. */
	readonly row?: ServiceRow | undefined;
	/** Why there is no row, where the panel may have sent a part of its catalog only. */
	readonly absence?: string | undefined;
	/** Why there is no catalog. */
	readonly failure?: PanelError;
}

interface ChosenType {
	readonly orderType: OrderType;
	/** Where the panel says that the service is of another type. */
	readonly mismatch?: PanelError;
}

/**
 * The type under which an order is sent: the one that the user chose, else the one that the panel names for the service.
 * @param isInsisted - the user trusts the chosen type more than the panel's, because panels mislabel types
 * @throws where the panel decides, but says nothing that is known: a guess would spend money
 */
export function chooseType(
	choice: OrderTypeChoice,
	service: string,
	{ row, absence, failure }: KnownService,
	isInsisted: boolean,
): ChosenType {
	const ofService = row && findOrderType(row.type, row.entityType);
	if (choice === 'automatic') {
		if (ofService !== undefined) return { orderType: ofService };
		throw failure ? typeUnreadError(service, failure) : typeUnknownError(service, row, absence);
	}
	if (isInsisted || ofService === undefined || ofService === choice) return { orderType: choice };
	const wanted = getForm(ofService).name;
	return {
		orderType: choice,
		mismatch: invalidInput(
			`Service ${service} is of the type '${wanted}', but the order type is '${getForm(choice).name}'`,
			`Choose '${wanted}' or 'Automatic (From the Service)' as 'Order Type'. If the panel labels this service wrongly, switch on the option 'Use the Type Chosen Here'.`,
		),
	};
}

const BY_HAND = "choose the 'Order Type' by hand";

function typeUnreadError(service: string, failure: PanelError): PanelError {
	const { kind, message, nextStep } = failure;
	return new PanelError({
		kind,
		effect: 'none',
		message: `The type of service ${service} could not be read: ${message.replace(/\.$/, '')}`,
		nextStep: `Nothing was sent. To order without the catalog of the panel, ${BY_HAND}. ${nextStep}`.trim(),
	});
}

/** The panel was asked, but names no type that is known. */
export class UnknownTypeError extends PanelError {
	constructor(
		message: string,
		nextStep: string,
		readonly row: ServiceRow | undefined,
	) {
		super({ kind: 'badInput', effect: 'none', message, nextStep });
	}
}

/** Says that a catalog which was cut has not the service, if it was; begins small, to stand within a sentence. */
export function describeAbsence(service: string, catalog: Catalog): string | undefined {
	if (!catalog.isPartial || catalog.findRow(service)) return undefined;
	return `service ${service} is not in the part of the catalog that the panel sent, which has ${catalog.rows.length} services`;
}

function typeUnknownError(service: string, row: ServiceRow | undefined, absence: string | undefined): UnknownTypeError {
	if (!row)
		return new UnknownTypeError(
			absence === undefined
				? `The catalog of the panel has no service ${service}, so its type is not known`
				: `S${absence.slice(1)}, so its type is not known`,
			`Check the ID: IDs differ from panel to panel. If it is right, ${BY_HAND}.`,
			row,
		);
	const type = row.type.trim().slice(0, 40);
	return new UnknownTypeError(
		type === ''
			? `The panel names no type for service ${service}`
			: `Service ${service} is of the type '${type}', which this node does not know`,
		`C${BY_HAND.slice(1)}: 'Default' fits most services, and the page of the service at the panel tells what it asks for.`,
		row,
	);
}
