import { createSearch } from '../../../nodes/SmmPanel/catalog/search';
import { fold } from '../../../nodes/SmmPanel/catalog/words';
import { closePanels, later, openList, row, startPanel, valuesOf } from './panels';

afterEach(closePanels);

function searchOver(...names: string[]) {
	const search = createSearch(names, (name) => ({ id: String(names.indexOf(name)), name, group: '' }));
	return (words: string) => search.page({ words }).entries;
}

describe('what looks the same is found', () => {
	test.each<[string, string, string]>([
		['Turkish in capitals by small letters', 'TÜRK TAKİPÇİ | KALICI', 'takipçi kalıcı'],
		['a Turkish capital by a plain letter', 'İnstagram İzlenme', 'instagram izlenme'],
		['Turkish small letters by capitals', 'kalıcı takipçi', 'KALICI TAKİPÇİ'],
		['Greek by its beginning', 'ΦΩΣΦΟΡΟΣ', 'φως'],
		['Greek with an end that is none', 'φωςφορος', 'ΦΩΣΦΟΡ'],
		['an emoji in another style', '❤ Likes', '❤️'],
		['an emoji without its style', '❤️ Likes', '❤ likes'],
		['a word after a direction mark', 'Likes', '\u200elikes\u200f'],
		['a word with unseen joints', 'Fol\u200blow\u00aders', 'followers'],
		['an accent typed as a mark', 'Café Réel', 'cafe\u0301 re\u0301el'],
		['an accent sent as a mark', 'Cafe\u0301', 'CAFÉ'],
		['full width', 'ＬＩＫＥＳ １００', 'likes 100'],
		['a ligature', 'oﬃcial', 'OFFICIAL'],
	])('%s', (_what, name, typed) => {
		expect(searchOver('Other', name, 'Another')(typed)).toEqual([name]);
	});
});

describe('whatever is typed is text', () => {
	test.each(['.*', '[a-z]+', '(', '\\', '$^', '%', '"\'`', '</script>', '{{ 1 }}', '__proto__'])('%s', (typed) => {
		expect(searchOver('Likes', 'Views', `Real ${typed} offer`)(typed)).toEqual([`Real ${typed} offer`]);
	});

	test.each<[string, string]>([
		['ten thousand letters', 'x'.repeat(10_000)],
		['thousands of words', Array.from({ length: 3000 }, (_, n) => `w${n}`).join(' ')],
		['a mark alone', '\u0301'],
		['control characters', '\u0000\u001f\u0007'],
	])('%s finds nothing and harms nothing', async (_what, filter) => {
		const panel = await startPanel({ dialect: 'hmSocialMedia', rows: 1999 });
		expect(await openList(panel, 'searchServices', { filter })).toEqual({ results: [] });
		expect(valuesOf(await openList(panel, 'searchServices', { filter: 'followers' }))).toContain('1');
	});

	test('blanks and unseen characters alone are no search', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia', rows: 10 });
		const all = await openList(panel, 'searchServices');
		for (const filter of ['', '  ', '\u200b\u200e', '\n\t']) expect(await openList(panel, 'searchServices', { filter })).toEqual(all);
	});

	test('a word cannot reach over the characters that part fields and entries', () => {
		const find = searchOver('Likes\u001fViews', 'Likes\nViews', 'LikesViews');
		expect(find('likesviews')).toEqual(['LikesViews']);
		expect(find('likes views')).toHaveLength(3);
		expect(fold('a\u001fb\nc')).toBe('a\u001fb\nc');
	});
});

describe('page tokens', () => {
	const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => row(from + n, `Service ${from + n}`));

	test.each(['nonsense', '-100:100', '1e2:100', '1.5:1', '100', ':', '', '12345678901234567890:1', '0x64:100', '100;100'])(
		'"%s", which nobody made, gives the first page',
		async (token) => {
			const panel = await startPanel({ dialect: 'hmSocialMedia' });
			panel.setServices(rows(1, 251));
			expect(valuesOf(await openList(panel, 'searchServices', { token }))[0]).toBe('1');
		},
	);

	test.each(['999999999:', '250:gone', '999999999:\n', '251:__proto__'])('"%s", beyond the end, gives the last entries', async (token) => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.setServices(rows(1, 251));
		const page = await openList(panel, 'searchServices', { token });
		expect(valuesOf(page)).toEqual(Array.from({ length: 25 }, (_, n) => String(226 + n)));
		expect(page.paginationToken).toBeUndefined();
	});

	test('of one search lead nowhere wrong in another', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.setServices([...rows(1, 251), row(900, 'Likes'), row(901, 'Likes')]);
		const { paginationToken } = await openList(panel, 'searchServices', { filter: 'service' });
		const other = await openList(panel, 'searchServices', { filter: 'likes', token: String(paginationToken) });
		expect(valuesOf(other)).toEqual(['900', '901']);
		expect(other.paginationToken).toBeUndefined();
	});

	test('skip no service when the catalog changes between two pages', async () => {
		const panel = await startPanel({ dialect: 'hmSocialMedia' });
		panel.setServices(rows(50, 301));
		const first = await openList(panel, 'searchServices');
		panel.setServices([...rows(1, 100), ...rows(140, 301)]);
		later(600_000);
		const second = await openList(panel, 'searchServices', { token: String(first.paginationToken) });
		expect(panel.callsOf('services')).toHaveLength(2);
		// Number 149 was the last one shown.
		expect(valuesOf(first).at(-1)).toBe('149');
		expect(valuesOf(second)).toEqual(Array.from({ length: 100 }, (_, n) => String(150 + n)));
	});
});

test('a category that vanished while the node kept it says so, and its services are not shown', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	panel.setServices([row(1, 'Likes', { category: 'Summer Sale' }), row(2, 'Likes', { category: 'Instagram' })]);
	const parameters = { category: 'Summer Sale' };
	expect(valuesOf(await openList(panel, 'searchServices', { parameters }))).toEqual(['1']);
	panel.setServices([row(1, 'Likes', { category: 'Winter Sale' }), row(2, 'Likes', { category: 'Instagram' })]);
	later(600_000);
	await expect(openList(panel, 'searchServices', { parameters })).rejects.toThrow('no service in the category "Summer Sale"');
	expect((await openList(panel, 'searchServices', { parameters, filter: 'likes' })).results).toEqual([
		{ value: '', name: `Nothing found in "Summer Sale", but 2 in other categories: empty 'Filter Services by Category'` },
	]);
});
