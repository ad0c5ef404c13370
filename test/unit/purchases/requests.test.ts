import { startSandboxPanel, type SandboxPanel } from '../../sandbox';
import { runNode } from '../../support';

let panel: SandboxPanel;
let orders: string[];

beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hassanStore', pace: 0 });
	const bought = await runNode({
		credentials: credentials(),
		items: [{ json: {} }, { json: {} }],
		parameters: {
			resource: 'order',
			operation: 'create',
			service: { __rl: true, mode: 'id', value: '1' },
			orderType: 'default',
			link: '=https://example.com/{{ $itemIndex }}',
			quantity: 1000,
		},
	});
	orders = (bought.items[0] ?? []).map(({ json }) => String(json.order));
});

afterEach(async () => await panel.close());

const credentials = () => ({ smmPanelApi: { baseUrl: panel.url, apiKey: panel.apiKey } });
const idsAsked = () => panel.callsOf('refill').map(({ fields }) => fields.order ?? fields.orders);
const refill = (more: object = {}) => ({
	credentials: credentials(),
	items: orders.map((order) => ({ json: { order } })),
	parameters: { resource: 'order', operation: 'refill', orderIds: '={{ $json.order }}' },
	...more,
});

test('Retry On Fail does not send a refill again that the panel accepted', async () => {
	panel.fail({ action: 'refill', when: 'beforeBooking', kind: 'status', status: 401 });
	const run = await runNode(refill({ node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } }));
	expect(run.error).toBeUndefined();
	expect(run.items[0]?.map(({ json }) => [json.order, json.accepted])).toEqual(orders.map((order) => [order, true]));
	const accepted = idsAsked();
	const again = await runNode(refill({ contextData: run.contextData, signature: run.signature }));
	expect(again.items[0]?.map(({ json }) => json.accepted)).toEqual([true, true]);
	expect(idsAsked()).toEqual(accepted);
});

test('a refill without a clear answer is not sent again by a retry of the execution', async () => {
	panel.fail({ action: 'refill', when: 'afterBooking', kind: 'drop' });
	const run = await runNode(refill());
	const sent = idsAsked().length;
	expect(run.error?.message).toMatch(/broke before its answer came/);
	const retried = await runNode({ ...refill(), retryOf: run });
	expect(retried.error?.message).toContain('Not sent again');
	expect(idsAsked()).toHaveLength(sent);
});

test('a refused refill may be tried again, because the panel did nothing', async () => {
	panel.fail({ action: 'refill', kind: 'error', error: 'Refill is disabled for this service', times: 2 });
	const refused = await runNode(refill());
	expect(refused.items[0]?.map(({ json }) => json.accepted)).toContain(false);
	const again = await runNode(refill({ contextData: refused.contextData, signature: refused.signature }));
	expect(again.items[0]?.map(({ json }) => json.accepted)).toEqual([true, true]);
});
