import { readIds } from '../../panel/ids';
import { getSmsStatuses } from '../../panel/sms';
import { orderIdsField } from '../fields/common';
import { outcomesForIds } from '../outcomes';
import { definePanelOperation } from '../panelOperation';

export const getStatusOperation = definePanelOperation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of SMS numbers',
	description: 'Retrieve phone, code, charge and expiry of one or more bought numbers',
	properties: [orderIdsField],
	async allItems(calls, { panel, stopsAtFailure }) {
		return await outcomesForIds({
			calls,
			stopsAtFailure,
			idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
			ask: async (ids) => await getSmsStatuses(panel, ids),
		});
	},
});
