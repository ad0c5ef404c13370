import type { IDataObject } from 'n8n-workflow';
import { PanelError, type ErrorKind, rethrow } from '../../panel/errors';
import { getCategories } from '../../panel/api/services';
import { toLang, languageField } from '../shared/commonFields';
import { defineOperation, type PanelEnvironment } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many categories',
	description: 'Retrieve a list of categories with their subcategories',
	properties: [languageField],
	async perItem({ parameters: { language } }, environment) {
		return await environment.readOnce(`categories ${language}`, async () => await categoriesOfPanel(environment, toLang(language)));
	},
});

/** Panels without the action answer it with one of these. */
const WITHOUT_ACTION: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['notOffered', 'refused', 'notFound', 'unexpectedReply']);

/** Only HstockPlus documents `categories`; everywhere else the catalog names them. */
async function categoriesOfPanel({ panel, catalog }: PanelEnvironment, language: string): Promise<IDataObject[]> {
	try {
		return await getCategories(panel, language);
	} catch (failure) {
		if (!(failure instanceof PanelError) || !WITHOUT_ACTION.has(failure.kind)) rethrow(failure);
		return (await catalog()).categories().map((category) => ({ category, subcategories: [] }));
	}
}
