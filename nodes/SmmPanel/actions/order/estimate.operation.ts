import type { IDataObject } from 'n8n-workflow';
import { getBalance } from '../../panel/api/account';
import { PanelError } from '../../panel/errors';
import { compare, readDecimal, showDecimal } from '../../panel/values/money';
import { serviceField } from '../shared/commonFields';
import { orderFields } from './form/orderFormFields';
import { orderOptions, orderTypeField, serviceCategoryField } from './form/orderOptions';
import { defineOperation } from '../environment';
import { checkOrder, estimateOrder, parseOrder, type OrderParameters, type ParsedOrder } from './form/parseOrder';

export const estimateOperation = defineOperation({
	name: 'Estimate',
	value: 'estimate',
	action: 'Estimate order',
	description: 'Check an order and estimate its charge without placing it',
	properties: [
		serviceCategoryField,
		serviceField,
		orderTypeField,
		...orderFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [orderOptions.additionalFields, orderOptions.priceBasis, orderOptions.useChosenType],
		},
	],
	async perItem({ parameters }, environment) {
		const order = await parseOrder(parameters, environment, 'forEstimate');
		const [account] = await environment.readOnce('balance', async () => [await getBalance(environment.panel)]);
		const { balance, currency } = account ?? {};
		return [
			{
				service: order.service,
				...rowFacts(order),
				...fit(order, parameters),
				...price(order, parameters, String(balance)),
				...(currency === undefined ? {} : { currency }),
			},
		];
	},
});

function rowFacts({ row, order }: ParsedOrder): IDataObject {
	const pieces = order.pieces === undefined ? {} : { quantity: order.pieces, runs: order.runs };
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

/** Whether the order fits its service; what does not fit is told as data, because this is a dry run. */
function fit(order: ParsedOrder, parameters: OrderParameters): IDataObject {
	if (!order.row) return { fits: false, reason: 'The catalog of the panel has no such service.' };
	try {
		checkOrder(order, parameters);
		return { fits: true };
	} catch (failure) {
		return {
			fits: false,
			reason: failure instanceof PanelError ? `${failure.message}. ${failure.nextStep}` : 'The order could not be checked.',
		};
	}
}

function price(order: ParsedOrder, parameters: OrderParameters, balance: string): IDataObject {
	const { basis, amount, reason, remedy } = estimateOrder(order, parameters);
	if (!amount) return { priceBasis: basis, note: `No estimate: ${reason}.${remedy === undefined ? '' : ` ${remedy}`}`, balance };
	const available = readDecimal(balance);
	return {
		priceBasis: basis,
		estimate: showDecimal(amount),
		note: `An estimate: ${reason}. The charge of the placed order is what counts.`,
		balance,
		...(available ? { balanceSuffices: compare(available, amount) >= 0 } : {}),
	};
}
