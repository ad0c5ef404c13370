import { PollContext, TriggersAndPollers } from 'n8n-core';
import { deepCopy, jsonParse } from 'n8n-workflow';
import type { IDataObject, INode, INodeExecutionData, INodeParameters, INodeType, Workflow, WorkflowActivateMode } from 'n8n-workflow';

import { buildAdditionalData, buildNode, buildWorkflow, toJson } from './engine';
import type { TestCredentials } from './engine';
import { triggerNode } from './nodes';

/** A polling node registered with n8n. */
export interface PollerOptions {
	parameters: INodeParameters;
	credentials?: TestCredentials;
	node?: Partial<INode>;
	/** The trigger node of this package unless given. */
	type?: INodeType;
	/** "trigger" (default) is a published workflow, "manual" is "Fetch test event" in the editor. */
	mode?: 'manual' | 'trigger';
	/** What `getActivationMode()` says; n8n keeps it for every tick of a registration. Default "activate", or "manual". */
	activation?: WorkflowActivateMode;
	/** The node's static data as stored before the first poll. */
	staticData?: IDataObject;
	/** What `getPollBudgetMs()` answers: 36 000 on n8n's durable ticks, 300 000 (n8n-core's own value) otherwise. */
	pollBudgetMs?: number;
	workflowId?: string;
}

/** What came of one poll. */
export interface PollResult {
	/** What poll() returned: the outputs, or null when it had nothing to emit. */
	output: INodeExecutionData[][] | null;
	/** The items of the first output. */
	items: INodeExecutionData[];
	/** What poll() threw, if it did. */
	error: unknown;
	/** The node's static data after this poll. */
	staticData: IDataObject;
	/** Whether this poll marked the static data as changed. */
	changed: boolean;
	/** Output, error and static data as JSON: search it for things that must not be there. */
	wholeJson: string;
}

/** Several polls of one node, the way n8n runs a published polling trigger. */
export class Poller {
	/**
	 * The node's static data as n8n's database would hold it. n8n 2.40 writes it once after the registration's first
	 * poll and then only when a poll emits, so what a silent poll changed is lost on a restart.
	 */
	saved: IDataObject;

	private readonly engine = new TriggersAndPollers();
	private readonly node: INode;
	private workflow: Workflow;
	private context: PollContext;
	private unsaved = false;
	private polls = 0;

	constructor(
		private readonly type: INodeType,
		private readonly options: PollerOptions,
	) {
		this.node = buildNode(type, options);
		this.saved = deepCopy(options.staticData ?? {});
		this.workflow = this.load();
		this.context = this.register(options.activation);
	}

	/** Runs poll() once, on the same state object as the polls before it. */
	async poll(): Promise<PollResult> {
		if (this.isManual) {
			this.workflow = this.load();
			this.context = this.register(this.options.activation);
		}
		const { workflow, context } = this;
		markChanged(workflow, false);
		let output: INodeExecutionData[][] | null = null;
		let error: unknown;
		try {
			output = await workflow.expression.withIsolate(async () => await this.engine.runPollFunction(workflow, this.node, context));
		} catch (thrown) {
			error = thrown;
		}
		const changed = isChanged(workflow);
		this.unsaved ||= changed;
		this.polls += 1;
		if (!this.isManual && error === undefined && (this.polls === 1 || output !== null)) this.save();
		const staticData = this.snapshot();
		return {
			output,
			items: output?.[0] ?? [],
			error,
			staticData,
			changed,
			wholeJson: toJson({ output, error: describe(error), staticData }),
		};
	}

	/** n8n starts again, or the workflow is published anew: a new registration that finds only what was saved. */
	restart(activation: WorkflowActivateMode = 'init'): void {
		this.workflow = this.load();
		this.context = this.register(activation);
		this.polls = 0;
		this.unsaved = false;
	}

	private get isManual(): boolean {
		return this.options.mode === 'manual';
	}

	private load(): Workflow {
		return buildWorkflow(
			[{ node: this.node, type: this.type }],
			{},
			{
				workflowId: this.options.workflowId,
				staticData: { [`node:${this.node.name}`]: deepCopy(this.saved) },
			},
		);
	}

	private register(activation: WorkflowActivateMode | undefined): PollContext {
		const mode = this.options.mode ?? 'trigger';
		const budget = this.options.pollBudgetMs;
		// The parameters left undefined take n8n-core's own defaults, so this equals its getExecutePollFunctions().
		return new PollContext(
			this.workflow,
			this.node,
			buildAdditionalData(this.options.credentials, { workflowId: this.workflow.id }),
			mode,
			activation ?? (mode === 'manual' ? 'manual' : 'activate'),
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			budget === undefined ? undefined : () => budget,
		);
	}

	private snapshot(): IDataObject {
		return jsonParse<IDataObject>(toJson(this.workflow.getStaticData('node', this.node)));
	}

	private save(): void {
		if (!this.unsaved) return;
		this.saved = this.snapshot();
		this.unsaved = false;
	}
}

/** n8n's own mark on static data that has to be saved. */
function isChanged(workflow: Workflow): boolean {
	return workflow.staticData.__dataChanged === true;
}

function markChanged(workflow: Workflow, changed: boolean): void {
	workflow.staticData.__dataChanged = changed;
}

/** An error spread open, as n8n stores it with an error execution. */
function describe(error: unknown): unknown {
	return error instanceof Error ? { ...error, message: error.message, stack: error.stack } : error;
}

/** Registers a polling node; every `poll()` of the result is one tick. */
export async function openPoller(options: PollerOptions): Promise<Poller> {
	return new Poller(options.type ?? (await triggerNode()), options);
}

/** Registers a polling node and polls it several times; `before` can change the panel ahead of each poll. */
export async function runPolls(
	options: PollerOptions & { polls: number; before?: (index: number) => void | Promise<void> },
): Promise<PollResult[]> {
	const poller = await openPoller(options);
	const results: PollResult[] = [];
	for (let index = 0; index < options.polls; index += 1) {
		await options.before?.(index);
		results.push(await poller.poll());
	}
	return results;
}
