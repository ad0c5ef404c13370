const MINUTE = 60_000;
/** In milliseconds. */
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Steps = ReadonlyArray<{ readonly quietFor: number; readonly every: number }>;

/** The quietest first. The texts of the option 'Ask Quiet Orders Less Often' say the same. */
export const QUIET: Steps = [
	{ quietFor: 7 * DAY, every: 6 * HOUR },
	{ quietFor: DAY, every: 30 * MINUTE },
	{ quietFor: HOUR, every: 5 * MINUTE },
];

/** Orders that are over: a refund or a refill is rare and can wait. */
export const FINISHED: Steps = [
	{ quietFor: DAY, every: 6 * HOUR },
	{ quietFor: Number.NEGATIVE_INFINITY, every: 30 * MINUTE },
];

/** Stored moments count from here, which saves a character for each order. */
const EPOCH = Date.UTC(2025, 0);

/**
 * True where the order's own moment, spread by its id, fell between the last full round and now. So no time is stored
 * for each order, and a poll that was late or did not finish skips none.
 * @param quietSince - when the order changed last; undefined: not known. All moments are epoch milliseconds.
 */
export function isDue(
	id: string,
	{ quietSince, lastRoundAt, now, steps }: { quietSince: number | undefined; lastRoundAt: number | undefined; now: number; steps: Steps },
): boolean {
	if (quietSince === undefined || lastRoundAt === undefined) return true;
	const every = steps.find(({ quietFor }) => now - quietSince >= quietFor)?.every;
	if (every === undefined) return true;
	const offset = jitter(id, every);
	return Math.floor((now + offset) / every) > Math.floor((lastRoundAt + offset) / every);
}

/** Spreads ids evenly: a whole number from 0 up to `size`, always the same for an id. */
function jitter(id: string, size: number): number {
	let sum = 2166136261;
	for (let position = 0; position < id.length; position++) sum = Math.imul(sum ^ id.charCodeAt(position), 16777619) >>> 0;
	return sum % size;
}

/** A moment in three characters: full hours, base 36, rounded up so that no order is slowed down early. */
export function encodeHour(now: number): string {
	return Math.ceil((now - EPOCH) / HOUR).toString(36);
}

/** @returns epoch milliseconds; undefined where there is no moment */
export function decodeHour(text: string): number | undefined {
	const hours = Number.parseInt(text, 36);
	return Number.isNaN(hours) ? undefined : EPOCH + hours * HOUR;
}
