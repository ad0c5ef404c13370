/** What an order, number or refill is doing, in one vocabulary for all panels. */
export type State =
	| 'pending'
	| 'inProgress'
	| 'processing'
	| 'completed'
	| 'partial'
	| 'canceled'
	| 'failed'
	| 'refunded'
	| 'active'
	| 'paused'
	| 'expired'
	| 'unknown';

// Spellings as panels use them, folded: lower case, letters only.
const STATES: ReadonlyMap<string, State> = new Map([
	['pending', 'pending'],
	['awaiting', 'pending'],
	['inqueue', 'pending'],
	['queue', 'pending'],
	['new', 'pending'],
	['scheduled', 'pending'],
	['submitted', 'pending'],
	['queued', 'pending'],
	['inprogress', 'inProgress'],
	['inprogess', 'inProgress'],
	['progress', 'inProgress'],
	['approved', 'inProgress'],
	['refilling', 'inProgress'],
	['running', 'inProgress'],
	['started', 'inProgress'],
	['processing', 'processing'],
	['completed', 'completed'],
	['complete', 'completed'],
	['done', 'completed'],
	['delivered', 'completed'],
	['finished', 'completed'],
	['partial', 'partial'],
	['partiallycompleted', 'partial'],
	['partiallydelivered', 'partial'],
	['canceled', 'canceled'],
	['cancelled', 'canceled'],
	['cancel', 'canceled'],
	['rejected', 'failed'],
	['declined', 'failed'],
	['fail', 'failed'],
	['failed', 'failed'],
	['error', 'failed'],
	['refunded', 'refunded'],
	['refund', 'refunded'],
	['active', 'active'],
	['paused', 'paused'],
	['onhold', 'paused'],
	['hold', 'paused'],
	['suspended', 'paused'],
	['expired', 'expired'],
	// SMS numbers: add_sms says active, sms_code waiting or completed, sms_status code_received.
	['waiting', 'active'],
	['codereceived', 'completed'],
]);

const FINAL: ReadonlySet<State> = new Set<State>(['completed', 'partial', 'canceled', 'refunded', 'failed', 'expired']);

/** Every state, in the order in which an order usually meets them. */
export const ALL_STATES: readonly State[] = [
	'pending',
	'processing',
	'inProgress',
	'active',
	'paused',
	'completed',
	'partial',
	'canceled',
	'failed',
	'refunded',
	'expired',
	'unknown',
];

/** Reads a panel's status word; 'unknown' for unlisted words. */
export function readState(status: unknown): State {
	if (typeof status !== 'string') return 'unknown';
	const folded = status.toLowerCase().replace(/[^a-z]/g, '');
	// "Cancelled by the customer" and the like.
	return STATES.get(folded) ?? (/^cancell?edby/.test(folded) ? 'canceled' : 'unknown');
}

/** True where the state does not change any more. An unknown state is not final; waits end by their own time-out. */
export function isFinal(state: State): boolean {
	return FINAL.has(state);
}
