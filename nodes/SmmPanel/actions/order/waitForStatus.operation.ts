import { readId } from '../../panel/api/ids';
import { getOrderStatuses } from '../../panel/api/orders';
import { isOver, type Item } from '../../panel/api/records';
import { orderIdField } from '../shared/commonFields';
import { orderWaitOptionsField, shapeOrder } from '../shared/outputOptions';
import { statesField } from '../shared/statesField';
import { readWaitOptions } from '../shared/waitFields';
import { readEach } from '../runByIds';
import { defineOperation } from '../environment';
import { runWaits } from '../runWaits';

export const waitForStatusOperation = defineOperation({
	name: 'Wait for Status',
	value: 'waitForStatus',
	action: 'Wait for status of order',
	description: 'Wait until an order reaches a state, e.g. until it is completed',
	properties: [orderIdField, statesField, orderWaitOptionsField],
	shape: shapeOrder,
	async allItems(calls, environment) {
		const waits = readEach(calls, ({ parameters: { orderId, states, options } }) => {
			const id = readId(orderId, 'Order ID');
			const wanted = new Set<unknown>(states);
			return {
				id,
				...readWaitOptions(options),
				awaited: `order ${id} to be ${states.length === 0 ? 'finished' : states.join(' or ')}`,
				evaluate(item: Item) {
					const over = isOver(item);
					if (wanted.has(item.state) || (wanted.size === 0 && over)) return 'reached' as const;
					return over ? ('ended' as const) : ('waiting' as const);
				},
			};
		});
		return await runWaits(environment, waits, getOrderStatuses);
	},
});
