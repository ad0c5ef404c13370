import { getRows } from '../../panel/api/services';
import { filterFields, productFiltersField } from '../shared/catalogFilters';
import { limitField, mostRows, returnAllField } from '../shared/commonFields';
import { definePanelOperation } from '../environment';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many products',
	description: 'Retrieve a list of marketplace products, such as accounts',
	properties: [returnAllField, limitField, productFiltersField],
	async perItem({ parameters }, { panel, readOnce }) {
		const most = mostRows(parameters);
		const fields = filterFields(parameters.filters);
		const name = JSON.stringify(['products', most, parameters.filters]);
		return await readOnce(name, async () => await getRows(panel, 'products', fields, most, () => true));
	},
});
