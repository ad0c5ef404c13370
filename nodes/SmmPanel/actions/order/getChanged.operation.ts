import type { PanelRecord } from '../../panel/api/records';
import { toText } from '../../catalog/labels';
import { getOrderStatuses } from '../../panel/api/orders';
import { isFinal, readState } from '../../panel/values/states';
import { orderIdsField, readOrderIds } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { orderOptionsField, shapeOrder } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const getChangedOperation = defineOperation({
	name: 'Get Changed',
	value: 'getChanged',
	action: 'Get changed orders',
	description: 'Retrieve only the orders whose status differs from the one you stored, for schedules with a table of your own',
	properties: [
		orderIdsField,
		{
			displayName: 'Last Known Status',
			name: 'lastKnownStatus',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.status }}',
			description:
				"The 'status' or 'state' that you stored for these orders, or notFound for orders that the panel did not know. Empty: every order counts as changed. Orders stored as finished are not asked about.",
		},
		orderOptionsField,
	],
	shape: shapeOrder,
	async allItems(calls, environment) {
		const outcomes = await runByIds(calls, environment, readOpenIds, getOrderStatuses);
		return outcomes.map(({ records, ...rest }, position) => {
			const last = calls[position]?.parameters.lastKnownStatus ?? '';
			return {
				...rest,
				records: records.filter((record) => hasChanged(record, last)).map((record) => ({ ...record, previousStatus: last })),
			};
		});
	},
});

/** The IDs to ask about: none where the order is stored as finished. */
function readOpenIds(parameters: { orderIds: string; lastKnownStatus: string }): string[] {
	const ids = readOrderIds(parameters);
	const state = readState(parameters.lastKnownStatus);
	// A product order stored as partial may still get its accounts; only its record says what it is.
	return isFinal(state) && state !== 'partial' ? [] : ids;
}

/** Spellings of one state count as the same; unlisted words are compared as they are. */
function hasChanged(record: PanelRecord, last: string): boolean {
	if (last === '') return true;
	if (record.found === false) return last.toLowerCase().replace(/[^a-z]/g, '') !== 'notfound';
	const known = readState(last);
	if (known === 'unknown' || record.state === 'unknown') return toText(record.status).toLowerCase() !== last.toLowerCase();
	return record.state !== known;
}
