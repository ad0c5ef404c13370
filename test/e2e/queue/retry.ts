import { isOver, type Execution } from '../../host/execution';
import type { QueueHost } from '../../host/queueHost';
import { until } from '../../host/until';
import type { Buyer } from '../buying';
import { readReported, type Reported } from './books';

const RETRIES_AT_ONCE = 10;

/** n8n leaves the execution whose job it gave up without data, or with an empty run. */
export const isEmptied = ({ status, data }: Execution) => status === 'error' && Object.keys(data?.resultData.runData ?? {}).length === 0;

/** What the executions of a buyer reported in the end. */
export interface Settled {
	reported: Reported[];
	retried: number;
	/** Executions that n8n emptied, so that nobody can retry them or read what they bought. */
	emptied: number;
}

/** Waits until all executions of a buyer are over, and retries once what crashed, as a user does in the list of executions. */
export async function settle(host: QueueHost, buyer: Buyer, atLeast: number): Promise<Settled> {
	const client = host.client();
	const ids = await buyer.ids(atLeast);
	await until(async () => ((await client.listExecutions(buyer.workflow.id)).every(isOver) ? true : undefined), {
		what: `the executions of ${buyer.workflow.name} to end`,
		timeoutMs: 300_000,
		everyMs: 500,
	});
	const over = await Promise.all(ids.map(async (id) => await client.waitForExecution(id)));
	const crashed = over.filter(({ status }) => status === 'crashed');
	const retried: Execution[] = [];
	for (let start = 0; start < crashed.length; start += RETRIES_AT_ONCE) {
		const some = crashed.slice(start, start + RETRIES_AT_ONCE);
		retried.push(...(await Promise.all(some.map(async ({ id }) => await client.retryExecution(id)))));
	}
	return {
		reported: [...over, ...retried].flatMap(readReported),
		retried: retried.length,
		emptied: [...over, ...retried].filter(isEmptied).length,
	};
}
