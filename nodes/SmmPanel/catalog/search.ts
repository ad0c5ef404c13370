import { fold, splitWords } from './words';

/** What is searched in an entry. */
export interface Searched {
	/** The id, under which the entry is also found as a whole. */
	readonly id: string;
	readonly name: string;
	readonly group: string;
}

export interface Query {
	/** What the user typed; several words in any order. */
	readonly words?: string | undefined;
	/** Only entries of this group. */
	readonly group?: string | undefined;
	/** Where the page before ended: the `next` of that page. */
	readonly token?: string | undefined;
}

export interface ResultPage<T> {
	readonly entries: T[];
	/** Token of the next page; undefined where this is the last. */
	readonly next: string | undefined;
	/** How many entries fit in all. */
	readonly total: number;
}

/** n8n draws every loaded entry, without virtual scrolling. */
export const PAGE_SIZE = 100;

export interface Search<T> {
	/** Finds entries, best match first, one page of them. Entries that match equally well keep the panel's order. */
	page(query: Query): ResultPage<T>;
}

/** An entry as it is searched: folded, and its name once more as words with one blank before each. */
interface Line {
	readonly id: string;
	readonly name: string;
	readonly words: string;
	readonly all: string;
}

/** Makes the search over a list that does not change. Its lines are made at the first search. */
export function createSearch<T>(entries: readonly T[], toSearched: (entry: T) => Searched): Search<T> {
	let made: Line[] | undefined;
	return {
		page({ words = '', group, token }) {
			const isInGroup = group ? inGroup(entries, toSearched, group) : () => true;
			const rank = rankFor(words);
			const lines = words.trim() === '' ? undefined : (made ??= entries.map((entry) => toLine(toSearched(entry))));
			const byRank: T[][] = [];
			for (const [position, entry] of entries.entries()) {
				const line = lines?.[position];
				const found = line === undefined ? BEST_RANK : rank(line);
				if (found !== undefined && isInGroup(entry)) (byRank[found] ??= []).push(entry);
			}
			return pageAfter(byRank.flat(), token, (entry) => toSearched(entry).id);
		},
	};
}

function toLine({ id, name, group }: Searched): Line {
	const folded = { id: fold(id), name: fold(name) };
	// No word reaches from one field into the next.
	return { ...folded, words: toWords(folded.name), all: [folded.id, folded.name, fold(group)].join('\n') };
}

function toWords(folded: string): string {
	return ` ${folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()}`;
}

const BEST_RANK = 0;

/** How well a line fits what the user typed: 0 is best, undefined if it does not hold all the words. */
function rankFor(typed: string): (line: Line) => number | undefined {
	const wanted = splitWords(typed);
	const phrase = fold(typed).trim().replace(/\s+/g, ' ');
	const begin = toWords(phrase);
	const beginsWords = wanted.map(toWords);
	const hasWords = begin !== ' ';
	return ({ id, name, words, all }) => {
		if (!wanted.every((word) => all.includes(word))) return undefined;
		if (id === phrase) return BEST_RANK;
		if (name === phrase) return 1;
		if (hasWords && words.startsWith(begin)) return 2;
		if (hasWords && words.includes(begin)) return 3;
		if (hasWords && beginsWords.every((word) => words.includes(word))) return 4;
		if (id.startsWith(phrase)) return 5;
		return wanted.every((word) => name.includes(word)) ? 6 : 7;
	};
}

/** A category that was typed or came from an expression may differ in case, styled letters or spaces around it. */
function inGroup<T>(entries: readonly T[], toSearched: (entry: T) => Searched, group: string): (entry: T) => boolean {
	if (entries.some((entry) => toSearched(entry).group === group)) return (entry) => toSearched(entry).group === group;
	const folded = fold(group).trim();
	return (entry) => fold(toSearched(entry).group).trim() === folded;
}

/** Entries shown once more where the last one shown is gone; n8n leaves out those that it already has. */
const OVERLAP = 25;

/**
 * Cuts one page out of the results. The token names the last entry shown and its place, because the list may have
 * changed in between: a plain offset would then skip entries.
 */
function pageAfter<T>(found: readonly T[], token: string | undefined, getId: (entry: T) => string): ResultPage<T> {
	const begin = beginOfPage(found.map(getId), token);
	const end = Math.min(begin + PAGE_SIZE, found.length);
	const last = found[end - 1];
	const next = end < found.length && last !== undefined ? `${end}:${getId(last)}` : undefined;
	return { entries: found.slice(begin, end), total: found.length, next };
}

function beginOfPage(ids: readonly string[], token: string | undefined): number {
	const [, placeText, id = ''] = /^(\d{1,9}):(.*)$/s.exec(token ?? '') ?? [];
	if (placeText === undefined) return 0;
	const place = Number(placeText);
	if (place > 0 && ids[place - 1] === id) return place;
	const moved = ids.indexOf(id);
	return moved >= 0 ? moved + 1 : Math.max(0, Math.min(place, ids.length) - OVERLAP);
}
