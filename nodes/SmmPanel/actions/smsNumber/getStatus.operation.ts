import { getSmsStatuses } from '../../panel/api/sms';
import { readSmsOrderIds, smsOrderIdsField } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { smsOptionsField, shapeNumber } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const getStatusOperation = defineOperation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of SMS numbers by their order IDs',
	description: 'Retrieve phone, code, charge and expiry of one or more bought numbers',
	properties: [smsOrderIdsField, smsOptionsField],
	shape: shapeNumber,
	async allItems(calls, environment) {
		return await runByIds(calls, environment, readSmsOrderIds, getSmsStatuses);
	},
});
