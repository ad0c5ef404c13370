/** Figures are a zone behind a time only: "26-11-2026" ends in none. */
const HAS_ZONE = /(z|gmt|utc|:\d\d[^:]*[+-]\d\d:?\d\d)\)?$/i;
const HAS_TIME = /\d:\d/;
/** Day, month and year in figures, with a time behind or without. */
const IN_FIGURES = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2})?))?$/;

const HOUR = 3_600_000;
/** The zone that is the longest behind UTC. */
const WESTERNMOST_MS = 12 * HOUR;
/** Before it stand what servers write for no date (1970, the year 1) and the years of other calendars. */
const EARLIEST = Date.UTC(2000, 0);

/**
 * Reads when something ends, as panels write it: ISO, seconds or milliseconds since 1970, "2026-11-26 10:00:00", "26/11/2026 10:00",
 * "Thu, 26 Nov 2026 10:00:00 GMT". Where zone or time are not named, or day and month may be exchanged, it is the latest
 * moment that can be meant, so that nothing counts as past too early.
 * @returns epoch milliseconds, or undefined for no moment
 */
export function readMoment(value: unknown): number | undefined {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (/^\d{9,10}$/.test(text)) return Number(text) * 1000;
	if (/^\d{12,13}$/.test(text)) return Number(text);
	// Date.parse takes almost any text with a number in it for a date.
	const isPlausible = /^[^-]/.test(text) && text.length <= 40 && /\d{4}/.test(text) && /\d{1,2}\D/.test(text);
	const moments = isPlausible ? writings(text).map((writing) => Date.parse(writing)) : [];
	const known = moments.filter((moment) => moment >= EARLIEST);
	const open = (HAS_ZONE.test(text) ? 0 : WESTERNMOST_MS) + (HAS_TIME.test(text) ? 0 : 24 * HOUR);
	return known.length === 0 ? undefined : Math.max(...known) + open;
}

/** The text as Date.parse reads it, in each order of day and month that it may have. */
function writings(text: string): string[] {
	const [, first = '', second = '', year = '', time = '00:00'] = IN_FIGURES.exec(text) ?? [];
	const two = (part: string) => part.padStart(2, '0');
	if (year !== '') {
		return [
			[second, first],
			[first, second],
		].map(([month = '', day = '']) => `${year}-${two(month)}-${two(day)}T${time.padStart(5, '0')}Z`);
	}
	const inIso = text.replace(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})/, '$1-$2-$3');
	if (HAS_ZONE.test(inIso)) return [inIso];
	return [/^\d{4}-\d{2}-\d{2}$/.test(inIso) ? inIso : /^\d{4}-\d/.test(inIso) ? `${inIso.replace(' ', 'T')}Z` : `${inIso} UTC`];
}
