import { spread } from '../hash';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The quietest first. The texts of the option 'Ask Quiet Orders Less Often' say the same.
const STEPS: ReadonlyArray<{ quietFor: number; every: number }> = [
	{ quietFor: 7 * DAY, every: 6 * HOUR },
	{ quietFor: DAY, every: 30 * MINUTE },
	{ quietFor: HOUR, every: 5 * MINUTE },
];

/**
 * Decides whether a quiet order is asked in this poll.
 *
 * In: its id, since when it has not changed, when the last complete round began (undefined: not known), the time now;
 * all in epoch milliseconds. Out: true where the order's own moment, spread by its id, fell between the two rounds.
 * So no time needs to be stored for each order, and a poll that was late or did not finish skips nobody.
 */
export function isDue(id: string, quietSince: number | undefined, lastRoundAt: number | undefined, now: number): boolean {
	if (quietSince === undefined || lastRoundAt === undefined) return true;
	const every = STEPS.find(({ quietFor }) => now - quietSince >= quietFor)?.every;
	if (every === undefined) return true;
	const offset = spread(id, every);
	return Math.floor((now + offset) / every) > Math.floor((lastRoundAt + offset) / every);
}

/** Writes a moment in four characters: full hours since 1970, base 36, rounded up so that nobody is slowed down early. */
export function hourMark(now: number): string {
	return Math.ceil(now / HOUR).toString(36);
}

/** Reads a moment back, in epoch milliseconds; undefined where there is none. */
export function hourOf(mark: string): number | undefined {
	const hours = Number.parseInt(mark, 36);
	return Number.isNaN(hours) ? undefined : hours * HOUR;
}
