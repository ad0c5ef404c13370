import { NodeApiError, NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';

/** A value that the user has to correct. Nothing has been sent when it is thrown. */
export class InvalidInputError extends Error {
	readonly declared = { cause: 'configuration-invalid' } as const;

	/** @param message - what is wrong, naming the field */
	constructor(
		message: string,
		readonly nextStep: string,
	) {
		super(message);
		this.name = 'InvalidInputError';
	}
}

/** n8n's own words for why something failed; its durable scheduler backs off by them. */
type DeclaredFailure =
	| { cause: 'rate-limited' | 'quota-exhausted' | 'temporarily-unavailable'; retryAfterMs?: number }
	| { cause: 'credential-invalid' | 'configuration-invalid' | 'node-defect' };

/** What every failure that a user sees brings along. Texts are written for people and never hold a secret. */
interface UserFacingError extends Error {
	/** What to do next, in one or two sentences. */
	readonly nextStep: string;
	/** True where a value has to be corrected and nothing was sent. */
	readonly isInput?: boolean;
	/** HTTP status of the reply, where there was one. */
	readonly httpStatus?: number;
	readonly declared?: DeclaredFailure;
}

function isUserFacing(error: unknown): error is UserFacingError {
	return error instanceof Error && 'nextStep' in error && typeof error.nextStep === 'string';
}

/**
 * Turns any failure into the n8n error that the user sees. Message and description are assigned afterwards: n8n
 * replaces messages that contain an errno name ("approvePermissions" holds EPERM), and a second wrap ignores all
 * options.
 * @param itemIndex - left out if the failure concerns the whole run
 */
export function toNodeError(node: INode, failure: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	const error = buildNodeError(node, failure);
	if (itemIndex !== undefined) {
		error.context.itemIndex = itemIndex;
		if (isUserFacing(failure)) error.message = `${failure.message.replace(/\.$/, '')} [item ${itemIndex}]`;
	}
	error.message = withoutStopWord(error.message);
	return error;
}

/** n8n takes an error whose message holds "canceled" for a click on Stop and runs no error workflow. */
const withoutStopWord = (message: string) => message.replace(/canceled/g, 'cancelled');

/** Whether the node is the variant that n8n makes of it for AI agents and MCP clients. */
export const isTool = ({ type }: INode) => type.endsWith('Tool');

/** The same error with the next step in its message, for readers to whom n8n hands on no more than the message. */
export function toToolError(node: INode, failure: unknown, itemIndex: number): NodeApiError | NodeOperationError {
	const error = toNodeError(node, failure, itemIndex);
	if (typeof error.description === 'string' && isUserFacing(failure))
		error.message = withoutStopWord(`${error.message}. ${error.description}`);
	return error;
}

function buildNodeError(node: INode, failure: unknown): NodeApiError | NodeOperationError {
	if (failure instanceof NodeApiError || failure instanceof NodeOperationError) return failure;
	if (!isUserFacing(failure)) {
		return new NodeOperationError(
			node,
			failure instanceof Error ? failure : new Error('The node stopped for a reason that it does not know'),
		);
	}
	const error =
		failure instanceof InvalidInputError || failure.isInput === true
			? new NodeOperationError(node, failure.message)
			: new NodeApiError(node, { message: failure.message }, readHttpCode(failure));
	error.message = failure.message;
	error.description = failure.nextStep;
	error.messages = [];
	if (failure.declared) error.failure = failure.declared;
	return error;
}

function readHttpCode(failure: UserFacingError): { httpCode?: string } {
	return failure.httpStatus === undefined ? {} : { httpCode: String(failure.httpStatus) };
}

/**
 * Marks the error of a stopped execution: n8n calls one stopped, and not failed, by the word "canceled" in its message.
 */
export function markStopped(error: NodeApiError | NodeOperationError): NodeApiError | NodeOperationError {
	error.message = `${error.message}. The execution was canceled.`;
	return error;
}

/**
 * The item that stands for a failed input item when On Error is Continue or Error Output.
 *
 * The error travels beside the json, never as `json.error`: n8n takes a first item with `json.error` for a failed
 * node and, with Retry On Fail, runs all items again. That is also why the input's json is not copied: it may hold an
 * `error` of an earlier node. n8n later shows only the error's message, so the message carries the next step too. Of a
 * tool n8n may hand a model the json alone: there it says why.
 */
export function buildErrorItem(
	{ node, runsAsTool }: { node: INode; runsAsTool: boolean },
	failure: unknown,
	itemIndex: number,
): INodeExecutionData {
	const error = toToolError(node, failure, itemIndex);
	return { json: runsAsTool ? { reason: error.message } : {}, error, pairedItem: { item: itemIndex } };
}
