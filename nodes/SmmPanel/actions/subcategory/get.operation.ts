import { readId } from '../../panel/ids';
import { getSubcategory } from '../../panel/services';
import { languageField } from '../fields/common';
import { definePanelOperation } from '../panelOperation';

export const getOperation = definePanelOperation({
	name: 'Get',
	value: 'get',
	action: 'Get subcategory',
	description: 'Retrieve one subcategory with the category that it belongs to',
	properties: [
		{
			displayName: 'Subcategory ID',
			name: 'subcategoryId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 674a1f77bcf86cd799439099',
			description: "The 'subcategoryId' of a product, as 'Product: Get Many' returns it",
		},
		languageField,
	],
	async perItem({ parameters: { subcategoryId, language } }, { panel }) {
		return [await getSubcategory(panel, readId(subcategoryId, 'Subcategory ID'), language)];
	},
});
