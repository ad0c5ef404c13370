import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { provenAs } from './boundary';
import type { Property, Resource } from './operation';

/**
 * Builds what the editor shows from the resources alone: the Resource and Operation dropdowns and every field, each
 * visible only for its own operation. Out: n8n properties, dropdowns in alphabetical order as n8n's reviewers ask.
 */
export function describeResources<Environment>(
	resources: ReadonlyArray<Resource<Environment>>,
	defaultResource: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: byName(resources.map(({ name, value }) => ({ name, value }))),
			default: defaultResource,
		},
		...resources.map(operationSelector),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				operation.properties.map((property) => visibleFor(resource.value, operation.value, property)),
			),
		),
	];
}

/** A hint beside every operation that costs money, shown before it runs. */
export function hintForPaid<Environment>(
	resources: ReadonlyArray<Resource<Environment>>,
	message: string,
	type: NodeHint['type'],
): NodeHint {
	const paid = resources.flatMap(({ value, operations }) =>
		operations.filter((operation) => operation.paid).map((operation) => `${value}.${operation.value}`),
	);
	return {
		message,
		type,
		displayCondition: `={{ ${JSON.stringify(paid)}.includes($parameter["resource"] + "." + $parameter["operation"]) }}`,
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	};
}

function operationSelector<Environment>(resource: Resource<Environment>): INodeProperties {
	const options = byName(resource.operations.map(({ name, value, action, description }) => ({ name, value, action, description })));
	const first = resource.operations[0]?.value ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options,
		default: first,
	};
}

function byName<T extends { name: string }>(options: T[]): T[] {
	return [...options].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function visibleFor(resource: string, operation: string, property: Property): INodeProperties {
	const visible = {
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { resource: [resource], operation: [operation], ...property.displayOptions?.show },
		},
	};
	// Property is INodeProperties made read-only; n8n's type is mutable, so a deep copy is handed over.
	return provenAs<INodeProperties>(structuredClone(visible));
}
