import { requestRefills } from '../../panel/orders';
import { orderIdsField } from '../fields/common';
import { definePanelOperation } from '../panelOperation';
import { requestForOrders } from './requests';

export const refillOperation = definePanelOperation({
	name: 'Refill',
	value: 'refill',
	action: 'Request refill of orders',
	description: 'Ask the panel to refill one or more orders that dropped',
	properties: [orderIdsField],
	async allItems(calls, environment) {
		return await requestForOrders(calls, environment, 'refill', requestRefills);
	},
});
