import { getInventory } from '../../panel/api/services';
import { langOf, languageField, serviceField, serviceId } from '../shared/commonFields';
import { definePanelOperation } from '../environment';

export const getInventoryOperation = definePanelOperation({
	name: 'Get Inventory',
	value: 'getInventory',
	action: 'Get inventory of service',
	description: 'Retrieve the current stock, price and variants of one service or product',
	properties: [serviceField, languageField],
	async perItem({ parameters }, { panel, readOnce }) {
		const service = serviceId(parameters.service);
		const language = langOf(parameters.language);
		return await readOnce(`inventory ${service} ${language}`, async () => [await getInventory(panel, service, language)]);
	},
});
