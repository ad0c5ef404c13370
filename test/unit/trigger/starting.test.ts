import type { IncomingMessage, ServerResponse } from 'node:http';
import { PollContext } from 'n8n-core';
import { book, eventIds, quietPoll, rentNumber, sendJson, startPanel, startServer, useLogs, watch, watchOrders } from './support';

const logs = useLogs();

const infos = () => logs.lines.filter((line) => line.startsWith('info')).map((line) => line.replace(/ \{.*$/, ''));

test('the log says once, when the workflow is published, what is watched', async () => {
	const panel = await startPanel({ dialect: 'hstockplus', rows: 20 });
	const ids = await book(panel, 3);
	const number = await rentNumber(panel);
	const pollers = [
		await watchOrders(panel, ids, []),
		await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) }),
		await watch(panel, { event: 'balanceBelow', threshold: 5 }),
		await watch(panel, { event: 'serviceChanged', services: '1, 2' }),
		await watch(panel, { event: 'orderStatus', watch: 'ids', orderIds: '' }),
	];
	for (const poller of [...pollers, ...pollers]) await quietPoll(poller);
	expect(infos()).toEqual(
		['3 orders', '1 SMS number', 'the balance, with a threshold of 5', `2 of ${panel.services().length} services`, '0 orders'].map(
			(what) => `info: SMM Panel Trigger: it watches ${what}`,
		),
	);
});

test.each([
	[
		'orders',
		{ event: 'orderStatus', watch: 'ids', orderIds: Array.from({ length: 60 }, (_, n) => 23501 + n).join() },
		'60 orders, shown are the first 50',
	],
	['a balance', { event: 'balanceBelow', threshold: 5 }, 'the balance, with a threshold of 5'],
	['services', { event: 'serviceChanged', services: '', search: 'followers' }, expect.stringMatching(/^\d+ of \d+ services$/)],
])('a manual test of %s says what is watched', async (_, parameters, watching) => {
	const panel = await startPanel();
	await book(panel, 60);
	const { items } = await (await watch(panel, parameters, { mode: 'manual' })).poll();
	expect(items[0]?.json).toMatchObject({ watching });
});

test.each([
	['words', ['pending', 'none yet']],
	['nothing', []],
])('a list with %s alone does not fail the publication, and its ids are told when they come', async (_, first) => {
	const panel = await startPanel();
	const [order = 0] = await book(panel, 1);
	let ids: unknown = first;
	const list = await startServer((_request, response) => sendJson(response, ids));
	const poller = await watch(panel, { event: 'orderStatus', watch: 'url', watchUrl: list.origin, states: [] });
	expect(await eventIds(poller)).toEqual([]);
	ids = [order];
	expect(await eventIds(poller)).toEqual([`${order}:pending`]);
});

/** Answers to single ids; what it says to a list is up to the test. */
async function startRefuser(refuse: (response: ServerResponse) => unknown) {
	const asked: string[] = [];
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			const fields = new URLSearchParams(body);
			asked.push(fields.get('orders') ?? fields.get('order') ?? '');
			if (fields.has('orders')) refuse(response);
			else sendJson(response, { status: 'Completed', charge: '1' });
		});
	};
	return { asked, origin: (await startServer(answer)).origin };
}

test.each<[string, (response: ServerResponse) => unknown]>([
	['500 with JSON', (response) => sendJson(response, { error: 'Cast to ObjectId failed' }, 500)],
	['500 with a web page', (response) => response.writeHead(500).end('<html>Error</html>')],
	['200 with a web page', (response) => response.end('<!doctype html><html></html>')],
	['nothing', (response) => response.end()],
	['a broken text', (response) => response.end('Fatal error: Uncaught TypeError')],
])('a panel that answers a list of ids with %s is asked one by one in the same poll', async (_, refuse) => {
	const { asked, origin } = await startRefuser(refuse);
	const parameters = { event: 'orderStatus', watch: 'ids', orderIds: '1, 2, 3', states: [] };
	const poller = await watch(await startPanel(), parameters, {}, { baseUrl: `${origin}/api/v2` });
	expect(await eventIds(poller)).toEqual(['1:completed', '2:completed', '3:completed']);
	expect(asked).toEqual(expect.arrayContaining(['1', '2', '3']));
});

test('a code that is there when the workflow is published, while its phone cannot be read, comes with the second poll', async () => {
	const panel = await startPanel({ dialect: 'hstockplus' });
	const number = await rentNumber(panel);
	panel.giveSms(number, '123456');
	panel.fail({ kind: 'status', status: 500, action: 'sms_status', times: 1000 });
	const poller = await watch(panel, { event: 'smsCode', watch: 'ids', orderIds: String(number) });
	expect(await eventIds(poller)).toEqual([]);
	expect(await eventIds(poller)).toEqual([`${number}:sms:123456`]);
});

test('a placeholder in the place of a code does not end a number', async () => {
	const { origin } = await startServer((_request, response) => sendJson(response, { status: 'waiting', code: 'N/A' }));
	const poller = await watch(
		await startPanel(),
		{ event: 'smsCode', watch: 'ids', orderIds: '7' },
		{ mode: 'manual' },
		{ baseUrl: `${origin}/api/v2` },
	);
	const { items } = await poller.poll();
	expect(items.map(({ json }) => json)).toMatchObject([{ order: '7', state: 'active', final: false }]);
});

test('every parameter is read before the poll waits for anything, because n8n may end the evaluation of expressions then', async () => {
	const panel = await startPanel();
	const ids = await book(panel, 1);
	const poller = await watch(panel, { event: 'orderStatus', watch: 'ids', orderIds: `={{ [${ids.join()}] }}`, states: [] });
	const reads = jest.spyOn(PollContext.prototype, 'getNodeParameter');
	const waits = jest.spyOn(PollContext.prototype, 'getCredentials');
	try {
		expect(await eventIds(poller)).toEqual([`${ids.join()}:pending`]);
		expect(waits).toHaveBeenCalled();
		expect(reads.mock.calls.map(([name]) => name)).toContain('orderIds');
		expect(Math.max(...reads.mock.invocationCallOrder)).toBeLessThan(Math.min(...waits.mock.invocationCallOrder));
	} finally {
		reads.mockRestore();
		waits.mockRestore();
	}
});
