import type { PanelResource } from '../environment';
import { getOperation } from './get.operation';

export const subcategoryResource: PanelResource = { name: 'Subcategory', value: 'subcategory', operations: [getOperation] };
