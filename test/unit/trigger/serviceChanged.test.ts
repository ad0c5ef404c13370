import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { SERVICE_CHANGES } from '../../../nodes/SmmPanel/trigger/watching/serviceValues';
import { compareCatalog, type CatalogState } from '../../../nodes/SmmPanel/trigger/watching/catalogDiff';
import { forgetSessions } from '../../../nodes/SmmPanel/trigger/session';
import { CATALOG_PAUSE, eventIdsOf, loggedTrouble, nextCatalog, pass, startPanel, useLogs, watch } from './support';

const logs = useLogs();

function edit(panel: SandboxPanel, service: number, patch: Partial<CatalogRow>): void {
	panel.setServices((rows) => rows.map((row) => (row.service === service ? { ...row, ...patch } : row)));
}

function without(panel: SandboxPanel, service: number): void {
	panel.setServices((rows) => rows.filter((row) => row.service !== service));
}

type Told = { service: string; change: unknown; from: unknown; to: unknown };

async function told(poller: Awaited<ReturnType<typeof watch>>): Promise<Told[]> {
	return (await nextCatalog(poller)).items.map(({ json }) => ({
		service: String(json.service),
		change: json.change,
		from: json.from,
		to: json.to,
	}));
}

test('learns the catalog in silence, then tells price and limits from and to', async () => {
	const panel = await startPanel();
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	expect((await nextCatalog(poller)).output).toBeNull();
	edit(panel, 1, { rate: '1.10', min: 60, max: 9000 });
	const { items } = await nextCatalog(poller);
	expect(items.map(({ json }) => [json.change, json.from, json.to])).toEqual([
		['price', '0.90', '1.10'],
		['min', '50', '60'],
		['max', '10000', '9000'],
	]);
	expect(items[0]?.json).toMatchObject({
		eventId: expect.stringMatching(/:1:price:/),
		event: 'serviceChanged',
		service: '1',
		name: 'Followers',
		rate: '1.10',
		min: 60,
	});
	expect((await nextCatalog(poller)).changed).toBe(false);
});

test('tells stock on panels that show it, and a restock', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const poller = await watch(panel, { event: 'serviceChanged', services: '2', options: { changes: ['stock'] } });
	await nextCatalog(poller);
	edit(panel, 2, { stock: 0 });
	expect(await told(poller)).toEqual([{ service: '2', change: 'stock', from: '50', to: '0' }]);
	edit(panel, 2, { stock: 30 });
	expect(await told(poller)).toEqual([{ service: '2', change: 'stock', from: '0', to: '30' }]);
});

test('tells a removed service and its return, with what it cost', async () => {
	const panel = await startPanel();
	const rows = [...panel.services()];
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	await nextCatalog(poller);
	without(panel, 1);
	expect(await told(poller)).toEqual([]);
	const removed = await nextCatalog(poller);
	expect(removed.items.map(({ json }) => json)).toEqual([
		{
			eventId: expect.stringMatching(/:1:removed:/),
			event: 'serviceChanged',
			change: 'removed',
			from: 'listed',
			to: 'removed',
			service: '1',
			rate: '0.90',
			min: 50,
			max: 10000,
			name: 'Followers',
			category: 'First Category',
			type: 'Default',
		},
	]);
	expect(await told(poller)).toEqual([]);
	panel.setServices(rows);
	expect(await told(poller)).toEqual([{ service: '1', change: 'back', from: 'removed', to: 'listed' }]);
});

test('watches only the chosen services, also one that is not there yet', async () => {
	const panel = await startPanel();
	const rows = [...panel.services()];
	without(panel, 2);
	const poller = await watch(panel, { event: 'serviceChanged', services: '1, 2' });
	await nextCatalog(poller);
	panel.setServices(rows.map((row) => ({ ...row, rate: '7.77' })));
	expect(await told(poller)).toEqual([
		{ service: '1', change: 'price', from: '0.90', to: '7.77' },
		{ service: '2', change: 'back', from: 'removed', to: 'listed' },
	]);
});

test('tells new services only where the user asks for them', async () => {
	const panel = await startPanel();
	const rows = [...panel.services()];
	without(panel, 2);
	const quiet = await watch(panel, { event: 'serviceChanged', services: '' });
	const curious = await watch(panel, { event: 'serviceChanged', services: '', options: { changes: ['added'] } });
	await nextCatalog(quiet);
	await nextCatalog(curious);
	panel.setServices(rows);
	expect(await told(quiet)).toEqual([]);
	expect(await told(curious)).toEqual([{ service: '2', change: 'added', from: null, to: 'listed' }]);
});

test.each(['[]', '{"status":"success","data":"Empty Data"}'])('an empty catalog is never news, however long it lasts: %s', async (body) => {
	const panel = await startPanel({ rows: 20 });
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	await nextCatalog(poller);
	panel.fail({ kind: 'body', body, times: 12 });
	for (let poll = 0; poll < 12; poll++) {
		const result = await nextCatalog(poller);
		expect([result.output, result.changed]).toEqual([null, false]);
	}
	expect(logs.lines.join('\n')).toContain('much smaller');
	panel.setServices((rows) => rows.map((row) => ({ ...row, rate: '7.77' })));
	expect(await told(poller)).toEqual(
		panel.services().map(({ service }) => expect.objectContaining({ service: String(service), change: 'price' })),
	);
});

test.each(['', '1'])('never compares with an empty first catalog, watching "%s"', async (services) => {
	const panel = await startPanel({ rows: 20 });
	panel.fail({ kind: 'body', body: '[]' });
	const poller = await watch(panel, { event: 'serviceChanged', services, options: { changes: ['added', 'back', 'price'] } });
	expect(await told(poller)).toEqual([]);
	expect(await told(poller)).toEqual([]);
	edit(panel, 1, { rate: '9' });
	expect(await told(poller)).toHaveLength(1);
});

test('tells what changed while n8n was down', async () => {
	const panel = await startPanel();
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	await nextCatalog(poller);
	edit(panel, 1, { rate: '5' });
	poller.restart();
	expect(await told(poller)).toHaveLength(1);
	poller.restart();
	expect(await told(poller)).toEqual([]);
});

test('gives the same change another id when it comes again, and the same id when n8n dies before it saves', async () => {
	const panel = await startPanel();
	const poller = await watch(panel, { event: 'serviceChanged', services: '1' });
	await nextCatalog(poller);
	const ids: string[] = [];
	for (const rate of ['2', '1', '2', '1']) {
		edit(panel, 1, { rate });
		const savedBefore = structuredClone(poller.saved);
		const first = eventIdsOf(await nextCatalog(poller));
		poller.saved = savedBefore;
		forgetSessions();
		poller.restart();
		expect(eventIdsOf(await nextCatalog(poller))).toEqual(first);
		ids.push(...first);
	}
	expect(new Set(ids).size).toBe(4);
});

test('asks a catalog that comes in pages page by page, and waits for a second look before it calls a service removed', async () => {
	const panel = await startPanel({ dialect: 'hstockplus', rows: 2500 });
	const poller = await watch(panel, { event: 'serviceChanged', services: '', options: { changes: ['removed'] } });
	await nextCatalog(poller);
	expect(panel.callsOf('services').map(({ fields }) => fields.page)).toEqual(['1', '2', '3']);
	without(panel, 2);
	expect(await told(poller)).toEqual([]);
	expect(await told(poller)).toEqual([{ service: '2', change: 'removed', from: 'listed', to: 'removed' }]);
});

test('does not take half a catalog for removed services when one page fails', async () => {
	const panel = await startPanel({ dialect: 'hstockplus', rows: 2500 });
	const poller = await watch(panel, { event: 'serviceChanged', services: '' });
	await nextCatalog(poller);
	panel.fail({ kind: 'delay', ms: 0 });
	panel.fail({ kind: 'status', status: 404, body: 'no' });
	pass(CATALOG_PAUSE);
	expect((await loggedTrouble(poller)).trouble).not.toBe('');
	expect(await told(poller)).toEqual([]);
});

describe('comparing', () => {
	const rows = (list: Array<Record<string, unknown>>) => new Map(list.map((row) => [String(row.service), row]));
	const watchAll = { services: new Set<string>(), changes: new Set<string>(SERVICE_CHANGES) };
	const learned = (list: Array<Record<string, unknown>>): CatalogState | undefined =>
		compareCatalog(undefined, rows(list), watchAll, 0).state;

	test.each([
		['another spelling of the same price', { rate: '0.9' }, { rate: '0.900' }],
		['a price that came as a number', { rate: '5' }, { rate: 5 }],
		['a limit as text', { min: 10 }, { min: '10' }],
		['a field that the panel begins to send', {}, { stock: 5 }],
		['a field that the panel forgets', { stock: 5 }, {}],
		['blanks around a name', { name: 'a' }, { name: ' a ' }],
		['another way to write a flag', { refill: true, cancel: '2', dripfeed: 0 }, { refill: '1', cancel: false, dripfeed: 'no' }],
	])('does not tell %s', (_, before, after) => {
		const { events } = compareCatalog(learned([{ service: 1, ...before }]), rows([{ service: 1, ...after }]), watchAll, 0);
		expect(events).toEqual([]);
	});

	test('compares with the value from before a field was forgotten', () => {
		const forgot = compareCatalog(learned([{ service: 1, stock: 5 }]), rows([{ service: 1 }]), watchAll, 0).state;
		expect(compareCatalog(forgot, rows([{ service: 1, stock: 0 }]), watchAll, 0).events).toMatchObject([
			{ change: 'soldOut', from: 'in stock', to: 'sold out' },
		]);
	});
});
