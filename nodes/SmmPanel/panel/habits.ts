/** How a panel takes several ids in one action: as a list, or only one a call. */
export type ListHabit = 'list' | 'one';

const MOST_PANELS = 200;
const habits = new Map<string, Map<string, ListHabit>>();

/**
 * What a panel was seen to do with lists of ids. It only saves calls: a forgotten habit is learned anew, so it may
 * live in one process's memory. In: the panel's address and the action. Out: the habit, if it was seen.
 */
export function knownHabit(url: string, action: string): ListHabit | undefined {
	return habits.get(url)?.get(action);
}

/** Remembers a habit; the panels seen longest ago are forgotten first. */
export function rememberHabit(url: string, action: string, habit: ListHabit): void {
	const ofPanel = habits.get(url) ?? new Map<string, ListHabit>();
	ofPanel.set(action, habit);
	habits.delete(url);
	habits.set(url, ofPanel);
	const [oldest] = habits.keys();
	if (habits.size > MOST_PANELS && oldest !== undefined) habits.delete(oldest);
}

/** Forgets everything, for tests that start several panels on one address. */
export function forgetHabits(): void {
	habits.clear();
}
