import { getSmsCodes } from '../../../nodes/SmmPanel/panel/api/sms';
import { closeAll, fakePanel, openServer, run, told } from './support';

// What can go wrong with lists of ids, see docs/panel-api.md#lists-of-ids.

afterEach(closeAll);

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, position) => String(from + position));
const many = (count: number) => ids(count).join('\n');

test('stops after the first answer that every id would get', async () => {
	const panel = await openServer(() => ({ body: { error: 'Invalid API key' } }));
	const result = await run(panel, 'order.getStatus', { orderIds: many(250) });
	expect(told(result)).toMatch(/The panel at [^ ]+ does not accept the API key/);
	expect(panel.seen).toHaveLength(1);
});

test('does not ask 250 times for a limit that a rate-limited panel has reached', async () => {
	const panel = await openServer(({ fields }) =>
		fields.orders === undefined
			? { status: 429, headers: { 'Retry-After': '3600' }, body: { error: 'Rate limited' } }
			: { body: { error: 'Incorrect request' } },
	);
	const result = await run(panel, 'order.getStatus', { orderIds: many(250) });
	expect(told(result)).toContain('takes no more calls for now');
	expect(panel.seen.length).toBeLessThan(12);
});

test('gives up on a panel in trouble after a few ids, not after trying each of them for minutes', async () => {
	const panel = fakePanel(() => ({ status: 502, headers: {}, body: '<html></html>' }));
	const results = await getSmsCodes(panel, ids(250));
	expect(panel.sent.length).toBeLessThanOrEqual(15 * 4);
	expect([...results.values()].filter((result) => 'failure' in result && result.failure.kind === 'serverError')).toHaveLength(250);
});

test('does not give up on a panel because single ids of many are in trouble', async () => {
	const panel = fakePanel(({ order }) => (Number(order) % 3 === 0 ? '{"code":"1"}' : { status: 502, headers: {}, body: '' }));
	const results = await getSmsCodes(panel, ids(60));
	expect([...results.values()].filter((result) => 'item' in result)).toHaveLength(20);
});
