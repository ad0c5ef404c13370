import { requestCancels } from '../../panel/orders';
import { orderIdsField } from '../fields/common';
import { definePanelOperation } from '../panelOperation';
import { requestForOrders } from './requests';

export const cancelOperation = definePanelOperation({
	name: 'Cancel',
	value: 'cancel',
	action: 'Request cancellation of orders',
	description:
		"Ask the panel to cancel one or more orders. An accepted request is not a canceled order yet: 'Get Status' shows when it happened.",
	properties: [orderIdsField],
	async allItems(calls, environment) {
		return await requestForOrders(calls, environment, 'cancel', requestCancels);
	},
});
