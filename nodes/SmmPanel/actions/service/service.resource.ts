import type { PanelResource } from '../panelOperation';
import { getAllOperation } from './getAll.operation';
import { getInventoryOperation } from './getInventory.operation';

export const serviceResource: PanelResource = { name: 'Service', value: 'service', operations: [getAllOperation, getInventoryOperation] };
