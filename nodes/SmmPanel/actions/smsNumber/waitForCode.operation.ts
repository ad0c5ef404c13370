import type { IdResult } from '../../panel/api/idBatches';
import type { PanelClient } from '../../panel/transport/client';
import { classifyWords, PanelError } from '../../panel/errors';
import { toText } from '../../catalog/labels';
import type { Item } from '../../panel/api/records';
import { readMessage } from '../../panel/api/smsMessage';
import { readId } from '../../panel/api/ids';
import { addDetails, getSmsCodes, getSmsStatuses, smsState } from '../../panel/api/sms';
import { readMoment } from '../../panel/values/dates';
import { isFinal } from '../../panel/values/states';
import { smsOrderIdField } from '../shared/commonFields';
import { shapeNumber, smsWaitOptionsField } from '../shared/outputOptions';
import { readWaitOptions } from '../shared/waitFields';
import { readEach } from '../runByIds';
import { defineOperation } from '../environment';
import { runWaits } from '../runWaits';

export const waitForCodeOperation = defineOperation({
	name: 'Wait for Code',
	value: 'waitForCode',
	action: 'Wait for code of SMS number',
	description: 'Wait until the code arrives by SMS, the number expires or the time is over',
	properties: [smsOrderIdField, smsWaitOptionsField],
	shape: shapeNumber,
	async allItems(calls, environment) {
		const waits = readEach(calls, ({ parameters: { orderId, options } }) => {
			const id = readId(orderId, smsOrderIdField.displayName);
			return { id, ...readWaitOptions(options), awaited: `the code of SMS number ${id}`, evaluate, endsAt };
		});
		const details: Details = { known: new Map(), asked: new Set() };
		return await runWaits(environment, waits, async (panel, ids) => await readCodes(panel, ids, details));
	},
});

function evaluate(item: Item) {
	// Some panels say that it is completed a moment before the code is there, which they name and leave empty.
	if (item.state === 'completed') return item.code === undefined || readMessage(item) ? ('reached' as const) : ('waiting' as const);
	return item.final === true ? ('ended' as const) : ('waiting' as const);
}

function endsAt(item: Item): number | undefined {
	return readMoment(item.expires_at);
}

/** The items of `sms_status`, and the numbers about which it is being asked. */
interface Details {
	readonly known: Map<string, Item>;
	readonly asked: Set<string>;
}

/** A panel that is slow to give the details must not hold up a code. */
const LONGEST_DETAILS_MS = 1_500;

/** `sms_status` gives phone and expiry, and is asked once a number; `sms_code` gives the code, and is asked each time. */
async function readCodes(panel: PanelClient, ids: string[], details: Details): Promise<Map<string, IdResult>> {
	const asking = askDetails(panel, ids, details);
	const codes = await getSmsCodes(panel, ids);
	// A failure before the race begins would be an unhandled one, which ends the process of n8n.
	asking.catch(() => undefined);
	await Promise.race([asking, panel.pause(LONGEST_DETAILS_MS)]);
	return new Map([...codes].map(([id, result]) => [id, toCode(id, result, details.known.get(id) ?? {})]));
}

async function askDetails(panel: PanelClient, ids: readonly string[], { known, asked }: Details): Promise<void> {
	const fresh = ids.filter((id) => !known.has(id) && !asked.has(id));
	for (const id of fresh) asked.add(id);
	for (const [id, result] of await getSmsStatuses(panel, fresh)) {
		asked.delete(id);
		if ('item' in result && result.item.found !== false) known.set(id, result.item);
	}
}

function toCode(id: string, result: IdResult, details: Item): IdResult {
	if ('failure' in result) return result;
	const { item } = result;
	if (item.found !== false) return { item: withExpiry(item, details) };
	const words = toText(item.reason);
	if (classifyWords(words) === 'notFound') return result;
	// Other words than that the number is not known may say that no SMS came yet.
	return {
		failure: new PanelError({
			kind: 'refused',
			effect: 'none',
			message: `The panel says of SMS number ${id}: ${words}`,
			nextStep: "Look at the panel whether the number is still open. If it is, wait again or raise 'Wait at Most (Seconds)'.",
			panelWords: words,
		}),
	};
}

/** The code's answer knows nothing of the end of the number, so its state is judged again with it. */
function withExpiry(code: Item, { phone, expires_at }: Item): Item {
	const item = addDetails(code, { phone, expires_at });
	const state = smsState(item, Date.now());
	return { ...item, state, final: isFinal(state) };
}
