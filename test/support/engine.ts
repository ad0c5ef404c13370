import { ExternalSecretsProxy } from 'n8n-core';
import { ICredentialsHelper, NodeConnectionTypes, UnexpectedError, Workflow, deepCopy, jsonStringify } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	IConnections,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

const PACKAGE_NAME = 'n8n-nodes-smm-panel';
export const START_NODE_NAME = 'Start';

/** Decrypted credential data by credential type, for example `{ smmPanelApi: { baseUrl, apiKey } }`. */
export type TestCredentials = Record<string, ICredentialDataDecryptedObject>;

class TestCredentialsHelper extends ICredentialsHelper {
	constructor(private readonly byType: TestCredentials) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(): Promise<IHttpRequestOptions> {
		throw new UnexpectedError('The test harness has no generic credential authentication.');
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('The test harness keeps no encrypted credentials.');
	}

	async getDecrypted(
		...[, , type, mode, executeData, , resolve]: Parameters<ICredentialsHelper['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.byType[type];
		if (data === undefined) throw new UnexpectedError(`The test gave no credential "${type}".`);
		if (!resolve) return deepCopy(data);
		// A copy, as n8n decrypts anew on every call: a node that changes it must not see the change again.
		return Object.fromEntries(
			Object.entries(deepCopy(data)).map(([name, value]) => [name, typeof value === 'string' ? evaluate(value) : value]),
		);

		/** An expression in a credential sees the item that it is read for. */
		function evaluate(value: string) {
			if (!resolve) return value;
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolve;
			const { expression } = workflow;
			return String(
				expression.getParameterValue(value, runExecutionData, runIndex, itemIndex, node.name, connectionInputData, mode, {}, executeData),
			);
		}
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties(): INodeProperties[] {
		return [];
	}
}

/** The node that feeds the tested node; its output items are fixed when it is made. */
class StartNode implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: 'Feeds the items of a test',
		defaults: { name: START_NODE_NAME },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	constructor(private readonly items: INodeExecutionData[]) {
		// n8n calls execute() with its own context as `this`, so the items reach it through the closure.
		const output = this.items;
		this.execute = async () => [deepCopy(output)];
	}

	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

class TestNodeTypes implements INodeTypes {
	constructor(private readonly types: Map<string, INodeType>) {}

	getByName(name: string): INodeType {
		const type = this.types.get(name);
		if (type === undefined) throw new UnexpectedError(`The test knows no node type "${name}".`);
		return type;
	}

	getByNameAndVersion(name: string): INodeType {
		return this.getByName(name);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/** The full type name that n8n gives a node of this package. */
function typeName(type: INodeType): string {
	return `${PACKAGE_NAME}.${type.description.name}`;
}

/** Builds the saved form of a node, as it stands in a workflow. */
export function buildNode(
	type: INodeType,
	options: {
		parameters?: INode['parameters'];
		credentials?: TestCredentials;
		node?: Partial<INode>;
	},
): INode {
	const { version, defaultVersion, displayName } = type.description;
	const newest = Array.isArray(version) ? version.at(-1) : version;
	const credentialTypes = Object.keys(options.credentials ?? {});
	return {
		id: 'tested-node',
		name: displayName,
		type: typeName(type),
		typeVersion: defaultVersion ?? newest ?? 1,
		position: [200, 0],
		parameters: deepCopy(options.parameters ?? {}),
		...(credentialTypes.length > 0 && {
			credentials: Object.fromEntries(credentialTypes.map((name) => [name, { id: `id-of-${name}`, name: `Test ${name}` }])),
		}),
		...options.node,
	};
}

/** The node that stands before the tested one, with its type. */
export function startNode(items: INodeExecutionData[]): { node: INode; type: INodeType } {
	const type = new StartNode(items);
	return { type, node: buildNode(type, { node: { id: 'start-node', position: [0, 0] } }) };
}

/** A real n8n workflow over the given nodes. */
export function buildWorkflow(
	parts: Array<{ node: INode; type: INodeType }>,
	connections: IConnections,
	options: { workflowId?: string; staticData?: IDataObject } = {},
): Workflow {
	const types = new Map(parts.map(({ node, type }) => [node.type, type]));
	return new Workflow({
		id: options.workflowId ?? 'test-workflow',
		name: 'Test workflow',
		nodes: parts.map(({ node }) => node),
		connections,
		active: false,
		nodeTypes: new TestNodeTypes(types),
		settings: { executionOrder: 'v1', timezone: 'UTC' },
		staticData: options.staticData,
	});
}

/** What n8n hands to every context besides the workflow: credentials, execution id and its own addresses. */
export function buildAdditionalData(
	credentials: TestCredentials = {},
	extra: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData {
	// The addresses must be absolute, because n8n-core appends the resume token with `new URL`. Nothing listens there.
	const base = 'http://n8n.invalid/';
	const unused = (what: string) => async (): Promise<never> => {
		throw new UnexpectedError(`The test harness does not provide ${what}.`);
	};
	return {
		credentialsHelper: new TestCredentialsHelper(credentials),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executeWorkflow: unused('sub-workflows'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: unused('task runners'),
		logAiEvent: () => {},
		currentNodeExecutionIndex: 0,
		restApiUrl: `${base}rest`,
		instanceBaseUrl: base,
		formBaseUrl: `${base}form`,
		formWaitingBaseUrl: `${base}form-waiting`,
		formTestBaseUrl: `${base}form-test`,
		webhookBaseUrl: `${base}webhook`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		webhookTestBaseUrl: `${base}webhook-test`,
		mcpBaseUrl: `${base}mcp`,
		mcpTestBaseUrl: `${base}mcp-test`,
		variables: {},
		...extra,
	};
}

/** JSON of anything, cycles included: what a test searches for a leaked key. */
export function toJson(value: object): string {
	return jsonStringify(value, { replaceCircularRefs: true });
}
