import { isRecord } from './parseReply';

const ENVELOPES = ['data', 'result', 'response', 'order', 'orders', 'refills'];
const DEEPEST = 4;

/**
 * A reply and what lies inside its envelopes, outermost first: `{status: "success", data}`, `{result}`, `{response}`,
 * `{order: {...}}`, a list of one, an object keyed by ids. Whoever reads it takes the first that has what is wanted.
 */
export function listLayers(value: unknown): unknown[] {
	const layers = [value];
	for (let inner = openEnvelope(value); inner !== undefined && layers.length < DEEPEST; inner = openEnvelope(inner)) layers.push(inner);
	return layers;
}

function openEnvelope(value: unknown): unknown {
	if (Array.isArray(value)) {
		const only: unknown = value.length === 1 ? value[0] : undefined;
		return isRecord(only) ? only : undefined;
	}
	if (!isRecord(value)) return undefined;
	const inner = ENVELOPES.map((name) => value[name]).find((entry) => isRecord(entry) || Array.isArray(entry));
	return inner ?? listKeyed(value);
}

/** The records of an object whose keys are ids. */
export function listKeyed(value: Record<string, unknown>): unknown[] | undefined {
	const entries = Object.entries(value);
	return entries.length > 0 && entries.every(([key, entry]) => /^[\w.:-]*\d$/.test(key) && isRecord(entry))
		? Object.values(value)
		: undefined;
}
