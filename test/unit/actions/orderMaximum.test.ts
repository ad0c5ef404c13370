import type { INodeParameters } from 'n8n-workflow';

import type { CatalogRow, SandboxPanel } from '../../sandbox';
import { byId, closePanels, records, refusal, run, startPanel } from './support';

afterEach(closePanels);

const link = 'https://example.com/p';
const base = { category: 'All', min: 1, max: 1_000_000, refill: false, cancel: false } as const;
const ROWS: CatalogRow[] = [
	{ ...base, service: 1, name: 'Called a package, priced per 1000', type: 'Package', rate: '0.90' },
	{ ...base, service: 2, name: 'Not called a package', type: 'Telegram Boost', rate: '90' },
	{ ...base, service: 3, name: 'Called default, takes comments', type: 'Default', rate: '2.00' },
	{ ...base, service: 4, name: 'Comments', type: 'Custom Comments', rate: '2.00' },
	{ ...base, service: 5, name: 'In words', type: 'Default', rate: 'free' },
	{ ...base, service: 6, name: 'With separators', type: 'Default', rate: '1,234.56' },
	{ ...base, service: 7, name: 'Negative', type: 'Default', rate: '-5' },
];

async function panelWithRows(): Promise<SandboxPanel> {
	const panel = await startPanel('hmSocialMedia', { balance: '1000000' });
	panel.setServices(ROWS);
	return panel;
}

const order = (service: number, more: INodeParameters): INodeParameters => ({ service: byId(service), link, ...more });
const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}`).join('\n');
const TWO_READINGS =
	/Nothing was sent: a maximum is set.*the panel labels the service '.+', but it is ordered as '.+', which is priced in another way/;

test('a service called a package is not bought by the thousand for the price of one package', async () => {
	const panel = await panelWithRows();
	const many = (options: INodeParameters = {}) =>
		order(1, { orderType: 'default', quantity: 100_000, maxCharge: '5', options: { useChosenType: true, ...options } });
	expect(await refusal(panel, 'order.create', many())).toMatch(TWO_READINGS);
	expect(await refusal(panel, 'order.create', many({ priceBasis: 'perThousand' }))).toMatch(/estimate of 90\.00 is above 'Maximum Charge'/);
	expect(panel.orders()).toEqual([]);
	await records(panel, 'order.create', { ...many({ priceBasis: 'package' }) });
	expect(panel.orders()).toHaveLength(1);
});

test('a service of a type that nobody lists is not bought as a package for a thousandth of its price', async () => {
	const panel = await panelWithRows();
	const pack = order(2, { orderType: 'package', typeFields: { quantity: 1 }, maxCharge: '5' });
	expect(await refusal(panel, 'order.create', pack)).toMatch(TWO_READINGS);
	expect(await refusal(panel, 'order.create', { ...pack, options: { priceBasis: 'package' } })).toMatch(/estimate of 90\.00 is above/);
	expect(panel.callsOf('add')).toEqual([]);
	const [estimate] = await records(panel, 'order.estimate', { service: byId(2), link, orderType: 'package', typeFields: { quantity: 1 } });
	expect(estimate).toMatchObject({ fits: true, priceBasis: 'unknown', note: expect.stringMatching(/^No estimate: .*'Price Basis'/) });
});

test('a service is not bought as a product, nor a product as a service, for the price of the other', async () => {
	const panel = await panelWithRows();
	const options = { useChosenType: true };
	const asProduct = order(3, { orderType: 'product', quantity: 1000, maxCharge: '5', options });
	expect(await refusal(panel, 'order.create', asProduct)).toMatch(/labels the service 'Default', but it is ordered as 'Product'/);
	const hstockplus = await startPanel('hstockplus', { balance: '1000000' });
	const asService: INodeParameters = { service: byId(2), link, orderType: 'default', quantity: 4, maxCharge: '5', options };
	expect(await refusal(hstockplus, 'order.create', asService)).toMatch(/labels the service 'Product', but it is ordered as 'Default'/);
	expect([...panel.orders(), ...hstockplus.orders()]).toEqual([]);
});

test('a wrong type that is priced alike keeps its estimate', async () => {
	const panel = await panelWithRows();
	const written = order(3, { orderType: 'customComments', comments: lines(100), options: { useChosenType: true } });
	expect(await records(panel, 'order.estimate', written)).toMatchObject([{ priceBasis: 'perThousand', estimate: '0.20' }]);
	expect(await refusal(panel, 'order.create', { ...written, maxCharge: '0.19' })).toMatch(/estimate of 0\.20 is above/);
	// The sandbox stays with its label and refuses; what counts is that the order was sent.
	await run(panel, 'order.create', { ...written, maxCharge: '0.20' });
	expect(panel.callsOf('add')).toHaveLength(1);
});

test.each(['quantity', 'Quantity', 'QUANTITY', 'quantity[]', 'runs', 'Runs', 'runs[0]'])(
	'a maximum refuses an order whose additional fields hold "%s", because the price is then not known',
	async (name) => {
		const panel = await panelWithRows();
		const additionalFields = JSON.stringify({ [name]: 100_000 });
		const written = order(4, { orderType: 'customComments', comments: lines(10), options: { additionalFields } });
		expect(await refusal(panel, 'order.create', { ...written, maxCharge: '5' })).toContain(
			`'Additional Fields' holds "${name}", which can change how much is ordered`,
		);
		expect(panel.callsOf('add')).toEqual([]);
	},
);

test('a field that only sounds like the quantity does not make the price unknown', async () => {
	const panel = await panelWithRows();
	const additionalFields = '{"quantity_note": "x", "truns": 1}';
	await records(panel, 'order.create', order(3, { quantity: 1000, maxCharge: '2', options: { additionalFields } }));
	expect(panel.callsOf('add')).toHaveLength(1);
});

test('a price that is no amount is told under a maximum; separators of thousands are read as such', async () => {
	const panel = await panelWithRows();
	const limited = (service: number, maxCharge: string) => order(service, { quantity: 1000, maxCharge });
	expect(await refusal(panel, 'order.create', limited(5, '100'))).toMatch(/gives the price as "free", which is no amount/);
	expect(await refusal(panel, 'order.create', limited(7, '100'))).toMatch(/gives the price as "-5", which is no amount/);
	expect(await refusal(panel, 'order.create', limited(6, '1234.55'))).toMatch(/estimate of 1234\.56 is above 'Maximum Charge'/);
	expect(panel.callsOf('add')).toEqual([]);
	await run(panel, 'order.create', limited(6, '1234.56'));
	expect(panel.callsOf('add')).toHaveLength(1);
});
