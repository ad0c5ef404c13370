import { getRows } from '../../panel/api/services';
import { toFilterFields, productFiltersField } from '../shared/catalogFilters';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { readSorted, rowOptionsField, shapeProduct } from '../shared/outputOptions';
import { warnOfMore } from '../shared/warnOfMore';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many products with service IDs and prices per piece',
	description: 'Retrieve a list of marketplace products, such as accounts',
	properties: [returnAllField, limitField, productFiltersField, rowOptionsField],
	shape: shapeProduct,
	async perItem({ parameters }, environment) {
		const { filters, options } = parameters;
		const query = { fields: toFilterFields(filters), onIncomplete: warnOfMore(environment, 'products') };
		return await readSorted(readRowLimit(parameters), options.sortBy, async (limit) => {
			const name = JSON.stringify(['products', limit, filters]);
			return await environment.readOnce(name, async () => await getRows(environment.panel, 'products', { ...query, limit }));
		});
	},
});
