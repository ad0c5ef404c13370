import { createHash } from 'node:crypto';

/** A short fingerprint: 6 bits a character. In: any text, the length wanted. Out: letters, digits, - and _ only. */
export function shortHash(text: string, length = 8): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, length);
}

/** Spreads ids evenly over a range. In: an id, the size of the range. Out: a whole number from 0 up to the size. */
export function spread(id: string, size: number): number {
	let sum = 2166136261;
	for (let position = 0; position < id.length; position++) sum = Math.imul(sum ^ id.charCodeAt(position), 16777619) >>> 0;
	return sum % size;
}
