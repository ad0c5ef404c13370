import { cleanWords, classifyWords, isKnownRefusal, PanelError, type ErrorKind } from '../../../nodes/SmmPanel/panel/errors';

// Every error text that was seen, and some of the sentences that clones make of them.
const WORDS: ReadonlyArray<readonly [ErrorKind, readonly string[]]> = [
	[
		'invalidKey',
		[
			'Invalid API key',
			'Incorrect API key',
			'invalid_api_key',
			'API key is required',
			'Wrong apikey',
			'API key expired',
			'Your API key is inactive',
			'The key is invalid',
			'Unauthorized',
			'Account is inactive',
			'ip_not_allowed',
		],
	],
	['notOffered', ['Invalid action', 'Incorrect request', 'Incorrect method name', 'invalid_action', 'Unknown action', 'Action not found']],
	[
		'notEnoughFunds',
		[
			'Insufficient balance',
			'Not enough funds on balance',
			'Not enough funds',
			'neworder.error.not_enough_funds',
			'Your balance is insufficient',
		],
	],
	['activeOrder', ['You have active order with this link. Please wait until order being completed.']],
	['rateLimited', ['Rate limited', 'rate_limit_exceeded', 'Too Many Requests', 'Please slow down']],
	[
		'notFound',
		[
			'Order not found',
			'Order not found.',
			'Incorrect order ID',
			'Incorrect service ID',
			'error.incorrect_service_id',
			'Service not found',
			'service_not_found',
			'Refill not found',
			'Invalid order id',
			'Order does not exist',
			"This order doesn't exist",
			'No such order',
		],
	],
	[
		'refused',
		[
			'Service ID is required',
			'Bad link',
			'incorrect_link',
			'invalid_link',
			'link_not_found',
			'min_quantity',
			'max_quantity',
			'Quantity less than minimal 50',
			'Quantity more than maximum 10000',
			'Order not eligible for refill',
			'Order not eligible for refill.',
			'The order was completed or refill was requested less than 24 hours ago',
			'The order is not completed',
			'Refill is disabled for this service',
			'This services does not support Dripfeed feature!',
			'There are no more refills available for today.',
			'Corporate limit reached',
			'Invalid order quantity',
			'keywords are missing',
			'',
			'constructor',
		],
	],
];

test.each(WORDS)('sorts the words of a panel as %s', (kind, words) => {
	expect(words.map((text) => [text, classifyWords(text)])).toEqual(words.map((text) => [text, kind]));
});

test.each([
	'Provider API error: too many requests',
	'Supplier: rate limit exceeded',
	'Too many requests to the provider, try later',
	'Provider error: Not enough funds on balance',
	'Insufficient provider balance',
	'Not enough funds at the supplier',
	'Our provider is out of funds',
	'Fondos insuficientes en proveedor',
	'Saldo insuficiente no fornecedor',
	'Số dư nhà cung cấp không đủ',
	'Provider error: Invalid API key',
	'Order 123 created, but the provider says: Invalid link',
	'Order #123 placed, not sent yet: invalid link',
])('takes %j for trouble behind the panel, so that an order it may have booked is not sent again', (words) => {
	expect(classifyWords(words)).toBe('serverError');
	expect(isKnownRefusal(words)).toBe(false);
});

test('an order that the panel took, gave up and paid back is refused, whatever its supplier says', () => {
	expect(classifyWords('Provider: not enough funds. Your balance has been refunded.')).toBe('refused');
});

test.each([
	['a\n\tb   c', 'a b c'],
	['<b>Bad</b> link<br/>', 'Bad link'],
	['  ', ''],
	['a\u0000\u001B[31mb', 'a [31mb'],
	['1 < 2 and 3 > 2', '1 2'],
	['x \uD83D y', 'x y'],
	['🔥'.repeat(301), `${'🔥'.repeat(300)}…`],
	['a'.repeat(300), 'a'.repeat(300)],
])('makes one short line of %j', (words, line) => {
	expect(cleanWords(words)).toBe(line);
});

test('cuts megabytes of words before it looks at them', () => {
	for (const words of ['<'.repeat(5_000_000), ' '.repeat(5_000_000), '🔥'.repeat(2_000_000)])
		expect(cleanWords(words).length).toBeLessThan(700);
});

test.each([
	['invalidKey', { cause: 'credential-invalid' }],
	['notOffered', { cause: 'configuration-invalid' }],
	['badAddress', { cause: 'configuration-invalid' }],
	['badInput', { cause: 'configuration-invalid' }],
	['rateLimited', { cause: 'rate-limited', retryAfterMs: 5 }],
	['timeout', { cause: 'temporarily-unavailable' }],
	['unreachable', { cause: 'temporarily-unavailable' }],
	['notFound', undefined],
	['refused', undefined],
	['stopped', undefined],
] as const)("tells n8n's scheduler why a call failed: %s", (kind, declared) => {
	expect(new PanelError({ kind, effect: 'none', message: 'm', nextStep: 'n', retryAfterMs: 5 }).declared).toEqual(declared);
});

test('keeps every fact when it is told more or in other words', () => {
	const failure = new PanelError({
		kind: 'refused',
		effect: 'unknown',
		message: 'a KEY',
		nextStep: 'b KEY',
		panelWords: 'c KEY',
		order: '5',
		httpStatus: 400,
		retryAfterMs: 7,
	});
	expect(failure.extended(' more')).toMatchObject({
		kind: 'refused',
		effect: 'unknown',
		message: 'a KEY',
		nextStep: 'b KEY more',
		panelWords: 'c KEY',
		order: '5',
		httpStatus: 400,
		retryAfterMs: 7,
	});
	const reworded = failure.reworded((text) => text.replace('KEY', '*'));
	expect(reworded).toMatchObject({
		kind: 'refused',
		effect: 'unknown',
		message: 'a *',
		nextStep: 'b *',
		panelWords: 'c *',
		order: '5',
		httpStatus: 400,
		retryAfterMs: 7,
	});
	expect(reworded.stack).not.toContain('KEY');
});
