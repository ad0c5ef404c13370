import type { IDataObject } from 'n8n-workflow';
import { InputProblem } from '../../node/errors';
import type { IdResult } from '../../panel/batches';
import { PanelFailure } from '../../panel/failures';
import { knownHabit } from '../../panel/habits';
import { getOrderStatuses } from '../../panel/orders';
import { ALL_STATES, stateOf, type State } from '../../panel/states';
import { ID_TIMES, isDurable } from '../budget';
import { findings, type Round, type TriggerEvent } from '../event';
import { shortHash } from '../hash';
import { askInTurn, outageIn, tooSlow } from '../watching/idRotation';
import { proveKey } from '../proveKey';
import { choicesOf, optionsOf, switchOf } from '../parameters';
import { hourOf, isDue } from '../watching/quietOrders';
import { nothingWatched, readWatchList } from '../watchList/watchList';
import { forgetOthers, readWatched, writeWatched, type Scope, type WatchedState } from '../watching/watchState';
import { accountsOf, compareOrders, orderEvent, type OrderWatch } from '../watching/orderDiff';
import { carryOver, isDone, readMark } from '../watching/orderDiff';

/** On panels with lists six calls of 100 ids; on the others so few that a panel in trouble is noticed soon. */
const LISTED_AT_ONCE = 600;
const SINGLES_AT_ONCE = 25;
/** Until it is known, one list call shows which kind of panel it is. */
const FIRST_AT_ONCE = 100;
/** Orders shown in a manual test. */
const MOST_SHOWN = 50;

/** Orders whose state changes, or whose product is delivered. */
export const orderStatus: TriggerEvent = {
	times: ID_TIMES,
	async look(round, stored) {
		const watch = watchOf(round);
		const ids = await readWatchList(round);
		const scope = scopeOf(round, watch);
		const before = readWatched(stored, scope, carryOver);
		const kept = forgetOthers(before, ids);
		const due = dueIds(round, ids, kept, watch);
		if (due.length === 0) await proveKey(round);
		const answers = await askOrders(round, due);
		const outage = outageIn(answers, isDurable(round.context));
		if (outage) throw outage;
		if (answers.complete) round.memory.lastRoundAt = round.now;
		const seen = ids.flatMap((id): Array<[string, IDataObject]> => {
			const item = answers.items.get(id);
			return item ? [[id, item]] : [];
		});
		const { events, marks } = compareOrders(kept.marks, seen, watch, round.now);
		return findings(
			events,
			writeWatched(before, kept, marks, scope),
			[...answers.failures.values()],
			answers.items.size > 0 || answers.failures.size === 0,
		);
	},
	async show(round) {
		const ids = await readWatchList(round);
		if (ids.length === 0) throw nothingWatched('orders');
		const answers = await askOrders(round, ids.slice(0, MOST_SHOWN));
		const [failure] = answers.failures.values();
		if (answers.items.size === 0) throw failure ?? tooSlow();
		return [...answers.items].map(([id, item]) =>
			orderEvent(`${id}:${item.found === false ? 'notFound' : String(item.state)}`, null, item, shownAccounts(item)),
		);
	},
};

function watchOf({ context }: Round): OrderWatch {
	const options = optionsOf(context);
	return {
		states: new Set(choicesOf(context, 'states', 'States').map(readState)),
		reportUnknown: switchOf(options, 'reportUnknown', true),
		dated: switchOf(options, 'slowDown', false),
	};
}

/** An expression may give a state as the panel writes it, e.g. "In progress". Errors: InputProblem for other words. */
function readState(word: string): State {
	const state = stateOf(word);
	if (state !== 'unknown' || word === 'unknown') return state;
	throw new InputProblem(`'States' holds "${word.slice(0, 40)}", which is no state`, `Use ${ALL_STATES.join(', ')}.`);
}

// The key is not part of the scope: a panel's order ids are the same for a new key, and a new key must not tell
// every finished order again.
function scopeOf({ panel }: Round, watch: OrderWatch): Scope {
	return { base: shortHash(`orderStatus\n${panel.address.url}`), settings: shortHash([...watch.states].sort().join(',')) };
}

function dueIds({ memory, now }: Round, ids: readonly string[], state: WatchedState, watch: OrderWatch): string[] {
	return ids.filter((id) => {
		const mark = readMark(state.marks.get(id));
		if (isDone(mark)) return false;
		return !watch.dated || memory.failed.has(id) || isDue(id, hourOf(mark.since), memory.lastRoundAt, now);
	});
}

async function askOrders({ panel, memory, signal }: Round, ids: readonly string[]) {
	const atOnce = () => {
		const habit = knownHabit(panel.address.url, 'status');
		return habit === undefined ? FIRST_AT_ONCE : habit === 'list' ? LISTED_AT_ONCE : SINGLES_AT_ONCE;
	};
	const ask = async (slice: readonly string[]) => new Map([...(await getOrderStatuses(panel, slice))].map(withState));
	return await askInTurn(ids, atOnce, ask, memory, signal);
}

/**
 * An answer without a word on the state says nothing about the order. Taken for a state, it would be a change that never
 * was. In: what the panel gave for an id. Out: the same, or a failure, after which the id is asked again.
 */
function withState([id, result]: [string, IdResult]): [string, IdResult] {
	if (!('item' in result) || result.item.found === false) return [id, result];
	const word = result.item.status ?? result.item.Status;
	if (typeof word === 'string' && !NO_STATE.test(word.trim())) return [id, result];
	return [id, { failure: noState() }];
}

/** Words and numbers in the place of a state that tell how the call went (panel-v2.md 4.2). */
const NO_STATE = /^(\d*|success|ok|true)$/i;

function noState(): PanelFailure {
	return new PanelFailure({
		kind: 'unexpectedReply',
		acted: 'no',
		message: 'The panel answered about an order without saying its status',
		nextStep: "Use 'Order: Get Status' with its id to see what the panel says, and ask the panel if it stays so.",
	});
}

function shownAccounts(item: IDataObject): IDataObject {
	const accounts = accountsOf(item);
	return accounts.length > 0 ? { newAccounts: accounts } : {};
}
