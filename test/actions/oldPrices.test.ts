import { forgetCatalogs } from '../../nodes/SmmPanel/catalog/catalog';
import { startSandboxPanel } from '../sandbox';
import { runNode } from '../support';

afterEach(() => {
	jest.restoreAllMocks();
	forgetCatalogs();
});

test('a maximum is not compared with prices of hours ago while the panel gives no newer ones', async () => {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
	const order = async () =>
		await runNode({
			credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: panel.apiKey } },
			parameters: {
				resource: 'order',
				operation: 'create',
				service: { __rl: true, mode: 'id', value: '1' },
				orderType: 'default',
				link: 'https://example.com/a',
				quantity: 1000,
				maxCharge: '5',
			},
		});
	expect((await order()).error).toBeUndefined();
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + 3 * 60 * 60 * 1000);
	panel.fail({ action: 'services', kind: 'html', times: 50 });
	const later = await order();
	expect(later.error?.message).toMatch(/Nothing was sent: the prices .* are 180 minutes old/);
	expect(panel.orders()).toHaveLength(1);
	await panel.close();
});
