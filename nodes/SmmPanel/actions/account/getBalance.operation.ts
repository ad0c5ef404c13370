import { getBalance } from '../../panel/api/account';
import { defineOperation } from '../environment';

export const getBalanceOperation = defineOperation({
	name: 'Get Balance',
	value: 'getBalance',
	action: 'Get account balance',
	description: 'Retrieve the money left in the account at the panel',
	properties: [],
	async perItem(_call, { panel, readOnce }) {
		return await readOnce('balance', async () => [await getBalance(panel)]);
	},
});
