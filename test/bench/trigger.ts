import { createServer } from 'node:http';
import type { INodeType, IPollFunctions } from 'n8n-workflow';
import { fetch } from 'undici';
import { forgetBatchModes } from '../../nodes/SmmPanel/panel/api/batchSupport';
import { describeEvents } from '../../nodes/SmmPanel/framework/describe';
import { events } from '../../nodes/SmmPanel/trigger';
import { forgetSessions, openSession } from '../../nodes/SmmPanel/trigger/session';
import { runPoll } from '../../nodes/SmmPanel/trigger/runPoll';
import { encodeHour } from '../../nodes/SmmPanel/trigger/watching/quietOrders';
import { openPoller, type Poller } from '../support';
import { median, timed } from './measure';

const SIZES = [100, 1_000, 10_000];
/** Both kinds of panel, with how many calls run side by side. */
const PANELS = [
	{ takesLists: true, name: 'Takes lists (HM Social Media)', lanes: 3 },
	{ takesLists: false, name: 'One ID a call (HstockPlus)', lanes: 5 },
] as const;
const TICKS = 3;
const MINUTE = 60_000;
/** A usual answer time of a panel over the internet, and the time of one poll. */
const ANSWER_MS = 200;
const POLL_MS = 50_000;

// tsx resolves the node's file name to the .json beside it, so the node stands here with what a poll needs of it.
export const TRIGGER: INodeType = {
	description: {
		displayName: 'SMM Panel Trigger',
		name: 'smmPanelTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Stands for the node',
		polling: true,
		defaults: { name: 'SMM Panel Trigger' },
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'smmPanelApi', required: true }],
		properties: describeEvents(events),
	},
	async poll(this: IPollFunctions) {
		return await runPoll(this);
	},
};

/** A table for the docs; all cells are text. */
export interface TriggerTable {
	head: string[];
	rows: string[][];
}

/**
 * Measures the trigger with 100, 1,000 and 10,000 watched orders on both kinds of panel, through n8n's real poll
 * context. Every change fires, so that every order has a mark: the largest state there is. The panel runs in the same
 * process, so the times include its own work; beside them stands undici's fetch with as many calls side by side.
 */
export async function triggerBench(): Promise<TriggerTable> {
	const rows: string[][] = [];
	for (const { takesLists, name, lanes } of PANELS) {
		for (const size of SIZES) rows.push([name, size.toLocaleString('en'), ...(await measure(takesLists, size, lanes))]);
	}
	return {
		head: [
			'Panel',
			'Watched orders',
			'Calls of a poll without changes',
			'Its time here',
			'undici + parse, same calls',
			`Polls for all at ${ANSWER_MS} ms an answer`,
			'Calls when all are quiet for a day, option on',
			'Stored state',
			'Bytes an order',
			'State written without changes',
		],
		rows,
	};
}

async function measure(takesLists: boolean, size: number, lanes: number): Promise<string[]> {
	forgetBatchModes();
	forgetSessions();
	const panel = await startStatusPanel(takesLists);
	try {
		const poller = await open(panel, size, {});
		const state = JSON.stringify(await settled(poller));
		const times: number[] = [];
		let changed = false;
		const raw: number[] = [];
		let calls = 0;
		for (let tick = 0; tick < TICKS; tick++) {
			const start = panel.calls();
			times.push(
				await timed(async () => {
					changed ||= (await poller.poll()).changed;
				}),
			);
			calls = panel.calls() - start;
			raw.push(await timed(async () => await askWithUndici(panel, { takesLists, size, calls, lanes })));
		}
		const polls = Math.max(1, Math.ceil(((calls / lanes) * ANSWER_MS) / POLL_MS));
		return [
			calls.toLocaleString('en'),
			`${median(times).toFixed(0)} ms`,
			`${median(raw).toFixed(0)} ms`,
			String(polls),
			(await quietCalls(panel, size)).toLocaleString('en'),
			`${(state.length / 1000).toFixed(1)} kB`,
			(state.length / size).toFixed(1),
			changed ? 'YES' : 'no',
		];
	} finally {
		await panel.close();
	}
}

/** The same questions by undici alone: as many calls, as many side by side, each reply parsed. */
async function askWithUndici(
	panel: StatusPanel,
	asking: { takesLists: boolean; size: number; calls: number; lanes: number },
): Promise<void> {
	const { takesLists, size, calls, lanes } = asking;
	const ids = Array.from({ length: size }, (_, index) => FIRST_ID + index);
	const perCall = Math.ceil(size / calls);
	let next = 0;
	const lane = async () => {
		while (next < calls) {
			const at = perCall * next++;
			const asked: Record<string, string> = takesLists ? { orders: ids.slice(at, at + perCall).join(',') } : { order: String(ids[at]) };
			const reply = await fetch(panel.url, { method: 'POST', body: new URLSearchParams({ key: 'bench-key', action: 'status', ...asked }) });
			JSON.parse(await reply.text());
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

/** The calls of one poll when every order has been quiet for a day and quiet orders are asked less often. */
async function quietCalls(panel: StatusPanel, size: number): Promise<number> {
	const stored = JSON.stringify(await settled(await open(panel, size, { slowDown: true })));
	const day = encodeHour(Date.now() - 25 * 60 * MINUTE);
	// Two hours may have met while all were asked; one key of JSON must not hide the other.
	const ids = [...stored.matchAll(/"p\.\w+":"([\d,]+)"/g)].map((match) => match[1]).join();
	const quiet: Record<string, never> = JSON.parse(stored.replace(/"snapshots":\{[^}]*\}/, `"snapshots":{"p.${day}":"${ids}"}`));
	forgetSessions();
	openSession(WORKFLOW, 'tested-node').lastFullRoundAt = Date.now() - MINUTE;
	const poller = await open(panel, size, { slowDown: true }, quiet);
	const before = panel.calls();
	await poller.poll();
	return panel.calls() - before;
}

/** Polls until every order was emitted, and returns the stored state. */
async function settled(poller: Poller) {
	for (;;) {
		const { output, staticData, error } = await poller.poll();
		if (error instanceof Error) throw error;
		if (output === null) return staticData;
	}
}

const FIRST_ID = 1_000_001;
const WORKFLOW = 'bench';

async function open(panel: StatusPanel, size: number, options: Record<string, boolean>, staticData = {}): Promise<Poller> {
	const ids = Array.from({ length: size }, (_, index) => FIRST_ID + index);
	return await openPoller({
		type: TRIGGER,
		parameters: { event: 'orderStatus', watch: 'ids', orderIds: ids.join(','), states: [], options },
		credentials: { smmPanelApi: { baseUrl: panel.url, apiKey: 'bench-key' } },
		workflowId: WORKFLOW,
		staticData,
	});
}

interface StatusPanel {
	url: string;
	calls(): number;
	close(): Promise<void>;
}

/** A panel that knows every order and only `status`; booking 10,000 orders in the sandbox would take minutes. */
async function startStatusPanel(takesLists: boolean): Promise<StatusPanel> {
	let calls = 0;
	const order = { charge: '0.27819', start_count: '3572', status: 'Pending', remains: '157', currency: 'USD' };
	const server = createServer((request, response) => {
		let text = '';
		request.on('data', (part: Buffer) => {
			text += part.toString();
		});
		request.on('end', () => {
			calls += 1;
			const fields = new URLSearchParams(text);
			const orders = fields.get('orders');
			const reply =
				orders === null
					? order
					: takesLists
						? Object.fromEntries(orders.split(',').map((id) => [id, order]))
						: { error: 'Order not found' };
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end(JSON.stringify(reply));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}/api/v2`,
		calls: () => calls,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
