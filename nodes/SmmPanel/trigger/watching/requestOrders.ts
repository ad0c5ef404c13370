import { PanelError } from '../../panel/errors';
import { getBatchMode } from '../../panel/api/batchSupport';
import type { IdResult } from '../../panel/api/idBatches';
import { getOrderStatuses, getRefillStatuses } from '../../panel/api/orders';
import { readStatus } from '../../panel/api/records';
import type { PollContext } from '../environment';
import { pollIds } from './idRotation';
import type { OrderWatch } from './orderDiff';

/** On panels with lists six calls of 100 ids; on the others so few that an outage is noticed soon. */
const LISTED_AT_ONCE = 600;
const SINGLES_AT_ONCE = 25;
/** Until it is known, one list call shows which kind of panel it is. */
const FIRST_AT_ONCE = 100;

/** Asks about orders, or refills, in as few calls as the panel allows. */
export async function requestOrders(ids: readonly string[], environment: PollContext, { refills }: Pick<OrderWatch, 'refills'>) {
	const { panel } = environment;
	const [action, read] = refills ? ['refill_status', getRefillStatuses] : ['status', getOrderStatuses];
	const chunkSize = () => {
		const mode = getBatchMode(panel.address.url, action);
		return mode === undefined ? FIRST_AT_ONCE : mode === 'list' ? LISTED_AT_ONCE : SINGLES_AT_ONCE;
	};
	return await pollIds(ids, chunkSize, async (chunk) => new Map([...(await read(panel, chunk))].map(requireState)), environment);
}

/** Words in the place of a state that say how the call went. */
const NO_STATE = /^(\d*|success|ok|true)$/i;

/** An answer without a word on the state would be a change that never was; as a failure the id is asked again. */
function requireState([id, result]: [string, IdResult]): [string, IdResult] {
	if (!('item' in result) || result.item.found === false) return [id, result];
	const word = readStatus(result.item);
	if (result.item.state !== 'unknown' || (typeof word === 'string' && !NO_STATE.test(word.trim()))) return [id, result];
	const failure = new PanelError({
		kind: 'unexpectedReply',
		effect: 'none',
		message: 'The panel answered about an order without saying its status',
		nextStep: "Use 'Get Status' with its id to see what the panel says, and ask the panel if it stays so.",
	});
	return [id, { failure }];
}
