import type { Item } from '../panel/api/records';
import type { PanelClient } from '../panel/transport/client';
import { KINDS, PanelError } from '../panel/errors';
import { takeKeyLock } from './keyedMutex';
import type { Purchase } from './purchase';

type Sent = { records: readonly Item[] } | { failure: PanelError };

/** How fast a run may send. */
export interface Pace {
	readonly panel: PanelClient;
	/** True once the panel asked for fewer calls: from then on they leave one at a time. */
	oneAtATime: boolean;
}

/** The longest that one order waits for a panel that takes no more calls, in milliseconds. */
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1_000;

/** Takes the lock under which the calls of a slow panel leave one at a time. */
export async function takeSendLock({ panel }: Pace): Promise<() => void> {
	return await takeKeyLock(`one at a time ${panel.accountId}`);
}

/**
 * Sends a paid call. "Too many calls" says that nothing was done, so that alone is waited for, as long as the panel
 * asks, and sent again; some panels take one order a second.
 * @param holdsSendLock - true if the caller holds the lock of takeSendLock
 */
export async function sendPaid(pace: Pace, purchase: Purchase, holdsSendLock: boolean): Promise<Sent> {
	const { timeout } = purchase.options;
	const call = { ...purchase.call, ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }) };
	let unlock: (() => void) | undefined;
	try {
		for (let tries = 0, waited = 0; ; tries++) {
			const sent = await pace.panel.call(call).then(toRecords, toFailure);
			const wait = 'failure' in sent ? resendDelay(sent.failure, tries, Math.random()) : undefined;
			if (wait === undefined || waited + wait > LONGEST_WAIT_MS) return sent;
			pace.oneAtATime = true;
			if (!holdsSendLock) unlock ??= await takeSendLock(pace);
			if (!(await waitUnlessStopped(pace, wait))) return sent;
			waited += wait;
		}
	} finally {
		unlock?.();
	}
}

/**
 * How long to wait before a paid call is sent again.
 * @param random - in [0, 1), for jitter
 * @returns undefined if it must not be sent again
 */
export function resendDelay({ kind, effect, retryAfterMs }: PanelError, tries: number, random: number): number | undefined {
	if (KINDS[kind].retry !== 'rateLimited' || effect !== 'none') return undefined;
	// "Retry-After: 0", or a moment that has passed by this clock, would send without end.
	return retryAfterMs === undefined ? Math.round(FIRST_WAIT_MS * 2 ** tries * (1 + random / 4)) : Math.max(FIRST_WAIT_MS, retryAfterMs);
}

async function waitUnlessStopped({ panel }: Pace, ms: number): Promise<boolean> {
	try {
		await panel.pause(ms);
		return true;
	} catch {
		return false;
	}
}

function toRecords(records: Item[]): Sent {
	// An empty answer is an outcome too: n8n would lose the input item without an item for it.
	return { records: records.length === 0 ? [{}] : records };
}

function toFailure(thrown: unknown): Sent {
	if (thrown instanceof PanelError) return { failure: thrown };
	// A defect after the call left must not count as a refusal.
	return {
		failure: new PanelError({
			kind: 'unexpectedReply',
			effect: 'unknown',
			message: "The panel's answer could not be read",
			nextStep: '',
		}),
	};
}
