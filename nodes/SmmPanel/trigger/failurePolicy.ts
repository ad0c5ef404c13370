import { KINDS, PanelError } from '../panel/errors';
import type { PollMode } from './budget';

/** So many polls in a row in which some ids fail are worth an error execution. */
const PARTLY_FAILED_POLLS = 10;

export type FailureClass = 'permanent' | 'transient';

/** What the user has been told of the present trouble. */
export interface Reported {
	readonly outage: FailureClass | undefined;
	/** True once the user was told that some ids fail while others answer. */
	readonly partial: boolean;
	/** Polls in a row in which some ids failed. */
	readonly partlyFailedPolls: number;
}

/** True where only a change of the credential or the node can help. */
export function isPermanent({ kind }: PanelError): boolean {
	return KINDS[kind].permanent;
}

export function classify(failure: unknown): FailureClass {
	return failure instanceof PanelError && !isPermanent(failure) ? 'transient' : 'permanent';
}

/**
 * Whether a failed poll throws, which makes an error execution, or only logs.
 * - Durable scheduler: always throw, n8n backs off by it.
 * - First poll: throw only what is permanent, and only while a user publishes; n8n gives up for ever after five throws.
 * - Later: once per outage, and once more if it turns out to be permanent.
 */
export function onFailure(failure: FailureClass, mode: PollMode, { outage }: Pick<Reported, 'outage'>): 'throw' | 'log' {
	switch (mode) {
		case 'durable':
			return 'throw';
		case 'started':
			return 'log';
		case 'published':
			return failure === 'permanent' ? 'throw' : 'log';
		case 'scheduled':
			return outage === failure || outage === 'permanent' ? 'log' : 'throw';
	}
}

/**
 * Whether to throw because some ids have failed for long, once. A throw would discard the events of the poll, so it
 * waits for one without any.
 */
export function onPartialFailure(events: number, { outage, partial, partlyFailedPolls }: Reported): 'throw' | 'emit' {
	return partlyFailedPolls >= PARTLY_FAILED_POLLS && !partial && outage === undefined && events === 0 ? 'throw' : 'emit';
}

/** The failure of a poll in which the panel answered nothing before the time was over. */
export function tooSlow(): PanelError {
	return new PanelError({
		kind: 'timeout',
		effect: 'none',
		message: 'The panel was too slow: nothing came before the time of this poll was over',
		nextStep: 'The next poll tries again. If it stays so, ask less often or watch less at once.',
	});
}

/** The failure of some ids for many polls in a row. */
export function partlyFailed(failures: readonly PanelError[]): PanelError {
	const [first] = failures;
	return new PanelError({
		kind: first?.kind ?? 'unexpectedReply',
		effect: 'none',
		message: `${failures.length} of the watched ids could not be read for several polls in a row. ${first?.message ?? ''}`.trim(),
		nextStep: `The others are watched as usual. ${first?.nextStep ?? ''}`.trim(),
	});
}
