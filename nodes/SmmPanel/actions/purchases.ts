import { executionMemory } from '../ordering/memory';
import { ledgerOf } from '../ordering/ledger';
import { purchaseKey } from '../ordering/orderKey';
import { buyInOrder } from '../ordering/paidLane';
import type { FreeCall, Purchase, Unbuyable } from '../ordering/purchase';
import type { ItemCall, ItemOutcome } from '../node/operation';
import { badInput } from '../panel/failures';
import type { PanelEnvironment } from './panelOperation';

const LONGEST_ORDER_KEY = 200;

/**
 * Makes the paid calls of all items, safely: every item is checked first, then one call after the other is sent.
 *
 * In: the calls, the environment, how to prepare one item (throws on bad input). Out: one outcome per item, fewer
 * only when the first failure ends the node.
 */
export async function outcomesOfPurchases<P>(
	calls: ReadonlyArray<ItemCall<P>>,
	{ context, panel }: PanelEnvironment,
	prepare: (call: ItemCall<P>) => Promise<Purchase | FreeCall>,
): Promise<readonly ItemOutcome[]> {
	const prepared: Array<Purchase | FreeCall | Unbuyable> = [];
	for (const call of calls) prepared.push(await preparedOrFailure(prepare(call)));
	return await buyInOrder(
		{
			panel,
			ledger: ledgerOf(context),
			memory: executionMemory(context),
			keyOf: ({ action, itemIndex, orderKey, content }) => purchaseKey(context, panel.address.url, action, itemIndex, orderKey, content),
			stopsAtFailure: !context.continueOnFail(),
			warn: (message) => context.logger.warn(message),
		},
		prepared,
	);
}

async function preparedOrFailure(purchase: Promise<Purchase | FreeCall>): Promise<Purchase | FreeCall | Unbuyable> {
	try {
		return await purchase;
	} catch (failure) {
		return { failure };
	}
}

/** The user's order key. Errors: one too long to be an id, which is most likely a whole object by mistake. */
export function readOrderKey(orderKey: string): string {
	if (orderKey.length > LONGEST_ORDER_KEY) throw badInput(`'Order Key' has ${orderKey.length} characters, but at most ${LONGEST_ORDER_KEY} are taken`, 'Use a short ID that stays the same when you repeat the purchase, e.g. an invoice number.');
	return orderKey;
}
