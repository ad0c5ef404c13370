import { readMoment } from '../../../nodes/SmmPanel/panel/values/dates';

const NOON = Date.UTC(2026, 10, 26, 12);

test.each<[unknown, number | undefined]>([
	['2026-11-26T12:00:00Z', NOON],
	['2026-11-26T12:00:00.000Z', NOON],
	['2026-11-26T14:00:00+02:00', NOON],
	['2026-11-26 12:00:00', NOON],
	['2026-11-26 12:00', NOON],
	['2026/11/26 12:00:00', NOON],
	['2026-11-26T12:00:00', NOON],
	[' 2026-11-26 12:00:00 ', NOON],
	['26/11/2026 12:00', NOON],
	['26.11.2026 12:00:00', NOON],
	['26-11-2026 12:00:00', NOON],
	['11/26/2026 12:00', NOON],
	['Thu, 26 Nov 2026 12:00:00 GMT', NOON],
	['Nov 26, 2026 12:00:00', NOON],
	[NOON / 1000, NOON],
	[String(NOON / 1000), NOON],
	[NOON, NOON],
	['2026-11-26', Date.UTC(2026, 10, 26)],
	['26/11/2026', Date.UTC(2026, 10, 26)],
	// Fifth of November or eleventh of May: nothing is over too early.
	['05/11/2026 12:00', Date.UTC(2026, 10, 5, 12)],
	['11/05/2026 12:00', Date.UTC(2026, 10, 5, 12)],
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
])('reads the moment %j as UTC: %p', (value, moment) => {
	expect(readMoment(value)).toBe(moment);
});
