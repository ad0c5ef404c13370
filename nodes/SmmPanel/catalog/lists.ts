import type { Item } from '../panel/api/records';
import type { PanelClient } from '../panel/transport/client';
import { KINDS, PanelError, rethrow } from '../panel/errors';
import { getCategories, getRows } from '../panel/api/services';
import { getSmsCountries, getSmsProjects } from '../panel/api/sms';
import { createCache, type Sized } from './cache';
import { getCatalog } from './catalog';
import { toText } from './labels';
import { fold } from './words';
import { createSearch, type Search, type Searched } from './search';

/** A list of a panel that is short enough to be kept as it came. */
interface SmallList extends Sized {
	readonly items: readonly Item[];
	/** Searches id, name and country of SMS projects. */
	readonly projects: Search<Item>;
}

const FRESH_FOR_MS = 600_000;
const lists = createCache<SmallList>({ ttlMs: FRESH_FOR_MS, maxEntries: 200, maxRows: 50_000 });

/** Module scope on purpose: a closure inside getList would keep the client, and its key, alive in the cache. */
function toSearchedProject(item: Item): Searched {
	return { id: toText(item.project_id), name: toText(item.name), group: toText(item.country_title ?? item.country_id) };
}

async function getList(panel: PanelClient, name: string, load: () => Promise<readonly Item[]>): Promise<SmallList> {
	return await lists.get(`${panel.accountId} ${name}`, async () => {
		const items = await load();
		const projects = createSearch(items, toSearchedProject);
		return { items, projects, size: items.length };
	});
}

/** One category with the names of its subcategories. */
export interface Category {
	readonly name: string;
	readonly subcategories: readonly string[];
}

/**
 * The categories that a panel lists, always with their English names, the only ones that filters take. Only HstockPlus
 * has the action; elsewhere there are none.
 */
export async function getListedCategories(panel: PanelClient): Promise<readonly Category[]> {
	const { items } = await getList(panel, 'categories', async () => {
		try {
			return await getCategories(panel, '');
		} catch (failure) {
			return isWithoutAction(failure) ? [] : rethrow(failure);
		}
	});
	return toCategories(items);
}

/** The names of the categories of the services, in the panel's order. */
export async function getServiceCategoryNames(panel: PanelClient): Promise<readonly string[]> {
	const catalog = await getCatalog(panel);
	return toCategories(catalog.categories().map((category) => ({ category }))).map(({ name }) => name);
}

/**
 * The names of all categories, for filters: those that the panel lists, then those of its services. HstockPlus documents
 * both, with different names for the same things, and does not say which ones its filters take.
 */
export async function getCategoryNames(panel: PanelClient): Promise<readonly string[]> {
	const listed = (await getListedCategories(panel)).map(({ name }) => name);
	try {
		const known = new Set(listed.map(fold));
		return [...listed, ...(await getServiceCategoryNames(panel)).filter((name) => !known.has(fold(name)))];
	} catch (failure) {
		return listed.length > 0 ? listed : rethrow(failure);
	}
}

/** Categories with a name, each once, because n8n's dropdown needs values that differ. */
function toCategories(items: readonly Item[]): Category[] {
	const byName = new Map<string, Category>();
	for (const { category, subcategories } of items) {
		const name = toText(category);
		if (name !== '' && !byName.has(name)) byName.set(name, { name, subcategories: readNames(subcategories) });
	}
	return [...byName.values()];
}

/** Panels refuse an action that they do not have in many words, and some answer it with another reply. */
export function isWithoutAction(failure: unknown): boolean {
	return failure instanceof PanelError && KINDS[failure.kind].isAbsence === true;
}

function readNames(value: unknown): string[] {
	if (!Array.isArray(value)) return [];
	return value.map((entry: unknown) => toText(isNamed(entry) ? entry.name : entry)).filter((name) => name !== '');
}

function isNamed(value: unknown): value is { name: unknown } {
	return typeof value === 'object' && value !== null && 'name' in value;
}

/** The shops of a panel; none if it has no such action. */
export async function getShopList(panel: PanelClient): Promise<readonly Item[]> {
	const { items } = await getList(panel, 'shops', async () => {
		try {
			return await getRows(panel, 'shops', { fields: {}, limit: undefined });
		} catch (failure) {
			return isWithoutAction(failure) ? [] : rethrow(failure);
		}
	});
	return items;
}

/** The countries that sell phone numbers. Throws 'notOffered' on panels without SMS. */
export async function getCountryList(panel: PanelClient): Promise<readonly Item[]> {
	return (await getList(panel, 'sms_countries', async () => await getSmsCountries(panel, ''))).items;
}

/** The search over the projects of one country, or of all (''). Throws 'notOffered' on panels without SMS. */
export async function getProjectSearch(panel: PanelClient, country: string): Promise<Search<Item>> {
	const { projects } = await getList(panel, `sms_projects ${country}`, async () => {
		// One without an id could be chosen but not bought.
		return (await getSmsProjects(panel, country, '')).filter(({ project_id: id }) => toText(id) !== '');
	});
	return projects;
}

/** Forgets all lists, for tests that change what a panel offers. */
export function forgetLists(): void {
	lists.clear();
}
