import { createHash } from 'node:crypto';

/** A short hash in letters, digits, - and _; 6 bits a character. */
export function shortHash(text: string, length = 8): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
