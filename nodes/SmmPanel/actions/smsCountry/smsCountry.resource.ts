import type { PanelResource } from '../environment';
import { getAllOperation } from './getAll.operation';

export const smsCountryResource: PanelResource = { name: 'SMS Country', value: 'smsCountry', operations: [getAllOperation] };
