import type { Http, HttpReply } from './http';

/** Redirects of addresses. 302 and 303 are not here: programs send them after their work, which may be an order. */
const MOVED = new Set([301, 307, 308]);
/** A body that names an order, e.g. `{"order": 5}`: the work was done before the redirect. */
const NAMES_ORDER = /order\w*["']?\s*[:=]\s*["'[{]*\s*\S*\d/i;

/**
 * Follows the one redirect that corrects an address: to the same one with a slash at the end, or without. Nothing was
 * done before it unless its body names an order. The corrected address is used from then on.
 * @param corrected - called with the address that works
 */
export function followLastSlash(http: Http, corrected?: (url: string) => void): Http {
	const known = new Map<string, string>();
	return async (request) => {
		const url = known.get(request.url) ?? request.url;
		const reply = await http({ ...request, url });
		const target = readSlashTarget(url, reply);
		if (target === undefined || target === request.url) return reply;
		const again = await http({ ...request, url: target });
		if (again.status >= 300 && again.status < 400) return again;
		known.set(request.url, target);
		corrected?.(target);
		return again;
	};
}

function readSlashTarget(url: string, { status, headers, body }: HttpReply): string | undefined {
	const { location } = headers;
	if (!MOVED.has(status) || location === undefined || NAMES_ORDER.test(String(body))) return undefined;
	const from = new URL(url);
	const to = URL.canParse(location, url) ? new URL(location, url) : undefined;
	const isSame = to?.origin === from.origin && to.search === from.search && withoutSlash(to.pathname) === withoutSlash(from.pathname);
	return isSame && to.pathname !== from.pathname ? `${to.origin}${to.pathname}${to.search}` : undefined;
}

function withoutSlash(path: string): string {
	return path.replace(/\/$/, '');
}
