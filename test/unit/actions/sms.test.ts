import { byId, closePanels, DIALECTS, itemsOf, numbered, pairs, records, refusal, run, sent, startPanel, until } from './support';
import type { SandboxPanel } from '../../sandbox';

afterEach(closePanels);

async function projectOf(panel: SandboxPanel, country = 'us'): Promise<string> {
	const [first] = await records(panel, 'smsProject.getAll', { country });
	return String(first?.project_id);
}

async function buyNumbers(panel: SandboxPanel, quantity: number): Promise<void> {
	await records(panel, 'smsNumber.create', { project: byId(await projectOf(panel)), quantity });
	panel.calls.splice(0);
}

test('countries come one item each, in the language asked for', async () => {
	const panel = await startPanel('hstockplus');
	const countries = await records(panel, 'smsCountry.getAll', { options: { language: 'de' } });
	expect(countries[0]).toEqual({ country_code: 'us', country_name: 'United States [de]' });
	expect(sent(panel, 'sms_countries')).toEqual([{ lang: 'de' }]);
});

test('projects come one item each with their price, of one country or of all', async () => {
	const panel = await startPanel('hstockplus');
	const german = await records(panel, 'smsProject.getAll', { country: 'de', options: { language: 'vi' } });
	expect(german).toHaveLength(8);
	expect(german[0]).toEqual({
		project_id: expect.any(String),
		name: 'OpenAI / ChatGPT [vi]',
		price: expect.stringMatching(/^0\.\d{4}$/),
		country_id: 'de',
		country_title: 'Germany [vi]',
	});
	expect(await records(panel, 'smsProject.getAll')).toHaveLength(48);
	expect(sent(panel, 'sms_projects')).toEqual([{ country: 'de', lang: 'vi' }, {}]);
});

describe('create', () => {
	test('every number bought is an item of its own', async () => {
		const panel = await startPanel('hstockplus');
		const project = await projectOf(panel);
		const bought = await records(panel, 'smsNumber.create', { project: byId(project), country: 'us', quantity: 3 });
		expect(bought).toEqual(
			[23501, 23502, 23503].map((order) => ({
				order: String(order),
				bought: true,
				project,
				quantity: 1,
				panel: new URL(panel.url).host,
				orderKey: expect.stringMatching(/^auto-/),
				phone: expect.stringMatching(/^\+1\d{10}$/),
				country: 'us',
				status: 'active',
				state: 'active',
				final: false,
			})),
		);
		expect(sent(panel, 'add_sms')).toEqual([{ project_id: project, country: 'us', quantity: '3' }]);
	});

	test('an earlier phone can be taken again', async () => {
		const panel = await startPanel('hstockplus');
		const project = await projectOf(panel);
		expect(
			await records(panel, 'smsNumber.create', { project: byId(project), quantity: 1, options: { phone: '+1 (234) 567-890' } }),
		).toMatchObject([{ phone: '+1 (234) 567-890' }]);
		expect(sent(panel, 'add_sms')).toEqual([{ project_id: project, quantity: '1', phone: '+1 (234) 567-890' }]);
	});

	test('several items buy in their order, each number with its item', async () => {
		const panel = await startPanel('hstockplus');
		const parameters = { project: byId(await projectOf(panel)), quantity: '={{ $json.count }}' };
		const { items } = await run(panel, 'smsNumber.create', parameters, { items: itemsOf({ count: 2 }, { count: 1 }, { count: 3 }) });
		expect(items[0]?.map(({ json }) => json.order)).toEqual(['23501', '23502', '23503', '23504', '23505', '23506']);
		expect(pairs(items[0])).toEqual([0, 0, 1, 2, 2, 2]);
	});

	test('a maximum is compared with the price list, which is read once for all items', async () => {
		const panel = await startPanel('hstockplus');
		const parameters = { project: byId(await projectOf(panel)), country: 'us', quantity: '={{ $json.n + 1 }}', maxCharge: '1.00' };
		panel.calls.splice(0);
		const { items } = await run(panel, 'smsNumber.create', parameters, { items: numbered(3), node: { onError: 'continueErrorOutput' } });
		expect(pairs(items[0])).toEqual([0, 1, 1]);
		expect(items[1]?.map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/the estimate of 1\.50 is above 'Maximum Charge', which is 1\.00 \[item 2\]/),
		]);
		expect(panel.callsOf('sms_projects')).toHaveLength(1);
		expect(panel.orders()).toHaveLength(3);
	});

	test('a project that the panel does not know keeps its words', async () => {
		expect(await refusal(await startPanel('hstockplus'), 'smsNumber.create', { project: byId('65f0'), quantity: 1 })).toMatch(
			/^The panel says: Service not found \[item 0\] \| Check the ID/,
		);
	});
});

describe('code and status', () => {
	test('a code that has come, one that is awaited and an unknown number', async () => {
		const panel = await startPanel('hstockplus', { sms: 'manual' });
		await buyNumbers(panel, 2);
		panel.giveSms(23501, '0042', 'Use 0042 to log in');
		expect(await records(panel, 'smsNumber.getCode', { orderIds: '23501,23502,7' })).toEqual([
			{ status: 'completed', code: '0042', sms_content: 'Use 0042 to log in', order: '23501', state: 'completed', final: true },
			{ status: 'waiting', message: 'Waiting for code', order: '23502', state: 'active', final: false },
			{ order: '7', found: false, reason: 'Order not found' },
		]);
		const status = await records(panel, 'smsNumber.getStatus', { orderIds: '={{ [23501, 23502, 7] }}' });
		expect(status).toEqual([
			{
				status: 'code_received',
				phone: expect.any(String),
				code: '0042',
				charge: '0.5000',
				currency: 'USD',
				expires_at: expect.stringMatching(/Z$/),
				order: '23501',
				state: 'completed',
				final: true,
			},
			{
				status: 'active',
				phone: expect.any(String),
				charge: '0.5000',
				currency: 'USD',
				expires_at: expect.any(String),
				order: '23502',
				state: 'active',
				final: false,
			},
			{ order: '7', found: false, reason: 'Order not found' },
		]);
	});

	test('a number whose time has passed without a code is expired and final', async () => {
		const panel = await startPanel('hstockplus', { sms: 'manual' });
		await buyNumbers(panel, 1);
		panel.setOrder(23501, { expiresAt: Date.now() - 1000 });
		expect(await records(panel, 'smsNumber.getStatus', { orderIds: '23501' })).toMatchObject([
			{ status: 'active', state: 'expired', final: true },
		]);
	});

	test('a hundred items with ten numbers are asked ten times', async () => {
		const panel = await startPanel('hstockplus');
		await buyNumbers(panel, 10);
		const { items } = await run(panel, 'smsNumber.getCode', { orderIds: '={{ 23501 + $json.n % 10 }}' }, { items: numbered(100) });
		expect(pairs(items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
		expect(items[0]?.map(({ json }) => json.order)).toEqual(Array.from({ length: 100 }, (_, n) => String(23501 + (n % 10))));
		expect(panel.callsOf('sms_code')).toHaveLength(10);
	});
});

describe('wait for code', () => {
	test('every ending: the code comes, it was there, the number expires, the time is over, nobody knows it', async () => {
		const panel = await startPanel('hstockplus', { sms: 'manual' });
		await buyNumbers(panel, 5);
		panel.giveSms(23502, '2222');
		for (const order of [23503, 23504]) panel.setOrder(order, { expiresAt: Date.now() + 1200 });
		const parameters = {
			orderId: '={{ $json.order }}',
			options: { interval: 1, timeout: '={{ $json.timeout ?? 300 }}', onTimeout: '={{ $json.onTimeout ?? "error" }}' },
		};
		const running = run(panel, 'smsNumber.waitForCode', parameters, {
			items: itemsOf(
				{ order: 23501 },
				{ order: 23502 },
				{ order: 23503 },
				{ order: 23504, onTimeout: 'continue' },
				{ order: 23505, timeout: 2, onTimeout: 'continue' },
				{ order: 7 },
			),
			node: { onError: 'continueErrorOutput' },
		});
		await until(() => panel.callsOf('sms_code').length >= 5);
		panel.giveSms(23501, '1111', 'Code 1111');
		const { items } = await running;
		const facts = { phone: expect.any(String), expires_at: expect.any(String) };
		expect(items[0]?.map(({ json }) => json)).toEqual([
			{ ...facts, status: 'completed', code: '1111', sms_content: 'Code 1111', order: '23501', state: 'completed', final: true },
			expect.objectContaining({ ...facts, code: '2222', order: '23502', state: 'completed' }),
			{ ...facts, status: 'waiting', message: 'Waiting for code', order: '23504', state: 'expired', final: true },
			{ ...facts, status: 'waiting', message: 'Waiting for code', order: '23505', state: 'active', final: false, timedOut: true },
		]);
		expect(pairs(items[0])).toEqual([0, 1, 3, 4]);
		expect(items[1]?.map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/^The wait for the code of SMS number 23503 cannot succeed any more \[item 2\]\. It is 'expired'/),
			expect.stringMatching(/^The wait for the code of SMS number 7 cannot succeed any more \[item 5\]\. It is unknown to the panel/),
		]);
		// Phone and expiry are read once a number; only the unknown one is asked for each time.
		expect(sent(panel, 'sms_status').filter(({ order }) => order !== '7')).toHaveLength(5);
	});
});

test.each(DIALECTS.filter((dialect) => dialect !== 'hstockplus'))('%s sells no numbers, and says so without a wait', async (dialect) => {
	const panel = await startPanel(dialect);
	for (const [name, parameters] of [
		['smsCountry.getAll', {}],
		['smsProject.getAll', {}],
		['smsNumber.create', { project: byId('65f1'), quantity: 1 }],
		['smsNumber.getCode', { orderIds: '1' }],
		['smsNumber.getStatus', { orderIds: '1' }],
		['smsNumber.waitForCode', { orderId: '1' }],
	] as const) {
		expect(await refusal(panel, name, parameters)).toMatch(
			/^This panel does not offer the action 'sms_\w+|^This panel does not offer the action 'add_sms'/,
		);
	}
});
