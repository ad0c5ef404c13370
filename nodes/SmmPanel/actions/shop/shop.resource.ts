import type { PanelResource } from '../panelOperation';
import { getAllOperation } from './getAll.operation';

export const shopResource: PanelResource = { name: 'Shop', value: 'shop', operations: [getAllOperation] };
