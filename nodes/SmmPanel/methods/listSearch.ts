import { sleep, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import type { PanelClient } from '../panel/transport/client';
import { connectPanel } from '../panel/transport/connect';
import { PanelError } from '../panel/errors';
import { getCatalog } from '../catalog/catalog';
import { projectEntry, serviceEntries } from '../catalog/labels';
import { getProjectSearch } from '../catalog/lists';
import { toListError } from './listError';

// Somebody is waiting for the list: one short repetition, then the reason why there is nothing to choose from.
const LIST_LIMITS = { retries: 1, longestWaitMs: 2_000 };

/** The panel of the node whose list is open. */
export async function connectForList(context: ILoadOptionsFunctions): Promise<PanelClient> {
	return await connectPanel(context, { sleep, limits: LIST_LIMITS });
}

/**
 * What the user has chosen in another field of the node.
 * @param paths - places where the field may be; the first that is set counts
 * @returns empty if nothing is set, or an expression has no value in the editor
 */
export function readChosen(context: ILoadOptionsFunctions, ...paths: readonly string[]): string {
	for (const path of paths) {
		const value: unknown = context.getCurrentNodeParameter(path);
		if (typeof value === 'string' && value.trim() !== '' && !value.startsWith('=')) return value;
	}
	return '';
}

/** Both places of the category: inside the filters of 'Get Many', and beside the service of an order. */
export const CATEGORY_PATHS = ['filters.category', 'category'] as const;

/**
 * A page of services, for the Service field.
 * @throws a node error with the reason and the next step, which n8n shows in the dropdown
 */
export async function searchServices(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const catalog = await getCatalog(await connectForList(this));
		const category = readChosen(this, ...CATEGORY_PATHS);
		const page = catalog.search({ words: filter, group: category, token: paginationToken });
		if (page.total > 0) return buildResult(serviceEntries(page.entries), page.next);
		if (catalog.rows.length === 0)
			throw nothingListedError(
				'The panel lists no services',
				'The panel may be new, or under maintenance. Look at its website, or ask its support.',
			);
		if (!filter?.trim())
			throw nothingListedError(
				`The panel lists no service in the category "${category}"`,
				"Choose another category, or empty 'Filter Services by Category' to see all services.",
			);
		const elsewhere = category === '' ? 0 : catalog.search({ words: filter }).total;
		if (elsewhere === 0 && catalog.isPartial)
			return hint(`Not in the part of the catalog that the panel sent (${catalog.rows.length} services): enter the ID under 'By ID'`);
		return elsewhere === 0
			? { results: [] }
			: hint(`Nothing found in "${category}", but ${elsewhere} in other categories: empty 'Filter Services by Category'`);
	} catch (failure) {
		throw toListError(this.getNode(), failure);
	}
}

/** The SMS projects of the chosen country, for the Project field; as searchServices. */
export async function searchProjects(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const country = readChosen(this, 'country');
		const projects = await getProjectSearch(await connectForList(this), country);
		const page = projects.page({ words: filter, token: paginationToken });
		if (page.total > 0 || filter?.trim()) return buildResult(page.entries.map(projectEntry), page.next);
		throw country === ''
			? nothingListedError('The panel lists no SMS projects', 'It has no phone numbers for now. Try again later, or ask its support.')
			: nothingListedError(
					`The panel lists no SMS projects for the country "${country}"`,
					"Choose another country, or empty 'Country Name or ID' to see all projects.",
				);
	} catch (failure) {
		throw toListError(this.getNode(), failure);
	}
}

function buildResult(results: INodeListSearchResult['results'], next: string | undefined): INodeListSearchResult {
	return next === undefined ? { results } : { results, paginationToken: next };
}

/**
 * Why there is nothing to choose, said as an error: n8n shows its message and advice in place of the list, while an
 * empty list would only say "No results".
 */
function nothingListedError(message: string, nextStep: string): PanelError {
	return new PanelError({ kind: 'notFound', effect: 'none', message, nextStep });
}

/** An entry that only says something. While somebody types, an error would take the search box away. */
function hint(text: string): INodeListSearchResult {
	return { results: [{ name: text, value: '' }] };
}
