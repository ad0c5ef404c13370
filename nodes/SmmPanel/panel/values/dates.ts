const HAS_ZONE = /(z|gmt|utc|[+-]\d\d:?\d\d)\)?$/i;
/** Day, month and year in figures, with a time behind or without. */
const IN_FIGURES = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2})?))?$/;

/** The zone that is the longest behind UTC: an end without a zone is taken for the latest that it can be. */
export const WESTERNMOST_MS = 12 * 3_600_000;

/**
 * Reads a moment as panels write it: ISO, seconds or milliseconds since 1970, "2026-11-26 10:00:00", "26/11/2026 10:00",
 * "Thu, 26 Nov 2026 10:00:00 GMT". Where day and month may be exchanged, the later moment is taken, so that nothing
 * counts as past too early.
 * @param behindUtcMs - the zone of a moment that names none; UTC unless given
 * @returns epoch milliseconds, or undefined for no moment
 */
export function readMoment(value: unknown, behindUtcMs = 0): number | undefined {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (/^\d{9,10}$/.test(text)) return Number(text) * 1000;
	if (/^\d{12,13}$/.test(text)) return Number(text);
	// Date.parse takes almost any text with a number in it for a date.
	const isPlausible = text.length <= 40 && /\d{4}/.test(text) && /\d{1,2}\D/.test(text);
	const moments = isPlausible ? writings(text).map((writing) => Date.parse(writing)) : [];
	const known = moments.filter((moment) => !Number.isNaN(moment));
	return known.length === 0 ? undefined : Math.max(...known) + (HAS_ZONE.test(text) ? 0 : behindUtcMs);
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
