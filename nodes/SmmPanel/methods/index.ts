import { searchProjects, searchServices } from './listSearch';
import { getCategories, getServiceCategories, getShops, getSmsCountries, getSubcategories } from './loadOptions';

/** The lists with a search of both nodes, for `methods.listSearch`. */
export const listSearch = { searchServices, searchProjects };

/** The plain dropdowns of both nodes, for `methods.loadOptions`. */
export const loadOptions = { getCategories, getServiceCategories, getSubcategories, getShops, getSmsCountries };
