import { CredentialTestContext, LoadOptionsContext } from 'n8n-core';
import { UnexpectedError, deepCopy } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	INode,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	Workflow,
} from 'n8n-workflow';

import { buildAdditionalData, buildNode, buildWorkflow } from './engine';
import type { TestCredentials } from './engine';
import { actionNode } from './nodes';

/** What the editor sends along when it asks a node for the content of a dropdown. */
export interface LoaderOptions {
	/** The node's current parameters, as `getCurrentNodeParameter()` sees them. */
	parameters?: INodeParameters;
	credentials?: TestCredentials;
	node?: Partial<INode>;
	/** The action node of this package unless given. */
	type?: INodeType;
	/** The path of the parameter being filled; needed for relative (`&`) parameter paths only. */
	path?: string;
}

function missing(kind: string, method: string, type: INodeType): UnexpectedError {
	return new UnexpectedError(`The node "${type.description.name}" has no ${kind} method "${method}".`);
}

function openLoader(type: INodeType, options: LoaderOptions): { workflow: Workflow; context: LoadOptionsContext } {
	const node = buildNode(type, options);
	const workflow = buildWorkflow([{ node, type }], {});
	const additionalData = buildAdditionalData(options.credentials, {
		currentNodeParameters: options.parameters ?? {},
	});
	return { workflow, context: new LoadOptionsContext(workflow, node, additionalData, options.path ?? '') };
}

/** Calls a `methods.loadOptions` function as opening a dropdown does. */
export async function loadOptions(method: string, options: LoaderOptions = {}): Promise<INodePropertyOptions[]> {
	const type = options.type ?? (await actionNode());
	const load = type.methods?.loadOptions?.[method];
	if (load === undefined) throw missing('loadOptions', method, type);
	const { workflow, context } = openLoader(type, options);
	return await workflow.expression.withIsolate(async () => await load.call(context));
}

/** Calls a `methods.listSearch` function as opening, searching or scrolling a resource locator does. */
export async function listSearch(
	method: string,
	options: LoaderOptions & { filter?: string; token?: string } = {},
): Promise<INodeListSearchResult> {
	const type = options.type ?? (await actionNode());
	const search = type.methods?.listSearch?.[method];
	if (search === undefined) throw missing('listSearch', method, type);
	const { workflow, context } = openLoader(type, options);
	return await workflow.expression.withIsolate(async () => await search.call(context, options.filter, options.token));
}

/** Calls a `methods.credentialTest` function as saving a credential does. */
export async function credentialTest(
	method: string,
	data: ICredentialDataDecryptedObject,
	options: { type?: INodeType; credentialType?: string } = {},
): Promise<INodeCredentialTestResult> {
	const type = options.type ?? (await actionNode());
	const test = type.methods?.credentialTest?.[method];
	if (test === undefined) throw missing('credentialTest', method, type);
	return await test.call(new CredentialTestContext(buildAdditionalData()), {
		id: 'tested-credential',
		name: 'Tested credential',
		type: options.credentialType ?? 'smmPanelApi',
		data: deepCopy(data),
	});
}
