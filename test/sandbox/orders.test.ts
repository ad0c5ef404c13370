import { SERVICE_TYPES } from './index';
import { call, closePanels, firstProject, panelFor, TestClock } from './testClient';

afterEach(closePanels);

const LINK = 'https://instagram.com/username';
const EXTRA: Record<string, Record<string, string>> = {
	'Custom Comments': { comments: 'one\r\n\r\ntwo\nthree' },
	'Custom Comments Package': { comments: 'one' },
	Mentions: { usernames: 'a\nb' },
	'Mentions with Hashtags': { usernames: 'a', hashtags: 'b' },
	'Mentions Custom List': { usernames: 'a\nb' },
	'Mentions Hashtag': { hashtag: 'b' },
	'Mentions User Followers': { username: 'a' },
	'Mentions Media Likers': { media: LINK },
	'Comment Likes': { username: 'a' },
	'Comment Replies': { username: 'a', comments: 'one' },
	Poll: { answer_number: '2' },
	'Invites from Groups': { groups: 'a' },
	SEO: { keywords: 'a' },
	Subscriptions: { username: 'a', min: '1', max: '2', delay: '5' },
	'Web Traffic': { country: 'US', device: '1', type_of_traffic: '3' },
};

describe('order forms', () => {
	test.each(SERVICE_TYPES)('books %s with its own fields and refuses it without them', async (type) => {
		const panel = await panelFor('hmSocialMedia');
		const service = String(3 + SERVICE_TYPES.indexOf(type));
		const form = { service, link: LINK, quantity: '100' };
		const noLink = await call(panel, 'add', { ...form, ...EXTRA[type], link: '', username: '' });
		expect(noLink).toEqual({ error: type === 'Subscriptions' ? 'Incorrect request' : 'Bad link' });
		const refusals = EXTRA[type] === undefined ? [] : [await call(panel, 'add', form)];
		expect(refusals).toEqual(refusals.map(() => ({ error: 'Incorrect request' })));
		expect(panel.orders()).toEqual([]);
		expect(await call(panel, 'add', { ...form, ...EXTRA[type] })).toEqual({ order: 23501 });
	});

	test('charges lines, packages and subscriptions in their own way, to the last decimal', async () => {
		const panel = await panelFor('hmSocialMedia', { balance: '10.00000001' });
		const order = (type: string): Promise<unknown> =>
			call(panel, 'add', { service: String(3 + SERVICE_TYPES.indexOf(type)), link: LINK, ...EXTRA[type] });
		await order('Custom Comments');
		await order('Package');
		await order('Subscriptions');
		expect(panel.orders().map(({ charge }) => charge)).toEqual(['0.00375', '4.5', '0']);
		expect(panel.balance()).toBe('5.49625001');
	});

	test('refuses what does not fit, in the words of each panel, and takes no money', async () => {
		const hm = await panelFor('hmSocialMedia', { balance: '0.01' });
		expect(await call(hm, 'add', { service: '1', link: LINK, quantity: '49' })).toEqual({ error: 'Quantity less than minimal 50' });
		expect(await call(hm, 'add', { service: '1', link: LINK, quantity: '10001' })).toEqual({ error: 'Quantity more than maximum 10000' });
		expect(await call(hm, 'add', { service: '999999', link: LINK, quantity: '50' })).toEqual({ error: 'Incorrect service ID' });
		expect(await call(hm, 'add', { service: '1', link: LINK, quantity: '50' })).toEqual({ error: 'Not enough funds on balance' });
		expect(await call(hm, 'add', { service: '1', link: LINK, quantity: '50', runs: '2' })).toEqual({ error: 'Incorrect request' });
		const hstock = await panelFor('hstockplus', { balance: '1' });
		expect(await call(hstock, 'add')).toEqual({ error: 'Service ID is required' });
		expect(await call(hstock, 'add', { service: '999999' })).toEqual({ error: 'Service not found' });
		expect(await call(hstock, 'add', { service: '2', quantity: '1' })).toEqual({ error: 'Insufficient balance' });
		expect([...hm.orders(), ...hstock.orders()]).toEqual([]);
	});
});

test.each(['Package', 'Subscriptions', 'Default'])('refuses runs that are no number for %s, and books nothing', async (type) => {
	const panel = await panelFor('hmSocialMedia');
	const service = String(3 + SERVICE_TYPES.indexOf(type));
	const form = { service, link: LINK, quantity: '100', ...EXTRA[type] };
	expect(await call(panel, 'add', { ...form, runs: 'many', interval: '5' })).toEqual({ error: 'Incorrect request' });
	expect(panel.orders()).toEqual([]);
	expect(panel.balance()).toBe('100.84292');
	expect(await call(panel, 'add', { ...form, runs: '2', interval: '5' })).toEqual({ order: 23501 });
});

describe('progress by the clock', () => {
	test('delivers a product account by account, then is completed', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hstockplus', { now: clock.now, pace: 1000 });
		await call(panel, 'add', { service: '2', quantity: '3' });
		const seen: unknown[] = [];
		for (let step = 0; step < 4; step += 1) {
			seen.push(await call(panel, 'status', { order: '23501' }));
			clock.forward(1000);
		}
		const common = { charge: '75.00', currency: 'USD', entityType: 'product', autoDelivery: true };
		expect(seen).toEqual([
			expect.not.objectContaining({ accounts: expect.anything() }),
			expect.objectContaining({ ...common, status: 'In progress', remains: 2, accounts: [expect.any(String)] }),
			expect.objectContaining({ status: 'In progress', remains: 1 }),
			expect.objectContaining({ status: 'Completed', remains: 0, accounts: Array(3).fill(expect.stringMatching(/^user.+:pass/)) }),
		]);
		expect(await call(panel, 'inventory', { service: '2' })).toMatchObject({ stock: 47, max: 47 });
		expect(await call(panel, 'balance')).toEqual({ balance: '25.00', currency: 'USD' });
	});

	test('shows a cancel only later, and gives back what was not delivered', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hmSocialMedia', { now: clock.now, pace: 1000, balance: '1' });
		await call(panel, 'add', { service: '1', link: LINK, quantity: '900' });
		clock.forward(1000);
		expect(await call(panel, 'cancel', { orders: '23501' })).toEqual([{ order: 23501, cancel: 1 }]);
		expect(await call(panel, 'status', { order: '23501' })).toMatchObject({ status: 'In progress' });
		clock.forward(1000);
		expect(await call(panel, 'status', { order: '23501' })).toMatchObject({ status: 'Partial', remains: '600', charge: '0.27' });
		expect(panel.balance()).toBe('0.73');
	});

	test.each([
		['partial', 'Partial', '0.18'],
		['canceled', 'Canceled', '0'],
		['fail', 'Fail', '0'],
	])('ends an order for a sandbox-%s link as %s and charges %s', async (word, status, charge) => {
		const panel = await panelFor('hmSocialMedia', { pace: 0, balance: '1' });
		await call(panel, 'add', { service: '1', link: `https://example.com/sandbox-${word}`, quantity: '300' });
		expect(await call(panel, 'status', { order: '23501' })).toMatchObject({ status, charge });
	});
});

describe('SMS numbers', () => {
	test('sells one order per number and lets each code arrive after one pace', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hstockplus', { now: clock.now, pace: 1000 });
		expect(await call(panel, 'sms_countries')).toContainEqual({ country_code: 'us', country_name: 'United States' });
		const projects = await call(panel, 'sms_projects', { country: 'us' });
		expect(projects).toContainEqual({
			project_id: expect.stringMatching(/^65f[0-9a-f]{21}$/),
			name: 'OpenAI / ChatGPT',
			price: '0.5000',
			country_id: 'us',
			country_title: 'United States',
		});
		const project_id = firstProject(projects);
		expect(await call(panel, 'add_sms', { project_id, quantity: '11' })).toEqual({ error: 'Quantity more than maximum 10' });
		expect(await call(panel, 'add_sms', { project_id, quantity: '2', country: 'us', phone: '+1234567890' })).toEqual({
			orders: [
				{ order: 23501, phone: '+1234567890', country: 'us', status: 'active' },
				{ order: 23502, phone: expect.stringMatching(/^\+1\d{10}$/), country: 'us', status: 'active' },
			],
		});
		expect(panel.balance()).toBe('99.00');
		expect(await call(panel, 'sms_code', { order: '23501' })).toEqual({ status: 'waiting', message: 'Waiting for code' });
		const expires_at = '2026-01-01T00:20:00.000Z';
		expect(await call(panel, 'sms_status', { order: '23501' })).toEqual({
			status: 'active',
			phone: '+1234567890',
			charge: '0.5000',
			currency: 'USD',
			expires_at,
		});
		panel.giveSms(23502, '777');
		clock.forward(1000);
		const code = expect.stringMatching(/^\d{6}$/);
		expect(await call(panel, 'sms_code', { order: '23501' })).toMatchObject({ status: 'completed', code });
		expect(await call(panel, 'sms_status', { order: '23501' })).toMatchObject({ status: 'code_received', code, expires_at });
		expect(await call(panel, 'sms_code', { order: '23502' })).toEqual({
			status: 'completed',
			code: '777',
			sms_content: 'Your verification code is 777',
		});
		expect(await call(panel, 'status', { order: '23501' })).toEqual({ error: 'Order not found' });
	});

	test('never gives a code to a number that expired without one', async () => {
		const clock = new TestClock();
		const panel = await panelFor('hstockplus', { now: clock.now, pace: 30 * 60_000 });
		await call(panel, 'add_sms', { project_id: firstProject(await call(panel, 'sms_projects')) });
		clock.forward(60 * 60_000);
		expect(await call(panel, 'sms_code', { order: '23501' })).toEqual({ status: 'waiting', message: 'Waiting for code' });
	});
});
