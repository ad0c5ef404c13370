import { readId } from '../../panel/api/ids';
import { getSubcategory } from '../../panel/api/services';
import { toLang, languageOptionsField } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getOperation = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get subcategory of products',
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
		languageOptionsField,
	],
	async perItem({ parameters }, { panel, readOnce }) {
		const id = readId(parameters.subcategoryId, 'Subcategory ID');
		const language = toLang(parameters.options.language);
		return await readOnce(`subcategory ${id} ${language}`, async () => [await getSubcategory(panel, id, language)]);
	},
});
