import { ID_BUDGET } from '../budget';
import { defineEvent, eventOptions } from '../environment';
import { carryOver, compareOrders, decodeSnapshot, nameSight, readPhase, toEvent } from '../watching/orderDiff';
import { pollWatched, previewWatched } from '../watching/pollWatched';
import { decodeHour, isDue, QUIET } from '../watching/quietOrders';
import { requestRefills } from '../watching/requestOrders';
import { nameStatesScope, readStates } from '../watching/states';
import { watchStateSchema } from '../watching/watchState';
import { refillWatchFields, watchOptions } from '../watchList/fields';

const MOST_SHOWN = 50;

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
			description:
				'The states that start the workflow, also when a refill is already in one at its first sight. Leave empty for every change.',
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
		const { session, now } = environment;
		const { reportUnknown = false } = parameters.options;
		const watch = { refills: true, states: readStates(parameters.states), reportUnknown, dated: false };
		return await pollWatched(parameters, environment, stored, {
			what: 'refills',
			carryOver,
			isDue(id, text) {
				const snapshot = decodeSnapshot(text);
				const phase = readPhase(snapshot);
				if (phase !== 'unsettled' || session.failedIds.has(id)) return phase !== 'over';
				return isDue(id, { quietSince: decodeHour(snapshot.since), lastRoundAt: session.lastFullRoundAt, now, steps: QUIET });
			},
			request: async (ids) => await requestRefills(ids, environment),
			compare: (snapshots, refills) => compareOrders(snapshots, refills, watch, now),
		});
	},
	async preview(parameters, environment) {
		return await previewWatched(parameters, environment, {
			what: 'refills',
			most: MOST_SHOWN,
			request: async (ids: readonly string[]) => await requestRefills(ids, environment),
			toItem: (id, item) => toEvent({ refills: true }, nameSight(id, item), null, item),
		});
	},
});
