import { requestOnce } from '../../purchases/requestOnce';
import { requestCancels } from '../../panel/api/orders';
import { orderIdsField, readOrderIds } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { orderOptionsField, shapeOrder } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const cancelOperation = defineOperation({
	name: 'Cancel',
	value: 'cancel',
	action: 'Request cancellation of orders',
	description:
		"Ask the panel to cancel one or more orders. An accepted request is not a canceled order yet: 'Get Status' shows when it happened.",
	properties: [orderIdsField, orderOptionsField],
	shape: shapeOrder,
	async allItems(calls, environment) {
		return await runByIds(calls, environment, readOrderIds, async (panel, ids, callsAtOnce) => {
			return await requestOnce(environment.context, 'cancel', ids, async (fresh) => await requestCancels(panel, fresh, callsAtOnce));
		});
	},
});
