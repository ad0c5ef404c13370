import {
	DEFAULT_RETRY_LIMITS,
	parseRetryAfter,
	backoffDelay,
	type Intent,
	type AttemptOutcome,
} from '../../../nodes/SmmPanel/panel/transport/retry';

const INTENTS: Intent[] = ['read', 'request', 'spend'];
const OUTCOMES: AttemptOutcome[] = ['notSent', 'transient', 'rateLimited', 'final'];

test('repeats reads after passing trouble, and everything else only when it certainly never left', () => {
	const table = Object.fromEntries(
		INTENTS.map((intent) => [intent, OUTCOMES.filter((outcome) => backoffDelay({ intent, outcome, repetitions: 0 }, 0.5) !== undefined)]),
	);
	expect(table).toEqual({ read: ['notSent', 'transient', 'rateLimited'], request: ['notSent'], spend: ['notSent'] });
});

test.each(INTENTS)('never repeats a %s more than three times', (intent) => {
	expect(OUTCOMES.map((outcome) => backoffDelay({ intent, outcome, repetitions: DEFAULT_RETRY_LIMITS.retries }, 0.5))).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	expect(backoffDelay({ intent, outcome: 'notSent', repetitions: DEFAULT_RETRY_LIMITS.retries - 1 }, 0.5)).toBeDefined();
});

test('backs off: each wait is about twice the last one, spread by chance, and 15 seconds at most', () => {
	const limits = { retries: 20, longestWaitMs: 60_000 };
	const wait = (repetitions: number, random: number) => backoffDelay({ intent: 'read', outcome: 'transient', repetitions }, random, limits);
	expect([0, 1, 2, 3].map((repetitions) => wait(repetitions, 0.5))).toEqual([500, 1000, 2000, 4000]);
	expect([wait(0, 0), wait(0, 0.999)]).toEqual([375, 625]);
	expect(wait(19, 0.5)).toBe(15_000);
	expect(wait(19, 0.999)).toBeLessThanOrEqual(18_750);
});

test('waits as long as the panel asks, but never longer than the caller accepts', () => {
	const limits = { retries: 3, longestWaitMs: 2000 };
	expect(backoffDelay({ intent: 'read', outcome: 'rateLimited', repetitions: 0, retryAfterMs: 2000 }, 0.5, limits)).toBe(2000);
	expect(backoffDelay({ intent: 'read', outcome: 'rateLimited', repetitions: 0, retryAfterMs: 2001 }, 0.5, limits)).toBeUndefined();
	expect(backoffDelay({ intent: 'read', outcome: 'rateLimited', repetitions: 0, retryAfterMs: 0 }, 0.5, limits)).toBe(0);
	expect(backoffDelay({ intent: 'read', outcome: 'transient', repetitions: 2 }, 0.5, { retries: 3, longestWaitMs: 100 })).toBe(100);
	expect(backoffDelay({ intent: 'spend', outcome: 'rateLimited', repetitions: 0, retryAfterMs: 1 }, 0.5)).toBeUndefined();
});

test.each([
	['120', 120_000],
	['0', 0],
	[' 1.5 ', 1500],
	['99999999999999999999', 1e23],
	['Sat, 21 Nov 2026 06:00:30 GMT', 30_000],
	['Saturday, 21-Nov-26 06:00:30 GMT', 30_000],
	['2026-11-21T06:00:30Z', 30_000],
	['Sat, 21 Nov 2026 05:00:00 GMT', 0],
	['', undefined],
	['  ', undefined],
	[undefined, undefined],
	['soon', undefined],
	['-5', undefined],
	['5 minutes', undefined],
	['120s', undefined],
	['Sat, 99 Nov 2026', undefined],
	['120, 60', undefined],
])('reads Retry-After %j as %j milliseconds', (header, expected) => {
	expect(parseRetryAfter(header, Date.parse('2026-11-21T06:00:00Z'))).toBe(expected);
});
