import { readBaseUrl } from '../../../nodes/SmmPanel/panel/transport/baseUrl';
import { PanelError } from '../../../nodes/SmmPanel/panel/errors';
import { hashAccount } from '../../../nodes/SmmPanel/panel/transport/accountId';

const GOOD = 'https://hstockplus.com/api/v2';

test.each([
	GOOD,
	` ${GOOD} `,
	'hstockplus.com/api/v2',
	'HTTPS://HstockPlus.com/api/v2',
	'https:/hstockplus.com/api/v2',
	'https//hstockplus.com/api/v2',
	'https:hstockplus.com/api/v2',
	'\u200Bhttps://hstockplus.com/api/v2\uFEFF',
	'\u202Ahttps://hstock\u00ADplus.com/api/v2\u202C',
	'https://hstockplus.com:443/api/v2',
])('takes %j for the address of HstockPlus', (typed) => {
	expect(readBaseUrl(typed)).toEqual({ url: GOOD, unencrypted: false });
});

test.each([
	['https://hstockplus.com'],
	['hstockplus.com/'],
	['https://hstockplus.com/api'],
	['https://hstockplus.com/customer-api'],
	['https://hstockplus.com/api/version2'],
])('offers the likely address for %s and calls what was entered', (typed) => {
	const { url, likelyUrl } = readBaseUrl(typed);
	expect(likelyUrl).toBe(GOOD);
	expect(url).toBe(new URL(typed.startsWith('https') ? typed : `https://${typed}`).href.replace(/\/$/, ''));
});

test.each([
	'https://smmturk.org/api/v1',
	'https://panel.com/shop/api/v2',
	'https://panel.com/api/v2.php',
	'https://panel.com/api/v2/index.php',
])('has nothing to say about the address %s', (typed) => {
	expect(readBaseUrl(typed)).toEqual({ url: typed, unencrypted: false });
});

test.each([
	['http://panel.com/api/v2', true],
	['http://8.8.8.8/api/v2', true],
	['http://10.evil.com/api/v2', true],
	['http://172.32.0.1/api/v2', true],
	['http://localhost.evil.com/api/v2', true],
	['http://127.0.0.1.evil.com/api/v2', true],
	['https://panel.com/api/v2', false],
	['http://localhost:3000/api/v2', false],
	['http://127.0.0.1/api/v2', false],
	['http://[::1]:80/api/v2', false],
	['http://10.0.0.5/api/v2', false],
	['http://192.168.1.2/api/v2', false],
	['http://172.16.0.9/api/v2', false],
	['http://panel.local/api/v2', false],
	['http://panel.internal/api/v2', false],
])('warns of the open connection of %s: %s', (typed, unencrypted) => {
	expect(readBaseUrl(typed).unencrypted).toBe(unencrypted);
});

test.each([
	['localhost:3000/api/v2', 'http://localhost:3000/api/v2'],
	['127.0.0.1:3000/api/v2', 'http://127.0.0.1:3000/api/v2'],
	['[::1]:3000/api/v2', 'http://[::1]:3000/api/v2'],
])('adds http to %s, because this machine has no certificate', (typed, url) => {
	expect(readBaseUrl(typed)).toEqual({ url, unencrypted: false });
});

test.each([
	'',
	'   ',
	'\u200B',
	'not a url',
	'ftp://panel.com/api/v2',
	'file:///etc/passwd',
	'javascript:alert(1)',
	'mailto:me@panel.com',
	'https://',
	'https://panel.com:99999/api/v2',
	'd41d8cd98f00b204e9800998ecf8427e',
	'https://user@panel.com/api/v2',
	'https://user:pass@panel.com/api/v2',
	'https://panel.com/api/v2?key=d41d8cd98f00b204e9800998ecf8427e',
	'https://panel.com/api/v2#d41d8cd98f00b204e9800998ecf8427e',
])('refuses %j with the remedy, and does not repeat what was typed', (typed) => {
	let failure: unknown;
	try {
		readBaseUrl(typed);
	} catch (thrown) {
		failure = thrown;
	}
	expect(failure).toBeInstanceOf(PanelError);
	expect(failure).toMatchObject({ kind: 'badAddress', effect: 'none', nextStep: expect.stringMatching(/\w{5}/) });
	expect(JSON.stringify([failure, failure instanceof Error ? failure.message : ''])).not.toMatch(/d41d8|pass|passwd/);
});

test.each([
	[`${GOOD}/`, `${GOOD}/`],
	[`${GOOD}///`, `${GOOD}/`],
	['https://shop.com/?api=1', 'https://shop.com/?api=1'],
	['shop.com?api=1', 'https://shop.com/?api=1'],
	['https://shop.com/index.php?route=api/v2', 'https://shop.com/index.php?route=api/v2'],
	['[2001:db8::1]/api/v2', 'https://[2001:db8::1]/api/v2'],
	['https://[2001:DB8::1]:8443/api/v2', 'https://[2001:db8::1]:8443/api/v2'],
	['http://[fd00::1]/api/v2', 'http://[fd00::1]/api/v2'],
])('calls %s as it was typed', (typed, url) => {
	expect(readBaseUrl(typed)).toEqual({ url, unencrypted: false });
});

test.each([`${GOOD}/`, 'http://www.hstockplus.com/api/v2', 'https://HstockPlus.com/API/v2'])('%s is the same account', (url) => {
	expect(hashAccount(readBaseUrl(url).url, 'a-key')).toBe(hashAccount(GOOD, 'a-key'));
});

test('names a panel account without its key, and two accounts differently', () => {
	const scopes = [hashAccount(GOOD, 'a-key'), hashAccount(GOOD, 'b-key'), hashAccount(`${GOOD}a`, '-key'), hashAccount(GOOD, 'a-key')];
	expect(new Set(scopes).size).toBe(3);
	expect(scopes.join()).not.toContain('key');
});
