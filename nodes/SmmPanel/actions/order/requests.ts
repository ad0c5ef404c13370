import type { ItemCall, ItemOutcome } from '../../node/operation';
import { requestOnce } from '../../ordering/requestOnce';
import type { IdResult } from '../../panel/batches';
import type { PanelClient } from '../../panel/client';
import { readIds } from '../../panel/ids';
import { outcomesForIds } from '../outcomes';
import type { PanelEnvironment } from '../panelOperation';

/**
 * Asks the panel to do something with the orders of all items, each order once however often n8n repeats the node.
 * In: the calls, the environment, the panel's action, how to ask it. Out: one outcome per call; see outcomesForIds.
 */
export async function requestForOrders(
	calls: ReadonlyArray<ItemCall<{ orderIds: string }>>,
	{ context, panel, stopsAtFailure }: PanelEnvironment,
	action: 'cancel' | 'refill',
	request: (panel: PanelClient, ids: string[]) => Promise<Map<string, IdResult>>,
): Promise<ItemOutcome[]> {
	return await outcomesForIds({
		calls,
		stopsAtFailure,
		idsOf: ({ orderIds }) => readIds(orderIds, 'Order IDs'),
		ask: async (ids) => await requestOnce(context, action, ids, async (fresh) => await request(panel, fresh)),
	});
}
