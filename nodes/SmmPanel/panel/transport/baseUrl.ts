import { PanelError } from '../errors';

/** Where a panel is, and what to tell the user about the address. */
export interface PanelAddress {
	/** The address that is called. */
	url: string;
	/** Set where the address does not end in /api/v2: the address the user probably meant. */
	likelyUrl?: string;
	/** True for plain http to another machine: the key travels unencrypted. */
	unencrypted: boolean;
}

/**
 * Reads the Base URL of a credential generously: a missing https is added (http for this machine). A slash at the end
 * and a query stay, because some panels answer only there.
 * @throws for no address, and for one with a user name, a fragment or a secret in its query
 */
export function readBaseUrl(typed: string): PanelAddress {
	const text = withoutInvisible(typed).replace(MISTYPED_SCHEME, '$1://');
	if (text === '')
		throw badAddressError(
			'The Base URL is empty',
			"Open the credential and enter the address of your panel's API. The panel shows it on its API page, in the menu of your account or at the foot of the site; it usually ends in /api/v2.",
		);
	const parsed = parse(withScheme(text));
	if (!['http:', 'https:'].includes(parsed.protocol)) throw badAddressError('The Base URL is not a web address');
	if (holdsMore(parsed)) {
		throw badAddressError(
			'The Base URL holds more than an address',
			'Remove the key from it, and everything from the # or the @ on, and put the key into the field API Key.',
		);
	}
	const path = parsed.pathname.replace(/\/{2,}$/, '/');
	const url = `${parsed.origin}${path === '/' && parsed.search === '' ? '' : path}${parsed.search}`;
	const unencrypted = parsed.protocol === 'http:' && !isLocal(parsed.hostname);
	// Whoever types a query has read it somewhere, e.g. "https://shop.com/?api=1".
	const isUsual = parsed.search !== '' || /\/api\/v\d+(\/|$|\.)/i.test(url);
	return isUsual ? { url, unencrypted } : { url, unencrypted, likelyUrl: `${parsed.origin}/api/v2` };
}

function withScheme(text: string): string {
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
	const host = /^(\[[\da-f:.]*\]|[^:/?#]*)/i.exec(text)?.[1] ?? '';
	// A key that was pasted here by mistake must not be looked up as a host name.
	if (!isLocal(host) && !/^\[|\./.test(host)) throw badAddressError('The Base URL is not a web address');
	return `${isLocal(host) ? 'http' : 'https'}://${text}`;
}

function holdsMore({ username, password, hash, searchParams }: URL): boolean {
	return username !== '' || password !== '' || hash !== '' || holdsSecret(searchParams);
}

/** A key in the address would stand in every log of a proxy and in every error that names the address. */
function holdsSecret(query: URLSearchParams): boolean {
	return [...query].some(([name, value]) => /key|token|secret|pass|auth/i.test(name) || /^[\w-]{16,}$/.test(value) || name.length >= 16);
}

/** "https:/panel", "https//panel" and "https:panel" all mean "https://panel". */
const MISTYPED_SCHEME = /^(https?)(?::\/?(?!\/)|\/\/)(?=[^/\d])/i;

/** What copying from documents and web pages brings along: soft hyphens, marks of direction, controls that are no blanks. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?!\s)\p{Cc}/gu;

/** Trims blanks, and removes the characters that cannot be seen. */
export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

function parse(text: string): URL {
	try {
		return new URL(text);
	} catch {
		throw badAddressError('The Base URL is not a web address');
	}
}

/** True for addresses on this machine or inside a private network, where plain http is usual. */
export function isLocal(host: string): boolean {
	return (
		/^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/i.test(host) ||
		/^\[(f[cd][\da-f]{2}|fe[89ab][\da-f]):/i.test(host) ||
		/\.(local|internal|localhost)$/i.test(host)
	);
}

function badAddressError(
	message: string,
	nextStep = 'Open the credential and enter the address of the API as the panel shows it, e.g. https://hstockplus.com/api/v2.',
): PanelError {
	return new PanelError({ kind: 'badAddress', message, nextStep, effect: 'none' });
}
