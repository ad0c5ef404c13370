import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { markStopped, buildErrorItem, InvalidInputError, isTool, toNodeError, toToolError } from './errors';
import type { ItemCall, ItemOutcome, Operation, Resource } from './operation';
import { readParameters } from './parameters';

/**
 * Runs the chosen operation for all input items: the one item loop of the package. Every record is paired with its
 * input item. A failed item becomes an error item if the user chose to continue, else the first one stops the node.
 */
export async function runOperation<Environment>(
	context: IExecuteFunctions,
	resources: ReadonlyArray<Resource<Environment>>,
	createEnvironment: (context: IExecuteFunctions, runsAsTool: boolean) => Promise<Environment>,
): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const runsAsTool = isTool(node);
	const items = context.getInputData();
	const operation = findOperation(context, resources);
	const slots = items.map((): INodeExecutionData[] => []);
	const fail = (itemIndex: number, failure: unknown) => {
		if (!context.continueOnFail()) {
			if (context.getExecutionCancelSignal?.()?.aborted === true) throw markStopped(toNodeError(node, failure, itemIndex));
			// An AI agent hands its model the message of a failed tool and nothing else.
			throw runsAsTool ? toToolError(node, failure, itemIndex) : toNodeError(node, failure, itemIndex);
		}
		slots[itemIndex]?.push(buildErrorItem({ node, runsAsTool }, failure, itemIndex));
	};
	const place = (itemIndex: number, { records, failure }: ItemOutcome) => {
		slots[itemIndex]?.push(...records.map((json) => ({ json, pairedItem: { item: itemIndex } })));
		if (failure !== undefined) fail(itemIndex, failure);
	};
	const placeFailure = async (itemIndex: number, failure: unknown) => {
		const record = await operation.failureToRecord?.(context, itemIndex, failure);
		place(itemIndex, record ? { records: [record] } : { records: [], failure });
	};

	const shape = (record: IDataObject, parameters: Record<string, unknown>) => operation.shape?.(record, parameters) ?? record;

	const calls: Array<ItemCall<Record<string, unknown>>> = [];
	for (const [itemIndex, item] of items.entries()) {
		const parameters = tryRead(() => readParameters(context, itemIndex, operation.properties));
		if ('failure' in parameters) await placeFailure(itemIndex, parameters.failure);
		else calls.push({ itemIndex, item, parameters: parameters.values });
	}
	if (calls.length === 0) return [slots.flat()];

	let environment: Environment;
	let outcomes: readonly ItemOutcome[] | undefined;
	try {
		environment = await createEnvironment(context, runsAsTool);
		outcomes = await operation.allItems?.(calls, environment);
	} catch (failure) {
		// What stops all items alike, such as an empty credential, is the outcome of each of them.
		for (const { itemIndex } of calls) await placeFailure(itemIndex, failure);
		return [slots.flat()];
	}
	for (const [position, call] of calls.entries()) {
		const outcome = outcomes ? outcomes[position] : await runOne(operation, call, environment);
		if (outcome) place(call.itemIndex, { ...outcome, records: outcome.records.map((record) => shape(record, call.parameters)) });
	}
	return [slots.flat()];
}

async function runOne<Environment>(
	operation: Operation<Environment>,
	call: ItemCall<Record<string, unknown>>,
	environment: Environment,
): Promise<ItemOutcome> {
	try {
		return { records: (await operation.perItem?.(call, environment)) ?? [] };
	} catch (failure) {
		return { records: [], failure };
	}
}

function tryRead(read: () => Record<string, unknown>): { values: Record<string, unknown> } | { failure: unknown } {
	try {
		return { values: read() };
	} catch (failure) {
		return { failure };
	}
}

function findOperation<Environment>(context: IExecuteFunctions, resources: ReadonlyArray<Resource<Environment>>): Operation<Environment> {
	const resourceValue: unknown = context.getNodeParameter('resource', 0);
	const operationValue: unknown = context.getNodeParameter('operation', 0);
	const operation = resources
		.find((resource) => resource.value === resourceValue)
		?.operations.find((candidate) => candidate.value === operationValue);
	if (operation) return operation;
	throw toNodeError(
		context.getNode(),
		new InvalidInputError(
			`This node has no operation '${String(operationValue)}' for the resource '${String(resourceValue)}'`,
			`Choose 'Resource' and 'Operation' again from their lists`,
		),
	);
}
