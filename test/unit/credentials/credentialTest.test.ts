import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

import { smmPanelApiTest } from '../../../nodes/SmmPanel/methods/credentialTest';
import type { Fault, SandboxPanel } from '../../sandbox';
import { credentialTest } from '../../support';
import { buildAdditionalData } from '../../support/engine';
import { CLOSED_URL } from '../../support/panels';
import { closeAll, openPanel, openServer } from '../panel/support';

afterEach(closeAll);

const test_ = async (data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> =>
	await credentialTest('smmPanelApiTest', data);
const credentialOf = ({ url, apiKey }: SandboxPanel) => ({ baseUrl: url, apiKey });

test('shows the balance when the key is right', async () => {
	const panel = await openPanel({ dialect: 'hmSocialMedia' });
	expect(await test_(credentialOf(panel))).toEqual({ status: 'OK', message: 'Connection successful. Balance: 100.84292 USD.' });
	expect(panel.calls.map(({ action, keySent, method }) => [action, keySent, method])).toEqual([['balance', 'body', 'POST']]);
});

test.each(['hstockplus', 'hmSocialMedia', 'hassanStore'] as const)(
	'accepts a right key of %s, also with quirks in the reply',
	async (dialect) => {
		const panel = await openPanel({ dialect, quirks: { bom: true, htmlContentType: true, moneyAsNumbers: true } });
		expect((await test_(credentialOf(panel))).status).toBe('OK');
	},
);

test('keeps the digits of a balance that comes as a bare number, and needs no currency', async () => {
	const panel = await openServer(() => ({ body: '{"balance":100.10,"currency":null}' }));
	expect(await test_({ baseUrl: panel.url, apiKey: 'any-key-at-all' })).toEqual({
		status: 'OK',
		message: 'Connection successful. Balance: 100.10.',
	});
});

test('says that a wrong key is wrong, and never repeats it', async () => {
	const panel = await openPanel({ dialect: 'hstockplus' });
	const { status, message } = await test_({ baseUrl: panel.url, apiKey: 'wrong-key-of-somebody' });
	expect(status).toBe('Error');
	expect(message).toMatch(
		/^The panel at 127\.0\.0\.1:\d+ does not accept the API key\. It says: Invalid API key\. If that is another panel than yours, correct the Base URL .* copy the key again/,
	);
	expect(message).not.toContain('wrong-key-of-somebody');
});

const WRONG: ReadonlyArray<readonly [string, Fault, RegExp]> = [
	[
		'a web page',
		{ kind: 'html' },
		/web page instead of data\. Check the Base URL of the credential, now http:\/\/127\.0\.0\.1:\d+\/api\/v2/,
	],
	['a security check', { kind: 'html', challenge: true }, /security check for browsers/],
	['an empty reply', { kind: 'empty' }, /answered with nothing/],
	['an empty reply under 204', { kind: 'empty', status: 204 }, /answered with nothing/],
	['invalid JSON', { kind: 'invalidJson' }, /not valid JSON/],
	['JSON without a balance', { kind: 'body', body: '{"status":"ok"}' }, /answers with JSON, but not with a balance\. Check the Base URL/],
	['a list', { kind: 'body', body: '[]' }, /answers with JSON, but not with a balance/],
	['a balance that is none', { kind: 'body', body: '{"balance":"unknown"}' }, /answers with JSON, but not with a balance/],
	['a balance of nothing', { kind: 'body', body: '{"balance":null}' }, /answers with JSON, but not with a balance/],
	[
		'{status: "error", message}',
		{ kind: 'body', body: '{"status":"error","message":"Account is suspended."}' },
		/does not accept the API key\. It says: Account is suspended/,
	],
	['a refusal in any words', { kind: 'error', error: 'Invalid action' }, /does not accept the API key\. It says: Invalid action/],
	['429', { kind: 'status', status: 429, retryAfter: 7 }, /too many came in a short time\. Try again in 7 seconds/],
	['500', { kind: 'status', status: 500 }, /answered with HTTP 500/],
	['404', { kind: 'status', status: 404 }, /web page instead of data \(HTTP 404\)/],
	['a dropped connection', { kind: 'drop' }, /broke before its answer came/],
	// n8n's older helper hands a body that broke off over as an empty one.
	['half a reply', { kind: 'halfBody' }, /answered with nothing|broke before its answer came/],
];

test.each(WRONG)('calls %s no success, and asks once only', async (_name, fault, words) => {
	const panel = await openPanel({ dialect: 'hstockplus' });
	panel.fail({ ...fault, times: 5 });
	const { status, message } = await test_(credentialOf(panel));
	expect(status).toBe('Error');
	expect(message).toMatch(words);
	expect(message).not.toMatch(/\.\./);
	expect(message).not.toContain(panel.apiKey);
	expect(panel.calls).toHaveLength(1);
});

test.each(['', '/', '/api', '/customer-api'])('offers the likely address when the Base URL ends in %j instead of /api/v2', async (path) => {
	const panel = await openPanel({ dialect: 'hstockplus' });
	const { status, message } = await test_({ baseUrl: `${panel.origin}${path}`, apiKey: panel.apiKey });
	expect(status).toBe('Error');
	expect(message).toContain(`Addresses of panels usually end in /api/v2: try ${panel.origin}/api/v2.`);
});

test.each([301, 302, 303, 307, 308])('does not carry the key over a redirect with %i', async (status) => {
	const trap = await openServer(() => ({ body: { balance: '1', currency: 'USD' } }));
	const panel = await openPanel({ dialect: 'hstockplus' });
	panel.fail({ kind: 'redirect', location: `${trap.url}?key=${panel.apiKey}`, status });
	const result = await test_(credentialOf(panel));
	expect(result.status).toBe('Error');
	expect(result.message).toContain(`The panel redirects to ${trap.url}. The redirect was not followed, because the key would go along`);
	expect(result.message).not.toContain(panel.apiKey);
	expect(trap.seen).toEqual([]);
	expect(panel.calls).toHaveLength(1);
});

test('says that nothing listens at the port', async () => {
	const { status, message } = await test_({ baseUrl: CLOSED_URL, apiKey: 'any-key-at-all' });
	expect(status).toBe('Error');
	expect(message).toMatch(/cannot be reached \(it refuses the connection\)\. The panel is down, or the Base URL has the wrong port/);
});

test('says that there is no such host', async () => {
	const { status, message } = await test_({ baseUrl: 'https://nothing.invalid/api/v2', apiKey: 'any-key-at-all' });
	expect(status).toBe('Error');
	expect(message).toMatch(/The panel at nothing\.invalid cannot be reached \((there is no such host|its name cannot be looked up)\)/);
});

describe('a panel that does not answer in time', () => {
	const inTime = async (url: string, ms: number) =>
		await smmPanelApiTest.call(
			new CredentialTestContext(buildAdditionalData()),
			{ id: '1', name: 'c', type: 'smmPanelApi', data: { baseUrl: url, apiKey: 'any-key-at-all' } },
			ms,
		);

	test('is told with the time that was waited', async () => {
		const panel = await openServer(() => 'hang');
		expect(await inTime(panel.url, 300)).toEqual({
			status: 'Error',
			message: expect.stringMatching(/did not answer within 0\.3 seconds\. The panel is slow or overloaded/),
		});
	});

	test('is told too when it sends one byte now and then', async () => {
		const panel = await openServer(() => (response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(drip));
		});
		expect((await inTime(panel.url, 400)).message).toContain('did not answer within 0.4 seconds');
	});

	test('is given fifteen seconds by n8n, which names no time', async () => {
		const limits: unknown[] = [];
		const context = new CredentialTestContext(buildAdditionalData());
		jest.spyOn(context.helpers, 'request').mockImplementation(async (options: unknown) => {
			limits.push(typeof options === 'object' && options !== null && 'timeout' in options ? options.timeout : undefined);
			return { statusCode: 200, headers: {}, body: '{"balance":"1"}' };
		});
		await smmPanelApiTest.call(context, {
			id: '1',
			name: 'c',
			type: 'smmPanelApi',
			data: { baseUrl: 'https://panel.test/api/v2', apiKey: 'any-key-at-all' },
		});
		expect(limits).toEqual([15_000]);
	});
});

describe('plain http to another machine', () => {
	// The operator's proxy stands on this machine and answers for the panel, so nothing leaves it.
	const names = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'] as const;
	const before = names.map((name) => [name, process.env[name]] as const);
	afterEach(() => {
		for (const [name, value] of before) {
			if (value === undefined) Reflect.deleteProperty(process.env, name);
			else process.env[name] = value;
		}
	});

	test('works, with a warning', async () => {
		const panel = await openPanel({ dialect: 'hstockplus' });
		for (const name of names) Reflect.deleteProperty(process.env, name);
		process.env.HTTP_PROXY = panel.origin;
		const { status, message } = await test_({ baseUrl: 'http://panel.example/api/v2', apiKey: panel.apiKey });
		expect({ status, message }).toEqual({
			status: 'OK',
			message:
				'Connection successful. Balance: 100.00 USD. Warning: the address starts with http://, so the key travels unencrypted. Use https:// if the panel offers it.',
		});
		expect(panel.calls).toHaveLength(1);
	});

	test('to this machine is nothing to warn of', async () => {
		const panel = await openPanel({ dialect: 'hstockplus' });
		expect((await test_(credentialOf(panel))).message).not.toContain('Warning');
	});
});

test.each([
	(url: string) => `${url}/`,
	(url: string) => `  ${url}//  `,
	(url: string) => url.replace('http://', ''),
	(url: string) => `\u200B${url}`,
])('takes the Base URL generously: %#', async (typed) => {
	const panel = await openPanel({ dialect: 'hassanStore' });
	expect((await test_({ baseUrl: typed(panel.url), apiKey: ` ${panel.apiKey}\n` })).status).toBe('OK');
});

test.each([
	[{ baseUrl: '', apiKey: 'any-key-at-all' }, /^The Base URL is empty\. Open the credential .* The panel shows it on its API page/],
	[{ baseUrl: 'any-key-at-all', apiKey: 'any-key-at-all' }, /^The Base URL is not a web address\. Open the credential/],
	[
		{ baseUrl: 'https://panel.test/api/v2?key=any-key-at-all', apiKey: 'any-key-at-all' },
		/^The Base URL holds more than an address\. Remove the key from it/,
	],
	[{ baseUrl: 'https://panel.test/api/v2', apiKey: '' }, /^The API Key is empty\. Open the credential and paste the key/],
	[{}, /^The API Key is empty/],
])('refuses what cannot be right before it sends anything: %j', async (data, words) => {
	const { status, message } = await test_(data);
	expect(status).toBe('Error');
	expect(message).toMatch(words);
	expect(message).not.toContain('any-key-at-all');
});

test('never repeats a key that stands in the path of the Base URL or that the panel echoes', async () => {
	const key = 'secret-in-the-path-123';
	const panel = await openServer(({ path }) => ({
		status: path.includes('html') ? 404 : 200,
		body: path.includes('html') ? '<html></html>' : { error: `Invalid key ${key} (${encodeURIComponent(key)})` },
	}));
	for (const path of [`/html/${key}`, `/api/v2/html/${key}`, '/api/v2']) {
		const { status, message } = await test_({ baseUrl: `${panel.origin}${path}`, apiKey: key });
		expect(status).toBe('Error');
		expect(message).not.toContain(key);
	}
	expect(panel.seen).toHaveLength(3);
});
