import { getEventListeners } from 'node:events';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import { createClient } from '../../../nodes/SmmPanel/panel/transport/connect';
import { fromNetworkError } from '../../../nodes/SmmPanel/panel/transport/networkError';
import type { PanelClientOptions } from '../../../nodes/SmmPanel/panel/transport/client';
import { addOrderCall } from '../../../nodes/SmmPanel/panel/api/orders';
import { getBalance } from '../../../nodes/SmmPanel/panel/api/account';
import { failureOf, fakePanel, KEY } from './support';

const FACTS = { url: 'https://panel.test/api/v2', action: 'add', intent: 'spend' as const, timeoutMs: 60_000, sent: [] };
const thrown = (facts: object, cause?: Error) => Object.assign(new Error('connect to panel.test failed', { cause }), facts);
const read = { action: 'balance', intent: 'read' as const, schema: z.unknown() };

describe('whether a call that brought no reply certainly never left', () => {
	test.each([
		['ECONNREFUSED', thrown({ code: 'ECONNREFUSED' })],
		['ENOTFOUND', thrown({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
		['no route while connecting', thrown({ code: 'EHOSTUNREACH', syscall: 'connect' })],
		['a time-out of the system while connecting', thrown({ code: 'ETIMEDOUT', syscall: 'connect' })],
		['the same inside another error', thrown({ code: 'ENETUNREACH' }, thrown({ syscall: 'connect' }))],
		['a bad certificate', thrown({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
		["n8n's own protection", Object.assign(thrown({}), { name: 'SsrfBlockedIpError' })],
		[
			"n8n's protection inside another error",
			thrown({}, new Error('The request was blocked because it resolves to a restricted IP address')),
		],
	])('is yes for %s', (_name, error) => {
		expect(fromNetworkError(FACTS, error)).toMatchObject({ kind: 'unreachable', effect: 'none' });
	});

	test.each([
		['a reset', thrown({ code: 'ECONNRESET', syscall: 'read' }), 'dropped'],
		['no route after the request left', thrown({ code: 'EHOSTUNREACH', syscall: 'read' }), 'dropped'],
		['no route, nobody knows when', thrown({ code: 'ENETUNREACH' }), 'dropped'],
		['a broken pipe', thrown({ code: 'EPIPE', syscall: 'write' }), 'dropped'],
		['a time-out after the request left', thrown({ code: 'ETIMEDOUT', syscall: 'read' }), 'timeout'],
		["n8n's time-out", Object.assign(new Error('timeout of 60000ms exceeded'), { code: 'ECONNABORTED' }), 'timeout'],
		['another end', thrown({ code: 'ECONNABORTED' }), 'dropped'],
		['a broken connection to a host with "blocked" and "ssrf" in its name', new Error('socket hang up at ssrf-blocked.test'), 'dropped'],
		['something that is no error', 'text', 'dropped'],
		['nothing', undefined, 'dropped'],
	])('is unknown for %s', (_name, error, kind) => {
		expect(fromNetworkError(FACTS, error)).toMatchObject({ kind, effect: 'unknown' });
	});

	test('never repeats the text or the fields of what was thrown', () => {
		const error = Object.assign(new Error(`request with ${KEY}`), { code: 'ECONNRESET', config: { data: `key=${KEY}` } });
		const failure = fromNetworkError(FACTS, error);
		expect(`${JSON.stringify(failure)}${failure.message}${failure.stack}${String(failure.cause)}`).not.toContain(KEY);
	});
});

describe('an execution that is stopped', () => {
	const stoppable = (more: Partial<PanelClientOptions>) => {
		const stop = new AbortController();
		return { stop, panel: fakePanel(() => '{"order":1,"balance":"1"}', { signal: stop.signal, ...more }) };
	};

	test('sends nothing more, and says that nothing was done', async () => {
		const { stop, panel } = stoppable({});
		stop.abort();
		expect(await failureOf(panel.call(addOrderCall({})))).toMatchObject({ kind: 'stopped', effect: 'none' });
		expect(await failureOf(getBalance(panel))).toMatchObject({ kind: 'stopped' });
		await expect(panel.pause(1)).rejects.toMatchObject({ kind: 'stopped' });
		expect(panel.sent).toEqual([]);
	});

	test('leaves an order that never left clearly unbought, although it was stopped between two tries', async () => {
		const stop = new AbortController();
		const panel = fakePanel(
			() => {
				throw thrown({ code: 'ECONNREFUSED' });
			},
			{
				signal: stop.signal,
				sleep: async () => {
					stop.abort();
					throw new Error('stopped');
				},
			},
		);
		expect(await failureOf(panel.call(addOrderCall({})))).toMatchObject({ kind: 'stopped', effect: 'none' });
		expect(panel.sent).toHaveLength(1);
	});

	test('does not cut a paid call, but ends a read', async () => {
		const stop = new AbortController();
		const seen: Array<[string | undefined, boolean]> = [];
		const panel = fakePanel(() => '{"order":1}', {
			signal: stop.signal,
			http: async ({ fields, signal }) => {
				stop.abort();
				seen.push([fields.action, signal.aborted]);
				return { status: 200, headers: {}, body: '{"order":1}' };
			},
		});
		expect(await panel.call(addOrderCall({}))).toEqual([{ order: '1' }]);
		const other = new AbortController();
		const reading = fakePanel(() => '', {
			signal: other.signal,
			http: async ({ signal }) => {
				other.abort();
				throw thrown({ aborted: signal.aborted });
			},
		});
		expect(await failureOf(getBalance(reading))).toMatchObject({ kind: 'stopped' });
		expect(seen).toEqual([['add', false]]);
	});

	test('is forgotten by a call that has ended, so that a thousand reads leave no listener behind', async () => {
		const stop = new AbortController();
		const listeners = jest.spyOn(stop.signal, 'addEventListener');
		const removed = jest.spyOn(stop.signal, 'removeEventListener');
		const panel = fakePanel(() => '{"balance":"1"}', { signal: stop.signal });
		for (let count = 0; count < 5; count++) await getBalance(panel);
		expect([listeners.mock.calls.length, removed.mock.calls.length]).toEqual([5, 5]);
	});
});

test('thirty reads at once share one listener, so that Node.js does not warn of a leak in the log of n8n, and all end when it fires', async () => {
	const stop = new AbortController();
	let begun = 0;
	const panel = fakePanel(() => '', {
		signal: stop.signal,
		http: async ({ signal }) => {
			begun++;
			await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
			return { status: 200, headers: {}, body: '' };
		},
	});
	const failures = Promise.all(Array.from({ length: 30 }, async () => await failureOf(getBalance(panel))));
	while (begun < 30) await new Promise(setImmediate);
	expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
	stop.abort();
	expect(new Set((await failures).map((failure) => Reflect.get(failure, 'kind')))).toEqual(new Set(['stopped']));
});

describe('the client', () => {
	test('takes a defect while reading a reply for an unknown outcome, not for a refusal, and does not repeat it', async () => {
		const schema = z.unknown().transform(() => {
			throw new TypeError(`a defect with ${KEY}`);
		});
		const panel = fakePanel(() => '{}');
		const failure = await failureOf(panel.call({ action: 'add', intent: 'spend', schema }));
		expect(failure).toMatchObject({ name: 'PanelError', kind: 'unexpectedReply', effect: 'unknown' });
		expect(`${failure.message}${failure.stack}`).not.toContain(KEY);
		expect(panel.sent).toHaveLength(1);
	});

	test('does not tell the user of a paid call to try it with a custom action', async () => {
		const failure = await failureOf(fakePanel(() => '{}').call(addOrderCall({})));
		expect(failure).toMatchObject({ nextStep: expect.not.stringContaining('Custom Action') });
	});

	test('sends fields that have a value, and neither an empty nor a missing one', async () => {
		const panel = fakePanel(() => '{}');
		await panel.call({ ...read, fields: { a: 0, b: '', c: undefined, d: 'x' } });
		expect(panel.sent).toEqual([{ key: KEY, action: 'balance', a: '0', d: 'x' }]);
	});

	test('sends texts with half a character instead of failing after a purchase was recorded', async () => {
		const panel = fakePanel(() => '{"order":5}', { apiKey: 'key-\uD83D-half' });
		expect(await panel.call(addOrderCall({ link: 'x\uD83D' }))).toEqual([{ order: '5' }]);
	});

	test.each<ICredentialDataDecryptedObject>([{}, { apiKey: '' }, { apiKey: '  ' }, { apiKey: '\u200B' }, { apiKey: [] }, { apiKey: {} }])(
		'refuses the credential %j before anything is sent',
		(data) => {
			const http = jest.fn();
			expect(() => createClient({ baseUrl: 'https://panel.test/api/v2', ...data }, http, { sleep: async () => {} })).toThrow(
				'The API Key is empty',
			);
			expect(http).not.toHaveBeenCalled();
		},
	);

	test('takes a key that was copied with invisible characters, or that came as a number', async () => {
		const keys: Array<string | undefined> = [];
		for (const apiKey of ['\u200B abcdef123456\uFEFF\n', '\u202Aabcdef\u00AD123456\u202C', 1234567890]) {
			const http = async ({ fields }: { fields: Readonly<Record<string, string>> }) => {
				keys.push(fields.key);
				return { status: 200, headers: {}, body: '{"balance":"1"}' };
			};
			await getBalance(createClient({ baseUrl: 'https://panel.test/api/v2', apiKey }, http, { sleep: async () => {} }));
		}
		expect(keys).toEqual(['abcdef123456', 'abcdef123456', '1234567890']);
	});
});
