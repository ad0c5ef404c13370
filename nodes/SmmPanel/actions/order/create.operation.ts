import { readDecimal } from '../../panel/values/money';
import { addOrder } from '../../panel/api/orders';
import { serviceField } from '../shared/commonFields';
import { orderFields } from './form/orderFormFields';
import { orderOptions, orderTypeField, serviceCategoryField } from './form/orderOptions';
import { maxChargeField, orderKeyField, paidOptions, readPaidOptions } from '../shared/paidFields';
import { defineOperation } from '../environment';
import { runPurchases, readOrderKey } from '../runPurchases';
import { checkOrder, estimateOrder, parseOrder } from './form/parseOrder';

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
				paidOptions.compareBalance,
				paidOptions.goOnWithoutFunds,
				paidOptions.maxTotal,
				paidOptions.onDuplicate,
				orderOptions.priceBasis,
				paidOptions.releaseOrderKey,
				paidOptions.timeout,
				orderOptions.useChosenType,
			],
		},
	],
	async allItems(calls, environment) {
		const { panel } = environment;
		return await runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const options = readPaidOptions(parameters.options);
			// A limit that is no amount is refused before anything is sent, so no catalog is read for it.
			const hasLimit = [parameters.maxCharge, options.maxTotal ?? ''].some((limit) => readDecimal(limit) !== undefined);
			const order = await parseOrder(
				parameters,
				environment,
				hasLimit ? 'forMaximum' : options.compareBalance === true ? 'ifPossible' : 'ifCached',
			);
			checkOrder(order, parameters);
			return {
				itemIndex,
				action: 'add',
				summary: order.summary,
				orderKey: readOrderKey(parameters.orderKey),
				content: JSON.stringify(order.fields),
				maxCharge: parameters.maxCharge,
				options,
				estimate: async () => estimateOrder(order, parameters),
				async send(timeoutMs) {
					const { order: id, reply } = await addOrder(panel, order.fields, timeoutMs);
					return [{ ...reply, order: id, service: order.service }];
				},
			};
		});
	},
});
