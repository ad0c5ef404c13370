import { InvalidInputError } from '../../framework/errors';
import type { IdResult } from '../../panel/api/idBatches';
import { PanelError } from '../../panel/errors';
import { getBatchMode } from '../../panel/api/batchSupport';
import { getOrderStatuses } from '../../panel/api/orders';
import { ALL_STATES, readState, type State } from '../../panel/values/states';
import { nameAddress } from '../account';
import { ID_BUDGET } from '../budget';
import { defineEvent, type PollContext } from '../environment';
import { shortHash } from '../hash';
import { pollIds } from '../watching/idRotation';
import { readAccounts } from '../watching/isOver';
import { carryOver, compareOrders, decodeSnapshot, readPhase, toOrderEvent } from '../watching/orderDiff';
import { pollWatched, previewWatched } from '../watching/pollWatched';
import { DAY, decodeHour, FINISHED, isDue, QUIET } from '../watching/quietOrders';
import { watchStateSchema } from '../watching/watchState';
import { watchFields, watchOptions } from '../watchList/watchList';

/** On panels with lists six calls of 100 ids; on the others so few that a panel in trouble is noticed soon. */
const LISTED_AT_ONCE = 600;
const SINGLES_AT_ONCE = 25;
/** Until it is known, one list call shows which kind of panel it is. */
const FIRST_AT_ONCE = 100;
/** Orders shown in a manual test. */
const MOST_SHOWN = 50;

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
			description:
				'The states that start the workflow, also when an order is already in one at its first sight. Leave empty for every change; then the first sight of each order counts too.',
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
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
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
					displayName: 'Watch Finished Orders For',
					name: 'watchFinishedFor',
					type: 'number',
					default: 7,
					typeOptions: { minValue: 0, maxValue: 365 },
					description:
						'Days for which a finished order is still asked about, every half hour on the first day and then every 6 hours, so that a refund, a refill or a late account is an event too. 0 ends with the order. A failed order, and a product order whose accounts are not all there, is never left alone.',
				},
			],
		},
	],
	state: watchStateSchema,
	// Without the key: a panel's order ids are the same for a new key, and a new key must not emit every finished order again.
	scope: ({ states }, { panel }) => ({
		base: shortHash(`orderStatus\n${nameAddress(panel.address.url)}`),
		settings: shortHash([...new Set(states.map(parseState))].sort().join(',')),
	}),
	async poll(parameters, environment, stored) {
		const { session, now } = environment;
		const { slowDown: dated = false, reportUnknown = false, watchFinishedFor = 7 } = parameters.options;
		const watch = { states: new Set(parameters.states.map(parseState)), reportUnknown, dated };
		return await pollWatched(parameters, environment, stored, {
			carryOver,
			isDue: (id, text) => {
				const snapshot = decodeSnapshot(text);
				const phase = readPhase(snapshot);
				const quietSince = decodeHour(snapshot.since);
				if (phase === 'over' && (watchFinishedFor <= 0 || now - (quietSince ?? now) >= watchFinishedFor * DAY)) return false;
				if (session.failedIds.has(id) || (phase === 'open' && !dated)) return true;
				const steps = phase === 'over' ? FINISHED : QUIET;
				return isDue(id, { quietSince, lastRoundAt: session.lastFullRoundAt, now, steps });
			},
			request: async (ids) => await requestOrders(ids, environment),
			compare: (snapshots, orders) => compareOrders(snapshots, orders, watch, now),
		});
	},
	async preview(parameters, environment) {
		const request = async (ids: readonly string[]) => await requestOrders(ids, environment);
		const orders = await previewWatched(parameters, environment, { what: 'orders', most: MOST_SHOWN, request });
		return orders.map(([id, item]) => {
			const accounts = readAccounts(item);
			const eventId = `${id}:${item.found === false ? 'notFound' : String(item.state)}`;
			return toOrderEvent(eventId, null, item, accounts.length > 0 ? { newAccounts: accounts } : {});
		});
	},
});

/** An expression may give a state as the panel writes it, e.g. "In progress". */
function parseState(word: string): State {
	const state = readState(word);
	if (state !== 'unknown' || word === 'unknown') return state;
	throw new InvalidInputError(`'States' holds "${word.slice(0, 40)}", which is no state`, `Use ${ALL_STATES.join(', ')}.`);
}

async function requestOrders(ids: readonly string[], environment: PollContext) {
	const { panel } = environment;
	const chunkSize = () => {
		const habit = getBatchMode(panel.address.url, 'status');
		return habit === undefined ? FIRST_AT_ONCE : habit === 'list' ? LISTED_AT_ONCE : SINGLES_AT_ONCE;
	};
	const request = async (chunk: readonly string[]) => new Map([...(await getOrderStatuses(panel, chunk))].map(requireState));
	return await pollIds(ids, chunkSize, request, environment);
}

/** Words and numbers in the place of a state that say how the call went. */
const NO_STATE = /^(\d*|success|ok|true)$/i;

/** An answer without a word on the state would be a change that never was; as a failure the id is asked again. */
function requireState([id, result]: [string, IdResult]): [string, IdResult] {
	if (!('item' in result) || result.item.found === false) return [id, result];
	const word = result.item.status ?? result.item.Status;
	if (typeof word === 'string' && !NO_STATE.test(word.trim())) return [id, result];
	const failure = new PanelError({
		kind: 'unexpectedReply',
		effect: 'none',
		message: 'The panel answered about an order without saying its status',
		nextStep: "Use 'Order: Get Status' with its id to see what the panel says, and ask the panel if it stays so.",
	});
	return [id, { failure }];
}
