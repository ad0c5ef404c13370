import { matchesWords } from '../../catalog/words';
import { toFilterFields, createRowFilter, serviceFiltersField } from '../shared/catalogFilters';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { serviceRows } from '../catalogRows';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many services',
	description: 'Retrieve a list of services with price and limits, filtered by category, words and more',
	properties: [returnAllField, limitField, serviceFiltersField],
	async perItem({ parameters }, environment) {
		const most = readRowLimit(parameters);
		const { filters } = parameters;
		const name = JSON.stringify(['services', most, filters]);
		return await serviceRows(environment, { name, fields: toFilterFields(filters), most, counts: createRowFilter(filters, matchesWords) });
	},
});
