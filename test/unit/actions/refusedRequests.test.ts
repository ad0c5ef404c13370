import type { INode } from 'n8n-workflow';
import { closePanels, records, run, startPanel } from './support';

afterEach(closePanels);

const WORDS = 'Order cannot be changed any more';
const REQUESTS = ['cancel', 'refill'] as const;

/** Sends a request about order 5 to a panel that gives this answer to it. */
async function requested(request: (typeof REQUESTS)[number], body: unknown) {
	const panel = await startPanel('hassanStore');
	panel.fail({ kind: 'body', body: JSON.stringify(body), action: request, times: 9 });
	return await records(panel, `order.${request}`, { orderIds: '5' });
}

describe.each(REQUESTS)('a %s', (request) => {
	test.each([
		[{ status: false, msg: WORDS }],
		[{ status: 'error', msg: WORDS }],
		[{ status: 'fail', message: WORDS }],
		[{ status: 0, reason: WORDS }],
		[{ status: 422, message: WORDS }],
		[{ success: false, message: WORDS }],
		[{ success: 0, message: WORDS }],
		[{ success: 'false', message: WORDS }],
		[{ code: 400, message: WORDS }],
		[{ error: WORDS }],
		[{ error: true, message: WORDS }],
		[{ order: 5, [request]: WORDS }],
		[{ order: 5, [request]: false, message: WORDS }],
		[{ order: 5, [request]: { error: WORDS } }],
		[{ order: 5, status: false, message: WORDS }],
		[[{ order: 5, [request]: WORDS }]],
		[[{ order: 5, status: 'error', message: WORDS }]],
		[{ 5: WORDS }],
		[{ 5: { success: false, msg: WORDS } }],
	])('that the panel refuses with %j is not accepted, and its words are shown', async (body) => {
		expect(await requested(request, body)).toMatchObject([{ order: '5', accepted: false, reason: WORDS }]);
	});

	test.each([
		[{ order: 5, [request]: false }],
		[{ order: 5, [request]: 0 }],
		[{ order: 5, [request]: null }],
		[{ order: 5, [request]: '' }],
		[{ order: 5, accepted: false }],
		[{ success: false }],
		[{ status: 'error' }],
		[{ 5: false }],
		[[{ order: 5, [request]: 'no' }]],
	])('that the panel refuses with %j is not accepted', async (body) => {
		expect(await requested(request, body)).toMatchObject([{ order: '5', accepted: false }]);
	});

	test.each([
		[{ [request]: 1 }],
		[{ [request]: '12345', status: 200 }],
		[{ [request]: true }],
		[{ [request]: 'requested' }],
		[{ order: 5, [request]: 'success' }],
		[{ success: true }],
		[{ status: 'success', message: 'Request added' }],
		[{ message: 'Your request was submitted successfully' }],
		[[{ order: 5, [request]: 7 }]],
		[{ 5: true }],
		[{ 5: 'accepted' }],
	])('that the panel answers with %j is accepted', async (body) => {
		expect(await requested(request, body)).toMatchObject([{ order: '5', accepted: true }]);
	});

	test.each([
		[{}],
		[{ order: 5 }],
		[{ order: 5, message: 'Please contact support' }],
		[{ order: 5, [request]: 'Please contact support' }],
		[{ error: 'cURL error 28: Operation timed out' }],
		[{ status: 'error', msg: 'Something went wrong' }],
		[[{ order: 5, [request]: { error: 'Provider did not answer' } }]],
	])('that the panel answers with %j is neither accepted nor refused, and Retry On Fail does not send it again', async (body) => {
		const panel = await startPanel('hassanStore');
		panel.fail({ kind: 'body', body: JSON.stringify(body), action: request, times: 9 });
		const node: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const { error, status } = await run(panel, `order.${request}`, { orderIds: '5' }, { node });
		expect([status, error?.message]).toEqual(['error', expect.stringContaining('Not sent again')]);
		expect(panel.callsOf(request)).toHaveLength(1);
	});

	test('of many orders is told for each by its own answer', async () => {
		const panel = await startPanel('hmSocialMedia');
		const body = [
			{ order: 1, [request]: 1 },
			{ order: 2, [request]: WORDS },
			{ order: 3, canceled: false },
			{ order: 4, status: 'error', msg: WORDS },
			{ order: 5, [request]: { error: WORDS } },
			{ order: 6 },
		];
		panel.fail({ kind: 'body', body: JSON.stringify(body), action: request, times: 9 });
		const { items } = await run(panel, `order.${request}`, { orderIds: '1,2,3,4,5,6' }, { node: { onError: 'continueErrorOutput' } });
		expect(items[0]?.map(({ json }) => [json.order, json.accepted, json.reason])).toEqual([
			['1', true, undefined],
			['2', false, WORDS],
			['3', false, undefined],
			['4', false, WORDS],
			['5', false, WORDS],
		]);
		expect(items[1]).toHaveLength(1);
	});
});
