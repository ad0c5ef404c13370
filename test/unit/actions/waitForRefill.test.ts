import { closePanels, itemsOf, pairs, run, sent, startPanel } from './support';

afterEach(closePanels);

test('a refill is awaited until it is completed; one that the panel rejects, does not know or does not finish ends as the user chose', async () => {
	const panel = await startPanel('hmSocialMedia');
	const reply = [
		{ refill: 1, status: 'Completed' },
		{ refill: 2, status: 'Rejected' },
		{ refill: 3, status: 'Canceled' },
		{ refill: 4, status: 'Processing' },
		{ refill: 5, status: { error: 'Refill not found' } },
		{ refill: 6, status: 'Pending' },
	];
	panel.fail({ kind: 'body', body: JSON.stringify(reply), action: 'refill_status', times: 100 });
	const parameters = {
		refillId: '={{ $json.refill }}',
		options: { interval: 1, timeout: 3, onTimeout: '={{ $json.onTimeout ?? "error" }}' },
	};
	const ids = ['1', '2', '3', '4', '5', '6'];
	const cases = [...ids.map((refill) => ({ refill })), ...ids.map((refill) => ({ refill, onTimeout: 'continue' }))];
	const { items } = await run(panel, 'refill.waitForStatus', parameters, {
		items: itemsOf(...cases),
		node: { onError: 'continueErrorOutput' },
	});
	expect(items[0]?.map(({ json }) => json)).toEqual([
		{ refill: '1', status: 'Completed', state: 'completed', final: true },
		{ refill: '1', status: 'Completed', state: 'completed', final: true },
		{ refill: '2', status: 'Rejected', state: 'failed', final: true },
		{ refill: '3', status: 'Canceled', state: 'failed', final: true },
		{ refill: '4', status: 'Processing', state: 'inProgress', final: false, timedOut: true },
		{ refill: '5', found: false, reason: 'Refill not found' },
		{ refill: '6', status: 'Pending', state: 'pending', final: false, timedOut: true },
	]);
	expect(pairs(items[1])).toEqual([1, 2, 3, 4, 5]);
	expect(items[1]?.map(({ json }) => String(json.error))).toEqual([
		expect.stringMatching(/^The wait for refill 2 to be completed cannot succeed any more .*It is 'Rejected'/),
		expect.stringMatching(/^The wait for refill 3 to be completed cannot succeed any more .*It is 'Canceled'/),
		expect.stringMatching(/^The wait for refill 4 to be completed took longer than 'Wait at Most \(Seconds\)' allows/),
		expect.stringMatching(/^The wait for refill 5 to be completed cannot succeed any more .*unknown to the panel/),
		expect.stringMatching(/^The wait for refill 6 to be completed took longer/),
	]);
	expect(sent(panel, 'refill_status')[0]).toEqual({ refills: '1,2,3,4,5,6' });
}, 20_000);
