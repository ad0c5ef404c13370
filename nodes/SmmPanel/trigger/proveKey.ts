import { getBalance } from '../panel/account';
import type { Round } from './event';

/**
 * Asks the panel for the balance where a poll has nothing to ask while a user publishes: with a watch list that is still
 * empty, a wrong key would otherwise be told by the first order only. In: the poll. Errors: PanelFailure, as of every call.
 */
export async function proveKey({ panel, published }: Round): Promise<void> {
	if (published) await getBalance(panel);
}
