import { invalidInput } from '../../panel/errors';
import type { PanelClient } from '../../panel/transport/client';
import { ALL_STATES, readState, type State } from '../../panel/values/states';
import { nameAddress } from '../account';
import { shortHash } from '../hash';

/** Reads a chosen state; an expression may give it as the panel writes it, e.g. "In progress". */
function parseState(word: string): State {
	const state = readState(word);
	if (state !== 'unknown' || word === 'unknown') return state;
	throw invalidInput(`'States' holds "${word.slice(0, 40)}", which is no state`, `Use ${ALL_STATES.join(', ')}.`);
}

/** Reads the field 'States'; empty means every change. */
export function readStates(words: readonly string[]): Set<State> {
	return new Set(words.map(parseState));
}

/**
 * What the stored state of an event about states belongs to. Without the key: a panel's ids are the same for a new key,
 * and a new key must not emit everything that is finished again.
 */
export function nameStatesScope(event: string, { address }: PanelClient, words: readonly string[]): { base: string; settings: string } {
	return {
		base: shortHash(`${event}\n${nameAddress(address.url)}`),
		settings: shortHash([...readStates(words)].sort().join(',')),
	};
}
