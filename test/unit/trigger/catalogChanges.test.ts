import type { INodeParameters } from 'n8n-workflow';
import { compareCatalog, type CatalogState, type CatalogWatch } from '../../../nodes/SmmPanel/trigger/watching/catalogDiff';
import { SERVICE_CHANGES } from '../../../nodes/SmmPanel/trigger/watching/serviceValues';
import { readDecimal } from '../../../nodes/SmmPanel/panel/values/money';
import { CATALOG_PAUSE, endTest, nextCatalog, pass, quietPoll, startPanel, watch } from './support';

afterEach(endTest);

type Row = Record<string, unknown>;

/** What is told of service 1 while its row changes, as "change: from > to". */
function follow(rows: readonly Row[], watched: Partial<CatalogWatch> = {}): string[] {
	let state: CatalogState | undefined;
	const all = { services: new Set<string>(), changes: new Set<string>(SERVICE_CHANGES), ...watched };
	return rows.flatMap((row) => {
		const result = compareCatalog(state, new Map([['1', { service: 1, ...row }]]), all, 0);
		state = result.state;
		return result.events.map(({ change, from, to }) => `${String(change)}: ${String(from)} > ${String(to)}`);
	});
}

const only = (...changes: string[]) => ({ changes: new Set(changes) });

test.each<[string, Row[], Partial<CatalogWatch>, string[]]>([
	[
		'a service that is given to another product',
		[
			{ name: 'Likes', category: 'IG', type: 'Default' },
			{ name: 'Views', category: 'TikTok', type: 'Package' },
		],
		{},
		['name: Likes > Views', 'category: IG > TikTok', 'type: Default > Package'],
	],
	[
		'flags that go and come',
		[
			{ refill: true, cancel: '1', dripfeed: 'no' },
			{ refill: '2', cancel: true, dripfeed: true },
		],
		{},
		['flags: with refill > without refill', 'flags: without drip-feed > with drip-feed'],
	],
	['flags that a panel no longer sends', [{ refill: true }, {}, { refill: true }], {}, []],
	[
		'sold out and back, without the number in between',
		[{ stock: 9 }, { stock: 5 }, { stock: 0 }, { stock: '0' }, { stock: 7 }],
		only('soldOut', 'backInStock'),
		['soldOut: in stock > sold out', 'backInStock: sold out > in stock'],
	],
	['only sold out', [{ stock: 9 }, { stock: 0 }, { stock: 7 }], only('soldOut'), ['soldOut: in stock > sold out']],
	['the number of the stock', [{ stock: 9 }, { stock: 5 }, { stock: 0 }], only('stock'), ['stock: 9 > 5', 'stock: 5 > 0']],
	[
		'the end of the stock once where both are chosen',
		[{ stock: 9 }, { stock: 5 }, { stock: 0 }],
		only('stock', 'soldOut'),
		['stock: 9 > 5', 'soldOut: in stock > sold out'],
	],
	[
		'a price that changes by less than a percentage, until the steps add up',
		[{ rate: '1.00' }, { rate: '1.04' }, { rate: '1.02' }, { rate: '1.05' }, { rate: '1.00' }, { rate: '0.9' }],
		{ minChange: readDecimal('5') },
		['price: 1.00 > 1.05', 'price: 1.05 > 0.9'],
	],
	['a price that was nothing', [{ rate: '0' }, { rate: '0.01' }], { minChange: readDecimal('50') }, ['price: 0 > 0.01']],
	[
		'nothing that is not chosen',
		[
			{ rate: '1', name: 'a', stock: 1 },
			{ rate: '2', name: 'b', stock: 0 },
		],
		only('max'),
		[],
	],
])('tells %s', (_, rows, watched, expected) => {
	expect(follow(rows, watched)).toEqual(expected);
});

test('names of a large catalog are kept as fingerprints: what a service is called now is told, what it was called is not known', () => {
	const catalog = (name: string) =>
		new Map(Array.from({ length: 1500 }, (_, id) => [String(id), { service: id, name, rate: '1' }] as const));
	const all = { services: new Set<string>(), changes: new Set(['name', 'price']) };
	const { state } = compareCatalog(undefined, catalog('A long name of a service that says everything'), all, 0);
	expect(JSON.stringify([...(state?.rows ?? [])]).length).toBeLessThan(40_000);
	const again = compareCatalog(state, catalog('A long name of a service that says everything'), all, 0);
	expect(again.events).toEqual([]);
	const { events } = compareCatalog(again.state, catalog('Another name'), all, 0);
	expect(events).toHaveLength(1500);
	expect(events[0]).toMatchObject({ change: 'name', from: null, to: 'Another name', name: 'Another name' });
});

async function watchCatalog(parameters: INodeParameters) {
	const panel = await startPanel();
	panel.setServices((rows) =>
		rows
			.slice(0, 4)
			.map((row, index) => ({ ...row, category: index < 2 ? 'Instagram' : 'TikTok', name: `${index % 2 === 0 ? 'Likes' : 'Views'}` })),
	);
	const poller = await watch(panel, { event: 'serviceChanged', services: '', ...parameters });
	await quietPoll(poller);
	const ids = panel.services().map(({ service }) => String(service));
	const told = async () => (await nextCatalog(poller)).items.map(({ json }) => [ids.indexOf(String(json.service)), json.change]);
	return { panel, told, poller };
}

test.each<[INodeParameters, number[]]>([
	[{ category: 'instagram ' }, [0, 1]],
	[{ search: 'likes' }, [0, 2]],
	[{ category: 'TikTok', search: 'views' }, [3]],
	[{}, [0, 1, 2, 3]],
])('only services that fit %j are watched', async (parameters, expected) => {
	const { panel, told } = await watchCatalog(parameters);
	panel.setServices((rows) => rows.map((row) => ({ ...row, rate: '7.77' })));
	expect(await told()).toEqual(expected.map((index) => [index, 'price']));
});

test('a service that moves out of the watched category is told and still watched', async () => {
	const { panel, told } = await watchCatalog({ category: 'Instagram' });
	panel.setServices((rows) => rows.map((row, index) => (index === 0 ? { ...row, category: 'Facebook' } : row)));
	expect(await told()).toEqual([[0, 'category']]);
	panel.setServices((rows) => rows.map((row, index) => (index === 0 ? { ...row, rate: '7.77' } : row)));
	expect(await told()).toEqual([[0, 'price']]);
});

test('the catalog is read every ten minutes at most, however often n8n polls, and at once when the user publishes', async () => {
	const { panel, poller } = await watchCatalog({});
	panel.calls.length = 0;
	const read: number[] = [];
	for (let minute = 1; minute <= 25; minute++) {
		pass(60_000);
		await quietPoll(poller);
		if (panel.calls.length > 0) read.push(minute);
		panel.calls.length = 0;
	}
	expect(read).toEqual([10, 20]);
	poller.restart('update');
	await quietPoll(poller);
	expect(panel.callsOf('services')).toHaveLength(1);
});

test('a catalog that cannot be read is tried again with the next poll', async () => {
	const { panel, poller } = await watchCatalog({});
	pass(CATALOG_PAUSE);
	panel.fail({ kind: 'status', status: 502, times: 2 });
	await quietPoll(poller);
	panel.setServices((rows) => rows.map((row) => ({ ...row, rate: '7.77' })));
	expect((await quietPoll(poller)).items).toHaveLength(4);
});

test('other changes are watched from now on, and those that were watched before are not lost', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const parameters = (changes: string[]) => ({ event: 'serviceChanged', services: '2', options: { changes } });
	const before = await watch(panel, parameters(['price', 'soldOut']));
	await quietPoll(before);
	panel.setServices((rows) => rows.map((row) => (row.service === 2 ? { ...row, rate: '7.77' } : row)));
	const after = await watch(panel, parameters(['price', 'stock', 'name']), { staticData: before.saved });
	expect((await quietPoll(after)).items.map(({ json }) => json.change)).toEqual(['price']);
	panel.setServices((rows) => rows.map((row) => (row.service === 2 ? { ...row, stock: 3 } : row)));
	expect((await nextCatalog(after)).items.map(({ json }) => json.change)).toEqual(['stock']);
});
