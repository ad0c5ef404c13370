import type { FaultKind } from '../../sandbox';
import { changed, closeWorlds, orderCreate, outcomeOfRun, paidOperations, textOf, world } from './world';

afterAll(closeWorlds);

const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const words = (error: string): FaultKind => ({ kind: 'error', error });
const json = (status: number, body: object): FaultKind => ({ kind: 'status', status, body: JSON.stringify(body) });

/** Answers after which nobody knows whether the panel booked. */
const DOUBTFUL: ReadonlyArray<readonly [string, FaultKind]> = [
	...[
		'cURL error 28: Operation timed out after 30000 milliseconds',
		'Something went wrong',
		'Something went wrong, please try again',
		'504 Gateway Time-out',
		'Request timeout',
		'Connection timed out',
		'Internal server error',
		'Internal error',
		'Server error',
		'Database error',
		'SQLSTATE[HY000] [2002] Connection refused',
		'Uncaught exception in add.php: order not found',
		'Could not connect to the supplier',
		'Provider error',
		'Order 123 was created but the provider did not answer',
		'No response from API',
		'An unexpected error occurred',
		'System is temporarily unavailable',
		'Please try again later',
		'Duplicate order',
	].map((error) => [error, words(error)] as const),
	['{status: error, msg} with words of trouble', { kind: 'body', body: '{"status":"error","msg":"Gateway timeout"}' }],
	['{success: false, message} with words of trouble', { kind: 'body', body: '{"success":false,"message":"Something went wrong"}' }],
	['{status: error} without words', { kind: 'body', body: '{"status":"error"}' }],
	['a web page under 403', { kind: 'status', status: 403 }],
	['a web page under 404', { kind: 'status', status: 404 }],
	['nothing under 404', { kind: 'empty', status: 404 }],
	['a plain text under 403', { kind: 'status', status: 403, body: 'Forbidden' }],
	["a framework's 404 for an exception", json(404, { message: 'No query results for model [App\\Order].' })],
	['words that nobody lists under 403', json(403, { error: 'Forbidden' })],
	['409 for an order that is there', json(409, { error: 'Duplicate order' })],
	['words of trouble under 400', json(400, { error: 'Upstream request failed' })],
	['a redirect that names an order', json(301, { order: 23501 })],
	['a redirect with 308 that names an order', json(308, { order: 23501 })],
	[
		'a page of DDoS-Guard for a server that does not answer',
		{ kind: 'status', status: 502, body: '<html><title>502</title><p>Error, protected by DDoS-Guard</p></html>' },
	],
	['a 401 that names an order', json(401, { error: 'Unauthorized', order: 23501 })],
];

test.each(DOUBTFUL)('after "%s" an order that was booked is not booked again', async (_name, fault) => {
	const here = await world({ rows: 2 });
	here.panel.fail({ ...fault, action: 'add', when: 'afterBooking' });
	const parameters = changed(orderCreate, { orderKey: 'invoice-7' });
	expect(outcomeOfRun(await here.run(parameters, { node: retryOnFail }))).toBe('unanswered');
	expect(outcomeOfRun(await here.run(parameters))).toBe('unanswered');
	expect([here.booked(), here.panel.callsOf('add').length]).toEqual([1, 1]);
});

test.each(paidOperations.map((operation) => [operation.name, operation] as const))('the same holds for %s', async (_name, operation) => {
	for (const fault of [words('cURL error 28: Operation timed out'), { kind: 'status', status: 403 } as const]) {
		const here = await world({ rows: 2 });
		here.panel.fail({ ...fault, action: operation.action, when: 'afterBooking' });
		expect(outcomeOfRun(await here.run(operation.parameters, { node: retryOnFail }))).toBe('unanswered');
		expect(here.booked()).toBe(1);
	}
});

test('the words of the panel, and an order that a redirect names, are shown', async () => {
	const here = await world({ rows: 2 });
	here.panel.fail({ ...words('Something went wrong'), action: 'add', when: 'afterBooking' });
	expect(textOf(await here.run(orderCreate.parameters))).toContain('The panel says: Something went wrong');
	here.panel.fail({ ...json(301, { order: 23502 }), action: 'add', when: 'afterBooking' });
	expect(textOf(await here.run(orderCreate.parameters))).toContain('The answer names order 23502');
});

/** Answers that say for certain that nothing was booked. */
const CLEAR: ReadonlyArray<readonly [string, FaultKind]> = [
	...[
		'Not enough funds on balance',
		'Insufficient balance. Please add funds and try again',
		'Invalid API key',
		'Incorrect service ID',
		'Service not found, please try again',
		'Bad link',
		'Quantity less than minimal 50',
		'You have active order with this link. Please wait until order being completed.',
		'Too many requests, try again later',
		'Invalid action',
		'Provider failed. Your balance has been refunded.',
		'Discord server link is required',
	].map((error) => [error, words(error)] as const),
	['{status: false, msg}', { kind: 'body', body: '{"status":false,"msg":"Insufficient balance"}' }],
	['{success: 0, message}', { kind: 'body', body: '{"success":0,"message":"Bad link"}' }],
	['{code: 400, message}', { kind: 'body', body: '{"code":400,"message":"Bad link"}' }],
	['a known refusal under 403', json(403, { error: 'Invalid API key' })],
	['a known refusal under 404', json(404, { error: 'Service not found' })],
	['a known refusal under 409', json(409, { error: 'You have active order with this link' })],
	['a refusal under 422', json(422, { message: 'The link field is required.' })],
	['401', { kind: 'status', status: 401 }],
	['405', { kind: 'status', status: 405 }],
	['429', { kind: 'status', status: 429 }],
	['a redirect', { kind: 'redirect', location: 'https://elsewhere.invalid/', status: 301 }],
	['a browser challenge', { kind: 'html', challenge: true }],
	['a browser challenge under 503', { kind: 'html', challenge: true, status: 503 }],
	[
		'a browser challenge known by its header',
		{ kind: 'status', status: 403, body: '<p>Wait</p>', headers: { 'cf-mitigated': 'challenge' } },
	],
	['a browser challenge under 200', { kind: 'body', body: '<html><title>Just a moment...</title></html>', contentType: 'text/html' }],
	['a blocked call in plain text', { kind: 'body', body: 'error code: 1020', contentType: 'text/plain', status: 403 }],
];

test.each(CLEAR)('after "%s" nothing was booked, so the next try buys', async (_name, fault) => {
	const here = await world({ rows: 2 });
	here.panel.fail({ ...fault, action: 'add' });
	expect(outcomeOfRun(await here.run(changed(orderCreate, { orderKey: 'invoice-7' }), { node: retryOnFail }))).toBe('bought');
	expect([here.booked(), here.panel.callsOf('add').length]).toEqual([1, 2]);
});
