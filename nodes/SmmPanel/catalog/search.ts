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
	/** Makes the searched text now, so that the first search does not wait for it. */
	prepare(): void;
}

/** A character that cannot be part of a word, so that no word reaches from one field into the next. */
const FIELD_END = '\u001f';
const ENTRY_END = '\n';

interface SearchedText {
	/** All entries, folded, one a line: folding 20,000 lines at once is faster than each alone, and takes less memory. */
	readonly text: string;
	/** Three places a line: where it, its name and its group begin. One more says where the last line ends. */
	readonly places: Uint32Array;
}

/** Makes the search over a list that does not change. Its text is made at the first use. */
export function createSearch<T>(entries: readonly T[], searchedOf: (entry: T) => Searched): Search<T> {
	let made: SearchedText | undefined;
	const searchedText = () => (made ??= makeText(entries.map(searchedOf)));
	// Both are used again by every search: fresh ones for 20,000 entries would cost more than the search itself.
	const ranks = new Uint8Array(entries.length);
	const order = new Uint32Array(entries.length);

	return {
		page({ words = '', group, token }) {
			const wanted = splitWords(words);
			if (wanted.length === 0) ranks.fill(ANY_MATCH);
			else rankAll(searchedText(), wanted, fold(words).trim().replace(/\s+/g, ' '), ranks);
			if (group)
				keepGroup(
					entries.map((entry) => searchedOf(entry).group),
					group,
					ranks,
				);
			return pageAfter(entries, sortByRank(ranks, order), token, (entry) => searchedOf(entry).id);
		},
		prepare: () => void searchedText(),
	};
}

function makeText(list: readonly Searched[]): SearchedText {
	const lines = list.map(({ id, name, group }) => `${id}${FIELD_END}${name}${FIELD_END}${group}`.replaceAll(ENTRY_END, ' '));
	const text = fold([...lines, ''].join(ENTRY_END));
	const places = new Uint32Array(3 * list.length + 1);
	for (let at = 0, line = 0; line < list.length; line++) {
		const name = text.indexOf(FIELD_END, at) + 1;
		const group = text.indexOf(FIELD_END, name) + 1;
		places.set([at, name, group], 3 * line);
		at = text.indexOf(ENTRY_END, group) + 1;
		places[3 * line + 3] = at;
	}
	return { text, places };
}

/**
 * Ranks every entry: 0 where it does not hold all words, else 1 for the best match and more for lesser ones. The
 * longest word is looked for in the whole text at once; the others only in the lines that hold it.
 */
function rankAll({ text, places }: SearchedText, words: readonly string[], phrase: string, ranks: Uint8Array): void {
	const [rarest = '', ...others] = [...words].sort((a, b) => b.length - a.length);
	const place = (index: number) => places[index] ?? text.length;
	ranks.fill(0);
	let entry = 0;
	for (let at = text.indexOf(rarest); at >= 0; ) {
		while (place(3 * entry + 3) <= at) entry++;
		const begin = place(3 * entry);
		const end = place(3 * entry + 3);
		// A single word needs no piece of the text: looking for it never goes further than to the next line that fits.
		const piece = others.length === 0 ? text : text.slice(begin, end - 1);
		const shift = others.length === 0 ? 0 : begin;
		if (others.every((word) => piece.includes(word))) {
			ranks[entry] = rankRow(piece, begin - shift, place(3 * entry + 1) - shift, place(3 * entry + 2) - shift - 1, words, phrase);
		}
		at = text.indexOf(rarest, end);
	}
}

const ANY_MATCH = 1;
const WORST_RANK = 8;

/**
 * How well a line fits, 1 is best. The numbers are places in the text: where the line and its name begin, and where the
 * name ends.
 */
function rankRow(text: string, begin: number, name: number, nameEnd: number, words: readonly string[], phrase: string): number {
	const beginsId = text.startsWith(phrase, begin);
	if (beginsId && phrase.length === name - 1 - begin) return 1;
	const at = beginOfWord(text, phrase, name, nameEnd);
	if (at >= 0) return phrase.length === nameEnd - name ? 2 : isFirstWord(text, name, at) ? 3 : 4;
	if (words.length > 1 && words.every((word) => beginOfWord(text, word, name, nameEnd) >= 0)) return 5;
	if (beginsId) return 6;
	return words.every((word) => isWithin(text.indexOf(word, name), nameEnd)) ? 7 : WORST_RANK;
}

/** The numbers of the entries that fit, best rank first, in a part of `order`; equal ranks keep their order. */
function sortByRank(ranks: Uint8Array, order: Uint32Array): Uint32Array {
	const next = new Uint32Array(WORST_RANK + 2);
	for (const rank of ranks) if (rank > 0) next[rank + 1] = (next[rank + 1] ?? 0) + 1;
	for (let rank = 1; rank < next.length; rank++) next[rank] = (next[rank] ?? 0) + (next[rank - 1] ?? 0);
	const total = next[WORST_RANK + 1] ?? 0;
	for (let entry = 0; entry < ranks.length; entry++) {
		const rank = ranks[entry] ?? 0;
		if (rank === 0) continue;
		const place = next[rank] ?? 0;
		order[place] = entry;
		next[rank] = place + 1;
	}
	return order.subarray(0, total);
}

/** Where a word or phrase stands at the beginning of a word between two places; -1 where it does not. */
function beginOfWord(text: string, wanted: string, begin: number, end: number): number {
	for (let at = text.indexOf(wanted, begin); isWithin(at, end); at = text.indexOf(wanted, at + 1)) {
		if (at === begin || !isLetter(text.charCodeAt(at - 1))) return at;
	}
	return -1;
}

function isWithin(at: number, end: number): boolean {
	return at >= 0 && at < end;
}

/** Names mostly begin with an emoji, so the first word begins where the first letter or digit stands. */
function isFirstWord(text: string, begin: number, at: number): boolean {
	for (let place = at - 1; place >= begin; place--) if (isLetter(text.charCodeAt(place))) return false;
	return true;
}

const IS_LETTER = 1;
const IS_OTHER = 2;
/** What is known about each code unit: asking the pattern costs a hundred times more than looking it up. */
const kinds = new Uint8Array(0x10000);

/** True for a letter or digit. Halves of emoji and of other characters beyond 16 bits count as none. */
function isLetter(codeUnit: number): boolean {
	const kind = kinds[codeUnit] || (/[\p{L}\p{N}]/u.test(String.fromCharCode(codeUnit)) ? IS_LETTER : IS_OTHER);
	kinds[codeUnit] = kind;
	return kind === IS_LETTER;
}

/** Takes out the entries of other groups. */
function keepGroup(groups: readonly string[], group: string, ranks: Uint8Array): void {
	const exact = groups.includes(group);
	// A category that was typed or came from an expression may differ in case, styled letters or spaces around it.
	const folded = fold(group).trim();
	for (const [entry, own] of groups.entries()) {
		if (exact ? own !== group : fold(own).trim() !== folded) ranks[entry] = 0;
	}
}

/** Entries shown once more where the last one shown is gone; n8n leaves out those that it already has. */
const OVERLAP = 25;

/**
 * Cuts one page out of the results. The token names the last entry shown and its place, because the list may have
 * changed in between: a plain offset would then skip entries.
 */
function pageAfter<T>(entries: readonly T[], order: Uint32Array, token: string | undefined, idOf: (entry: T) => string): ResultPage<T> {
	const idAt = (place: number) => {
		const entry = entries[order[place] ?? -1];
		return entry === undefined ? undefined : idOf(entry);
	};
	const begin = beginOfPage(order.length, token, idAt);
	const end = Math.min(begin + PAGE_SIZE, order.length);
	const page = [...order.subarray(begin, end)].flatMap((entry) => entries[entry] ?? []);
	return { entries: page, total: order.length, next: end < order.length ? `${end}:${idAt(end - 1)}` : undefined };
}

function beginOfPage(total: number, token: string | undefined, idAt: (place: number) => string | undefined): number {
	const [, placeText, id] = /^(\d{1,9}):(.*)$/s.exec(token ?? '') ?? [];
	if (placeText === undefined) return 0;
	const place = Number(placeText);
	if (place > 0 && idAt(place - 1) === id) return place;
	for (let moved = 0; moved < total; moved++) if (idAt(moved) === id) return moved + 1;
	return Math.max(0, Math.min(place, total) - OVERLAP);
}
