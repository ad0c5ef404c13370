/** A 32-bit hash (FNV-1a with a last mixing step), so that the same text always gives the same made-up data. */
export function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index += 1) {
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	}
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}

/** 24 hexadecimal digits for a text: the form of HstockPlus entity ids. */
export function hexId(text: string): string {
	const parts = ['a', 'b', 'c'].map((salt) =>
		hash(salt + text)
			.toString(16)
			.padStart(8, '0'),
	);
	return parts.join('');
}

/** The entry at a place that exists; throws if it does not, e.g. in an empty list. */
export function at<T>(list: readonly T[], index: number): T {
	const entry = list.at(index);
	if (entry === undefined) throw new RangeError(`There is no entry ${index} in a list of ${list.length}.`);
	return entry;
}

/** A source of repeatable random numbers. */
export interface Random {
	/** A whole number from 0 to `limit` - 1. */
	below(limit: number): number;
	/** True in about `percent` of 100 calls. */
	chance(percent: number): boolean;
	pick<T>(list: readonly T[]): T;
}

/** A seeded generator (mulberry32): the same seed gives the same catalog in every run. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (limit: number): number => Math.floor(next() * limit);
	return { below, chance: (percent) => next() * 100 < percent, pick: (list) => at(list, below(list.length)) };
}
