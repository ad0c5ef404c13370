import { optionsField } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';
import { DEFAULT_CALLS_AT_ONCE } from '../../panel/api/idBatches';

const MAX_CALLS_AT_ONCE = 100;

export const callsAtOnceOption = {
	displayName: 'Calls at Once',
	name: 'callsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_CALLS_AT_ONCE },
	default: DEFAULT_CALLS_AT_ONCE,
	description:
		'How many calls may be on their way at the same time when the panel takes one ID a call, 1 to 100. Lower it for a panel that complains about too many calls. The value of the first item counts for all.',
} as const;

/** The options of operations that ask about ids. */
export const idOptionsField = optionsField(callsAtOnceOption);

export interface WithCallsAtOnce {
	readonly options: { readonly callsAtOnce?: number };
}

/**
 * Reads how many calls may go at once: one number for the whole run, because all ids share the calls.
 * @throws for anything but a whole number from 1 to 100
 */
export function readCallsAtOnce([first]: ReadonlyArray<{ readonly parameters: WithCallsAtOnce }>): number {
	const callsAtOnce = first?.parameters.options.callsAtOnce ?? DEFAULT_CALLS_AT_ONCE;
	if (Number.isInteger(callsAtOnce) && callsAtOnce >= 1 && callsAtOnce <= MAX_CALLS_AT_ONCE) return callsAtOnce;
	throw invalidInput(
		`'Calls at Once' is ${callsAtOnce}, but has to be a whole number from 1 to ${MAX_CALLS_AT_ONCE}`,
		`Enter such a number in the first item, or remove the option: then ${DEFAULT_CALLS_AT_ONCE} go at once.`,
	);
}
