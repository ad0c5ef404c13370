import type { INodeParameters } from 'n8n-workflow';

import { byId, closePanels, credentialsOf, itemsOf, placeOrders, records, run, startPanel } from './support';
import { runAsTool } from '../../support';
import type { CatalogRow } from '../../sandbox';

afterEach(closePanels);

const keysOf = (rows: object[]) => rows.map((row) => Object.keys(row));

describe('a list of what can be bought', () => {
	const SERVICE = ['service', 'name', 'type', 'category', 'rate', 'min', 'max', 'refill'];
	test.each([
		['hstockplus', [...SERVICE, 'entityType', 'stock']],
		['hmSocialMedia', [...SERVICE, 'cancel']],
		['hassanStore', [...SERVICE, 'cancel', 'dripfeed']],
	] as const)('begins at %s with what matters, and has ten fields at most', async (dialect, expected) => {
		expect(keysOf(await records(await startPanel(dialect), 'service.getAll', { limit: 1 }))).toEqual([expected]);
	});

	test('of products has the fields of products', async () => {
		const panel = await startPanel('hstockplus');
		expect(keysOf(await records(panel, 'product.getAll', { limit: 1 }))).toEqual([
			['service', 'name', 'category', 'rate', 'min', 'max', 'stock', 'autoDelivery', 'isRecommended', 'subcategoryId'],
		]);
	});

	test('has every field of the panel, or the chosen ones in the chosen order, where the user wants that', async () => {
		const panel = await startPanel('hassanStore');
		const keys = async (options: INodeParameters) => keysOf(await records(panel, 'service.getAll', { limit: 1, options }));
		const raw = ['service', 'name', 'type', 'category', 'rate', 'min', 'max', 'desc', 'refill', 'cancel', 'dripfeed'];
		expect(await keys({ output: 'raw' })).toEqual([raw]);
		expect(await keys({ output: 'selectedFields', fields: 'rate, desc, nothing like it,service' })).toEqual([['rate', 'desc', 'service']]);
		expect(await keys({ output: 'selectedFields', fields: '={{ ["name"] }}' })).toEqual([['name']]);
		expect(await keys({ output: 'selectedFields' })).toEqual([raw]);
	});

	test('is as short for an AI model', async () => {
		const panel = await startPanel('hassanStore');
		const parameters = { resource: 'service', operation: 'getAll', search: "={{ $fromAI('Search', '', 'string') }}" };
		const { answers } = await runAsTool({ parameters, calls: [{ Search: 'followers' }], credentials: credentialsOf(panel) });
		expect(answers[0]?.text).toMatch(/"service":1,"name":"Followers"/);
		expect(answers[0]?.text).not.toContain('High quality followers');
	});
});

describe('sorting', () => {
	const base = { type: 'Default', category: 'Any', min: 1, max: 100, refill: false, cancel: false } as const;
	const rates: Array<[string, string]> = [
		['b', '10'],
		['a', '9.5'],
		['e', 'free'],
		['d', '0.00012'],
		['C', '9.50'],
	];
	const rows = rates.map(([name, rate], index): CatalogRow => ({ ...base, service: 11 + index, name, rate }));

	test.each([
		['priceLowest', ['d', 'a', 'C', 'b', 'e']],
		['priceHighest', ['b', 'a', 'C', 'd', 'e']],
		['name', ['a', 'b', 'C', 'd', 'e']],
		['panelOrder', ['b', 'a', 'e', 'd', 'C']],
	])('by %s compares prices as the amounts that they are, and equal ones keep the order of the panel', async (sortBy, expected) => {
		const panel = await startPanel('hmSocialMedia');
		panel.setServices(rows);
		const found = await records(panel, 'service.getAll', { returnAll: true, options: { sortBy } });
		expect(found.map(({ name }) => name)).toEqual(expected);
	});

	test.each(['service.getAll', 'product.getAll'])(
		'comes before the limit in %s: the cheapest of all, not of the first page',
		async (name) => {
			const panel = await startPanel('hstockplus', { rows: 2600 });
			const sold = panel.services().filter(({ entityType }) => name === 'service.getAll' || entityType === 'product');
			const cheapest = sold.map(({ rate }) => Number(rate)).sort((a, b) => a - b);
			const found = await records(panel, name, { limit: 2, options: { sortBy: 'priceLowest' } });
			expect(found.map(({ rate }) => Number(rate))).toEqual(cheapest.slice(0, 2));
			expect(sold.length).toBeGreaterThan(1000);
		},
	);

	test('differs from item to item, and the rows are read once', async () => {
		const panel = await startPanel('hmSocialMedia');
		panel.setServices(rows);
		const parameters = { limit: 1, options: { sortBy: '={{ $json.by }}' } };
		const { items } = await run(panel, 'service.getAll', parameters, { items: itemsOf({ by: 'priceLowest' }, { by: 'priceHighest' }) });
		expect(items[0]?.map(({ json }) => json.name)).toEqual(['d', 'b']);
		expect(panel.calls).toHaveLength(1);
	});
});

describe('orders and numbers', () => {
	test('begin with the order, its state and whether that is final, in every operation', async () => {
		const panel = await startPanel('hstockplus');
		await placeOrders(panel, 1);
		const [project] = await records(panel, 'smsProject.getAll', { country: 'us' });
		await records(panel, 'smsNumber.create', { project: byId(String(project?.project_id)), quantity: 1 });
		for (const [name, parameters] of [
			['order.getStatus', { orderIds: '23501' }],
			['order.getChanged', { orderIds: '23501' }],
			['order.waitForStatus', { orderId: '23501' }],
			['smsNumber.getCode', { orderIds: '23502' }],
			['smsNumber.getStatus', { orderIds: '23502' }],
			['smsNumber.waitForCode', { orderId: '23502' }],
		] as const)
			expect([name, ...keysOf(await records(panel, name, parameters)).map((keys) => keys.slice(0, 3))]).toEqual([
				name,
				['order', 'state', 'final'],
			]);
	});

	test('are whole unless the user wants less; an unknown one always says why', async () => {
		const panel = await startPanel('hassanStore');
		await placeOrders(panel, 1);
		const keys = async (options: INodeParameters) => keysOf(await records(panel, 'order.getStatus', { orderIds: '23501, 9', options }));
		const unknown = ['order', 'found', 'reason', 'code'];
		const added = ['order', 'state', 'final'];
		expect(await keys({})).toEqual([[...added, 'charge', 'start_count', 'status', 'remains', 'currency'], unknown]);
		expect(await keys({ output: 'simplified' })).toEqual([[...added, 'status', 'charge', 'currency', 'start_count', 'remains'], unknown]);
		expect(await keys({ output: 'selectedFields', fields: 'remains,order' })).toEqual([['remains', 'order'], unknown]);
	});

	test.each([
		['refill', { order: '23501', accepted: true, refill: '12345' }],
		['cancel', { order: '23501', accepted: true }],
	])('a %s begins with the order and the answer', async (operation, expected) => {
		const panel = await startPanel('hassanStore', operation === 'cancel' ? { pace: 1e9 } : {});
		await placeOrders(panel, 1);
		const options = { output: 'selectedFields', fields: Object.keys(expected).join() };
		expect(await records(panel, `order.${operation}`, { orderIds: '23501', options })).toEqual([expected]);
	});
});

describe('secrets', () => {
	test.each([
		['show', { accounts: [expect.stringContaining(':'), expect.stringContaining(':')] }],
		['mask', { accounts: ['***', '***'] }],
		['omit', {}],
	])('%s: delivered accounts in everything that tells of an order', async (secrets, shown) => {
		const panel = await startPanel('hstockplus');
		await records(panel, 'order.create', { service: byId(2), orderType: 'product', quantity: 2 });
		for (const [name, parameters] of [
			['order.getStatus', { orderIds: '23501' }],
			['order.getChanged', { orderIds: '23501' }],
			['order.waitForStatus', { orderId: '23501' }],
		] as const) {
			const [record] = await records(panel, name, {
				...parameters,
				options: { secrets, output: 'selectedFields', fields: 'state,accounts' },
			});
			expect(record).toEqual({ state: 'completed', ...shown });
		}
	});

	test.each([
		['show', { code: '0042' }, { sms_content: 'Use 0042' }],
		['mask', { code: '***' }, { sms_content: '***' }],
		['omit', {}, {}],
	])('%s: the code of a number and its text, but never the error code of an unknown one', async (secrets, code, text) => {
		const panel = await startPanel('hstockplus', { sms: 'manual' });
		const [project] = await records(panel, 'smsProject.getAll', { country: 'us' });
		await records(panel, 'smsNumber.create', { project: byId(String(project?.project_id)), quantity: 1 });
		panel.giveSms(23501, '0042', 'Use 0042');
		const options = { secrets };
		const base = { order: '23501', state: 'completed', final: true };
		expect(await records(panel, 'smsNumber.getCode', { orderIds: '23501', options })).toEqual([
			{ ...base, status: 'completed', ...code, ...text },
		]);
		const facts = { phone: expect.any(String), expires_at: expect.any(String) };
		expect(await records(panel, 'smsNumber.getStatus', { orderIds: '23501', options })).toEqual([
			{ ...base, ...facts, status: 'code_received', charge: '0.5000', currency: 'USD', ...code },
		]);
		const { items, wholeJson } = await run(panel, 'smsNumber.waitForCode', { orderId: '23501', options });
		expect(items[0]?.map(({ json }) => json)).toEqual([{ ...base, ...facts, status: 'completed', ...code, ...text }]);
		expect(wholeJson.includes('0042')).toBe(secrets === 'show');

		const hassan = await startPanel('hassanStore');
		expect(await records(hassan, 'order.getStatus', { orderIds: '9', options })).toEqual([
			{ order: '9', found: false, reason: 'Incorrect order ID', code: '104' },
		]);
	});
});
