import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import type { PanelClient } from '../panel/client';
import type { PanelFailure } from '../panel/failures';
import type { PollTimes } from './budget';
import type { Memory } from './session';

/** One poll as an event sees it. */
export interface Round {
	readonly context: IPollFunctions;
	readonly panel: PanelClient;
	readonly memory: Memory;
	/** Epoch milliseconds; the same for everything that this poll decides. */
	readonly now: number;
	/** Fires when the time of this poll is over. */
	readonly signal: AbortSignal;
	/** True in the poll that n8n makes while a user publishes, who then reads what is wrong. */
	readonly published: boolean;
}

/** What one poll came to. */
export interface Findings {
	readonly items: IDataObject[];
	/** The state to store; left out where it is the one that was stored before, so that unchanged polls write nothing. */
	readonly state?: IDataObject;
	/** What failed beside the items. It is tried again next time. */
	readonly failures: readonly PanelFailure[];
	/** False where the panel gave nothing but failures that were known before. */
	readonly answered: boolean;
}

/** One choice of 'Trigger On'. */
export interface TriggerEvent {
	readonly times: PollTimes;
	/**
	 * Looks at the panel and compares with the stored state, which may be of any shape or missing.
	 * Errors: PanelFailure where the panel gave nothing at all; the stored state then stays as it is.
	 */
	look(round: Round, stored: unknown): Promise<Findings>;
	/** The current state for a manual test, without any stored state. Errors: as look, and where there is nothing to show. */
	show(round: Round): Promise<IDataObject[]>;
}

/** Puts the result of a poll together; see Findings. */
export function findings(items: IDataObject[], state: IDataObject | undefined, failures: Findings['failures'], answered = true): Findings {
	return { items, failures, answered, ...(state === undefined ? {} : { state }) };
}
