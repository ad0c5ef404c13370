import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';
import { getInventoryOperation } from './getInventory.operation';

export const serviceResource: PanelResource = { name: 'Service', value: 'service', operations: [getAllOperation, getInventoryOperation] };
