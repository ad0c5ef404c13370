import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { markStopped, buildErrorItem, InvalidInputError, toNodeError } from './errors';
import type { ItemCall, ItemOutcome, Operation, Resource } from './operation';
import { readParameters } from './parameters';

/**
 * Runs the chosen operation for all input items: the one item loop of the package. Every record is paired with its
 * input item. A failed item becomes an error item if the user chose to continue, else the first one stops the node.
 */
export async function runOperation<Environment>(
	context: IExecuteFunctions,
	resources: ReadonlyArray<Resource<Environment>>,
	createEnvironment: (context: IExecuteFunctions) => Promise<Environment>,
): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const items = context.getInputData();
	const operation = findOperation(context, resources);
	const slots = items.map((): INodeExecutionData[] => []);
	const fail = (itemIndex: number, failure: unknown) => {
		if (!context.continueOnFail()) {
			const error = toNodeError(node, failure, itemIndex);
			throw context.getExecutionCancelSignal?.()?.aborted === true ? markStopped(error) : error;
		}
		slots[itemIndex]?.push(buildErrorItem(node, failure, itemIndex));
	};

	const calls: Array<ItemCall<Record<string, unknown>>> = [];
	for (const [itemIndex, item] of items.entries()) {
		const parameters = tryRead(() => readParameters(context, itemIndex, operation.properties));
		if ('failure' in parameters) fail(itemIndex, parameters.failure);
		else calls.push({ itemIndex, item, parameters: parameters.values });
	}

	if (calls.length > 0) {
		const run = runOf(operation, calls, async () => await createEnvironment(context));
		for await (const [position, outcome] of run) {
			const itemIndex = calls[position]?.itemIndex ?? position;
			slots[itemIndex]?.push(...pairRecords(outcome, itemIndex));
			if (outcome.failure !== undefined) fail(itemIndex, outcome.failure);
		}
	}
	return [slots.flat()];
}

/** Runs the operation. What stops all items alike, such as an empty credential, is the outcome of each of them. */
async function* runOf<Environment>(
	operation: Operation<Environment>,
	calls: ReadonlyArray<ItemCall<Record<string, unknown>>>,
	createEnvironment: () => Promise<Environment>,
): AsyncGenerator<[number, ItemOutcome]> {
	const open = new Set(calls.keys());
	try {
		for await (const [position, outcome] of operation.run(calls, await createEnvironment())) {
			open.delete(position);
			yield [position, outcome];
		}
	} catch (failure) {
		for (const position of open) yield [position, { records: [], failure }];
	}
}

function pairRecords(outcome: ItemOutcome, itemIndex: number): INodeExecutionData[] {
	return outcome.records.map((json: IDataObject) => ({ json, pairedItem: { item: itemIndex } }));
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
