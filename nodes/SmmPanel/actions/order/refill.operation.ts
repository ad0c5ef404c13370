import { requestOnce } from '../../ordering/requestOnce';
import { readIds } from '../../panel/ids';
import { requestRefills } from '../../panel/orders';
import { orderIdsField } from '../fields/common';
import { outcomesForIds } from '../outcomes';
import { definePanelOperation } from '../panelOperation';

export const refillOperation = definePanelOperation({
	name: 'Refill',
	value: 'refill',
	action: 'Request refill of orders',
	description: 'Ask the panel to refill one or more orders that dropped',
	properties: [orderIdsField],
	async allItems(calls, { context, panel, stopsAtFailure }) {
		return await outcomesForIds({
			calls,
			stopsAtFailure,
			idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
			ask: async (ids) => await requestOnce(context, 'refill', ids, async (fresh) => await requestRefills(panel, fresh)),
		});
	},
});
