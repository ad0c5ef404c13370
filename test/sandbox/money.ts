/** Money is counted in whole units of 10^-8, because panels show up to eight decimals and floats would drift. */
const DECIMALS = 8;
const ONE = 10n ** BigInt(DECIMALS);

/**
 * Reads a decimal string such as "100.84292" into units of 10^-8.
 * Throws a RangeError when the text is no plain decimal with at most eight decimals.
 */
export function toUnits(text: string): bigint {
	const match = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text);
	if (match === null) throw new RangeError(`"${text}" is not a decimal number with at most ${DECIMALS} decimals.`);
	const units = BigInt(match[2] ?? '0') * ONE + BigInt((match[3] ?? '').padEnd(DECIMALS, '0'));
	return match[1] === '-' ? -units : units;
}

/** Writes units of 10^-8 as a decimal string without needless zeros, but with at least `minDecimals` decimals. */
export function fromUnits(units: bigint, minDecimals = 0): string {
	const absolute = units < 0n ? -units : units;
	const fraction = (absolute % ONE).toString().padStart(DECIMALS, '0').replace(/0+$/, '').padEnd(minDecimals, '0');
	const whole = `${units < 0n ? '-' : ''}${absolute / ONE}`;
	return fraction === '' ? whole : `${whole}.${fraction}`;
}

/**
 * The price of `quantity` at `rate` for every `per` pieces, in units of 10^-8, rounded half up.
 * Panels document rates per 1000; HstockPlus says per unit, which the sandbox uses for its products.
 */
export function priceOf(rate: string, quantity: number, per: number): bigint {
	const total = toUnits(rate) * BigInt(quantity);
	const divisor = BigInt(per);
	return (total * 2n + divisor) / (divisor * 2n);
}
