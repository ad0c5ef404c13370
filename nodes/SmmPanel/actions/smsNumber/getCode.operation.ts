import { readIds } from '../../panel/ids';
import { getSmsCodes } from '../../panel/sms';
import { orderIdsField } from '../fields/common';
import { outcomesForIds } from '../outcomes';
import { definePanelOperation } from '../panelOperation';

export const getCodeOperation = definePanelOperation({
	name: 'Get Code',
	value: 'getCode',
	action: 'Get code of SMS numbers',
	description: 'Retrieve the code that came by SMS, or that it is still awaited',
	properties: [orderIdsField],
	async allItems(calls, { panel, stopsAtFailure }) {
		return await outcomesForIds({
			calls,
			stopsAtFailure,
			idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
			ask: async (ids) => await getSmsCodes(panel, ids),
		});
	},
});
