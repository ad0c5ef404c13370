import { closePanels, numbered, pairs, records, refusal, run, startAll, startPanel } from './support';

afterEach(closePanels);

test('the balance leaves as the string that came, on every panel', async () => {
	const panels = await startAll();
	expect(await records(panels.hstockplus, 'account.getBalance')).toEqual([{ balance: '100.00', currency: 'USD' }]);
	expect(await records(panels.hmSocialMedia, 'account.getBalance')).toEqual([{ balance: '100.84292', currency: 'USD' }]);
	expect(await records(panels.hassanStore, 'account.getBalance')).toEqual([{ balance: '100.84292', currency: 'USD' }]);
});

test('a hundred input items share one call, and each gets its own record', async () => {
	const panel = await startPanel('hmSocialMedia');
	const { items } = await run(panel, 'account.getBalance', {}, { items: numbered(100) });
	expect(pairs(items[0])).toEqual(Array.from({ length: 100 }, (_, n) => n));
	expect(new Set((items[0] ?? []).map(({ json }) => json)).size).toBe(100);
	expect(panel.calls).toHaveLength(1);
});

test('a wrong key is told with where to get the right one', async () => {
	const panel = await startPanel('hassanStore');
	expect(await refusal({ ...panel, apiKey: 'old-key' }, 'account.getBalance')).toMatch(
		/does not accept the API key.*Invalid API key \[item 0\] \| If that is another panel than yours, correct the Base URL/,
	);
});

test('a credential that cannot be right fails each item when the run goes on, and nothing is sent', async () => {
	const panel = await startPanel('hassanStore');
	const { items } = await run(
		{ ...panel, apiKey: ' ' },
		'account.getBalance',
		{},
		{ items: numbered(2), node: { onError: 'continueErrorOutput' } },
	);
	expect(items[0]).toEqual([]);
	expect(pairs(items[1])).toEqual([0, 1]);
	expect(items[1]?.[1]?.json).toEqual({ error: expect.stringMatching(/API Key is empty \[item 1\]\. Open the credential/) });
	expect(panel.calls).toEqual([]);
});
