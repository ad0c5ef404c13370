import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { collectionField, type Property } from '../framework/operation';
import { eventsFor, type PollEvent, type PollResult as ResultOf } from '../framework/event';
import type { PanelClient } from '../panel/transport/client';
import type { PanelError } from '../panel/errors';
import type { PollMode } from './budget';
import type { PollSession } from './session';

/** What every event works with, made once per poll. */
export interface PollContext {
	readonly context: IPollFunctions;
	readonly panel: PanelClient;
	/** Names the account; it stands first in the id of every event, so that the ids of two accounts never meet. */
	readonly account: string;
	readonly session: PollSession;
	readonly mode: PollMode | 'preview';
	/** Epoch milliseconds; the same for everything that this poll decides. */
	readonly now: number;
	/** Aborts when the time of this poll is over. */
	readonly signal: AbortSignal;
}

export type TriggerEvent = PollEvent<PollContext, PanelError>;
export type PollResult = ResultOf<IDataObject, PanelError>;

/** Defines an event of the SMM Panel Trigger; see eventsFor. */
export const defineEvent = eventsFor<PollContext, PanelError>();

/** The collection 'Options' of an event. */
export function eventOptions<const Members extends readonly Property[]>(...members: Members) {
	return collectionField({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, ...members);
}
