import { matchesWords } from '../../catalog/words';
import { filterFields, rowFilter, serviceFiltersField } from '../shared/catalogFilters';
import { limitField, mostRows, returnAllField } from '../shared/commonFields';
import { serviceRows } from '../catalogRows';
import { definePanelOperation } from '../environment';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many services',
	description: 'Retrieve a list of services with price and limits, filtered by category, words and more',
	properties: [returnAllField, limitField, serviceFiltersField],
	async perItem({ parameters }, environment) {
		const most = mostRows(parameters);
		const { filters } = parameters;
		const name = JSON.stringify(['services', most, filters]);
		return await serviceRows(environment, { name, fields: filterFields(filters), most, counts: rowFilter(filters, matchesWords) });
	},
});
