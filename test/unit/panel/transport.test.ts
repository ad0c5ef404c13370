import { getBalance } from '../../../nodes/SmmPanel/panel/api/account';
import type { Fault } from '../../sandbox';
import { CLOSED_URL } from '../../support/panels';
import { closeAll, fakePanel, jsons, openPanel, openServer, ORDER, run, told } from './support';

// What comes instead of JSON, and where the key must not go.

afterEach(closeAll);

test.each([
	['JSON as text/html', { htmlContentType: true }],
	['a byte-order mark', { bom: true }],
	['both', { bom: true, htmlContentType: true }],
])('reads %s like any reply', async (_name, quirks) => {
	const panel = await openPanel({ dialect: 'hstockplus', quirks });
	expect(jsons(await run(panel, 'account.getBalance'))).toEqual([{ balance: '100.00', currency: 'USD' }]);
});

/** Each reply that is no data: how it is told, and whether a read is tried again. */
const TOLD: ReadonlyArray<readonly [string, Fault, RegExp, number]> = [
	['a web page', { kind: 'html' }, /answered with a web page instead of data.*Check the Base URL/, 1],
	[
		'a Cloudflare check',
		{ kind: 'html', challenge: true },
		/security check for browsers instead of data \(HTTP 403\).*let API calls from your n8n server through/,
		1,
	],
	[
		'a Cloudflare check under 503',
		{ kind: 'html', challenge: true, status: 503 },
		/security check for browsers instead of data \(HTTP 503\)/,
		1,
	],
	[
		'a check known by its header only',
		{ kind: 'status', status: 503, body: '<html>Un moment</html>', headers: { 'cf-mitigated': 'challenge' } },
		/security check for browsers/,
		1,
	],
	['an empty body', { kind: 'empty', times: 9 }, /answered with nothing/, 4],
	['half a reply', { kind: 'invalidJson' }, /cannot be read, because it is not valid JSON/, 1],
	['JSON with a comment', { kind: 'invalidJson', sample: 'or' }, /not valid JSON/, 1],
	['JSON without a comma', { kind: 'invalidJson', sample: 'missingComma' }, /not valid JSON/, 1],
	['a page under 502', { kind: 'status', status: 502, times: 9 }, /answered with HTTP 502.*Try again in a few minutes/, 4],
	['a page under 404', { kind: 'status', status: 404 }, /web page instead of data \(HTTP 404\)/, 1],
	['a page under 401', { kind: 'status', status: 401 }, /does not accept the API key/, 1],
	[
		'JSON under 401',
		{ kind: 'status', status: 401, body: '{"message":"Unauthenticated."}' },
		/does not accept the API key.*It says: Unauthenticated/,
		1,
	],
	[
		'a JSON error under 400',
		{ kind: 'status', status: 400, body: '{"error":"Incorrect request"}' },
		/The panel says: Incorrect request .*Check the Base URL and the API key/,
		1,
	],
	[
		'a JSON error under 422',
		{ kind: 'status', status: 422, body: '{"message":"The country field is wrong."}' },
		/The panel says: The country field is wrong/,
		1,
	],
	[
		'a JSON error under 500',
		{ kind: 'status', status: 500, body: '{"error":"Server trouble"}', times: 9 },
		/The panel says: Server trouble/,
		4,
	],
	[
		'words of the panel with tags and line breaks',
		{ kind: 'error', error: '<b>Bad\n request</b>  from \u0007you' },
		/does not accept the API key\. It says: Bad request from you \[item 0\]/,
		1,
	],
	['a JSON text', { kind: 'body', body: '"Welcome"' }, /in a form that this node does not know/, 1],
	['a refusal as a JSON text', { kind: 'body', body: '"Invalid API key"' }, /does not accept the API key\. It says: Invalid API key/, 1],
	['a refusal as a plain text', { kind: 'body', body: 'Invalid API key' }, /does not accept the API key\. It says: Invalid API key/, 1],
	['JSON that is no balance', { kind: 'body', body: '{"status":"ok"}' }, /in a form that this node does not know/, 1],
	['a broken connection', { kind: 'drop', times: 9 }, /broke before its answer came/, 4],
	['half a body', { kind: 'halfBody', times: 9 }, /broke before its answer came/, 4],
];

test('tells each kind of reply that is no data apart, and tries again only what may pass', async () => {
	await Promise.all(
		TOLD.map(async ([name, fault, words, calls]) => {
			const panel = await openPanel({ dialect: 'hstockplus' });
			panel.fail({ ...fault, action: 'balance' });
			const result = await run(panel, 'account.getBalance');
			expect([name, told(result).replace(/\n/g, ' ')]).toEqual([name, expect.stringMatching(words)]);
			expect([name, panel.calls.length]).toEqual([name, calls]);
		}),
	);
});

test.each([1, 2, 3])('returns the balance after %i passing faults', async (times) => {
	const panel = await openPanel({ dialect: 'hassanStore' });
	panel.fail({ kind: 'status', status: 503, times });
	expect(jsons(await run(panel, 'account.getBalance'))).toEqual([{ balance: '100.84292', currency: 'USD' }]);
});

test('tries a panel that refuses connections again, and tells where it looked', async () => {
	expect(told(await run({ url: CLOSED_URL }, 'account.getBalance'))).toMatch(
		/The panel at 127\.0\.0\.1:\d+ cannot be reached \(it refuses the connection\)/,
	);
});

describe('a panel with a limit (429)', () => {
	const limited = (retryAfter: number | string | undefined, times = 1): Fault => ({
		kind: 'status',
		status: 429,
		times,
		...(retryAfter === undefined ? {} : { retryAfter }),
	});

	test('is asked again after the wait that it names in seconds, as a date, or not at all', async () => {
		const answers = ['1', new Date(Date.now() + 3500).toUTCString(), undefined, '0'].map(async (retryAfter) => {
			const panel = await openPanel({ dialect: 'hstockplus' });
			panel.fail(limited(retryAfter));
			const result = await run(panel, 'account.getBalance');
			const [first, second] = panel.calls;
			return { retryAfter, balance: jsons(result)[0]?.balance, waited: (second?.at ?? 0) - (first?.at ?? 0) };
		});
		const [seconds, date, none, zero] = await Promise.all(answers);
		for (const answer of [seconds, date, none, zero]) expect(answer?.balance).toBe('100.00');
		expect(seconds?.waited).toBeGreaterThanOrEqual(990);
		expect(none?.waited).toBeGreaterThanOrEqual(370);
		// A date has whole seconds, and some time goes by before it is read.
		expect(date?.waited).toBeGreaterThanOrEqual(400);
	});

	test('is not waited for an hour, and its wait is told', async () => {
		const panel = await openPanel({ dialect: 'hstockplus' });
		panel.fail(limited(3600));
		const result = await run(panel, 'account.getBalance');
		expect(told(result)).toMatch(/takes no more calls for now.*Try again in 3600 seconds, as the panel asks/);
		expect(panel.calls).toHaveLength(1);
		const failure = { cause: 'rate-limited', retryAfterMs: 3_600_000 };
		expect(JSON.parse(result.wholeJson)).toMatchObject({ data: { resultData: { error: { failure } } } });
	});

	test('did nothing yet, so a paid call is sent again after the wait that it asks for', async () => {
		const panel = await openPanel({ dialect: 'hstockplus' });
		panel.fail(limited(1));
		expect(told(await run(panel, 'order.create', ORDER)).trim()).toBe('|');
		const [first, second] = panel.callsOf('add').map(({ at }) => at);
		expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
		expect(panel.orders()).toHaveLength(1);
	});
});

describe('a redirect', () => {
	const cases = [301, 302, 303, 307, 308].flatMap((status) => ['other host', 'same host'].map((target) => ({ status, target })));

	test.each(cases)('with $status to the $target is not followed, neither by a read nor by an order', async ({ status, target }) => {
		const trap = await openServer(() => ({ body: { balance: '1', order: 1 } }));
		const panel = await openPanel({ dialect: 'hstockplus' });
		const location = target === 'other host' ? `${trap.url}?from=panel` : '/api/v2/?moved=1';
		panel.fail({ kind: 'redirect', location, status, times: 2 });
		const read = told(await run(panel, 'account.getBalance'));
		const paid = told(await run(panel, 'order.create', ORDER));
		const shown = `${target === 'other host' ? trap.origin : panel.origin}/api/v2`;
		expect(read).toContain(`The panel redirects to ${shown}`);
		expect(`${read}${paid}`).not.toContain('from=panel');
		expect(trap.seen).toEqual([]);
		expect(panel.calls.map(({ action }) => action)).toEqual(['balance', 'add']);
		expect(panel.orders()).toEqual([]);
		// A server may redirect after its work with 302 or 303; the others come before it.
		const mayHaveActed = [302, 303].includes(status);
		expect(paid).toMatch(mayHaveActed ? /may have been made/ : /The redirect was not followed, because the key would go along/);
	});

	test.each<Record<string, string>>([
		{},
		{ Location: '' },
		{ Location: 'http://[' },
		{ Location: 'javascript:alert(1)' },
		{ Location: 'data:text/html,x' },
	])('with %j is told without nonsense', async (headers) => {
		const panel = await openServer(() => ({ status: 302, headers }));
		expect(told(await run(panel, 'account.getBalance'))).toMatch(
			/The panel redirects to (another address|http:\/\/127\.0\.0\.1:\d+\/api\/v2)/,
		);
	});
});

test.each([
	['https://www.panel.test/api/v2', 'If www.panel.test is your panel, enter https://www.panel.test/api/v2 as Base URL in the credential.'],
	[
		'https://panel.test/smm/api/v2?key=x',
		'If panel.test is your panel, enter https://panel.test/smm/api/v2 as Base URL in the credential.',
	],
	['/api/v3', 'If panel.test is your panel, enter https://panel.test/api/v3 as Base URL in the credential.'],
	['https://panel.test/login', 'Enter the address that the panel shows on its API page as Base URL'],
	['http://panel.test/api/v2', 'Enter the address that the panel shows on its API page as Base URL'],
])('a redirect to %s names the address to enter where it can be one', async (location, advice) => {
	const panel = fakePanel(() => ({ status: 302, headers: { location }, body: '' }));
	await expect(getBalance(panel)).rejects.toMatchObject({ kind: 'redirected', nextStep: expect.stringContaining(advice) });
});

test('sends the key in the body only, as a form, and never an empty field', async () => {
	const panel = await openPanel({ dialect: 'hstockplus' });
	await run(panel, 'service.getAll', { returnAll: true, filters: { category: 'A & B=ü 🔥' } });
	expect(panel.calls.map(({ keySent, method, contentType }) => [keySent, method, contentType])).toEqual([
		['body', 'POST', 'application/x-www-form-urlencoded'],
	]);
	expect(panel.calls[0]?.fields).toEqual({ category: 'A & B=ü 🔥', page: '1', limit: '1000' });
});
