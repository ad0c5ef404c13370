import { invalidInput } from '../../panel/errors';
import { isRecord } from '../../panel/transport/parseReply';
import { fetchJson, listFailure, type ListContext } from './fetchJson';

const NAME = 'The watch URL';
const CHECK = 'Check the address. If this n8n blocks private addresses (SSRF protection), use the public one.';
const LIST_KEYS = ['data', 'orders', 'refills', 'rows'];

/**
 * Reads a watch list from a URL of the user's own.
 * @param keys - fields that may hold the id of an entry
 * @returns the raw ids
 * @throws PanelError; an answer of another shape is never taken for an empty list
 */
export async function readUrl(context: ListContext, address: string, keys: readonly string[], signal: AbortSignal): Promise<unknown[]> {
	if (!/^https?:\/\/[^\s]+$/i.test(address))
		throw invalidInput("'Watch URL' is no web address", 'Enter the whole address, starting with https://.');
	const { status, json } = await fetchJson(context, { url: address, name: NAME, followRedirects: true, ifUnreachable: CHECK, signal });
	if (status >= 300)
		throw listFailure(
			'badInput',
			`${NAME} answered with HTTP ${status}`,
			'Check the address, and that it can be read without signing in.',
			{ httpStatus: status },
		);
	const ids = findEntries(json, keys);
	if (ids) return ids;
	throw invalidInput(
		`${NAME} answered with JSON that is no list of ids`,
		`It has to be a list of ids, a list of objects with a field ${keys.join(', ')}, or such a list under ${LIST_KEYS.join(', ')}.`,
	);
}

/** @returns the raw ids; undefined where there is no list of a known shape */
export function findEntries(json: unknown, keys: readonly string[]): unknown[] | undefined {
	const list: unknown = isRecord(json) ? LIST_KEYS.map((key) => json[key]).find(Array.isArray) : json;
	if (!Array.isArray(list)) return undefined;
	const entries = list.map((entry: unknown) => pickId(entry, keys));
	// Objects without the field are another kind of list, e.g. of customers.
	return entries.length > 0 && entries.every((entry) => isRecord(entry) || Array.isArray(entry)) ? undefined : entries;
}

/** The raw id of an entry, undefined where it is still to come; an object without any of the fields is no entry and stays. */
export function pickId(entry: unknown, keys: readonly string[]): unknown {
	if (!isRecord(entry) || !keys.some((key) => Object.hasOwn(entry, key))) return entry;
	return keys.map((key) => entry[key]).find((id) => id !== undefined && id !== null && id !== '');
}
