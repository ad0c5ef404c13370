import { createSearch, PAGE_SIZE } from '../../../nodes/SmmPanel/catalog/search';
import { matchesWords } from '../../../nodes/SmmPanel/catalog/words';

interface Entry {
	id: string;
	name: string;
	group: string;
}

function searchOver(entries: Array<[id: string, name: string, group?: string]>) {
	const list = entries.map(([id, name, group = 'Group']): Entry => ({ id, name, group }));
	const search = createSearch(list, (entry) => entry);
	return { ...search, ids: (words: string, group?: string) => search.page({ words, group }).entries.map(({ id }) => id) };
}

test('styled letters and case make no difference, on either side', () => {
	const { ids } = searchOver([
		['1', '🔥 Instagram 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬'],
		['2', 'ＴｉｋＴｏｋ ℌearts'],
		['3', 'Лайки ВКонтакте'],
		['4', 'Other'],
	]);
	expect(ids('followers')).toEqual(['1']);
	expect(ids('𝗙𝗼𝗹𝗹𝗼𝘄')).toEqual(['1']);
	expect(ids('tiktok hearts')).toEqual(['2']);
	expect(ids('ВКОНТАКТЕ лайки')).toEqual(['3']);
	expect(ids('🔥')).toEqual(['1']);
});

test('several words are found in any order, over number, name and category together', () => {
	const { ids } = searchOver([
		['11', 'Likes | USA', 'Instagram'],
		['12', 'Likes | UK', 'Instagram'],
		['13', 'Views | USA', 'YouTube'],
	]);
	expect(ids('usa instagram likes')).toEqual(['11']);
	expect(ids('instagram')).toEqual(['11', '12']);
	expect(ids('13 youtube')).toEqual(['13']);
	expect(ids('likes youtube')).toEqual([]);
	expect(ids('   ')).toEqual(['11', '12', '13']);
});

test('a word never reaches from one field or entry into the next', () => {
	const { ids } = searchOver([
		['1', 'Likes', 'You'],
		['2', 'Tube\nLine', 'Group'],
	]);
	expect(ids('likesyou')).toEqual([]);
	expect(ids('1likes')).toEqual([]);
	expect(ids('you2')).toEqual([]);
	expect(ids('line')).toEqual(['2']);
});

test('the best match comes first, equal ones keep the order of the panel', () => {
	const { ids } = searchOver([
		['1', 'Cheap stuff', 'Likes 55'],
		['2', 'Superlikes 55'],
		['551', 'Anything'],
		['3', 'Many 55 of the Likes'],
		['4', 'Real 55 Likes'],
		['5', '🔥 55 Likes fast'],
		['6', '55 Likes slow'],
		['7', '55 likes'],
		['55', 'Unrelated'],
	]);
	expect(ids('55 likes')).toEqual(['7', '5', '6', '4', '3', '2', '1']);
	expect(ids('55')).toEqual(['55', '5', '6', '7', '2', '3', '4', '551', '1']);
	expect(ids('unrelated')).toEqual(['55']);
});

test('a category narrows the search, also when it is written a little differently', () => {
	const { ids } = searchOver([
		['1', 'Likes', '𝐈nstagram'],
		['2', 'Likes', 'YouTube'],
		['3', 'Likes', 'YouTube Live'],
	]);
	expect(ids('likes', 'YouTube')).toEqual(['2']);
	expect(ids('', 'instagram ')).toEqual(['1']);
	expect(ids('', 'Nothing')).toEqual([]);
});

describe('pages', () => {
	const entries = (ids: number[]) => ids.map((id): [string, string] => [String(id), `Service ${id}`]);
	const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
	const pageOf = (ids: number[], token?: string) => {
		const { entries: page, next, total } = searchOver(entries(ids)).page({ words: 'service', token });
		return { ids: page.map(({ id }) => Number(id)), next, total };
	};

	test('hold a hundred entries and lead from one to the next until the end', () => {
		const all = numbers(0, 250);
		const seen: number[] = [];
		let token: string | undefined;
		do {
			const page = pageOf(all, token);
			expect(page.ids.length).toBeLessThanOrEqual(PAGE_SIZE);
			seen.push(...page.ids);
			token = page.next;
		} while (token !== undefined);
		expect(seen).toEqual(all);
	});

	test('skip nothing when entries came or went in between', () => {
		const { next } = pageOf(numbers(0, 250));
		expect(pageOf([-2, -1, ...numbers(0, 250)], next).ids[0]).toBe(100);
		expect(pageOf(numbers(30, 250), next).ids[0]).toBe(100);
		// The last entry shown is gone with some before it: the page begins earlier rather than too late.
		expect(pageOf([...numbers(0, 80), ...numbers(100, 250)], next).ids).toContain(100);
		expect(pageOf(numbers(0, 20), next)).toMatchObject({ next: undefined });
	});

	test('begin anew with a token that nobody made', () => {
		expect(pageOf(numbers(0, 250), 'nonsense').ids[0]).toBe(0);
		expect(pageOf([], '100:99')).toEqual({ ids: [], next: undefined, total: 0 });
	});
});

test('the search filter of Get Many agrees with the list: parts of the 24-digit id do not count', () => {
	const row = { service: 12, id: '507f1f77bcf86cd799439bad', name: '𝐋𝐢𝐤𝐞𝐬', category: 'Instagram' };
	expect(matchesWords(row, 'instagram LIKES 12')).toBe(true);
	expect(matchesWords(row, 'bad')).toBe(false);
	expect(matchesWords(row, '507F1F77bcf86cd799439bad likes')).toBe(true);
	expect(matchesWords(row, '')).toBe(true);
});
