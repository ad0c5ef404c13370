import { getInventory } from '../../panel/api/services';
import { toLang, languageOptionsField, serviceField, readServiceId } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getInventoryOperation = defineOperation({
	name: 'Get Inventory',
	value: 'getInventory',
	action: 'Get inventory by service ID',
	description: 'Retrieve the current stock, price and variants of one service or product',
	properties: [serviceField, languageOptionsField],
	async perItem({ parameters }, { panel, readOnce }) {
		const service = readServiceId(parameters.service);
		const language = toLang(parameters.options.language);
		return await readOnce(`inventory ${service} ${language}`, async () => [await getInventory(panel, service, language)]);
	},
});
