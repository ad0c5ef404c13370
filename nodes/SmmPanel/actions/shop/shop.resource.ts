import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';

export const shopResource: PanelResource = { name: 'Shop', value: 'shop', operations: [getAllOperation] };
