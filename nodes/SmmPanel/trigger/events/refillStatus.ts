import { ID_BUDGET } from '../budget';
import { defineEvent, eventOptions } from '../environment';
import { pollOrders, previewOrders } from '../watching/pollOrders';
import { nameStatesScope, readStates } from '../watching/states';
import { watchStateSchema } from '../watching/watchState';
import { refillWatchFields, watchOptions } from '../watchList/fields';

export const refillStatus = defineEvent({
	name: 'Refill Status Changed',
	value: 'refillStatus',
	description: 'When a watched refill is completed or rejected, or changes in another way',
	budget: ID_BUDGET,
	properties: [
		...refillWatchFields,
		{
			displayName: 'States',
			name: 'states',
			type: 'multiOptions',
			readAs: 'list',
			default: [],
			hint: 'None chosen: every change',
			description:
				'The states that start the workflow, also when a refill is already in one when it is first seen. Leave empty for every change.',
			options: [
				{ name: 'Completed', value: 'completed' },
				{ name: 'Failed', value: 'failed', description: 'Rejected, canceled or ended in an error' },
				{ name: 'In Progress', value: 'inProgress' },
				{ name: 'Pending', value: 'pending' },
			],
		},
		eventOptions(...watchOptions),
	],
	state: watchStateSchema,
	scope: ({ states }, { panel }) => nameStatesScope('refillStatus', panel, states),
	async poll(parameters, environment, stored) {
		const { reportUnknown = false } = parameters.options;
		const watch = { refills: true, states: readStates(parameters.states), reportUnknown, dated: false, watchFinishedFor: 0 };
		return await pollOrders(parameters, environment, stored, watch);
	},
	preview: async (parameters, environment) => await previewOrders(parameters, environment, { refills: true }),
});
