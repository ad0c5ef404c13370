import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { openPoller, type Poller } from '../support';
import { median } from './measure';
import { TRIGGER, type TriggerTable } from './trigger';

/** A usual answer time of a panel over the internet. */
const ANSWER_MS = 300;
const MINUTE = 60_000;
/** Codes come in the minutes after the publication, at any moment. */
const MINUTES = 4;
/** How many numbers a trigger watches, and how many triggers do: of each the delays of 48 to 60 codes. */
const NUMBERS: ReadonlyArray<{ numbers: number; triggers: number }> = [
	{ numbers: 1, triggers: 48 },
	{ numbers: 5, triggers: 10 },
	{ numbers: 10, triggers: 6 },
];
/** n8n puts a Poll Time "Every Minute" on a random second; each of several on one of its own. */
const SCHEDULES: ReadonlyArray<{ name: string; seconds(): number[] }> = [
	{ name: 'one *Every Minute*', seconds: () => [Math.random() * 60] },
	{ name: 'two *Every Minute*', seconds: () => [Math.random() * 60, Math.random() * 60] },
];

/**
 * Measures how long after its code reached the panel a number's event comes, with the option 'Ask Every' as it is, in
 * n8n's poll context on n8n's own schedule. It takes five minutes of real time; all triggers run side by side.
 */
export async function smsDelays(): Promise<TriggerTable> {
	const panel = await startNumbers();
	try {
		const rows = await Promise.all(
			SCHEDULES.flatMap(({ name, seconds }) =>
				NUMBERS.map(async ({ numbers, triggers }) => {
					const runs = Array.from({ length: triggers }, async () => await watchNumbers(panel, numbers, seconds()));
					const delays = (await Promise.all(runs)).flat().map((ms) => ms / 1000);
					if (delays.length !== numbers * triggers) throw new Error(`${numbers * triggers - delays.length} codes were not told.`);
					return [name, String(numbers), median(delays).toFixed(0), Math.max(...delays).toFixed(0)];
				}),
			),
		);
		return { head: ['Poll Times', 'Open numbers', 'Seconds until the event (median)', 'At most'], rows };
	} finally {
		panel.server.closeAllConnections();
		panel.server.close();
	}
}

interface Numbers {
	server: Server;
	url: string;
	/** When the code of each number comes, by its id, in milliseconds of `performance`. */
	comes: Map<string, number>;
}

/** A panel of numbers that stay open. */
async function startNumbers(): Promise<Numbers> {
	const comes = new Map<string, number>();
	const answer = async (body: string): Promise<unknown> => {
		await pause(ANSWER_MS);
		const { action, order = '' } = Object.fromEntries(new URLSearchParams(body));
		if (action === 'balance') return { balance: '1' };
		if (action === 'sms_status') return { phone: '+1', status: 'active', expires_at: '2999-01-01T00:00:00Z' };
		return performance.now() >= (comes.get(order) ?? Infinity) ? { status: 'completed', code: order } : { status: 'waiting' };
	};
	const server = createServer((request, response) => {
		void text(request)
			.then(answer)
			.then((reply) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(reply)));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return { server, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/v2`, comes };
}

let workflows = 0;
let ids = 0;

/** Publishes a trigger, polls it as n8n does, and gives the delay of every code. */
async function watchNumbers({ url, comes }: Numbers, numbers: number, seconds: readonly number[]): Promise<number[]> {
	workflows += 1;
	const orders = Array.from({ length: numbers }, () => String((ids += 1)));
	const begun = performance.now();
	for (const order of orders) comes.set(order, begun + MINUTE * (1 + Math.random() * (MINUTES - 1)));
	const poller = await openPoller({
		type: TRIGGER,
		parameters: { event: 'smsCode', watch: 'ids', orderIds: orders.join(), options: {} },
		credentials: { smmPanelApi: { baseUrl: url, apiKey: 'bench-key' } },
		workflowId: `sms-${workflows}`,
	});
	const delays: number[] = [];
	const poll = async () => {
		for (const { json } of await itemsOf(poller)) delays.push(performance.now() - (comes.get(String(json.order)) ?? 0));
	};
	await poll();
	const polls = seconds.flatMap((second) => Array.from({ length: MINUTES + 2 }, (_, minute) => second * 1000 + minute * MINUTE));
	await Promise.all(
		polls.map(async (at) => {
			await pause(Math.max(0, begun + at - performance.now()));
			if (delays.length < numbers) await poll();
		}),
	);
	return delays;
}

async function itemsOf(poller: Poller): Promise<Awaited<ReturnType<Poller['poll']>>['items']> {
	const { items, error } = await poller.poll();
	if (error instanceof Error) throw error;
	return items;
}
