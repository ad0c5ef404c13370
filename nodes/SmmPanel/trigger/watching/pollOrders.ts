import type { StoredState } from '../../framework/event';
import type { PollContext } from '../environment';
import type { WatchParameters } from '../watchList/fields';
import { carryOver, compareOrders, decodeSnapshot, nameState, readAccounts, readPhase, toEvent, type OrderWatch } from './orderDiff';
import { pollWatched, previewWatched } from './pollWatched';
import { DAY, decodeHour, FINISHED, isDue, QUIET } from './quietOrders';
import { requestOrders } from './requestOrders';
import type { StoredWatchState } from './watchState';

/** Orders or refills shown in a manual test. */
const MAX_SHOWN = 50;

/** Asks about the watched orders, or refills, that are due, and compares them with what is known. */
export async function pollOrders(
	parameters: WatchParameters,
	environment: PollContext,
	stored: StoredState<StoredWatchState>,
	watch: OrderWatch & { /** In days. */ readonly watchFinishedFor: number },
) {
	const { session, now } = environment;
	return await pollWatched(parameters, environment, stored, {
		what: watch.refills ? 'refills' : 'orders',
		carryOver,
		isDue: (id, text) => {
			const snapshot = decodeSnapshot(text);
			const phase = readPhase(snapshot);
			const quietSince = decodeHour(snapshot.since);
			const { watchFinishedFor } = watch;
			if (phase === 'over' && (watchFinishedFor <= 0 || now - (quietSince ?? now) >= watchFinishedFor * DAY)) return false;
			if (session.failedIds.has(id) || (phase === 'open' && !watch.dated)) return true;
			const steps = phase === 'over' ? FINISHED : QUIET;
			return isDue(id, { quietSince, lastRoundAt: session.lastFullRoundAt, now, steps });
		},
		request: async (ids) => await requestOrders(ids, environment, watch),
		compare: (snapshots, orders) => compareOrders(snapshots, orders, watch, now),
	});
}

/** Shows the first watched orders, or refills, as they are. */
export async function previewOrders(parameters: WatchParameters, environment: PollContext, watch: Pick<OrderWatch, 'refills'>) {
	return await previewWatched(parameters, environment, {
		what: watch.refills ? 'refills' : 'orders',
		maxShown: MAX_SHOWN,
		request: async (ids: readonly string[]) => await requestOrders(ids, environment, watch),
		toItem(id, item) {
			const accounts = readAccounts(item);
			return toEvent(watch, nameState(id, item), null, { ...item, ...(accounts.length > 0 ? { newAccounts: accounts } : {}) });
		},
	});
}
