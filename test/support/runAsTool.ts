import { NodeConnectionTypes, createRunExecutionData, deepCopy } from 'n8n-workflow';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
	IRun,
} from 'n8n-workflow';

import { DedupStore, useDedupStore } from './dedup';
import { START_NODE_NAME, buildNode, buildWorkflow, startNode, toJson } from './engine';
import type { TestCredentials } from './engine';
import { actionNode } from './nodes';
import { execute } from './runNode';

/** An AI agent that calls the node as its tool. */
export interface RunAsToolOptions {
	/** Parameters as saved; what the model fills in is written `={{ $fromAI('key', 'description', 'type') }}`. */
	parameters: INodeParameters;
	/** One object per tool call, made one after another within one execution. */
	calls: IDataObject[];
	credentials?: TestCredentials;
	node?: Partial<INode>;
	type?: INodeType;
	workflowId?: string;
	executionId?: string;
	signature?: string;
	dedup?: DedupStore;
	signal?: AbortSignal;
}

/** What the model got back. */
export interface ToolRun {
	/** The tool's name and description as the model reads them, and its argument names. */
	name: string;
	description: string;
	argumentNames: string[];
	/** One entry per call: the text for the model, or the error the call ended with. */
	answers: Array<{ text?: string; error?: Error }>;
	run: IRun;
	wholeJson: string;
	executionId: string;
	signature: string | undefined;
	dedup: DedupStore;
}

/** The part of a LangChain tool that an agent uses. */
interface Tool {
	name: string;
	description: string;
	schema: { shape: object };
	invoke(args: IDataObject): Promise<unknown>;
}

function isTool(value: unknown): value is Tool {
	return typeof value === 'object' && value !== null && 'invoke' in value && 'schema' in value;
}

/** The tool variant that n8n derives from a node with `usableAsTool`, without the editor's extra fields. */
function toolVariant(type: INodeType): INodeType {
	const description = deepCopy(type.description);
	description.name += 'Tool';
	description.displayName += ' Tool';
	description.inputs = [];
	description.outputs = [NodeConnectionTypes.AiTool];
	delete description.usableAsTool;
	description.properties.unshift({
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: description.description,
	});
	const variant: INodeType = Object.create(type, { description: { value: description } });
	return variant;
}

class AgentNode implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Calls its tool as an AI agent does',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, required: true }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

	constructor(use: (tool: Tool) => Promise<void>) {
		// n8n calls execute() with its own context as `this`, so what to do with the tool reaches it through the closure.
		this.execute = async function (this: IExecuteFunctions) {
			const connected = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
			const tool: unknown = Array.isArray(connected) ? connected[0] : connected;
			if (!isTool(tool)) throw new Error('n8n gave the agent no tool.');
			await use(tool);
			return [[{ json: {} }]];
		};
	}
}

/** Runs the node as an AI tool through n8n's own tool wrapper. */
export async function runAsTool(options: RunAsToolOptions): Promise<ToolRun> {
	const type = toolVariant(options.type ?? (await actionNode()));
	const node = buildNode(type, options);
	const answers: ToolRun['answers'] = [];
	let seen: Tool | undefined;
	const agentType = new AgentNode(async (tool) => {
		seen = tool;
		for (const call of options.calls) {
			try {
				answers.push({ text: String(await tool.invoke(call)) });
			} catch (error) {
				answers.push({ error: error instanceof Error ? error : new Error(String(error)) });
			}
		}
	});
	const agent = { type: agentType, node: buildNode(agentType, { node: { id: 'agent-node' } }) };
	const start = startNode([{ json: {} }]);
	const dedup = options.dedup ?? new DedupStore();
	const workflow = buildWorkflow(
		[start, agent, { node, type }],
		{
			[START_NODE_NAME]: { main: [[{ node: agent.node.name, type: NodeConnectionTypes.Main, index: 0 }]] },
			[node.name]: { ai_tool: [[{ node: agent.node.name, type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		{ workflowId: options.workflowId ?? dedup.workflowId },
	);
	await useDedupStore(workflow, dedup);
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start.node, data: { main: [[{ json: {} }]] }, source: null }],
		},
		resumeToken: options.signature,
	});
	const run = await execute(workflow, data, 'trigger', options);
	if (seen === undefined) throw run.data.resultData.error ?? new Error('The agent did not run.');
	return {
		name: seen.name,
		description: seen.description,
		argumentNames: Object.keys(seen.schema.shape),
		answers,
		run,
		wholeJson: toJson({ run, answers: answers.map(({ text, error }) => ({ text, ...error, message: error?.message })) }),
		executionId: run.executionId,
		signature: run.data.resumeToken,
		dedup,
	};
}
