import type { IDataObject } from 'n8n-workflow';
import { readDecimal } from '../../panel/values/money';
import { addOrderCall } from '../../panel/api/orders';
import { serviceField } from '../shared/commonFields';
import { orderFields } from './form/orderFormFields';
import { orderOptions, orderTypeField, serviceCategoryField } from './form/orderOptions';
import { maxChargeField, orderKeyField, paidOptions, readPaidOptions } from '../shared/paidFields';
import { defineOperation } from '../environment';
import { pickFacts, readOrderKey, runPurchases, unreadableToRecord } from '../runPurchases';
import { checkOrder, estimateOrder, parseOrder, type ParsedOrder } from './form/parseOrder';

export const createOperation = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create order',
	description: 'Buy a service or product at the panel. It costs money from the balance of the account.',
	paid: true,
	properties: [
		serviceCategoryField,
		serviceField,
		orderTypeField,
		...orderFields,
		orderKeyField,
		maxChargeField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				orderOptions.additionalFields,
				paidOptions.callsAtOnce,
				paidOptions.compareBalance,
				paidOptions.goOnWithoutFunds,
				paidOptions.onNotBought,
				paidOptions.maxTotal,
				paidOptions.onDuplicate,
				orderOptions.priceBasis,
				paidOptions.releaseOrderKey,
				paidOptions.timeout,
				orderOptions.useChosenType,
			],
		},
	],
	failureToRecord: unreadableToRecord,
	allItems: (calls, environment) =>
		runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const options = readPaidOptions(parameters.options);
			// A limit that is no amount is refused before anything is sent, so no catalog is read for it.
			const hasLimit = [parameters.maxCharge, options.maxTotal ?? ''].some((limit) => readDecimal(limit) !== undefined);
			const order = await parseOrder(
				parameters,
				environment,
				hasLimit ? 'forMaximum' : options.compareBalance === true ? 'ifPossible' : 'ifCached',
			);
			checkOrder(order, parameters);
			const priced = estimateOrder(order, parameters);
			return {
				itemIndex,
				action: 'add',
				summary: order.summary,
				facts: toFacts(order),
				orderKey: readOrderKey(parameters.orderKey),
				content: JSON.stringify(order.fields),
				maxCharge: parameters.maxCharge,
				options,
				priced,
				estimate: async () => priced,
				call: addOrderCall(order.fields),
			};
		}),
});

function toFacts({ service, order, fields }: ParsedOrder): IDataObject {
	const given: Record<string, unknown> = {
		...fields,
		service,
		quantity: order.pieces,
		runs: order.fields.runs === undefined ? undefined : order.runs,
	};
	return pickFacts((name) => given[name]);
}
