import type { ItemCall, ItemOutcome } from '../framework/operation';
import type { IdResult } from '../panel/api/idBatches';
import type { PanelClient } from '../panel/transport/client';
import { readIds } from '../panel/api/ids';
import { runByIds } from './runByIds';
import type { PanelEnvironment } from './environment';
import { readCallsAtOnce } from './shared/callsAtOnce';

interface OrderIdParameters {
	orderIds: string;
	options: { callsAtOnce?: number };
}

/** Asks about the order IDs of all items in one go. */
export async function askAboutOrders(
	calls: ReadonlyArray<ItemCall<OrderIdParameters>>,
	{ panel, stopsAtFailure }: PanelEnvironment,
	ask: (panel: PanelClient, ids: string[], callsAtOnce: number) => Promise<Map<string, IdResult>>,
	label = 'Order IDs',
): Promise<ItemOutcome[]> {
	const callsAtOnce = readCallsAtOnce(calls);
	return await runByIds({
		calls,
		stopsAtFailure,
		getIds: ({ orderIds }) => readIds(orderIds, label),
		ask: async (ids) => await ask(panel, ids, callsAtOnce),
	});
}
