import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { markStopped, buildErrorItem, InvalidInputError, toNodeError, toToolError } from '../../../nodes/SmmPanel/framework/errors';

const node: INode = { id: 'n', name: 'Node', type: 'x.y', typeVersion: 1, position: [0, 0], parameters: {} };
const explained = (message: string, more: object = {}) => Object.assign(new Error(message), { nextStep: 'Do this.', ...more });

test('texts that hold an errno name stay as they are', () => {
	for (const message of ['approvePermissions is off', 'Preexisting order', 'The list ENDS', 'ECONNREFUSED was said']) {
		expect(toNodeError(node, explained(message))).toMatchObject({ message, description: 'Do this.' });
	}
});

test('a value to correct is an operation error, an answer of a server an API error with its status', () => {
	expect(toNodeError(node, new InvalidInputError('Wrong', 'Do this.'))).toBeInstanceOf(NodeOperationError);
	expect(toNodeError(node, explained('Wrong', { isInput: true }))).toBeInstanceOf(NodeOperationError);
	const api = toNodeError(node, explained('Refused', { httpStatus: 422, declared: { cause: 'rate-limited', retryAfterMs: 5 } }));
	expect(api).toBeInstanceOf(NodeApiError);
	expect(api).toMatchObject({ httpCode: '422', failure: { cause: 'rate-limited', retryAfterMs: 5 } });
});

test('a node error passes, and gets its item; anything else becomes one', () => {
	const own = new NodeOperationError(node, 'Mine');
	expect(toNodeError(node, own, 3)).toBe(own);
	expect(own.context.itemIndex).toBe(3);
	expect(toNodeError(node, new Error('plain'), 2)).toMatchObject({
		name: 'NodeOperationError',
		message: 'plain',
		context: { itemIndex: 2 },
	});
	expect(toNodeError(node, 'thrown text').message).toMatch(/a reason that it does not know/);
});

test('a value to correct is the fault of the node for n8n too, so that its scheduler does not take it for an outage', () => {
	expect(toNodeError(node, new InvalidInputError('Wrong', 'Do this.'))).toMatchObject({ failure: { cause: 'configuration-invalid' } });
});

test('the request behind a failure is not kept', () => {
	const error = toNodeError(node, explained('Refused', { config: { data: 'key=secret' }, request: { key: 'secret' } }));
	expect(JSON.stringify({ ...error, message: error.message, cause: error.cause })).not.toContain('secret');
});

test('n8n calls an execution stopped only when it was', () => {
	expect(toNodeError(node, explained('The order was canceled'), 0).message).toBe('The order was cancelled [item 0]');
	expect(markStopped(toNodeError(node, explained('No answer came'), 0)).message).toBe(
		'No answer came [item 0]. The execution was canceled.',
	);
});

test('a failed item holds no json, so that n8n neither runs the node again nor takes an old error for a new one', () => {
	const item = buildErrorItem({ node, runsAsTool: false }, explained('Wrong.'), 4);
	expect(item).toMatchObject({ json: {}, pairedItem: { item: 4 } });
	expect(item.error?.message).toBe('Wrong [item 4]. Do this.');
});

test('a failed item of a tool says in its json why, for n8n may hand a model nothing else', () => {
	const item = buildErrorItem({ node, runsAsTool: true }, explained('Wrong.'), 0);
	expect(item.json).toEqual({ reason: 'Wrong [item 0]. Do this.' });
});

test('a next step that tells of what was canceled is not taken for a click on Stop', () => {
	const { message } = toToolError(node, explained('Refused', { nextStep: 'The order was canceled.' }), 0);
	expect(message).toBe('Refused [item 0]. The order was cancelled.');
});
