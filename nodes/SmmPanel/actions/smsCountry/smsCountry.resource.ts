import type { PanelResource } from '../panelOperation';
import { getAllOperation } from './getAll.operation';

export const smsCountryResource: PanelResource = { name: 'SMS Country', value: 'smsCountry', operations: [getAllOperation] };
