import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

export const SECRET = 'key-that-must-not-leak';
export const credentials = { smmPanelApi: { baseUrl: 'http://panel.invalid', apiKey: SECRET } };

export const description: INodeTypeDescription = {
	displayName: 'Probe',
	name: 'probe',
	group: ['transform'],
	version: 1,
	description: 'Shows what the engine gives a node',
	defaults: { name: 'Probe' },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	usableAsTool: true,
	credentials: [{ name: 'smmPanelApi', required: false }],
	properties: [
		{ displayName: 'Text', name: 'text', type: 'string', default: 'from default' },
		{ displayName: 'Must', name: 'must', type: 'string', default: 'set', required: true },
	],
};

/** A node whose execute() is the given function. */
export function probe(execute: INodeType['execute'], methods: INodeType['methods'] = {}): INodeType {
	return { description, execute, methods };
}
