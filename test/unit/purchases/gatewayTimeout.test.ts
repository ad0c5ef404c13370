import { startSandboxPanel } from '../../sandbox';
import { runNode } from '../../support';

test('a purchase is not sent again when a server in between says HTTP 408 in JSON after it was booked', async () => {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', pace: 0 });
	panel.fail({ action: 'add', when: 'afterBooking', kind: 'status', status: 408, body: '{"error":"Request timeout"}' });
	const run = await runNode({
		credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: panel.apiKey } },
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		parameters: {
			resource: 'order',
			operation: 'create',
			service: { __rl: true, mode: 'id', value: '1' },
			orderType: 'default',
			link: 'https://example.com/a',
			quantity: 1000,
		},
	});
	expect(panel.orders()).toHaveLength(1);
	expect(run.error?.message).toContain('Not sent again');
	await panel.close();
});
