import { createHash } from 'node:crypto';

/** Names a panel account in maps and records without holding its key: a hash of address and key. */
export function hashAccount(url: string, apiKey: string): string {
	return createHash('sha256').update(`${url}\n${apiKey}`).digest('hex').slice(0, 32);
}
