import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';

export const smsProjectResource: PanelResource = { name: 'SMS Project', value: 'smsProject', operations: [getAllOperation] };
