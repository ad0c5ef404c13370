import type { INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../framework/errors';

/**
 * The error of a list. In place of the list n8n shows its message, and on some versions nothing else, so the first
 * sentence of the message says what to do next as well.
 */
export function toListError(node: INode, failure: unknown): NodeApiError | NodeOperationError {
	const error = toNodeError(node, failure);
	const { message, description } = error;
	if (typeof description !== 'string' || description === '') return error;
	// A capital behind the first one belongs to a name: "API".
	const step = description.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
	const [first = '', ...others] = message.replace(/\.$/, '').split('. ');
	error.message = `${[`${first}: ${step.replace(/\.$/, '')}`, ...others].join('. ')}.`;
	error.description = '';
	return error;
}
