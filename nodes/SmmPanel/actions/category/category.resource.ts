import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';

export const categoryResource: PanelResource = { name: 'Category', value: 'category', operations: [getAllOperation] };
