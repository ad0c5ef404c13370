import { getRows } from '../../panel/api/services';
import { toFilterFields, productFiltersField } from '../shared/catalogFilters';
import { limitField, readRowLimit, returnAllField } from '../shared/commonFields';
import { warnOfMore } from '../shared/rowDoubt';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many products',
	description: 'Retrieve a list of marketplace products, such as accounts',
	properties: [returnAllField, limitField, productFiltersField],
	async perItem({ parameters }, environment) {
		const most = readRowLimit(parameters);
		const query = { fields: toFilterFields(parameters.filters), most, onDoubt: warnOfMore(environment, 'products') };
		const name = JSON.stringify(['products', most, parameters.filters]);
		return await environment.readOnce(name, async () => await getRows(environment.panel, 'products', query));
	},
});
