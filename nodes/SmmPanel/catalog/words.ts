import type { PanelRecord } from '../panel/api/records';
import { toText } from './labels';

/** What nobody sees or types: direction marks, joiners, emoji styles. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
/** The dot that lower case leaves of a Turkish İ. */
const DOTTED_I = 'i\u0307';

/**
 * Folds text for searching: styled letters ("𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬") become plain ones by NFKC, and case is ignored, also
 * where it depends on the language: "TAKİPÇİ" is found as "takipçi", "ΦΩΣ" as the beginning of "φωσφόρος".
 */
export function fold(text: string): string {
	return text.normalize('NFKC').toLowerCase().replace(UNSEEN, '').replaceAll(DOTTED_I, 'i').replaceAll('ı', 'i').replaceAll('ς', 'σ');
}

/** The words that the user typed, folded, each once; none for an empty search. */
export function splitWords(typed: string): string[] {
	return [...new Set(fold(typed).split(/\s+/))].filter((word) => word !== '');
}

/**
 * True where a row's number, name and category together hold all the words, in any order. HstockPlus' 24-digit id
 * counts only as a whole, because parts of it ("bad", "face") would match at random.
 */
export function matchesWords(row: PanelRecord, words: string): boolean {
	const text = fold([row.service, row.name, row.category].map(toText).join(' '));
	const id = typeof row.id === 'string' ? row.id.toLowerCase() : undefined;
	return splitWords(words).every((word) => word === id || text.includes(word));
}
