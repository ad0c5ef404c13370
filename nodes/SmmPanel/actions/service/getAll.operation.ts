import { matchesWords } from '../../catalog/words';
import { toFilterFields, createRowFilter, searchField, serviceFiltersField } from '../shared/catalogFilters';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { readSorted, rowOptionsField, shapeService } from '../shared/outputOptions';
import { readServiceRows } from '../catalogRows';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many services with service IDs and prices (mostly per 1000)',
	description: 'Retrieve a list of services with price and limits, filtered by category, words and more',
	properties: [searchField, returnAllField, limitField, serviceFiltersField, rowOptionsField],
	shape: shapeService,
	async perItem({ parameters }, environment) {
		const { search, options } = parameters;
		const filters = { ...parameters.filters, search };
		const wanted = { fields: toFilterFields(filters), matches: createRowFilter(filters, matchesWords) };
		return await readSorted(readRowLimit(parameters), options.sortBy, async (limit) => {
			return await readServiceRows(environment, { name: JSON.stringify(['services', limit, filters]), limit, ...wanted });
		});
	},
});
