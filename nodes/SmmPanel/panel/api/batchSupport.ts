/** How a panel takes several ids in one action: as a list, or only one a call. */
export type ListHabit = 'list' | 'one';

const MOST_PANELS = 200;
/** Panels change their software, and one bad moment may teach a wrong habit, so each is learned anew now and then. */
const KEPT_FOR_MS = 3_600_000;
const habits = new Map<string, Map<string, { habit: ListHabit; until: number }>>();

/**
 * What a panel was seen to do with lists of ids. It only saves calls: a forgotten habit is learned anew, so it may
 * live in one process's memory. In: the panel's address and the action. Out: the habit, if it was seen.
 */
export function knownHabit(url: string, action: string, now = Date.now()): ListHabit | undefined {
	const known = habits.get(url)?.get(action);
	return known && known.until > now ? known.habit : undefined;
}

/** Remembers a habit; the panels seen longest ago are forgotten first. */
export function rememberHabit(url: string, action: string, habit: ListHabit, now = Date.now()): void {
	const ofPanel = habits.get(url) ?? new Map<string, { habit: ListHabit; until: number }>();
	ofPanel.set(action, { habit, until: now + KEPT_FOR_MS });
	habits.delete(url);
	habits.set(url, ofPanel);
	const [oldest] = habits.keys();
	if (habits.size > MOST_PANELS && oldest !== undefined) habits.delete(oldest);
}

/** Forgets one habit of a panel that just behaved differently. */
export function forgetHabit(url: string, action: string): void {
	habits.get(url)?.delete(action);
}

/** Forgets everything, for tests that start several panels on one address. */
export function forgetHabits(): void {
	habits.clear();
}
