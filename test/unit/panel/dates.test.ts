import { readMoment } from '../../../nodes/SmmPanel/panel/values/dates';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 26, 12);
/** Noon in the zone that is the longest behind UTC. */
const LATE = NOON + 12 * HOUR;
/** The end of that day there. */
const MIDNIGHT = NOON + 24 * HOUR;

test.each<[unknown, number | undefined]>([
	['2026-11-26T12:00:00Z', NOON],
	['2026-11-26T12:00:00.000Z', NOON],
	['2026-11-26T14:00:00+02:00', NOON],
	['2026-11-26 12:00:00', LATE],
	['2026-11-26 12:00', LATE],
	['2026/11/26 12:00:00', LATE],
	['2026-11-26T12:00:00', LATE],
	[' 2026-11-26 12:00:00 ', LATE],
	['26/11/2026 12:00', LATE],
	['26.11.2026 12:00:00', LATE],
	['26-11-2026 12:00:00', LATE],
	['11/26/2026 12:00', LATE],
	['Thu, 26 Nov 2026 12:00:00 GMT', NOON],
	['Nov 26, 2026 12:00:00', LATE],
	[NOON / 1000, NOON],
	[String(NOON / 1000), NOON],
	[NOON, NOON],
	['2026-11-26', MIDNIGHT],
	['26/11/2026', MIDNIGHT],
	['26-11-2026', MIDNIGHT],
	['26 Nov 2026', MIDNIGHT],
	['2026-11-26 14:00:00 +0200', NOON],
	['2026-11-26T12:00:00.000000Z', NOON],
	// Fifth of November or eleventh of May: nothing is over too early.
	['05/11/2026 12:00', Date.UTC(2026, 10, 6)],
	['11/05/2026 12:00', Date.UTC(2026, 10, 6)],
	// What servers write for no date, and a year of another calendar.
	['1970-01-01 00:00:00', undefined],
	['01/01/1970', undefined],
	['0001-01-01T00:00:00Z', undefined],
	['0000-00-00 00:00:00', undefined],
	['-0001-11-30 00:00:00', undefined],
	['1405/09/05 12:00', undefined],
	['', undefined],
	['soon', undefined],
	['in 20 minutes', undefined],
	['31/31/2026 12:00', undefined],
	['12:00', undefined],
	[0, undefined],
	[null, undefined],
	[undefined, undefined],
	[true, undefined],
	[{}, undefined],
])('reads the end %j as the latest moment that it can be: %p', (value, moment) => {
	expect(readMoment(value)).toBe(moment);
});
