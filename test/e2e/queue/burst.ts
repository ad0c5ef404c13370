import { setTimeout as pause } from 'node:timers/promises';
import { isOver } from '../../host/execution';
import type { QueueHost } from '../../host/queueHost';
import { until } from '../../host/until';
import { startSandboxPanel, type SandboxPanel } from '../../sandbox';
import { createBuyer, type Buyer } from '../buying';
import { auditBooks, readReported, type Audit } from './books';
import { settle } from './retry';

/** How the keys of the purchases come about. */
export type Keys = 'derived' | 'own';

/** A workflow that buys at a panel of its own, and that has not bought before. */
export interface FreshBuyer {
	keys: Keys;
	panel: SandboxPanel;
	buyer: Buyer;
}

/** Milliseconds that the panel takes for an answer. */
const ANSWER_MS = 50;
/** In the link of every order whose answer is held. */
const HELD = '-held-';
/** What is promised holds for calls that left so long before the kill (milliseconds), or longer where n8n's writes take longer. */
const YOUNGEST_CALL_MS = 600;

/**
 * Settings for bursts: a dead worker's execution can be retried for four minutes instead of one, however slow the machine.
 * After that n8n gives its job up and empties the execution.
 */
export const BURST_ENV = { QUEUE_WORKER_LOCK_DURATION: '240000' };

/** Creates such a workflow; what it does not buy comes as an item too. */
export async function createFreshBuyer(host: QueueHost, keys: Keys, options: Record<string, unknown> = {}): Promise<FreshBuyer> {
	const panel = await startSandboxPanel({ dialect: 'hstockplus', balance: '1000000.00' });
	const orderKey = keys === 'own' ? { orderKey: '=key-{{ $json.id }}' } : {};
	const buyer = await createBuyer(host.client, panel, {
		parameters: { ...orderKey, options: { ...options, onNotBought: 'returnItem' } },
	});
	answerAll(panel);
	return { keys, panel, buyer };
}

/** Lets the panel answer everything from now on. */
function answerAll(panel: SandboxPanel): void {
	panel.clearFaults();
	panel.fail({ kind: 'delay', ms: ANSWER_MS, action: 'add', times: 1_000_000 });
}

export interface Burst {
	executions: number;
	/** Milliseconds over which the executions begin; 0 is all at once. */
	withinMs: number;
}

/** What came of a burst at one buyer. */
export interface BurstResult extends Audit {
	keys: Keys;
	orders: number;
	retried: number;
	emptied: number;
	/** Orders that the panel answered and that are reported as unknown in the end. */
	answeredUnknown: string[];
}

/** Waits until every execution has its second order held, or is over because n8n refused something. */
async function untilHeld(host: QueueHost, { panel, buyer }: FreshBuyer, executions: number): Promise<void> {
	await until(
		async () => {
			const held = panel.callsOf('add').filter(({ fields }) => fields.link?.includes(HELD) === true).length;
			if (held >= executions) return true;
			const over = (await host.client().listExecutions(buyer.workflow.id)).filter(isOver).length;
			return held + over >= executions ? true : undefined;
		},
		{ what: `${executions} purchases to be held`, timeoutMs: 120_000, everyMs: 250 },
	);
}

/** Starts the executions of a burst, and waits until each has one order answered and one held. */
async function startBurst(host: QueueHost, buyers: readonly FreshBuyer[], { executions, withinMs }: Burst): Promise<void> {
	for (const { panel } of buyers) {
		panel.clearFaults();
		panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking', link: HELD, times: executions });
		panel.fail({ kind: 'delay', ms: ANSWER_MS, action: 'add', times: 1_000_000 });
	}
	const numbers = Array.from({ length: executions }, (_, index) => index);
	await Promise.all(
		numbers.flatMap((index) =>
			buyers.map(async ({ buyer }) => {
				await pause((index * withinMs) / executions);
				await buyer.order([`answered-${index}`, `never${HELD}${index}`]);
			}),
		),
	);
	await Promise.all(buyers.map(async (entry) => await untilHeld(host, entry, executions)));
}

/** Waits until no worker has written to the record for as long as a call may be young. */
async function untilRecordIsStill({ postgres }: QueueHost): Promise<void> {
	let [seen, since] = ['', performance.now()];
	await until(
		async () => {
			const record = await postgres.query(
				"select md5(coalesce(string_agg(xmin::text || length(value::text), ','), '')) from processed_data",
			);
			if (record !== seen) [seen, since] = [record, performance.now()];
			return performance.now() - since >= YOUNGEST_CALL_MS ? true : undefined;
		},
		{ what: 'the workers to end their writes', timeoutMs: 60_000, everyMs: 100 },
	);
}

/**
 * A burst of executions that buy on both workers, which are killed while one order of each is answered and one is not;
 * then everything that crashed is retried once.
 */
export async function burstWithKill(host: QueueHost, buyers: readonly FreshBuyer[], burst: Burst): Promise<BurstResult[]> {
	await startBurst(host, buyers, burst);
	await untilRecordIsStill(host);
	await host.killWorkers();
	for (const { panel } of buyers) answerAll(panel);
	await host.startWorkers();
	return await Promise.all(
		buyers.map(async ({ keys, panel, buyer }) => {
			const { reported, retried, emptied } = await settle(host, buyer, burst.executions);
			const audit = auditBooks(panel, reported);
			const answeredUnknown = audit.unknown.filter((link) => !link.includes(HELD));
			return { ...audit, keys, orders: 2 * burst.executions, retried, emptied, answeredUnknown };
		}),
	);
}

/** Sends every answered key of a burst again, all at once: the links that are reported as unknown although they were bought. */
export async function sendAgain(host: QueueHost, { panel, buyer }: FreshBuyer, { executions }: Burst): Promise<string[]> {
	const known = new Set((await host.client().listExecutions(buyer.workflow.id)).map(({ id }) => id));
	await buyer.order(Array.from({ length: executions }, (_, index) => `answered-${index}`));
	const newest = await until(async () => (await host.client().listExecutions(buyer.workflow.id)).find(({ id }) => !known.has(id)), {
		what: 'the execution that repeats all keys',
	});
	const execution = await host.client().waitForExecution(newest.id, 120_000);
	return auditBooks(panel, readReported(execution)).unknown;
}
