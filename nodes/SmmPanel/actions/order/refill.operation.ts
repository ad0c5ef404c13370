import { requestOnce } from '../../purchases/requestOnce';
import { requestRefills } from '../../panel/api/orders';
import { orderIdsField, readOrderIds } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { orderOptionsField, shapeOrder } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const refillOperation = defineOperation({
	name: 'Refill',
	value: 'refill',
	action: 'Request refill of orders',
	description: 'Ask the panel to refill one or more orders that dropped',
	properties: [orderIdsField, orderOptionsField],
	shape: shapeOrder,
	async allItems(calls, environment) {
		return await runByIds(calls, environment, readOrderIds, async (panel, ids, callsAtOnce) => {
			return await requestOnce(environment.context, 'refill', ids, async (fresh) => await requestRefills(panel, fresh, callsAtOnce));
		});
	},
});
