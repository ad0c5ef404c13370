import { combineChanges, compareCatalog, type CatalogState } from '../../../nodes/SmmPanel/trigger/watching/catalogDiff';
import { DEFAULT_CHANGES } from '../../../nodes/SmmPanel/trigger/events/serviceChanged';
import { endTest, nextCatalog, startPanel, watch } from './support';

afterEach(endTest);

const MINUTE = 60_000;
const watchAll = { services: new Set<string>(), changes: new Set<string>(DEFAULT_CHANGES) };
const rowsOf = (count: number, rate = '1') =>
	new Map(Array.from({ length: count }, (_, index) => [String(index + 1), { service: index + 1, rate, stock: 5 }] as const));

/** Compares catalogs one after the other, a minute apart; gives how many of each change every poll told. */
function follow(catalogs: ReadonlyArray<ReturnType<typeof rowsOf>>, everyMs = MINUTE): Array<Record<string, number>> {
	let state: CatalogState | undefined;
	return catalogs.map((rows, poll) => {
		const result = compareCatalog(state, rows, watchAll, poll * everyMs);
		state = result.state;
		const counts: Record<string, number> = {};
		for (const { change } of result.events) counts[String(change)] = (counts[String(change)] ?? 0) + 1;
		return counts;
	});
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('one catalog that is a little short tells nothing', () => {
	expect(follow([rowsOf(100), rowsOf(60), rowsOf(100), rowsOf(100)])).toEqual(times(4, {}));
});

test('services that are missing twice are told as removed', () => {
	expect(follow([rowsOf(100), rowsOf(67), rowsOf(67), rowsOf(67)])).toEqual([{}, {}, { removed: 33 }, {}]);
});

test('a much smaller catalog is news after five polls and half an hour, and its return tells every change of price', () => {
	const small = rowsOf(2000);
	const quick = follow([rowsOf(3000), ...times(28, small), rowsOf(3000, '2')]);
	expect(quick.slice(0, -1)).toEqual(times(29, {}));
	expect(quick.at(-1)).toEqual({ price: 3000 });
	const slow = follow([rowsOf(3000), ...times(6, small), rowsOf(3000, '2')], 10 * MINUTE);
	expect(slow).toEqual([{}, {}, {}, {}, {}, {}, { removed: 1000 }, { back: 1000, price: 3000 }]);
});

test('every one of 20,000 removed services is known when it is back', () => {
	const told = follow([rowsOf(20_000), ...times(6, rowsOf(10)), rowsOf(20_000)], 10 * MINUTE);
	expect(told.at(-1)).toEqual({ back: 19_990 });
});

test('many changes of one poll come as one item, few of them one by one', async () => {
	const panel = await startPanel({ rows: 600 });
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	await nextCatalog(poller);
	panel.setServices((rows) => rows.map((row, index) => (index < 500 ? { ...row, rate: '7.77' } : row)));
	expect((await nextCatalog(poller)).items).toHaveLength(500);
	panel.setServices((rows) => rows.map((row) => ({ ...row, rate: '8.88' })));
	const { items } = await nextCatalog(poller);
	expect(items).toHaveLength(1);
	expect(items[0]?.json).toMatchObject({ event: 'serviceChanged', change: 'combined', count: panel.services().length });
	expect(items[0]?.json.changes).toContainEqual(expect.objectContaining({ service: '1', change: 'price', from: '7.77', to: '8.88' }));
});

test('changes come as one item in the same shape where the user wants it', async () => {
	const panel = await startPanel();
	const poller = await watch(panel, { event: 'serviceChanged', services: '', options: { combine: true } });
	await nextCatalog(poller);
	expect((await nextCatalog(poller)).output).toBeNull();
	panel.setServices((rows) => rows.map((row) => (row.service === 1 ? { ...row, rate: '7.77' } : row)));
	const { items } = await nextCatalog(poller);
	expect(items.map(({ json }) => json)).toEqual([
		{
			eventId: expect.stringMatching(/^[\w-]{6}:combined:/),
			event: 'serviceChanged',
			change: 'combined',
			count: 1,
			changes: [expect.objectContaining({ service: '1', change: 'price', from: '0.90', to: '7.77' })],
		},
	]);
	expect(combineChanges([])).toEqual([]);
});

test('stock, which changes with every sale, is told only where the user asks for it', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const poller = await watch(panel, { event: 'serviceChanged', services: '2' });
	await nextCatalog(poller);
	panel.setServices((rows) => rows.map((row) => ({ ...row, stock: 60 })));
	expect((await nextCatalog(poller)).output).toBeNull();
});
