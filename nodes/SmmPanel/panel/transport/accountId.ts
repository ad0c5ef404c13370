import { createHash } from 'node:crypto';

/**
 * Names a panel account in maps and records without holding its key. In: the panel's address and the key.
 * Out: a hash that differs for every pair.
 */
export function panelScope(url: string, apiKey: string): string {
	return createHash('sha256').update(`${url}\n${apiKey}`).digest('hex').slice(0, 32);
}
