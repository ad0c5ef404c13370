import { getRows } from '../../panel/api/services';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many shops',
	description: 'Retrieve a list of shops that sell on the panel',
	properties: [returnAllField, limitField],
	async perItem({ parameters }, { panel, readOnce }) {
		const most = readRowLimit(parameters);
		return await readOnce(`shops ${most}`, async () => await getRows(panel, 'shops', {}, most, () => true));
	},
});
