import { readIds } from '../../panel/ids';
import { getOrderStatuses } from '../../panel/orders';
import { orderIdsField } from '../fields/common';
import { outcomesForIds } from '../outcomes';
import { definePanelOperation } from '../panelOperation';

export const getStatusOperation = definePanelOperation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of orders',
	description: 'Retrieve state, charge and progress of one or more orders, and the accounts they delivered',
	properties: [orderIdsField],
	async allItems(calls, { panel, stopsAtFailure }) {
		return await outcomesForIds({
			calls,
			stopsAtFailure,
			idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
			ask: async (ids) => await getOrderStatuses(panel, ids),
		});
	},
});
