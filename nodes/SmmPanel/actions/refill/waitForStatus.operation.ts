import type { Item } from '../../panel/api/records';
import { readId } from '../../panel/api/ids';
import { getRefillStatuses } from '../../panel/api/orders';
import { defineOperation } from '../environment';
import { readEach } from '../runByIds';
import { runWaits } from '../runWaits';
import { readWaitOptions, waitOptionsField } from '../shared/waitFields';

export const waitForStatusOperation = defineOperation({
	name: 'Wait for Status',
	value: 'waitForStatus',
	action: 'Wait for status of refill',
	description: 'Wait until a refill is completed, or can no longer be because the panel rejected it',
	properties: [
		{
			displayName: 'Refill ID',
			name: 'refillId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1',
			description: "The refill ID, as 'Order: Refill' returned it",
		},
		waitOptionsField,
	],
	async allItems(calls, environment) {
		const waits = readEach(calls, ({ parameters: { refillId, options } }) => {
			const id = readId(refillId, 'Refill ID');
			return { id, ...readWaitOptions(options), awaited: `refill ${id} to be completed`, evaluate };
		});
		return await runWaits(environment, waits, getRefillStatuses);
	},
});

function evaluate({ state, final }: Item) {
	if (state === 'completed') return 'reached' as const;
	return final === true ? ('ended' as const) : ('waiting' as const);
}
