import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';

export const productResource: PanelResource = { name: 'Product', value: 'product', operations: [getAllOperation] };
