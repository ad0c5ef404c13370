import { z } from '../zod';

const tableShape = z.array(z.unknown());

/**
 * Reads the format in which n8n's REST interface sends run data ("flatted": one array in which every string inside an
 * object or a list is the index of the value that belongs there, so that values may be shared and refer to each other).
 * Nothing at all comes out of the empty table that an execution has before it starts.
 */
export function unflatten(text: string): unknown {
	const table = tableShape.parse(JSON.parse(text));
	const built = new Map<number, unknown>();

	const fetch = (index: number): unknown => {
		if (built.has(index)) return built.get(index);
		const value = table[index];
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) {
			const list: unknown[] = [];
			built.set(index, list);
			for (const member of value) list.push(resolve(member));
			return list;
		}
		const record: Record<string, unknown> = {};
		built.set(index, record);
		for (const [name, member] of Object.entries(value)) record[name] = resolve(member);
		return record;
	};
	const resolve = (member: unknown): unknown => (typeof member === 'string' ? fetch(Number(member)) : member);

	return fetch(0);
}
