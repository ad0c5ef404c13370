import { getSmsCodes } from '../../panel/api/sms';
import { readSmsOrderIds, smsOrderIdsField } from '../shared/commonFields';
import { runByIds } from '../runByIds';
import { smsOptionsField, shapeNumber } from '../shared/outputOptions';
import { defineOperation } from '../environment';

export const getCodeOperation = defineOperation({
	name: 'Get Code',
	value: 'getCode',
	action: 'Get code of SMS numbers by their order IDs',
	description: 'Retrieve the code that came by SMS, or that it is still awaited',
	properties: [smsOrderIdsField, smsOptionsField],
	shape: shapeNumber,
	async allItems(calls, environment) {
		return await runByIds(calls, environment, readSmsOrderIds, getSmsCodes);
	},
});
