import { SERVICE_CHANGES } from '../../../nodes/SmmPanel/trigger/watching/serviceValues';
import { compareCatalog } from '../../../nodes/SmmPanel/trigger/watching/catalogDiff';
import { nextCatalog, startPanel, useLogs, watch } from './support';

useLogs();

type Row = { service: number; rate: string };
const rowsOf = (count: number, rate = '1'): Row[] => Array.from({ length: count }, (_, index) => ({ service: index + 1, rate }));

/** Answers the next calls of `services`, one body a call. */
async function watchPages() {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	return {
		panel,
		poll: async (...pages: unknown[]) => {
			panel.calls.length = 0;
			for (const page of pages) panel.fail({ kind: 'body', body: JSON.stringify(page) });
			return (await nextCatalog(poller)).items.map(({ json }) => `${String(json.service)} ${String(json.change)}`);
		},
	};
}

test('a panel that gives fewer rows a page than asked for, and tells only the total, is read to the end', async () => {
	const { panel, poll } = await watchPages();
	const rows = rowsOf(250);
	const pages = (list: Row[]) => [0, 100, 200].map((start) => ({ services: list.slice(start, start + 100), total: 250 }));
	expect(await poll(...pages(rows))).toEqual([]);
	expect(panel.callsOf('services').map(({ fields }) => fields.page)).toEqual(['1', '2', '3']);
	expect(await poll(...pages(rows.map((row) => (row.service === 250 ? { ...row, rate: '2' } : row))))).toEqual(['250 price']);
});

test('a second page that comes back empty removes services only once it has stayed so', async () => {
	const { poll } = await watchPages();
	const page = (services: Row[]) => ({ services, total: 1500, total_pages: 2 });
	const [one, two] = [page(rowsOf(1500).slice(0, 1000)), page(rowsOf(1500).slice(1000))];
	expect(await poll(one, two)).toEqual([]);
	expect(await poll(one, page([]))).toEqual([]);
	expect(await poll(one, two)).toEqual([]);
	for (let times = 0; times < 5; times++) expect(await poll(one, page([]))).toEqual([]);
	expect(await poll(one, page([]))).toHaveLength(500);
});

test.each([
	['bare rows', (rows: Row[]) => rows],
	['rows under services', (rows: Row[]) => ({ services: rows })],
	['rows under data', (rows: Row[]) => ({ status: 'success', data: rows })],
	['rows under products', (rows: Row[]) => ({ products: rows })],
	['ids as texts', (rows: Row[]) => rows.map((row) => ({ ...row, service: String(row.service) }))],
	['prices as numbers', (rows: Row[]) => rows.map((row) => ({ ...row, rate: Number(row.rate) }))],
	['every row twice', (rows: Row[]) => [...rows, ...rows]],
	['rows that are none among them', (rows: Row[]) => [null, 'x', ...rows, {}, { service: '' }]],
])('a catalog that suddenly comes as %s changes nothing, and a price that changes in it is told once', async (_, shape) => {
	const { poll } = await watchPages();
	expect(await poll(rowsOf(3))).toEqual([]);
	expect(await poll(shape(rowsOf(3)))).toEqual([]);
	expect(await poll(shape([{ service: 1, rate: '2.5' }, ...rowsOf(3).slice(1)]))).toEqual(['1 price']);
	expect(await poll(rowsOf(3).map((row) => (row.service === 1 ? { ...row, rate: '2.50' } : row)))).toEqual([]);
});

test.each(['Unknown', 'null', 'N/A', '-', null])('a value that the panel does not know for the moment is no change: %s', (unknown) => {
	const watchAll = { services: new Set<string>(), changes: new Set<string>(SERVICE_CHANGES) };
	const catalog = (rate: unknown, stock: unknown) => new Map([['1', { service: 1, rate, stock }]]);
	const first = compareCatalog(undefined, catalog('0.9', 5), watchAll, 0).state;
	const gone = compareCatalog(first, catalog(unknown, unknown), watchAll, 0);
	expect(gone.events).toEqual([]);
	expect(compareCatalog(gone.state, catalog('0.90', 4), watchAll, 0).events).toMatchObject([{ change: 'stock', from: '5', to: '4' }]);
});

test('corrupt static data is learned anew in silence', async () => {
	const panel = await startPanel();
	for (const seen of ['x', { v: 1, scope: 5 }, { v: 1, scope: 'a', rows: { 1: null }, size: 1, emitted: 0 }]) {
		const poller = await watch(panel, { event: 'serviceChanged', services: '' }, { staticData: { seen } });
		expect((await nextCatalog(poller)).output).toBeNull();
		panel.setServices((rows) => rows.map((row) => (row.service === 1 ? { ...row, rate: `${row.rate}1` } : row)));
		expect((await nextCatalog(poller)).items).toHaveLength(1);
	}
});
