import type { PanelResource } from '../environment';
import { getStatusOperation } from './getStatus.operation';

export const refillResource: PanelResource = { name: 'Refill', value: 'refill', operations: [getStatusOperation] };
