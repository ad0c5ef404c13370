import type { Item } from '../../panel/api/records';
import { isWithoutAction } from '../../catalog/lists';
import { rethrow } from '../../panel/errors';
import { getCategories } from '../../panel/api/services';
import { toLang, languageOptionsField } from '../shared/commonFields';
import { defineOperation, type PanelEnvironment } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many categories',
	description: 'Retrieve a list of categories with their subcategories',
	properties: [languageOptionsField],
	async perItem({ parameters: { options } }, environment) {
		const language = toLang(options.language);
		return await environment.readOnce(`categories ${language}`, async () => await readCategories(environment, language));
	},
});

/** Only HstockPlus documents `categories`; everywhere else the catalog names them. */
async function readCategories({ panel, catalog }: PanelEnvironment, language: string): Promise<Item[]> {
	try {
		return await getCategories(panel, language);
	} catch (failure) {
		if (!isWithoutAction(failure)) rethrow(failure);
		return (await catalog()).categories().map((category) => ({ category, subcategories: [] }));
	}
}
