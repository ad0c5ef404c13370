import { getInventory } from '../../panel/services';
import { languageField, serviceField, serviceId } from '../fields/common';
import { definePanelOperation } from '../panelOperation';

export const getInventoryOperation = definePanelOperation({
	name: 'Get Inventory',
	value: 'getInventory',
	action: 'Get inventory of service',
	description: 'Retrieve the current stock, price and variants of one service or product',
	properties: [serviceField, languageField],
	async perItem({ parameters: { service, language } }, { panel }) {
		return [await getInventory(panel, serviceId(service), language)];
	},
});
