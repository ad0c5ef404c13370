import { getRows } from '../../panel/api/services';
import { toFilterFields, productFiltersField } from '../shared/catalogFilters';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many products',
	description: 'Retrieve a list of marketplace products, such as accounts',
	properties: [returnAllField, limitField, productFiltersField],
	async perItem({ parameters }, { panel, readOnce }) {
		const most = readRowLimit(parameters);
		const fields = toFilterFields(parameters.filters);
		const name = JSON.stringify(['products', most, parameters.filters]);
		return await readOnce(name, async () => await getRows(panel, 'products', fields, most, () => true));
	},
});
