import type { PanelResource } from '../environment';
import { callOperation } from './call.operation';

export const customActionResource: PanelResource = { name: 'Custom Action', value: 'customAction', operations: [callOperation] };
