/** How a panel takes several ids in one action: as a list, or only one a call. */
type BatchMode = 'list' | 'one';

const MAX_PANELS = 200;
/** Panels change their software, and one outage may teach a wrong mode, so each is learned anew now and then. */
const KEPT_FOR_MS = 3_600_000;
const modes = new Map<string, Map<string, { mode: BatchMode; until: number }>>();

/**
 * What a panel was seen to do with lists of ids, if it was seen. It only saves calls: what is forgotten is learned
 * anew, so it may live in one process's memory.
 */
export function getBatchMode(url: string, action: string, now = Date.now()): BatchMode | undefined {
	const known = modes.get(url)?.get(action);
	return known && known.until > now ? known.mode : undefined;
}

/** Remembers a mode; the panels seen longest ago are forgotten first. */
export function rememberBatchMode(url: string, action: string, mode: BatchMode, now = Date.now()): void {
	const panelModes = modes.get(url) ?? new Map<string, { mode: BatchMode; until: number }>();
	panelModes.set(action, { mode, until: now + KEPT_FOR_MS });
	modes.delete(url);
	modes.set(url, panelModes);
	const [oldest] = modes.keys();
	if (modes.size > MAX_PANELS && oldest !== undefined) modes.delete(oldest);
}

/** Forgets the mode of a panel that just behaved differently. */
export function forgetBatchMode(url: string, action: string): void {
	modes.get(url)?.delete(action);
}

/** Forgets everything, for tests that start several panels on one address. */
export function forgetBatchModes(): void {
	modes.clear();
}
