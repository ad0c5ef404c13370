/** How a panel takes several ids in one action: as a list, or only one a call. */
export type BatchMode = 'list' | 'one';

const MOST_PANELS = 200;
/** Panels change their software, and one bad moment may teach a wrong habit, so each is learned anew now and then. */
const KEPT_FOR_MS = 3_600_000;
const modes = new Map<string, Map<string, { habit: BatchMode; until: number }>>();

/**
 * What a panel was seen to do with lists of ids, if it was seen. It only saves calls: what is forgotten is learned
 * anew, so it may live in one process's memory.
 */
export function getBatchMode(url: string, action: string, now = Date.now()): BatchMode | undefined {
	const known = modes.get(url)?.get(action);
	return known && known.until > now ? known.habit : undefined;
}

/** Remembers a habit; the panels seen longest ago are forgotten first. */
export function rememberBatchMode(url: string, action: string, habit: BatchMode, now = Date.now()): void {
	const ofPanel = modes.get(url) ?? new Map<string, { habit: BatchMode; until: number }>();
	ofPanel.set(action, { habit, until: now + KEPT_FOR_MS });
	modes.delete(url);
	modes.set(url, ofPanel);
	const [oldest] = modes.keys();
	if (modes.size > MOST_PANELS && oldest !== undefined) modes.delete(oldest);
}

/** Forgets one habit of a panel that just behaved differently. */
export function forgetBatchMode(url: string, action: string): void {
	modes.get(url)?.delete(action);
}

/** Forgets everything, for tests that start several panels on one address. */
export function forgetBatchModes(): void {
	modes.clear();
}
