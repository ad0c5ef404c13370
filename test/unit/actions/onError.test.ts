import type { INode } from 'n8n-workflow';

import { byId, closePanels, DIALECTS, itemsOf, pairs, placeOrders, run, startPanel } from './support';
import type { NodeRun } from '../../support';

afterEach(closePanels);

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
/** Sent without a look at the catalog, so that the panel refuses what does not fit. */
const order = {
	service: byId(1),
	orderType: 'default',
	link: '={{ $json.link }}',
	quantity: '={{ $json.quantity }}',
	options: { useChosenType: true },
};
/** Item 1 is bad input, item 3 is refused by the panel. */
const mixed = itemsOf(
	{ link: 'https://a.b/0', quantity: 100 },
	{ link: 'https://a.b/1', quantity: 'many', error: 'from an earlier node' },
	{ link: 'https://a.b/2', quantity: 100 },
	{ link: 'https://a.b/3', quantity: 1 },
	{ link: 'https://a.b/4', quantity: 100 },
);

const errorsOf = (output: NodeRun['items'][number] | undefined) =>
	(output ?? []).filter(({ json }) => json.error !== undefined).map(({ json }) => json.error);
const badInput = expect.stringMatching(/^'Quantity' has to be a number, but it is "many" \[item 1\]\. Enter digits only/);
const refused = expect.stringMatching(/^The panel says: Quantity less than minimal \d+ \[item 3\]\. Correct what the panel names/);

describe.each(DIALECTS)('%s', (dialect) => {
	test('Stop: bad input ends the run before anything is bought', async () => {
		const panel = await startPanel(dialect);
		const { error, items } = await run(panel, 'order.create', order, { items: mixed, node: RETRY });
		expect(error?.message).toMatch(/\[item 1\]$/);
		expect(items).toEqual([]);
		expect(panel.calls).toEqual([]);
	});

	test('Stop: a refusal ends the run, names what was bought, and the tries of n8n do not buy again', async () => {
		const panel = await startPanel(dialect);
		const { error } = await run(panel, 'order.create', order, { items: mixed.filter((_, index) => index !== 1), node: RETRY });
		expect(`${error?.message} | ${error?.description}`).toMatch(
			/^The panel says: Quantity less than minimal \d+ \[item 2\] \| .*Bought before this item: 23501, 23502\./,
		);
		expect(panel.orders().map(({ fields }) => fields.link)).toEqual(['https://a.b/0', 'https://a.b/2']);
	});

	test('Continue: every item leaves, in order, and the node is not run again', async () => {
		const panel = await startPanel(dialect);
		const { items } = await run(panel, 'order.create', order, { items: mixed, node: { ...RETRY, onError: 'continueRegularOutput' } });
		expect(items[0]?.map(({ json }) => json.order)).toEqual(['23501', undefined, '23502', undefined, '23503']);
		expect(pairs(items[0])).toEqual([0, 1, 2, 3, 4]);
		expect(errorsOf(items[0])).toEqual([badInput, refused]);
		expect(panel.callsOf('add')).toHaveLength(4);
	});

	test('Error Output: good items leave by the first output, failed ones by the second, each with its pair', async () => {
		const panel = await startPanel(dialect);
		const { items } = await run(panel, 'order.create', order, { items: mixed, node: { ...RETRY, onError: 'continueErrorOutput' } });
		expect(items[0]?.map(({ json }) => json.order)).toEqual(['23501', '23502', '23503']);
		expect(pairs(items[0])).toEqual([0, 2, 4]);
		expect(errorsOf(items[1])).toEqual([badInput, refused]);
		expect(pairs(items[1])).toEqual([1, 3]);
		expect(panel.orders()).toHaveLength(3);
	});

	test('a first item that fails beside an `error` of an earlier node does not make n8n run the node again', async () => {
		const panel = await startPanel(dialect);
		const failing = itemsOf(
			{ link: 'https://a.b/1', quantity: 'many', error: 'from an earlier node' },
			{ link: 'https://a.b/2', quantity: 1 },
			{ link: 'https://a.b/3', quantity: 100 },
		);
		const { items } = await run(panel, 'order.create', order, { items: failing, node: { ...RETRY, onError: 'continueRegularOutput' } });
		expect(items[0]).toHaveLength(3);
		expect(panel.callsOf('add')).toHaveLength(2);
	});

	test('reads: a failing item does not hold back the others', async () => {
		const panel = await startPanel(dialect);
		await placeOrders(panel, 2);
		const items = itemsOf({ id: 23501 }, { id: 'none' }, { id: 23502 }, { id: 5 });
		const both = await run(
			panel,
			'order.getStatus',
			{ orderIds: '={{ $json.id }}' },
			{ items, node: { ...RETRY, onError: 'continueErrorOutput' } },
		);
		expect(both.items[0]?.map(({ json }) => json.order)).toEqual(['23501', '23502', '5']);
		expect(pairs(both.items[0])).toEqual([0, 2, 3]);
		expect(errorsOf(both.items[1])).toEqual([
			expect.stringMatching(/^'Order IDs' holds "none", which is not a valid ID \[item 1\]\. Enter IDs/),
		]);
		expect(pairs(both.items[1])).toEqual([1]);
	});
});

test('a broken expression fails its item only', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { items } = await run(
		panel,
		'order.create',
		{ ...order, link: '={{ $json.link.toLowerCase() }}' },
		{ items: itemsOf({ link: 'HTTPS://A.B', quantity: 100 }, { quantity: 100 }), node: { onError: 'continueErrorOutput' } },
	);
	expect(pairs(items[0])).toEqual([0]);
	expect(pairs(items[1])).toEqual([1]);
	expect(panel.orders()).toHaveLength(1);
});

test('a panel whose words hold "canceled" fails the execution; n8n must not take it for a click on Stop', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'error', error: 'Bad link, canceled', action: 'add' });
	const { status, error } = await run(panel, 'order.create', { service: byId(1), link: 'https://a.b', quantity: 100 });
	expect(error?.message).toBe('The panel says: Bad link, cancelled [item 0]');
	expect(status).toBe('error');
});

test('a refusal of the panel is a NodeApiError with its HTTP status, and holds nothing of the request', async () => {
	const panel = await startPanel('hmSocialMedia');
	panel.fail({ kind: 'status', status: 422, body: '{"error": "Bad link"}', action: 'add' });
	const { error, wholeJson } = await run(panel, 'order.create', { service: byId(1), link: 'https://a.b', quantity: 100 });
	expect(error).toMatchObject({
		name: 'NodeApiError',
		httpCode: '422',
		message: 'The panel says: Bad link [item 0]',
		context: { itemIndex: 0 },
	});
	expect(wholeJson).not.toContain(panel.apiKey);
});
