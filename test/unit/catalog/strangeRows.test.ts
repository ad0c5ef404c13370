import { getCatalog } from '../../../nodes/SmmPanel/catalog/catalog';
import { answerServices, clientFor, closePanels, openList, openOptions, row, startPanel, valuesOf } from './panels';

afterEach(closePanels);

const LEFT_TO_RIGHT_MARK = '\u200e';

/** What the list shows for rows that a panel sends exactly so. */
async function shownFor(...rows: unknown[]) {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	answerServices(panel, rows, 3);
	return (await openList(panel, 'searchServices')).results;
}

test.each<[string, object, string]>([
	['a number as id', { service: 7, name: 'Likes', rate: '0.90', min: 10, max: 20 }, '7 · 0.90 per 1000 · Likes · 10–20'],
	['an id with blanks', { service: ' 7 ', name: 'Likes', rate: '0.90' }, '7 · 0.90 per 1000 · Likes'],
	['no name', { service: 7, rate: '0.90', min: '10', max: '20' }, '7 · 0.90 per 1000 · 10–20'],
	['nothing but an id', { service: 7, name: null, category: null, type: null, rate: null, min: null, max: null }, '7'],
	['a list as name', { service: 7, name: ['Likes'], rate: { usd: 1 } }, '7'],
	['a name of emoji', { service: 7, name: '🔥❤️👨‍👩‍👧', rate: '0.90' }, '7 · 0.90 per 1000 · 🔥❤️👨‍👩‍👧'],
	['half a character in the name', { service: 7, name: 'Real\ud83d Likes\udd25', rate: '0.90' }, '7 · 0.90 per 1000 · Real Likes'],
	['control characters in the name', { service: 7, name: 'Real\u0000\n\tLikes\u001f', rate: '0.90' }, '7 · 0.90 per 1000 · Real Likes'],
	['HTML entities', { service: 7, name: 'Likes &amp; <b>Views</b>', rate: '0.90' }, '7 · 0.90 per 1000 · Likes &amp; <b>Views</b>'],
	[
		'a name of 5,000 characters',
		{ service: 7, name: `Likes ${'x'.repeat(5000)} End`, rate: '0.90' },
		`7 · 0.90 per 1000 · Likes ${'x'.repeat(194)}…`,
	],
	['a price with a currency', { service: 7, name: 'Likes', rate: '0.90 USD' }, '7 · 0.90 USD per 1000 · Likes'],
	['a price with separators', { service: 7, name: 'Likes', rate: '1,234.56' }, '7 · 1,234.56 per 1000 · Likes'],
	['a tiny price as number', { service: 7, name: 'Likes', rate: 0.00000012 }, '7 · 0.00000012 per 1000 · Likes'],
	['a page as price', { service: 7, name: 'Likes', rate: '9'.repeat(5000) }, '7 · 99999999999999999999… per 1000 · Likes'],
	['a minimum above the maximum', { service: 7, name: 'Likes', rate: '0.90', min: 100, max: 50 }, '7 · 0.90 per 1000 · Likes · 100–50'],
	['limits that are words', { service: 7, name: 'Likes', rate: '0.90', min: 'few', max: '' }, '7 · 0.90 per 1000 · Likes'],
	[
		'what it can do',
		{ service: 7, name: 'Likes', rate: '0.90', type: 'Poll', refill: '1', dripfeed: 1 },
		'7 · 0.90 per 1000 · Poll · refill · drip-feed · Likes',
	],
	['one limit', { service: 7, name: 'Likes', rate: '0.90', min: 0 }, '7 · 0.90 per 1000 · Likes · from 0'],
])('%s gives an entry that can be read and chosen', async (_what, sent, name) => {
	expect(await shownFor(sent)).toEqual([{ value: '7', name }]);
});

test('what is no service is left out, and the services around it stay', async () => {
	const rows = [null, 5, 'text', [], {}, { name: 'no id' }, { service: null }, { service: {} }, { service: '' }, { service: ' ' }];
	expect(await shownFor(row(1, 'First'), ...rows, row(2, 'Last'))).toMatchObject([{ value: '1' }, { value: '2' }]);
});

test('an Arabic name does not turn price and limits around, nor does a name that reverses what follows', async () => {
	const [arabic, hebrew, reversed] = await shownFor(row(1, 'متابعين انستقرام'), row(2, 'לייקים'), row(3, 'Likes\u202e | \u2067Fast'));
	expect(arabic?.name).toBe(`1 · 0.90 per 1000 · متابعين انستقرام${LEFT_TO_RIGHT_MARK} · 50–10000`);
	expect(hebrew?.name).toBe(`2 · 0.90 per 1000 · לייקים${LEFT_TO_RIGHT_MARK} · 50–10000`);
	expect(reversed?.name).toBe('3 · 0.90 per 1000 · Likes | Fast · 50–10000');
});

test('words of the programming language are ids, names and categories like any others', async () => {
	const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	answerServices(panel, JSON.stringify(words.map((word) => ({ ...row(1, word, { category: word }), service: word }))));
	expect(valuesOf(await openList(panel, 'searchServices'))).toEqual(words);
	expect((await openOptions(panel, 'getCategories')).slice(1).map(({ value }) => value)).toEqual(words);
	for (const word of words) {
		expect(valuesOf(await openList(panel, 'searchServices', { parameters: { category: word } }))).toEqual([word]);
		expect(valuesOf(await openList(panel, 'searchServices', { filter: word }))).toEqual([word]);
	}
	const other = await startPanel({ dialect: 'hmSocialMedia' });
	const catalog = await getCatalog(await clientFor(other));
	for (const word of words) expect(catalog.findRow(word)).toBeUndefined();
});

test('categories that are numbers, empty or missing can be chosen where they have a name', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	answerServices(panel, [
		{ ...row(1, 'A'), category: 2024 },
		{ ...row(2, 'B'), category: null },
		{ ...row(3, 'C'), category: '  ' },
		{ ...row(4, 'D'), category: ' Instagram ' },
		{ ...row(5, 'E'), category: ['x'] },
	]);
	expect(await openOptions(panel, 'getCategories')).toEqual([
		{ name: 'All Categories', value: '' },
		{ name: '2024', value: '2024' },
		{ name: 'Instagram', value: 'Instagram' },
	]);
	expect(valuesOf(await openList(panel, 'searchServices', { parameters: { category: '2024' } }))).toEqual(['1']);
	expect(valuesOf(await openList(panel, 'searchServices', { parameters: { category: 'Instagram' } }))).toEqual(['4']);
	expect(valuesOf(await openList(panel, 'searchServices'))).toHaveLength(5);
});

test.each<[string, unknown]>([
	['bare names', ['Instagram', 'YouTube']],
	['names under another word', { categories: [{ id: 1, name: 'Instagram' }] }],
	['an empty list', []],
	['an object', { Instagram: 12 }],
])('a panel whose categories come as %s gets them from its services', async (_what, reply) => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	panel.setServices([row(1, 'A', { category: 'Instagram' }), row(2, 'B', { category: 'Telegram' })]);
	panel.fail({ action: 'categories', kind: 'body', body: JSON.stringify(reply) });
	expect((await openOptions(panel, 'getCategories')).map(({ value }) => value)).toEqual(['', 'Instagram', 'Telegram']);
	await openOptions(panel, 'getCategories');
	expect(panel.calls.map(({ action }) => action)).toEqual(['categories', 'services']);
});

test('a category that the panel lists twice is offered once', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const categories = [{ category: 'Instagram', subcategories: ['Likes'] }, { category: 'Instagram' }, { category: 'YouTube' }];
	panel.fail({ action: 'categories', kind: 'body', body: JSON.stringify({ categories }) });
	panel.setServices([row(1, 'A', { category: 'YouTube' }), row(2, 'B', { category: 'Instagram' })]);
	expect((await openOptions(panel, 'getCategories')).map(({ value }) => value)).toEqual(['', 'Instagram', 'YouTube']);
	const parameters = { filters: { category: 'Instagram' } };
	expect((await openOptions(panel, 'getSubcategories', { parameters })).map(({ value }) => value)).toEqual(['', 'Likes']);
});

test('of a number that is listed twice the first row counts, and every page can still be reached', async () => {
	const panel = await startPanel({ dialect: 'hmSocialMedia' });
	const rows = Array.from({ length: 250 }, (_, n) => row(1 + Math.floor(n / 2), `Service ${n}`, { max: 1000 + n }));
	answerServices(panel, rows, 3);
	const names: string[] = [];
	let token: string | undefined;
	do {
		const { results, paginationToken } = await openList(panel, 'searchServices', token === undefined ? {} : { token });
		names.push(...results.map(({ name }) => name));
		token = typeof paginationToken === 'string' ? paginationToken : undefined;
		expect(names.length).toBeLessThanOrEqual(250);
	} while (token !== undefined);
	expect(new Set(names).size).toBe(250);
	expect((await getCatalog(await clientFor(panel))).findRow('3')).toMatchObject({ name: 'Service 4', max: 1004 });
});

test("a panel's own numbers under 'id' are not taken for service numbers", async () => {
	const panel = await startPanel({ dialect: 'hassanStore' });
	answerServices(panel, [row(7, 'Likes', { id: '1' }), row(8, 'Views', { id: '507f1f77bcf86cd799439012' })]);
	const catalog = await getCatalog(await clientFor(panel));
	expect(catalog.findRow('1')).toBeUndefined();
	expect(catalog.findRow('507F1F77bcf86cd799439012')?.service).toBe('8');
});
