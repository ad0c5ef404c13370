import { PanelFailure } from '../../panel/failures';
import { categoriesOfRows, getCategories, getPage } from '../../panel/services';
import { languageField } from '../fields/common';
import { definePanelOperation, type PanelEnvironment } from '../panelOperation';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many categories',
	description: 'Retrieve a list of categories with their subcategories',
	properties: [languageField],
	async perItem({ parameters: { language } }, environment) {
		return await environment.readOnce(`categories ${language}`, async () => await categoriesOfPanel(environment, language));
	},
});

// Only HstockPlus documents `categories`; everywhere else the catalog names them.
async function categoriesOfPanel({ panel }: PanelEnvironment, language: string) {
	try {
		return await getCategories(panel, language);
	} catch (failure) {
		if (!(failure instanceof PanelFailure) || failure.kind !== 'notOffered') return await Promise.reject(failure);
		return categoriesOfRows((await getPage(panel, 'services', {})).rows);
	}
}
