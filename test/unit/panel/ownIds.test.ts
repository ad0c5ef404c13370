import { closeAll, jsons, openServer, run, type Seen } from './support';

afterEach(closeAll);

/** The panel's own number of each order, which may be the number of another order. */
const OWN: Readonly<Record<string, number>> = { '1': 2, '2': 9, '5': 905 };
const STATES: Readonly<Record<string, string>> = { '1': 'Completed', '2': 'Pending', '5': 'Partial' };

const record = (order: string) => ({ id: OWN[order], order_id: Number(order), status: STATES[order], charge: '1' });
const answer = ({ fields: { order, orders = '' } }: Seen) => ({
	body: order === undefined ? orders.split(',').map(record) : record(order),
});

test('a number of its own that a panel puts beside that of an order is never taken for another order', async () => {
	const panel = await openServer(answer);
	const found = jsons(await run(panel, 'order.getStatus', { orderIds: '1,2,5' }));
	expect(found.map(({ order, state }) => [order, state])).toEqual([
		['1', 'completed'],
		['2', 'pending'],
		['5', 'partial'],
	]);
});

test('an order is read that a panel answers about alone, with a number of its own beside', async () => {
	const panel = await openServer(answer);
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '5' }))).toMatchObject([{ order: '5', state: 'partial', final: true }]);
});

test.each([
	['a drip-feed', { status: 'In progress', runs: '3' }],
	['a subscription', { status: 'Active', posts: 3 }],
])('the part of %s that is completed does not complete the whole', async (_, whole) => {
	const panel = await openServer(() => ({ body: { ...whole, orders: [{ status: 'Completed', charge: '1' }] } }));
	const [found] = jsons(await run(panel, 'order.getStatus', { orderIds: '5' }));
	expect(found).toMatchObject({ order: '5', status: whole.status, final: false });
});
