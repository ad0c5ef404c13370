import type { PanelResource } from '../panelOperation';
import { getAllOperation } from './getAll.operation';

export const categoryResource: PanelResource = { name: 'Category', value: 'category', operations: [getAllOperation] };
