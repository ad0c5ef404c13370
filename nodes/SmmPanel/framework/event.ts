import type { IDataObject } from 'n8n-workflow';
import { unsafeCast } from './unsafeCast';
import type { ParametersOf, Property } from './operation';

/** How long one poll may take, in milliseconds. */
export interface PollBudget {
	readonly scheduled: number;
	/** The first poll of a registration: n8n waits for it while it starts. */
	readonly first: number;
}

/** What a stored state belongs to; two short texts without dots. */
interface Scope {
	/** Under another base the stored state means nothing. */
	readonly base: string;
	/** Under other settings the event carries the stored state over. Left out where all settings are part of the base. */
	readonly settings?: string;
}

/** What an event finds of its last poll. */
export interface StoredState<State> {
	/** Undefined in the first poll, under another base, and where the shape is not known. */
	readonly state: State | undefined;
	readonly settingsChanged: boolean;
	/** True where something is stored that does not belong to this scope, so that a poll without news has to write too. */
	readonly needsWrite: boolean;
}

/** What one poll came to. */
export interface PollResult<State, Failure> {
	readonly items: IDataObject[];
	/** The state to store; left out where it is the stored one, so that unchanged polls write nothing. */
	readonly state?: State | undefined;
	/** What failed beside the items. It is tried again next time. */
	readonly failures?: readonly Failure[];
	/** For people: what the event watches, e.g. "12 orders". */
	readonly watched?: string;
}

interface EventTexts {
	/** Title shown in the Trigger On dropdown. */
	readonly name: string;
	/** Stored in users' workflows, so it never changes. */
	readonly value: string;
	/** Its name in the search for nodes, where that is not "On" and the title. */
	readonly action?: string;
	readonly description: string;
	readonly budget: PollBudget;
}

/** An event as the node uses it. */
export interface PollEvent<Environment, Failure> extends EventTexts {
	readonly properties: readonly Property[];
	/**
	 * Compares what there is now with the stored state, which may be of any shape or missing.
	 * @throws where nothing at all could be read; the stored state then stays as it is
	 */
	poll(parameters: Record<string, unknown>, environment: Environment, stored: unknown): Promise<PollResult<IDataObject, Failure>>;
	/**
	 * What a manual test shows: how it is now, whatever is stored.
	 * @throws as `poll`, and where there is nothing to show
	 */
	preview(parameters: Record<string, unknown>, environment: Environment): Promise<IDataObject[]>;
}

interface EventDefinition<Environment, Failure, Parameters, State> extends EventTexts {
	/** Checks the stored state; a schema of any library does. */
	readonly state: { safeParse(value: unknown): { success: true; data: State } | { success: false } };
	scope(parameters: Parameters, environment: Environment): Scope;
	poll(parameters: Parameters, environment: Environment, stored: StoredState<State>): Promise<PollResult<State, Failure>>;
	preview(parameters: Parameters, environment: Environment): Promise<IDataObject[]>;
}

/** Makes the `defineEvent` of one node: events that receive the same environment, parameters typed by the property literals. */
export function eventsFor<Environment, Failure>() {
	return function defineEvent<const Ps extends readonly Property[], State extends IDataObject>(
		definition: EventDefinition<Environment, Failure, ParametersOf<Ps>, State> & { readonly properties: Ps },
	): PollEvent<Environment, Failure> {
		// readParameters has checked every value against the literals that this type is inferred from.
		const typed = (untyped: Record<string, unknown>) => unsafeCast<ParametersOf<Ps>>(untyped);
		return {
			...definition,
			async poll(untyped, environment, stored) {
				const parameters = typed(untyped);
				const scope = definition.scope(parameters, environment);
				const { state, ...result } = await definition.poll(parameters, environment, readStored(stored, definition.state, scope));
				return state === undefined ? result : { ...result, state: { v: 1, scope: writeScope(scope), ...state } };
			},
			async preview(untyped, environment) {
				return await definition.preview(typed(untyped), environment);
			},
		};
	};
}

function readStored<State>(stored: unknown, shape: EventDefinition<never, never, never, State>['state'], scope: Scope): StoredState<State> {
	const read = shape.safeParse(stored);
	const [base, settings] = readScope(stored)?.split('.') ?? [];
	if (!read.success || base !== scope.base) return { state: undefined, settingsChanged: false, needsWrite: stored !== undefined };
	const settingsChanged = settings !== scope.settings;
	return { state: read.data, settingsChanged, needsWrite: settingsChanged };
}

function readScope(stored: unknown): string | undefined {
	if (typeof stored !== 'object' || stored === null || !('v' in stored) || !('scope' in stored)) return undefined;
	return stored.v === 1 && typeof stored.scope === 'string' ? stored.scope : undefined;
}

function writeScope({ base, settings }: Scope): string {
	return settings === undefined ? base : `${base}.${settings}`;
}
