import type { PanelResource } from '../panelOperation';
import { getOperation } from './get.operation';

export const subcategoryResource: PanelResource = { name: 'Subcategory', value: 'subcategory', operations: [getOperation] };
