import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import type { ServiceRow } from './serviceRow';

const SEPARATOR = ' · ';
/**
 * Characters of a name that are shown. The dropdown shows one line of about 50 characters and cuts the rest off
 * (n8n 2.40 shows nothing but this one text), and price and limits have to be seen.
 */
const HEAD = 22;
const TAIL = 8;

/**
 * A service as one line of a dropdown: `id · name · price · min–max`. Of a long name the middle is left out, because
 * services that begin alike differ at the end ("… | Refill 30D"); the id in front tells full twins apart.
 */
export function serviceEntry(row: ServiceRow): INodeListSearchItems {
	const parts = [row.service, readable(row.name), shortened(row.rate), limitsOf(row)];
	return { name: parts.filter((part) => part !== '').join(SEPARATOR), value: row.service };
}

/** A project of the SMS lists as one line: `name · price · country`. */
export function projectEntry(project: IDataObject): INodeListSearchItems {
	const parts = [readable(textOf(project.name)), textOf(project.price), textOf(project.country_title ?? project.country_id)];
	return { name: parts.filter((part) => part !== '').join(SEPARATOR), value: textOf(project.project_id) };
}

function limitsOf({ min, max }: ServiceRow): string {
	if (min !== undefined && max !== undefined) return `${min}–${max}`;
	if (min !== undefined) return `from ${min}`;
	return max === undefined ? '' : `up to ${max}`;
}

// A mark that belongs to the character before it must not stand alone at a cut: accents, emoji styles, joiners.
const DANGLING_BEGIN = /^[\p{M}\u200d\u{1f3fb}-\u{1f3ff}]+/u;
const DANGLING_END = /\u200d$/u;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT_MARK = '\u200e';

/** A shortened name. Behind one in Arabic or Hebrew the price and limits would be shown in reverse: "10000–50" for 50–10000. */
function readable(name: string): string {
	const line = shortened(name);
	return RIGHT_TO_LEFT.test(line) ? line + LEFT_TO_RIGHT_MARK : line;
}

/** Line breaks, control characters, halves of characters, and embedded directions, which would reach beyond the name. */
const UNFIT = /[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** Leaves out the middle of a long text, at whole code points. In: any text. Out: one line. */
export function shortened(text: string): string {
	const line = text.replace(UNFIT, ' ').trim();
	if (line.length <= HEAD + TAIL + 1) return line;
	const points = Array.from(line);
	if (points.length <= HEAD + TAIL + 1) return line;
	const head = points.slice(0, HEAD).join('').replace(DANGLING_END, '').trimEnd();
	const tail = points.slice(-TAIL).join('').replace(DANGLING_BEGIN, '').trimStart();
	return `${head}…${tail}`;
}

/** An id, name or price of a panel's list as text; empty where there is none. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A value of a panel's list by the first name that is there; panels name ids differently. */
export function firstOf(item: IDataObject, names: readonly string[]): unknown {
	return names.map((name) => item[name]).find((value) => value !== undefined && value !== null && value !== '');
}
