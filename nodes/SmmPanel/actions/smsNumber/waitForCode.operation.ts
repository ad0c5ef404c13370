import type { IdResult } from '../../panel/api/idBatches';
import type { PanelClient } from '../../panel/transport/client';
import type { Item } from '../../panel/api/records';
import { readId } from '../../panel/api/ids';
import { getSmsCodes, getSmsStatuses, smsState } from '../../panel/api/sms';
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
		const known = new Map<string, Item>();
		return await runWaits(environment, waits, async (panel, ids) => await readCodes(panel, ids, known));
	},
});

function evaluate(item: Item) {
	if (item.state === 'completed') return 'reached' as const;
	return item.final === true ? ('ended' as const) : ('waiting' as const);
}

function endsAt(item: Item): number | undefined {
	return readMoment(item.expires_at);
}

/** `sms_status` gives phone and expiry, and is asked once a number; `sms_code` gives the code, and is asked each time. */
async function readCodes(panel: PanelClient, ids: string[], known: Map<string, Item>): Promise<Map<string, IdResult>> {
	const fresh = ids.filter((id) => !known.has(id));
	for (const [id, result] of await getSmsStatuses(panel, fresh))
		if ('item' in result && result.item.found !== false) known.set(id, result.item);
	const codes = await getSmsCodes(panel, ids);
	return new Map(
		[...codes].map(([id, result]) => [
			id,
			'item' in result && result.item.found !== false ? { item: withExpiry(result.item, known.get(id) ?? {}) } : result,
		]),
	);
}

/** The code's answer knows nothing of the end of the number, so its state is judged again with it. */
function withExpiry(code: Item, { phone, expires_at }: Item): Item {
	const item = { ...code, ...(phone === undefined ? {} : { phone }), ...(expires_at === undefined ? {} : { expires_at }), ...code };
	const state = smsState(item, Date.now());
	return { ...item, state, final: isFinal(state) };
}
