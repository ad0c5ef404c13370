import type { CorpusRow } from '../row';

const to = 'account.getBalance';

/** Amounts as panels write them; the item keeps them as they came. */
const AMOUNTS: readonly CorpusRow[] = [
	'100.84292',
	'0E-8',
	'4.3E-7',
	'1.0E-5',
	'.50',
	'4.',
	'$5.00',
	'5.00 USD',
	' 5.00 ',
	'1,234.50',
	'1.234,50',
	'4,50',
	'0,900',
	'1,500',
	'-2.5',
	'0',
].map((balance) => ({ to, reply: { balance, currency: 'EUR' }, becomes: `balance ${balance} EUR` }));

export const ACCOUNT_ROWS: readonly CorpusRow[] = [
	...AMOUNTS,
	{ to, reply: '{"balance":0.00000043,"currency":"USD"}', becomes: 'balance 0.00000043 USD' },
	{ to, reply: { balance: 0 }, becomes: 'balance 0' },
	{ to, reply: { balance: 'R$ 5,00', currency: 'BRL' }, becomes: 'balance R$ 5,00 BRL' },
	{ to, reply: { balance: 'Rs. 500' }, becomes: 'balance Rs. 500' },
	{ to, reply: { status: 'success', balance: '5', currency: 'USD' }, becomes: 'balance 5 USD' },
	{ to, reply: { status: 'success', data: { balance: '5', currency: 'USD' } }, becomes: 'balance 5 USD' },
	{ to, reply: { success: true, result: { balance: '5' } }, becomes: 'balance 5' },
	{ to, reply: [{ balance: '5', currency: 'USD' }], becomes: 'balance 5 USD' },
	{ to, reply: 'Deprecated: x in y.php on line 3\n{"balance":"5","currency":"USD"}', becomes: 'balance 5 USD' },
	{ to, reply: { error: 'Invalid API key' }, becomes: 'wrong key', says: 'Invalid API key' },
	{ to, reply: { error: 'Incorrect request or API key' }, becomes: 'wrong key' },
	{ to, reply: { status: 0, msg: 'Api-Token does not exist' }, becomes: 'wrong key', says: 'Api-Token does not exist' },
	{
		to,
		reply: { error: 'API is Disable for this user or User Not Found! Contact the Support' },
		becomes: 'wrong key',
		says: 'API is Disable',
	},
	{ to, reply: { error: 'No entry' }, http: 401, becomes: 'wrong key', says: 'No entry' },
	{ to, reply: { balance: 'unlimited' }, becomes: 'failed' },
	{ to, reply: { balance: null }, becomes: 'failed' },
	{ to, reply: {}, becomes: 'failed' },
	{ to, reply: '<html>balance 5</html>', becomes: 'failed' },
	{ to, reply: '', http: 200, becomes: 'failed' },
];
