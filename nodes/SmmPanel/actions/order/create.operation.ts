import type { Item } from '../../panel/api/records';
import type { PaidOptions } from '../../purchases/purchase';
import { readDecimal } from '../../panel/values/money';
import { addOrderCall } from '../../panel/api/orders';
import { serviceField } from '../shared/commonFields';
import { formFields, orderOptions, orderTypeField, serviceCategoryField, showAllFieldsField, typeFieldsField } from './form/orderForm';
import { readOrderKey } from '../shared/purchaseGuards';
import { maxChargeField, orderKeyField, paidOptions, readPaidOptions } from '../shared/paidFields';
import { optionsField } from '../../framework/operation';
import { defineOperation } from '../environment';
import { pickFacts, runPurchases, unreadableToRecord } from '../runPurchases';
import { getForm } from './form/orderTypes';
import { checkOrder } from './form/checkOrder';
import { estimateOrder } from './form/estimateOrder';
import { parseOrder, type CatalogNeed, type OrderParameters, type ParsedOrder } from './form/parseOrder';

export const createOperation = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Buy order for money by service ID',
	description: 'Buy a service or product at the panel. It costs money from the balance of the account.',
	paid: true,
	properties: [
		serviceField,
		serviceCategoryField,
		orderTypeField,
		showAllFieldsField,
		...formFields,
		maxChargeField,
		orderKeyField,
		typeFieldsField,
		optionsField(...Object.values(orderOptions), ...Object.values(paidOptions)),
	],
	failureToRecord: unreadableToRecord,
	allItems: (calls, environment) =>
		runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const options = readPaidOptions(parameters.options);
			const orderKey = readOrderKey(parameters.orderKey);
			const order = await parseOrder(parameters, environment, findNeed(parameters, options));
			checkOrder(order);
			const priced = estimateOrder(order, parameters);
			return {
				itemIndex,
				action: 'add',
				summary: order.summary,
				facts: toFacts(order),
				orderKey,
				// The number of lines follows from them, and goes along only while the catalog is at hand.
				content: JSON.stringify(order.fields),
				maxCharge: parameters.maxCharge,
				options,
				priced,
				estimate: async () => priced,
				call: { ...addOrderCall({ ...order.counted, ...order.fields }), orderType: getForm(order.orderType).name },
			};
		}),
});

function findNeed({ orderType, maxCharge, options }: OrderParameters & { maxCharge: string }, paid: PaidOptions): CatalogNeed {
	// A limit that is no amount is refused before anything is sent, so no catalog is read for it.
	if ([maxCharge, paid.maxTotal ?? ''].some((limit) => readDecimal(limit) !== undefined)) return 'maximum';
	return options.useChosenType === true && orderType !== 'automatic' && paid.compareBalance !== true ? 'none' : 'comparison';
}

function toFacts({ service, order, fields }: ParsedOrder): Item {
	const given: Record<string, unknown> = {
		...fields,
		service,
		quantity: order.pieces,
		runs: order.fields.runs === undefined ? undefined : order.runs,
	};
	return pickFacts((name) => given[name]);
}
