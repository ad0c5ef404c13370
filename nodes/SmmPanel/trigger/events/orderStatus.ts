import { ID_BUDGET } from '../budget';
import { defineEvent, eventOptions } from '../environment';
import { pollOrders, previewOrders } from '../watching/pollOrders';
import { nameStatesScope, readStates } from '../watching/states';
import { watchStateSchema } from '../watching/watchState';
import { watchFields, watchOptions } from '../watchList/fields';

export const orderStatus = defineEvent({
	name: 'Order Status Changed',
	value: 'orderStatus',
	description: 'When a watched order reaches a state, or when its product is delivered',
	budget: ID_BUDGET,
	properties: [
		...watchFields,
		{
			displayName: 'States',
			name: 'states',
			type: 'multiOptions',
			readAs: 'list',
			default: [],
			hint: 'None chosen: every change',
			description:
				'The states that start the workflow, also when an order is already in one when it is first seen. Leave empty for every change; then an order counts when it is first seen, too.',
			options: [
				{ name: 'Active', value: 'active', description: 'A subscription that runs' },
				{ name: 'Canceled', value: 'canceled' },
				{ name: 'Completed', value: 'completed' },
				{ name: 'Expired', value: 'expired', description: 'A subscription whose time is over' },
				{ name: 'Failed', value: 'failed' },
				{ name: 'In Progress', value: 'inProgress' },
				{ name: 'Partial', value: 'partial', description: 'Ended, but only a part was delivered' },
				{ name: 'Paused', value: 'paused', description: 'A subscription that was paused' },
				{ name: 'Pending', value: 'pending' },
				{ name: 'Processing', value: 'processing' },
				{ name: 'Refunded', value: 'refunded' },
				{ name: 'Unknown', value: 'unknown', description: 'A word of the panel that this node does not know' },
			],
		},
		eventOptions(
			{
				displayName: 'Ask Quiet Orders Less Often',
				name: 'slowDown',
				type: 'boolean',
				default: false,
				description:
					'Whether orders that do not change are asked less often. Saves most calls on panels that take one ID a call, such as HstockPlus. After an hour without a change an order is asked every 5 minutes, after a day every 30 minutes, after a week every 6 hours, so its next event can come that much later.',
			},
			...watchOptions,
			{
				displayName: 'Watch Finished For (Days)',
				name: 'watchFinishedFor',
				type: 'number',
				default: 7,
				typeOptions: { minValue: 0, maxValue: 365 },
				description:
					'How long a finished order is still asked about, every half hour on the first day and then every 6 hours, so that a refund, a refill or a late account is an event too. 0 ends with the order. A failed order, and a product order whose accounts are not all there, is never left alone.',
			},
		),
	],
	state: watchStateSchema,
	scope: ({ states }, { panel }) => nameStatesScope('orderStatus', panel, states),
	async poll(parameters, environment, stored) {
		const { slowDown: dated = false, reportUnknown = false, watchFinishedFor = 7 } = parameters.options;
		const watch = { states: readStates(parameters.states), reportUnknown, dated, watchFinishedFor };
		return await pollOrders(parameters, environment, stored, watch);
	},
	preview: async (parameters, environment) => await previewOrders(parameters, environment, {}),
});
