import type { IDataObject } from 'n8n-workflow';
import { PanelFailure, type FailureKind } from '../../panel/errors';
import { getCategories } from '../../panel/api/services';
import { langOf, languageField } from '../shared/commonFields';
import { definePanelOperation, type PanelEnvironment } from '../environment';

export const getAllOperation = definePanelOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many categories',
	description: 'Retrieve a list of categories with their subcategories',
	properties: [languageField],
	async perItem({ parameters: { language } }, environment) {
		return await environment.readOnce(`categories ${language}`, async () => await categoriesOfPanel(environment, langOf(language)));
	},
});

/** Panels without the action answer it with one of these. */
const WITHOUT_ACTION: ReadonlySet<FailureKind> = new Set<FailureKind>(['notOffered', 'refused', 'notFound', 'unexpectedReply']);

/** Only HstockPlus documents `categories`; everywhere else the catalog names them. */
async function categoriesOfPanel({ panel, catalog }: PanelEnvironment, language: string): Promise<IDataObject[]> {
	try {
		return await getCategories(panel, language);
	} catch (failure) {
		if (!(failure instanceof PanelFailure) || !WITHOUT_ACTION.has(failure.kind)) return await Promise.reject(failure);
		return (await catalog()).categories().map((category) => ({ category, subcategories: [] }));
	}
}
