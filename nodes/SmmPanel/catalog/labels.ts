import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import type { ServiceRow } from './serviceRow';

const SEPARATOR = ' · ';
/**
 * Characters of a name that are shown. The dropdown shows one line of about 50 characters and cuts the rest off
 * (n8n 2.40 shows nothing but this one text), and price and limits have to be seen.
 */
const HEAD = 22;
const TAIL = 8;

/** Characters that are shown from where names differ in the middle. */
const DIFFERENCE = 10;

/**
 * Services as lines of a dropdown: `id · name · price · min–max`. The middle of a long name is left out, because
 * services that begin alike mostly differ at the end ("… | Refill 30D"). Names that look the same then are shown from
 * where they differ.
 */
export function serviceEntries(rows: readonly ServiceRow[]): INodeListSearchItems[] {
	const names = rows.map(({ name }) => oneLine(name));
	const shorts = names.map(shortLine);
	const alike = new Map<string, string[]>();
	for (const [index, short] of shorts.entries()) {
		const others = alike.get(short);
		if (others) others.push(names[index] ?? '');
		else alike.set(short, [names[index] ?? '']);
	}
	const commonTo = new Map([...alike].map(([short, group]) => [short, commonBeginning(group)]));
	return rows.map((row, index) => {
		const [name = '', short = ''] = [names[index], shorts[index]];
		const parts = [row.service, readable(fromDifference(name, short, commonTo.get(short))), shortened(row.rate), showLimits(row)];
		return { name: parts.filter((part) => part !== '').join(SEPARATOR), value: row.service };
	});
}

/** How many characters all names begin with; undefined where they are all the same. */
function commonBeginning([first = '', ...others]: readonly string[]): number | undefined {
	if (others.every((name) => name === first)) return undefined;
	const points = Array.from(first);
	return Math.min(
		...others.map((name) => {
			const own = Array.from(name);
			const position = points.findIndex((point, index) => own[index] !== point);
			return position === -1 ? points.length : position;
		}),
	);
}

/** The beginning of a name, and the word in which it begins to differ from names that look the same, with what follows. */
function fromDifference(name: string, short: string, common: number | undefined): string {
	if (common === undefined) return short;
	const points = Array.from(name);
	let from = common;
	const isInside = () => /[\p{L}\p{N}\p{M}\u200d]/u.test(points[from - 1] ?? '') || DANGLING_BEGIN.test(points[from] ?? '');
	while (from > HEAD && isInside()) from--;
	return `${cut(points, 0, HEAD)}…${cut(points, from, from + DIFFERENCE)}`;
}

/** A piece of a text without the halves of what is cut in two. */
function cut(points: readonly string[], begin: number, end: number): string {
	const piece = points.slice(begin, end).join('');
	return (begin === 0 ? piece : piece.replace(DANGLING_BEGIN, '')).replace(DANGLING_END, '').trim();
}

/** A project of the SMS lists as one line: `name · price · country`. */
export function projectEntry(project: IDataObject): INodeListSearchItems {
	const parts = [readable(shortened(toText(project.name))), toText(project.price), toText(project.country_title ?? project.country_id)];
	return { name: parts.filter((part) => part !== '').join(SEPARATOR), value: toText(project.project_id) };
}

function showLimits({ min, max }: ServiceRow): string {
	if (min !== undefined && max !== undefined) return `${min}–${max}`;
	if (min !== undefined) return `from ${min}`;
	return max === undefined ? '' : `up to ${max}`;
}

// A mark that belongs to the character before it must not stand alone at a cut: accents, emoji styles, joiners.
const DANGLING_BEGIN = /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])+/u;
const DANGLING_END = /\u200d$/u;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT_MARK = '\u200e';

/** A shortened name as it is shown. Behind one in Arabic or Hebrew the limits would be reversed: "10000–50" for 50–10000. */
function readable(line: string): string {
	return RIGHT_TO_LEFT.test(line) ? line + LEFT_TO_RIGHT_MARK : line;
}

/** Line breaks, control characters, halves of characters, and embedded directions, which would reach beyond the name. */
const UNFIT = /[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** Leaves out the middle of a long text, at whole code points. The result is one line. */
export function shortened(text: string): string {
	return shortLine(oneLine(text));
}

function shortLine(line: string): string {
	const most = HEAD + TAIL + 1;
	if (line.length <= most || (line.length <= 2 * most && Array.from(line).length <= most)) return line;
	// A code point has two units at most, so these pieces hold all that is shown.
	const tail = Array.from(line.slice(-2 * TAIL));
	return `${cut(Array.from(line.slice(0, 2 * HEAD)), 0, HEAD)}…${cut(tail, tail.length - TAIL, tail.length)}`;
}

/** Most names hold nothing but single blanks, and looking for more is quicker than replacing each of those. */
const NEEDS_WORK = /[^\S ]| {2}|[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

function oneLine(text: string): string {
	return NEEDS_WORK.test(text) ? text.replace(UNFIT, ' ').trim() : text.trim();
}

/** An id, name or price of a panel's list as text; empty where there is none. */
export function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A value of a panel's list by the first name that is there; panels name ids differently. */
export function findFirst(item: IDataObject, names: readonly string[]): unknown {
	return names.map((name) => item[name]).find((value) => value !== undefined && value !== null && value !== '');
}
