import { unflatten } from '../support/flatted';
import { z } from '../support/zod';

const errorShape = z.object({ message: z.string(), description: z.string().nullish(), name: z.string().optional() }).passthrough();

const itemShape = z.object({ json: z.record(z.unknown()), error: errorShape.optional(), pairedItem: z.unknown().optional() }).passthrough();

const runShape = z
	.object({
		executionStatus: z.string().optional(),
		error: errorShape.optional(),
		data: z
			.object({ main: z.array(z.array(itemShape).nullable()).optional() })
			.passthrough()
			.optional(),
	})
	.passthrough();

const runDataShape = z.record(z.array(runShape));

const dataShape = z
	.object({
		resultData: z
			.object({ runData: runDataShape.default({}), error: errorShape.optional(), lastNodeExecuted: z.string().optional() })
			.passthrough(),
	})
	.passthrough();

/** Executions come with their data as text; one whose data is gone, or is not written yet, comes without. */
export const executionShape = z
	.object({
		id: z.coerce.string(),
		status: z.string(),
		mode: z.string(),
		workflowId: z.string().optional(),
		retryOf: z.coerce.string().nullish(),
		retrySuccessId: z.coerce.string().nullish(),
		data: z.string().optional(),
	})
	.transform(({ data, ...head }) => ({
		...head,
		data: dataShape.optional().parse(data === undefined ? undefined : unflatten(data)),
		/** The data as it was sent, to be searched for what must not be in it. */
		text: data ?? '',
	}));

export type Execution = z.infer<typeof executionShape>;
export type Item = z.infer<typeof itemShape>;
export type NodeFailure = z.infer<typeof errorShape>;

const FINAL = new Set(['success', 'error', 'crashed', 'canceled']);

/** Whether nothing more happens in this execution. */
export function isOver(execution: { status: string }): boolean {
	return FINAL.has(execution.status);
}

/** Whether its data is there: n8n 1 says that an execution is over some time before it has stored what came out. */
export function isWritten({ status, data }: Execution): boolean {
	if (status !== 'success' && status !== 'error') return true;
	return data?.resultData.error !== undefined || Object.keys(data?.resultData.runData ?? {}).length > 0;
}

function lastRun(execution: Execution, nodeName: string): z.infer<typeof runShape> | undefined {
	return execution.data?.resultData.runData[nodeName]?.at(-1);
}

/** The items that a node gave at its last run, of its first output unless told otherwise. */
export function outputItems(execution: Execution, nodeName: string, output = 0): Item[] {
	return lastRun(execution, nodeName)?.data?.main?.[output] ?? [];
}

/** The items of the first output of every run of a node; one that several branches lead to runs more than once. */
export function itemsOfAllRuns(execution: Execution, nodeName: string): Item[] {
	return (execution.data?.resultData.runData[nodeName] ?? []).flatMap(({ data }) => data?.main?.[0] ?? []);
}

/** What a node failed with at its last run. */
export function nodeError(execution: Execution, nodeName: string): NodeFailure | undefined {
	return lastRun(execution, nodeName)?.error;
}

/** What the whole execution failed with. */
export function executionError(execution: Execution): NodeFailure | undefined {
	return execution.data?.resultData.error;
}
