import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { NodeConnectionTypes, UnexpectedError, createRunExecutionData, jsonParse } from 'n8n-workflow';
import type {
	ExecutionBaseError,
	IExecuteContextData,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	IRunData,
	IRunExecutionData,
	ITaskData,
	NodeExecutionHint,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { DedupStore, useDedupStore } from './dedup';
import { START_NODE_NAME, buildAdditionalData, buildNode, buildWorkflow, startNode, toJson } from './engine';
import type { TestCredentials } from './engine';
import { actionNode } from './nodes';

/** One execution of a workflow that holds a start node and the tested node. */
export interface RunNodeOptions {
	parameters: INodeParameters;
	/** Input items; one empty item when left out. */
	items?: INodeExecutionData[];
	/** Decrypted credential data by credential type. */
	credentials?: TestCredentials;
	/** Settings of the node as saved: onError, retryOnFail, maxTries, waitBetweenTries, name, id, ... */
	node?: Partial<INode>;
	/** The action node of this package unless given. */
	type?: INodeType;
	/** Default "trigger", a production run; "retry" when `retryOf` is given. */
	mode?: WorkflowExecuteMode;
	/** Aborting it stops the execution as the Stop button or a workflow timeout does. */
	signal?: AbortSignal;
	/** Which run of the node this is within the execution, as in a loop. */
	runIndex?: number;
	workflowId?: string;
	executionId?: string;
	/** The per-execution token that n8n shows as `signature` in `$execution.resumeUrl`; random unless given. */
	signature?: string;
	/** n8n's database of processed values; a fresh one unless given. */
	dedup?: DedupStore;
	/** What `getContext()` finds at the start, keyed `node:<name>`; normally restored through `retryOf`. */
	contextData?: IExecuteContextData;
	/** A failed run to take up again as "Retry execution" does: its data, its input and its token are restored. */
	retryOf?: NodeRun;
}

/** What came of one execution. */
export interface NodeRun {
	/** The main outputs of the tested node; with On Error "continueErrorOutput" the second one is the error output. */
	items: INodeExecutionData[][];
	/** The node's own error, also when On Error let the execution go on. */
	error: ExecutionBaseError | undefined;
	hints: NodeExecutionHint[];
	status: IRun['status'];
	run: IRun;
	runData: IRunData;
	/** The whole run result as JSON, as it would be stored: search it for things that must not be there. */
	wholeJson: string;
	executionId: string;
	signature: string | undefined;
	/** What the node keeps for its own later tries, keyed `node:<name>`. */
	contextData: IExecuteContextData;
	dedup: DedupStore;
}

let executionCounter = 0;

/** The next execution id, unique within a test file. */
function nextExecutionId(): string {
	executionCounter += 1;
	return String(executionCounter);
}

function freshExecution(start: INode, node: INode, options: RunNodeOptions): IRunExecutionData {
	const earlierRun: ITaskData = {
		startTime: 0,
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [[]] },
	};
	const earlierRuns = Array.from({ length: options.runIndex ?? 0 }, () => ({ ...earlierRun }));
	return createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [[{ json: {} }]] }, source: null }],
			contextData: options.contextData,
		},
		resultData: { runData: earlierRuns.length > 0 ? { [node.name]: earlierRuns } : {} },
		resumeToken: options.signature,
	});
}

/** What n8n's execution service does to the stored data of a failed execution before it runs it again. */
function retriedExecution(failed: NodeRun, workflow: Workflow): IRunExecutionData {
	const data = jsonParse<IRunExecutionData>(toJson(failed.run.data));
	const { lastNodeExecuted } = data.resultData;
	if (lastNodeExecuted !== undefined) {
		delete data.resultData.error;
		const tasks = data.resultData.runData[lastNodeExecuted];
		if (tasks?.at(-1)?.error !== undefined) tasks.pop();
	}
	for (const entry of data.executionData?.nodeExecutionStack ?? []) {
		const node = workflow.getNode(entry.node.name);
		if (node === null) throw new UnexpectedError(`The retried workflow has no node "${entry.node.name}".`);
		entry.node = node;
	}
	return data;
}

/** Runs one node in a real workflow execution, so that retries, On Error, expressions and item pairing are n8n's own. */
export async function runNode(options: RunNodeOptions): Promise<NodeRun> {
	const type = options.type ?? (await actionNode());
	const node = buildNode(type, options);
	const start = startNode(options.items ?? [{ json: {} }]);
	const dedup = options.dedup ?? options.retryOf?.dedup ?? new DedupStore();
	const workflow = buildWorkflow(
		[start, { node, type }],
		{ [START_NODE_NAME]: { main: [[{ node: node.name, type: NodeConnectionTypes.Main, index: 0 }]] } },
		{ workflowId: options.workflowId ?? dedup.workflowId },
	);
	await useDedupStore(workflow, dedup);

	const data = options.retryOf === undefined ? freshExecution(start.node, node, options) : retriedExecution(options.retryOf, workflow);
	const mode = options.mode ?? (options.retryOf === undefined ? 'trigger' : 'retry');
	const run = await execute(workflow, data, mode, options);
	return summarize(run, node.name, dedup, run.executionId);
}

/** Executes prepared run data and stops it when the signal aborts. */
export async function execute(
	workflow: Workflow,
	data: IRunExecutionData,
	mode: WorkflowExecuteMode,
	options: Pick<RunNodeOptions, 'credentials' | 'executionId' | 'signal'>,
): Promise<IRun & { executionId: string }> {
	const executionId = options.executionId ?? nextExecutionId();
	const now = new Date();
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: workflow.name ?? '',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	});
	const additionalData = buildAdditionalData(options.credentials, { executionId, hooks, workflowId: workflow.id });
	const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	const stop = () => execution.cancel();
	if (options.signal?.aborted === true) stop();
	options.signal?.addEventListener('abort', stop, { once: true });
	try {
		return { ...(await execution), executionId };
	} finally {
		options.signal?.removeEventListener('abort', stop);
	}
}

function summarize(run: IRun, nodeName: string, dedup: DedupStore, executionId: string): NodeRun {
	const { resultData, executionData, resumeToken } = run.data;
	const task = resultData.runData[nodeName]?.at(-1);
	return {
		items: (task?.data?.main ?? []).map((output) => output ?? []),
		error: task?.error ?? resultData.error,
		hints: task?.hints ?? [],
		status: run.status,
		run,
		runData: resultData.runData,
		wholeJson: toJson(run),
		executionId,
		signature: resumeToken,
		contextData: executionData?.contextData ?? {},
		dedup,
	};
}
