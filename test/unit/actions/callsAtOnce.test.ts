import { closeAll, CONTINUE, jsons, openServer, run, told, type Answer } from '../panel/support';

afterEach(closeAll);

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, n) => String(from + n));
const done = (order: string | undefined) => ({ status: 'Completed', charge: order });
const noLists: Answer = { body: { error: 'Incorrect request' } };

const QUIET_MS = 100;

/** A panel that holds its answers back until no further call comes, so that what is on its way at once can be counted. */
async function openCounter(reply: (fields: Readonly<Record<string, string>>) => Answer) {
	const counter = { now: 0, most: 0 };
	const held: Array<() => void> = [];
	const release = () => held.splice(0).forEach((answer) => answer());
	let quiet: NodeJS.Timeout | undefined;
	const server = await openServer(({ fields }) => {
		counter.now++;
		counter.most = Math.max(counter.most, counter.now);
		return (response) => {
			const answer = reply(fields);
			held.push(() => {
				counter.now--;
				if (typeof answer !== 'object') return;
				response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers });
				response.end(JSON.stringify(answer.body));
			});
			clearTimeout(quiet);
			quiet = setTimeout(release, QUIET_MS);
		};
	});
	return { server, counter };
}

test.each([
	[undefined, 10],
	[1, 1],
	[25, 25],
])('with Calls at Once %s at most %s calls are on their way, and the results keep the order of the ids', async (callsAtOnce, most) => {
	const { server, counter } = await openCounter(({ order, orders }) => (orders === undefined ? { body: done(order) } : noLists));
	const options = callsAtOnce === undefined ? {} : { callsAtOnce };
	const result = jsons(await run(server, 'order.getStatus', { orderIds: ids(40).join(), options }));
	expect(result.map(({ order, charge }) => [order, charge])).toEqual(ids(40).map((id) => [id, id]));
	expect(counter.most).toBe(most);
});

test('lists go five at once, and no more than Calls at Once', async () => {
	for (const [callsAtOnce, most] of [
		[100, 5],
		[2, 2],
	]) {
		const { server, counter } = await openCounter(({ orders = '' }) => ({
			body: Object.fromEntries(orders.split(',').map((id) => [id, done(id)])),
		}));
		const orderIds = ids(900).join();
		expect(jsons(await run(server, 'order.getStatus', { orderIds, options: { callsAtOnce } })).map(({ order }) => order)).toEqual(ids(900));
		expect(counter.most).toBe(most);
	}
});

test.each([0, 101, 2.5, -1])('Calls at Once %s is refused before anything is sent', async (callsAtOnce) => {
	const panel = await openServer(() => noLists);
	const result = await run(panel, 'order.cancel', { orderIds: '1', options: { callsAtOnce } });
	expect(told(result)).toContain(`'Calls at Once' is ${callsAtOnce}, but has to be a whole number from 1 to 100`);
	expect(panel.seen).toEqual([]);
});

test('the value of the first item steers the whole run', async () => {
	const { server, counter } = await openCounter(({ order, orders }) => (orders === undefined ? { body: done(order) } : noLists));
	const items = ids(20).map((id) => ({ json: { id, most: id === '1' ? 3 : 50 } }));
	await run(server, 'order.getStatus', { orderIds: '={{ $json.id }}', options: { callsAtOnce: '={{ $json.most }}' } }, { items });
	expect(counter.most).toBe(3);
});

test('a 429 in the middle holds all calls back, and every id is answered', async () => {
	let refused = 0;
	let answered = 0;
	let closedUntil = 0;
	let early = 0;
	const { server } = await openCounter(({ order, orders }) => {
		if (orders !== undefined) return noLists;
		const now = Date.now();
		// Calls that were on their way at the first refusal may still come; later ones must not.
		if (now < closedUntil - 1000) refused++;
		else if (now < closedUntil - 100) early++;
		else if (answered === 30 && refused === 0) {
			closedUntil = now + 3000;
			refused++;
		} else {
			answered++;
			return { body: done(order) };
		}
		return { status: 429, headers: { 'Retry-After': '3' }, body: { error: 'Rate limited' } };
	});
	const result = await run(server, 'order.getStatus', { orderIds: ids(80).join() });
	expect(jsons(result).map(({ charge }) => charge)).toEqual(ids(80));
	expect(early).toBe(0);
	expect(refused).toBeLessThanOrEqual(10);
});

test('a panel that allows three calls at a time is asked fewer at once after its refusals, and answers all', async () => {
	let now = 0;
	const panel = await openServer(({ fields: { order, orders } }) => (response) => {
		now++;
		const isTooMany = now > 3;
		setTimeout(
			() => {
				now--;
				response.writeHead(isTooMany ? 429 : 200, { 'Content-Type': 'application/json' });
				response.end(
					JSON.stringify(isTooMany ? { error: 'Too many requests' } : orders === undefined ? done(order) : { error: 'Incorrect request' }),
				);
			},
			isTooMany ? 1 : 20,
		);
	});
	const result = await run(panel, 'order.getStatus', { orderIds: ids(40).join() });
	expect(jsons(result).map(({ charge }) => charge)).toEqual(ids(40));
});

test('cancels run side by side, and Retry On Fail sends none of them twice', async () => {
	const panel = await openServer(({ fields: { order, orders } }) => {
		if (orders !== undefined) return noLists;
		return order === '7' ? 'drop' : { body: { order, cancel: 1 } };
	});
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
	await run(panel, 'order.cancel', { orderIds: ids(30).join(), options: { callsAtOnce: 30 } }, { node });
	const single = panel.seen.flatMap(({ fields }) => fields.order ?? []);
	expect([...single].sort((a, b) => Number(a) - Number(b))).toEqual(ids(30));
});

test('words that nobody lists are about an order where the panel knows another one, and about the account where they meet all', async () => {
	const words = 'Pedido desconocido';
	const panel = await openServer(({ fields: { order, orders } }) => {
		if (orders !== undefined) return noLists;
		return { body: order === '1' ? done(order) : { error: words } };
	});
	expect(jsons(await run(panel, 'order.getStatus', { orderIds: '1,2' }))[1]).toMatchObject({ order: '2', found: false, reason: words });
	const all = await run(panel, 'order.getStatus', { orderIds: '2,3' }, CONTINUE);
	expect(JSON.stringify(jsons(all))).not.toContain('found');
});
