import { createServer, type ServerResponse } from 'node:http';
import type { N8nClient } from '../host/rest';
import { until } from '../host/until';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { connect } from './support';
import { buyOrder, createWatcher, idsOf, STILL, untilPolled } from './watching';

const TWO_MINUTES = 120_000;

let client: N8nClient;
const closers: Array<() => Promise<unknown>> = [];

beforeAll(async () => {
	client = await connect();
});
afterEach(async () => {
	await Promise.all(closers.splice(0).map(async (close) => await close()));
});

async function openPanel(): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
	closers.push(async () => await panel.close());
	return panel;
}

/** A watch list of the user's own on the web; the test decides what it answers. */
async function startList(first: (response: ServerResponse) => unknown) {
	let answer = first;
	const seen: string[] = [];
	const server = createServer((request, response) => {
		seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
		answer(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closers.push(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}/open-orders`,
		seen,
		answers: (next: (response: ServerResponse) => unknown) => void (answer = next),
		/** Waits until the list was read so many times more. */
		untilRead: async (times: number) => {
			const before = seen.length;
			await until(async () => (seen.length >= before + times ? true : undefined), { what: `${times} reads of the list` });
		},
	};
}

const json =
	(value: unknown) =>
	(response: ServerResponse): unknown =>
		response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

test(
	'a URL is a watch list: followed as it changes, told once while it gives a web page, and it never sees the key',
	async () => {
		const panel = await openPanel();
		const [done, later, still] = [await buyOrder(panel), await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		const list = await startList(json({ orders: [{ order: done }, { order: String(still) }] }));
		const parameters = { event: 'orderStatus', watch: 'url', watchUrl: list.url, states: ['completed'] };
		const watcher = await createWatcher(() => client, { panel, parameters });
		await watcher.publish();
		expect(idsOf(await watcher.untilEvents(1))).toEqual([`${done}:completed`]);

		panel.setOrder(later, { status: 'Completed' });
		list.answers(json([done, later, still]));
		await watcher.untilEvents(2);

		list.answers((response) => response.end('<!doctype html><html><body>Log in</body></html>'));
		await list.untilRead(3);
		list.answers(json({ data: [done, later, still] }));
		await untilPolled(panel, 2);
		const [error, ...more] = await watcher.errors();
		expect(error).toContain('The watch URL answered with a web page instead of JSON');
		expect(more).toEqual([]);
		expect(idsOf(await watcher.events())).toEqual([`${done}:completed`, `${later}:completed`]);
		expect(list.seen.join('\n')).not.toContain(panel.apiKey);
		await client.deactivate(watcher.id);
	},
	TWO_MINUTES,
);

test(
	'several triggers in one workflow keep states of their own, also after the workflow was published again',
	async () => {
		const [one, two] = [await openPanel(), await openPanel()];
		const [order, still] = [await buyOrder(one), await buyOrder(one)];
		// The same ids stand for other orders at another panel.
		expect([await buyOrder(two), await buyOrder(two)]).toEqual([order, still]);
		const orders = { event: 'orderStatus', watch: 'ids', orderIds: `${order} ${still}`, states: ['completed'] };
		one.setBalance('4');
		one.setOrder(order, { status: 'Completed' });
		const watcher = await createWatcher(() => client, {
			panel: one,
			parameters: orders,
			beside: [
				{ name: 'Other panel', panel: two, parameters: orders },
				{ name: 'Balance', panel: one, parameters: { event: 'balanceBelow', threshold: 5 } },
			],
		});
		await watcher.publish();
		const told = [`${order}:completed`, 'balance:5:first'];
		expect(idsOf(await watcher.untilEvents(2)).sort()).toEqual(told);

		two.setOrder(order, { status: 'Completed' });
		await watcher.untilEvents(3);
		await client.deactivate(watcher.id);
		await watcher.publish();
		await Promise.all([one, two].map(async (panel) => await untilPolled(panel, 4)));
		expect(idsOf(await watcher.events()).sort()).toEqual([`${order}:completed`, ...told]);
		expect(await watcher.errors()).toEqual([]);
		await client.deactivate(watcher.id);
	},
	TWO_MINUTES,
);
