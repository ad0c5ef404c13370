import type { INodeParameters } from 'n8n-workflow';

import { addOrderCall } from '../../../nodes/SmmPanel/panel/api/orders';
import { openPoller } from '../../support';
import { credentialsOf } from '../../support/panels';
import { closeAll, CONTINUE, failureOf, fakePanel, jsons, KEY, openServer, ORDER, run, type Answer, type BareServer } from './support';

afterEach(closeAll);

const LANES = 10;
const ids = Array.from({ length: 30 }, (_, n) => String(n + 1));
const noLists: Answer = { body: { error: 'Incorrect request' } };

interface SlowPanel extends BareServer {
	/** When each single call came, in milliseconds after the refusal; those on their way at that time are left out. */
	readonly after: number[];
	refused: boolean;
}

type Reply = Exclude<Answer, string | ((...all: never[]) => void)>;

/** A panel that refuses one call as soon as all lanes wait for an answer, and then says how soon others come. */
async function openSlowPanel(done: (fields: Readonly<Record<string, string>>) => object, answer: Reply): Promise<SlowPanel> {
	const waiting: Array<() => void> = [];
	const panel = { after: new Array<number>(), refused: false };
	let refusedAt = 0;
	const server = await openServer(({ fields }) => {
		if (fields.orders !== undefined) return noLists;
		if (panel.refused) panel.after.push(performance.now() - refusedAt);
		return (response) => {
			const send = ({ status = 200, headers = {}, body = {} }: Reply) => {
				response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
				response.end(JSON.stringify(body));
			};
			// The first id is asked alone, to learn that the panel takes no lists.
			const isAlone = fields.action !== 'add' && fields.order === '1';
			if (isAlone || panel.refused) return send({ body: done(fields) });
			waiting.push(() => send({ body: done(fields) }));
			if (waiting.length < LANES) return;
			waiting.pop();
			send(answer);
			panel.refused = true;
			refusedAt = performance.now();
			for (const go of waiting) setTimeout(go, 60);
		};
	});
	return Object.assign(panel, server);
}

const tooMany = { status: 429, headers: { 'Retry-After': '1' }, body: { error: 'Too many requests' } };
const busy = { status: 503, headers: { 'Retry-After': '1' }, body: {} };
const status = ({ order }: Readonly<Record<string, string>>) => ({ status: 'Pending', charge: order });

/** Calls that leave while the refusal is on its way; they are gone after so many milliseconds. */
const ON_THEIR_WAY = 50;
const early = ({ after }: SlowPanel, seconds = 1) => after.filter((ms) => ms > ON_THEIR_WAY && ms < seconds * 1000 - 10);

test.each([
	['429', tooMany],
	['503 with Retry-After', busy],
])('after %s in one of ten lanes no read leaves within that second, and all ids are answered', async (_, answer) => {
	const panel = await openSlowPanel(status, answer);
	const result = await run(panel, 'order.getStatus', { orderIds: ids.join() });
	expect(jsons(result).map(({ charge }) => charge)).toEqual(ids);
	expect([panel.refused, early(panel)]).toEqual([true, []]);
});

test.each([
	['429', tooMany],
	['503 with Retry-After', busy],
])('after %s in one of ten lanes no request leaves within that second', async (_, answer) => {
	const panel = await openSlowPanel(({ order }) => ({ order, cancel: 1 }), answer);
	await run(panel, 'order.cancel', { orderIds: ids.join(), options: { callsAtOnce: LANES } }, CONTINUE);
	expect([panel.refused, early(panel)]).toEqual([true, []]);
});

const purchases: INodeParameters = {
	...ORDER,
	link: '=https://example.com/{{ $json.id }}',
	options: { useChosenType: true, callsAtOnce: LANES },
};
const items = ids.map((id) => ({ json: { id } }));

test('after a 429 in one of ten lanes no purchase leaves within that second, and each is made once', async () => {
	let order = 0;
	const panel = await openSlowPanel(() => ({ order: ++order }), tooMany);
	const result = await run(panel, 'order.create', purchases, { items });
	expect(new Set(jsons(result).map(({ order: bought }) => bought)).size).toBe(ids.length);
	expect([panel.refused, early(panel), order]).toEqual([true, [], ids.length]);
});

test.each([
	['as long as the panel asks', { 'retry-after': '7' }, 7_000],
	['a second where it does not say how long', {}, 1_000],
	['not for longer than a minute, which ends a run instead', { 'retry-after': '61' }, undefined],
])('a purchase that was not sent yet when another one was refused for coming too fast waits %s', async (_, headers, waited) => {
	let now = 0;
	const refusal = { status: 429, headers, body: '{"error":"Too many requests"}' };
	const panel = fakePanel((__, count) => (count === 1 ? refusal : '{"order":5}'), {
		now: () => now,
		sleep: async (ms) => {
			now += ms;
		},
	});
	await failureOf(panel.call(addOrderCall({ service: '1' })));
	await panel.call(addOrderCall({ service: '2' }));
	expect(now).toBe(waited ?? 0);
});

test('after a 429 that asks for three seconds no wait looks before, although its interval is one', async () => {
	const answer = { ...tooMany, headers: { 'Retry-After': '3' } };
	const panel = await openSlowPanel(status, answer);
	const parameters = { orderId: '={{ $json.id }}', options: { interval: 1, timeout: 5, onTimeout: 'continue' } };
	const result = await run(panel, 'order.waitForStatus', parameters, { items });
	expect(jsons(result).map(({ charge }) => charge)).toEqual(ids);
	expect([panel.refused, early(panel, 3)]).toEqual([true, []]);
});

test('after a 429 in one of ten lanes a poll of the trigger asks nobody within that second', async () => {
	const panel = await openSlowPanel(status, tooMany);
	const poller = await openPoller({
		parameters: { event: 'orderStatus', watch: 'ids', orderIds: ids.join(), states: [], options: { callsAtOnce: LANES } },
		credentials: credentialsOf({ url: panel.url, apiKey: KEY }),
		workflowId: 'slowDown',
	});
	expect((await poller.poll()).error).toBeUndefined();
	expect([panel.refused, early(panel)]).toEqual([true, []]);
	expect(panel.after.length).toBeGreaterThan(0);
});
