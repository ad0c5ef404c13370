import { readIds } from '../../panel/api/ids';
import { getRefillStatuses } from '../../panel/api/orders';
import { runByIds } from '../runByIds';
import { idOptionsField } from '../shared/callsAtOnce';
import { defineOperation } from '../environment';

export const getStatusOperation = defineOperation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of refills',
	description: 'Retrieve the state of one or more refills',
	properties: [
		{
			displayName: 'Refill IDs',
			name: 'refillIds',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1, 2',
			description: "One refill ID, or several separated by commas or lines, as 'Order: Refill' returned them",
		},
		idOptionsField,
	],
	async allItems(calls, environment) {
		return await runByIds(calls, environment, ({ refillIds }) => readIds(refillIds, 'Refill IDs'), getRefillStatuses);
	},
});
