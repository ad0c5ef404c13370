import type { Item } from '../../panel/api/records';
import { classifyWords } from '../../panel/errors';

/**
 * How the snapshot of an id that was not found is flagged. An id counts as unknown if the panel says so in two polls:
 * 'reported' is to be emitted, once.
 * @param flag - the flag of before
 * @returns undefined where the snapshot stays as it is
 */
export function flagUnknown(item: Item, flag: string | undefined, reportUnknown: boolean): 'missing' | 'reported' | undefined {
	const saysNotFound = typeof item.reason === 'string' && classifyWords(item.reason) === 'notFound';
	if (!saysNotFound || flag === 'reported') return undefined;
	// What is not emitted is not noted as emitted: the user may switch the report on later.
	return flag === 'missing' && reportUnknown ? 'reported' : 'missing';
}
