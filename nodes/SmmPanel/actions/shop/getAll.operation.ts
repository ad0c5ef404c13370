import { getRows } from '../../panel/api/services';
import { limitField, mostRows, returnAllField } from '../shared/commonFields';
import { definePanelOperation } from '../environment';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many shops',
	description: 'Retrieve a list of shops that sell on the panel',
	properties: [returnAllField, limitField],
	async perItem({ parameters }, { panel, readOnce }) {
		const most = mostRows(parameters);
		return await readOnce(`shops ${most}`, async () => await getRows(panel, 'shops', {}, most, () => true));
	},
});
