/** An exact decimal: units of 10^-scale. Money never passes through a float. */
export interface Decimal {
	readonly units: bigint;
	readonly scale: number;
}

/** "USD", "$", "R$", "US$", "Rs." */
const CURRENCY = '(?:[A-Z]{3}|[A-Z]{0,2}\\p{Sc}|Rs\\.?)?';
const NUMBER_WITH_CURRENCY = new RegExp(`^(-?)\\s*${CURRENCY}\\s*(-?)([\\d.,eE+-]*\\d[\\d.,]*)\\s*${CURRENCY}$`, 'u');
/** Between groups of three digits, as in "1 234.50" and "1'234.50". */
const BETWEEN_THOUSANDS = /(?<=\d)[\s'’](?=\d{3}(?!\d))/g;

/**
 * Reads money as panels and users write it: "12.5", "1,234.56", "1.234,56", "4,50", ".50", "$5.00", "5.00 USD", "4.3E-7".
 * A lone comma before three digits separates thousands, except behind a 0: "1,500" is fifteen hundred, "0,900" is 0.9.
 * @returns undefined for no amount, e.g. "1.2.3" or "free"
 */
export function readDecimal(text: string): Decimal | undefined {
	const match = text.length > LONGEST_AMOUNT ? null : NUMBER_WITH_CURRENCY.exec(text.trim().replace(BETWEEN_THOUSANDS, ''));
	const [, before = '', behind = '', number = ''] = match ?? [];
	const parts = /^(?=\.?\d)(\d{0,30})(?:\.(\d{0,60}))?$/.exec(plainDecimal(withoutSeparators(number)));
	if (!parts || (before !== '' && behind !== '')) return undefined;
	const [, whole = '', fraction = ''] = parts;
	const units = BigInt(whole + fraction);
	return { units: before + behind === '-' ? -units : units, scale: fraction.length };
}

const LONGEST_AMOUNT = 100;

/** Writes a number with a point for its decimals and without separators of thousands; the last separator is the decimal one. */
function withoutSeparators(number: string): string {
	// Groups of two are Indian: "1,23,456.50".
	if (/^\d{1,3}(,\d{2,3})*,\d{3}\.\d*$/.test(number)) return number.replace(/,/g, '');
	if (/^\d{1,3}(\.\d{3})+,\d+$/.test(number)) return number.replace(/\./g, '').replace(',', '.');
	if (/^[1-9]\d{0,2}(,\d{2,3})*,\d{3}$/.test(number)) return number.replace(/,/g, '');
	return /^\d+,\d+$/.test(number) ? number.replace(',', '.') : number;
}

/** Fields that hold money on panels; their values leave as the text that came. */
export const MONEY_FIELDS: ReadonlySet<string> = new Set(['charge', 'rate', 'balance', 'price']);

const MAX_ZEROS = 30;

/**
 * Writes a JSON number without its exponent and with all its digits: "1.0e-7" is "0.00000010", "2.5E3" is "2500". A
 * token without an exponent, or with an absurd one, stays as it is.
 */
export function plainDecimal(token: string): string {
	const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(token);
	if (!match) return token;
	const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
	const shift = Number(exponent);
	if (Math.abs(shift) > MAX_ZEROS) return token;
	const digits = '0'.repeat(MAX_ZEROS) + whole + fraction + '0'.repeat(MAX_ZEROS);
	const point = MAX_ZEROS + whole.length + shift;
	const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
	const right = digits.slice(point, Math.max(point, MAX_ZEROS + whole.length + fraction.length));
	return `${sign}${left}${right === '' ? '' : `.${right}`}`;
}

function atScale(value: Decimal, scale: number): bigint {
	return value.units * 10n ** BigInt(scale - value.scale);
}

/** Compares two exact decimals: -1, 0 or 1. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
	const scale = Math.max(a.scale, b.scale);
	const difference = atScale(a, scale) - atScale(b, scale);
	return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Compares two amounts given as text; undefined if one of them is no plain amount. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 | undefined {
	const [first, second] = [readDecimal(a), readDecimal(b)];
	return first && second ? compare(first, second) : undefined;
}

export function add(a: Decimal, b: Decimal): Decimal {
	const scale = Math.max(a.scale, b.scale);
	return { units: atScale(a, scale) + atScale(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
	return add(a, { units: -b.units, scale: b.scale });
}

/** Multiplies by a whole number of pieces. */
export function times(value: Decimal, pieces: number): Decimal {
	return { units: value.units * BigInt(pieces), scale: value.scale };
}

/** Divides by 1000 exactly, for rates that are quoted per 1000. */
export function perThousand(value: Decimal): Decimal {
	return { units: value.units, scale: value.scale + 3 };
}

/** Writes a decimal as text, without exponent and without trailing zeros beyond two places: "0.90", "0.27819". */
export function showDecimal(value: Decimal): string {
	const sign = value.units < 0n ? '-' : '';
	const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
	const whole = digits.slice(0, digits.length - value.scale);
	const fraction = digits
		.slice(digits.length - value.scale)
		.replace(/0+$/, '')
		.padEnd(2, '0');
	return `${sign}${whole}.${fraction}`;
}
