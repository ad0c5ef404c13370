import { requestOnce } from '../../ordering/requestOnce';
import { readIds } from '../../panel/ids';
import { requestCancels } from '../../panel/orders';
import { orderIdsField } from '../fields/common';
import { outcomesForIds } from '../outcomes';
import { definePanelOperation } from '../panelOperation';

export const cancelOperation = definePanelOperation({
	name: 'Cancel',
	value: 'cancel',
	action: 'Request cancellation of orders',
	description: "Ask the panel to cancel one or more orders. An accepted request is not a cancelled order yet: 'Get Status' shows when it happened.",
	properties: [orderIdsField],
	async allItems(calls, { context, panel, stopsAtFailure }) {
		return await outcomesForIds({
			calls,
			stopsAtFailure,
			idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
			ask: async (ids) => await requestOnce(context, 'cancel', ids, async (fresh) => await requestCancels(panel, fresh)),
		});
	},
});
