import { getRows } from '../../panel/api/services';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { warnOfMore } from '../shared/warnOfMore';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many shops',
	description: 'Retrieve a list of shops that sell on the panel',
	properties: [returnAllField, limitField],
	async perItem({ parameters }, environment) {
		const limit = readRowLimit(parameters);
		const query = { fields: {}, limit, onIncomplete: warnOfMore(environment, 'shops') };
		return await environment.readOnce(`shops ${limit}`, async () => await getRows(environment.panel, 'shops', query));
	},
});
