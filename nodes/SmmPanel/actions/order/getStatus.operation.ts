import { getOrderStatuses } from '../../panel/api/orders';
import { orderIdsField, readOrderIds } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { orderOptionsField, shapeOrder } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const getStatusOperation = defineOperation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of orders by order IDs',
	description: 'Retrieve state, charge and progress of one or more orders, and the accounts they delivered',
	properties: [orderIdsField, orderOptionsField],
	shape: shapeOrder,
	async allItems(calls, environment) {
		return await runByIds(calls, environment, readOrderIds, getOrderStatuses);
	},
});
