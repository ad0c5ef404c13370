import type { PanelResource } from '../environment';
import { getBalanceOperation } from './getBalance.operation';

export const accountResource: PanelResource = { name: 'Account', value: 'account', operations: [getBalanceOperation] };
