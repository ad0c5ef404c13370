import { closeAll, jsons, openServer, run, type Answer } from './support';

// Where a list ends, see docs/panel-api.md.

afterEach(closeAll);

const shops = Array.from({ length: 250 }, (_, n) => ({ shopId: `s${n}`, name: `Shop ${n}` }));
const all = shops.map(({ shopId }) => shopId);
type Fields = Readonly<Record<string, string>>;

const byPage = ({ page = '1' }: Fields) => shops.slice((Number(page) - 1) * 100, Number(page) * 100);
const byOffset = ({ offset = '0' }: Fields) => shops.slice(Number(offset), Number(offset) + 100);

async function readAll(reply: (fields: Fields) => Answer) {
	const panel = await openServer(({ fields }) => reply(fields));
	const result = await run(panel, 'shop.getAll', { returnAll: true });
	return { panel, result, ids: jsons(result).map(({ shopId }) => shopId) };
}

test.each<[string, (fields: Fields) => object]>([
	['a bare list by page', byPage],
	['a list without a total', (fields) => ({ shops: byPage(fields) })],
	['a nested total', (fields) => ({ shops: byPage(fields), pagination: { total: 250 } })],
	['a total under meta', (fields) => ({ data: byPage(fields), meta: { total: '250' } })],
	['pages in camel case', (fields) => ({ shops: byPage(fields), totalPages: 3 })],
	['a bare list by offset', byOffset],
])('Return All reads all 250 rows of a panel that sends 100 at a time, where it answers %s', async (_name, reply) => {
	const { ids, panel, result } = await readAll((fields) => ({ body: reply(fields) }));
	expect(ids).toEqual(all);
	expect(panel.seen.length).toBeLessThanOrEqual(4);
	expect(result.hints).toEqual([]);
});

test('a limit above the size of a page is filled from the next page', async () => {
	const panel = await openServer(({ fields }) => ({ body: byPage(fields) }));
	expect(jsons(await run(panel, 'shop.getAll', { limit: 130 })).map(({ shopId }) => shopId)).toEqual(all.slice(0, 130));
});

test('where a panel sends 100 rows whatever page is asked for, the user reads that there may be more', async () => {
	const { ids, panel, result } = await readAll(() => ({ body: shops.slice(0, 100) }));
	expect(ids).toEqual(all.slice(0, 100));
	expect(panel.seen.map(({ fields }) => [fields.page, fields.offset])).toEqual([
		['1', undefined],
		['2', undefined],
		[undefined, '100'],
	]);
	expect(result.hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^The panel sent exactly 100 shops\. There may be more/),
	]);
});

test.each([
	['sends the same rows for every page', () => byPage({})],
	['has no second page', (fields: Fields) => (fields.page === '1' ? byPage(fields) : [])],
])('where a panel names 250 rows but %s, the user reads that some are missing', async (_name, rows) => {
	const { ids, result } = await readAll((fields) => ({ body: { shops: rows(fields), total: 250 } }));
	expect(ids).toEqual(all.slice(0, 100));
	expect(result.hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^The panel sent exactly 100 shops\. There may be more; it names 250 in all, but gave no more\./),
	]);
});

test('an unusual number of rows is the whole list, in one call', async () => {
	const { ids, panel, result } = await readAll(() => ({ body: shops.slice(0, 97) }));
	expect([ids.length, panel.seen.length, result.hints]).toEqual([97, 1, []]);
});

test.each<[string, Answer, RegExp[]]>([
	['in words', { body: { error: 'Invalid page' } }, []],
	[
		'for coming too often',
		{ status: 429, headers: { 'Retry-After': '3600' }, body: { error: 'Rate limited' } },
		[/the call for more failed/],
	],
])('a second page that is refused %s keeps the rows of the first', async (_how, refusal, hints) => {
	const { ids, result } = await readAll((fields) => (fields.page === '1' ? { body: byPage(fields) } : refusal));
	expect(ids).toEqual(all.slice(0, 100));
	expect(result.hints.map(({ message }) => message)).toEqual(hints.map((hint) => expect.stringMatching(hint)));
});
