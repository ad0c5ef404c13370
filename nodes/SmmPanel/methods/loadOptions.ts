import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { PanelClient } from '../panel/transport/client';
import { CREDENTIAL_TYPE } from '../panel/transport/connect';
import { findFirst, toText } from '../catalog/labels';
import { CATEGORY_PATHS, readChosen, connectForList } from './listSearch';
import {
	getCategoryNames,
	getCountryList,
	getListedCategories,
	getServiceCategoryNames,
	getShopList,
	isWithoutAction,
} from '../catalog/lists';
import { rethrow } from '../panel/errors';
import type { Item } from '../panel/api/records';
import { toListError } from './listError';

/**
 * The entry for "no choice". Each list begins with it: n8n shows a field whose value is in no entry as wrong, and a
 * choice could not be taken back. Where the list is empty, this entry says why.
 */
function noChoice(name: string): INodePropertyOptions {
	return { name, value: '' };
}

/** The categories that filters may know, by their English names. */
export async function getCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await showCategories(this, getCategoryNames);
}

/** The categories of the services, beside the service of an order: each of them has services in the list. */
export async function getServiceCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await showCategories(this, getServiceCategoryNames);
}

async function showCategories(
	context: ILoadOptionsFunctions,
	read: (panel: PanelClient) => Promise<readonly string[]>,
): Promise<INodePropertyOptions[]> {
	return await loadEntries(context, 'All Categories', async () => {
		const names = await read(await connectForList(context));
		if (names.length === 0) return [noChoice('All Services (the Panel Lists No Categories)')];
		return [noChoice('All Categories'), ...names.map((name) => ({ name, value: name }))];
	});
}

/** The subcategories of the chosen category. */
export async function getSubcategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await loadEntries(this, 'All Subcategories', async () => {
		const chosen = readChosen(this, ...CATEGORY_PATHS);
		const categories = await getListedCategories(await connectForList(this));
		if (categories.every(({ subcategories }) => subcategories.length === 0)) return [noChoice('This Panel Has No Subcategories')];
		if (chosen === '') return [noChoice('All Subcategories (Choose a Category to See Them)')];
		const names = categories.find(({ name }) => name === chosen)?.subcategories ?? [];
		if (names.length === 0) return [noChoice(`"${chosen}" has no subcategories`)];
		return [noChoice('All Subcategories'), ...names.map((name) => ({ name, value: name }))];
	});
}

/** The shops of the panel; their names are masked by the panel, so the number of products distinguishes them. */
export async function getShops(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await loadEntries(this, 'All Shops', async () => {
		const shops = await getShopList(await connectForList(this));
		const entries = shops.map((shop) => {
			const value = toText(findFirst(shop, ['shopId', 'id', '_id']));
			const name = toText(findFirst(shop, ['name', 'shopName'])) || value;
			const products = toText(findFirst(shop, ['productCount', 'products']));
			const rating = toText(findFirst(shop, ['rating', 'averageRating']));
			const facts = [products && `${products} products`, rating && `rated ${rating}`].filter((fact) => fact !== '');
			return { name: [name, ...facts].join(' · '), value };
		});
		if (entries.length === 0) return [noChoice('This Panel Has No Shops')];
		return [noChoice('All Shops'), ...entries.filter(({ value }) => value !== '')];
	});
}

/** The countries whose phone numbers the panel sells. */
export async function getSmsCountries(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await loadEntries(this, 'Any Country', async () => {
		const countries = await listCountries(await connectForList(this));
		if (countries === undefined) return [noChoice('This Panel Sells No SMS Numbers')];
		if (countries.length === 0) return [noChoice('The Panel Lists No Countries for Now')];
		const entries = countries.map((country) => {
			const value = toText(findFirst(country, ['country_code', 'country_id', 'code', 'id']));
			return { name: toText(findFirst(country, ['country_name', 'country_title', 'name'])) || value, value };
		});
		return [noChoice('Any Country'), ...entries.filter(({ value }) => value !== '')];
	});
}

/** The countries, or undefined on a panel without numbers: n8n shows an error in a plain dropdown without its words. */
async function listCountries(panel: PanelClient): Promise<readonly Item[] | undefined> {
	try {
		return await getCountryList(panel);
	} catch (failure) {
		return isWithoutAction(failure) ? undefined : rethrow(failure);
	}
}

/**
 * Runs a loader. On a new node the editor asks before it has filled in the only credential there is, and then not
 * again, so that case gives an entry and no error.
 * @param all - the entry for "no choice"
 * @throws a node error with the next step in its message
 */
async function loadEntries(
	context: ILoadOptionsFunctions,
	all: string,
	load: () => Promise<INodePropertyOptions[]>,
): Promise<INodePropertyOptions[]> {
	if (context.getNode().credentials?.[CREDENTIAL_TYPE] === undefined) return [noChoice(`${all} (Reopen This Node to See the List)`)];
	try {
		return await load();
	} catch (failure) {
		throw toListError(context.getNode(), failure);
	}
}
