import { InvalidInputError } from '../../framework/errors';
import { ALL_STATES, readState, type State } from '../../panel/values/states';

/** Reads a chosen state; an expression may give it as the panel writes it, e.g. "In progress". */
export function parseState(word: string): State {
	const state = readState(word);
	if (state !== 'unknown' || word === 'unknown') return state;
	throw new InvalidInputError(`'States' holds "${word.slice(0, 40)}", which is no state`, `Use ${ALL_STATES.join(', ')}.`);
}
