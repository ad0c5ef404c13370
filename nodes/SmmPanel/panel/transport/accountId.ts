import { createHash } from 'node:crypto';

/** Names a panel account in maps and records without holding its key: a hash of panel and key. */
export function hashAccount(url: string, apiKey: string): string {
	return createHash('sha256')
		.update(`${identifyPanel(url)}\n${apiKey}`)
		.digest('hex')
		.slice(0, 32);
}

/** The panel behind an address: "http://www.panel.com/api/v2/" and "https://panel.com/API/v2" are one. */
export function identifyPanel(url: string): string {
	const { host, pathname, search } = new URL(url);
	return `${host.replace(/^www\./, '')}${pathname.toLowerCase().replace(/\/+$/, '')}${search}`;
}
