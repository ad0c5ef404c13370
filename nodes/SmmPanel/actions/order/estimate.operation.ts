import type { Item } from '../../panel/api/records';
import { getBalance } from '../../panel/api/account';
import { PanelError, rethrow } from '../../panel/errors';
import { compare, readDecimal, showDecimal } from '../../panel/values/money';
import { toText } from '../../catalog/labels';
import { readServiceId, serviceField } from '../shared/commonFields';
import { formFields, orderOptions, orderTypeField, serviceCategoryField, showAllFieldsField, typeFieldsField } from './form/orderForm';
import { optionsField } from '../../framework/operation';
import { defineOperation, type PanelEnvironment } from '../environment';
import { UnknownTypeError } from './form/chooseType';
import { checkOrder } from './form/checkOrder';
import { estimateOrder } from './form/estimateOrder';
import { parseOrder, type OrderParameters, type ParsedOrder } from './form/parseOrder';

export const estimateOperation = defineOperation({
	name: 'Estimate',
	value: 'estimate',
	action: 'Estimate order by service ID',
	description: 'Check an order and estimate its charge without placing it',
	properties: [
		serviceField,
		serviceCategoryField,
		orderTypeField,
		showAllFieldsField,
		...formFields,
		typeFieldsField,
		optionsField(...Object.values(orderOptions)),
	],
	async perItem({ parameters }, environment) {
		const order = await readOrder(parameters, environment);
		const [account] = await environment.readOnce('balance', async () => [await getBalance(environment.panel)]);
		const { balance, currency } = account ?? {};
		return [
			{
				service: readServiceId(parameters.service),
				// The answers come first, because tables show the first columns.
				...describeFit(order),
				...describePrice(order, parameters, toText(balance)),
				...(currency === undefined ? {} : { currency }),
				...describeRow(order),
			},
		];
	},
});

/** Reads the order. Where its type is not known there is none, and it does not fit. */
async function readOrder(parameters: OrderParameters, environment: PanelEnvironment): Promise<ParsedOrder | UnknownTypeError> {
	try {
		return await parseOrder(parameters, environment, 'estimate');
	} catch (failure) {
		if (failure instanceof UnknownTypeError) return failure;
		return rethrow(failure);
	}
}

function describeRow(order: ParsedOrder | UnknownTypeError): Item {
	const { row } = order;
	const pieces =
		order instanceof UnknownTypeError || order.order.pieces === undefined ? {} : { quantity: order.order.pieces, runs: order.order.runs };
	if (!row) return { known: false, ...pieces };
	const { name, type, category, rate, min, max } = row;
	return {
		known: true,
		name,
		type,
		category,
		rate,
		...(min === undefined ? {} : { min }),
		...(max === undefined ? {} : { max }),
		...pieces,
	};
}

/** Whether the order fits its service; what does not fit is returned as data, because this is a dry run. */
function describeFit(order: ParsedOrder | UnknownTypeError): Item {
	if (order instanceof UnknownTypeError) return { fits: false, reason: `${order.message}. ${order.nextStep}` };
	if (order.absence !== undefined) return { fits: false, reason: `S${order.absence.slice(1)}.` };
	if (!order.row) return { fits: false, reason: 'The catalog of the panel has no such service.' };
	try {
		checkOrder(order);
		return { fits: true };
	} catch (failure) {
		return {
			fits: false,
			reason: failure instanceof PanelError ? `${failure.message}. ${failure.nextStep}` : 'The order could not be checked.',
		};
	}
}

function describePrice(order: ParsedOrder | UnknownTypeError, parameters: OrderParameters, balance: string): Item {
	if (order instanceof UnknownTypeError)
		return { priceBasis: 'unknown', note: 'No estimate: the type of the order is not known.', balance };
	const { basis, amount, reason, remedy } = estimateOrder(order, parameters);
	if (!amount) return { priceBasis: basis, note: `No estimate: ${reason}.${remedy === undefined ? '' : ` ${remedy}`}`, balance };
	const available = readDecimal(balance);
	return {
		estimate: showDecimal(amount),
		balance,
		...(available ? { balanceSuffices: compare(available, amount) >= 0 } : {}),
		priceBasis: basis,
		note: `An estimate: ${reason}, in the currency of the price list. The charge of the placed order is what counts.${available?.units === 0n ? ' Panels that bill later show a balance of 0.' : ''}`,
	};
}
