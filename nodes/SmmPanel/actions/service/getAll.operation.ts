import { getRows } from '../../panel/services';
import { matchesWords } from '../../catalog/words';
import { filterFields, rowFilter, serviceFiltersField } from '../fields/catalogFilters';
import { limitField, mostRows, returnAllField } from '../fields/common';
import { definePanelOperation } from '../panelOperation';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many services',
	description: 'Retrieve a list of services with price and limits, filtered by category, words and more',
	properties: [returnAllField, limitField, serviceFiltersField],
	async perItem({ parameters }, { panel, readOnce }) {
		const most = mostRows(parameters);
		const fields = filterFields(parameters.filters);
		const counts = rowFilter(parameters.filters, matchesWords);
		const name = JSON.stringify(['services', most, parameters.filters]);
		return await readOnce(name, async () => await getRows(panel, 'services', fields, most, counts));
	},
});
