import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { unsafeCast } from './unsafeCast';
import type { PollEvent } from './event';
import type { Property, Resource } from './operation';

/**
 * Builds what the editor shows from the resources alone: the Resource and Operation dropdowns and every field, each
 * visible only for its own operation. Dropdowns are in alphabetical order, as n8n's reviewers ask.
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
			options: sortByName(resources.map(({ name, value }) => ({ name, value }))),
			default: defaultResource,
		},
		...resources.map(buildOperationSelector),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				operation.properties.map((property) => showFor(resource.value, operation.value, property)),
			),
		),
	];
}

/** A hint beside every operation that costs money, shown before it runs; not where a switch of its own says that it costs none. */
export function hintForPaid<Environment>(
	resources: ReadonlyArray<Resource<Environment>>,
	message: string,
	type: 'info' | 'warning',
): NodeHint {
	const paid = resources.flatMap(({ value, operations }) =>
		operations.filter((operation) => operation.paid).map((operation) => ({ name: `${value}.${operation.value}`, operation })),
	);
	const list = (hasSwitch: boolean) =>
		JSON.stringify(
			paid.filter(({ operation }) => operation.properties.some(({ name }) => name === 'paid') === hasSwitch).map(({ name }) => name),
		);
	const chosen = '$parameter["resource"] + "." + $parameter["operation"]';
	return {
		message,
		type,
		displayCondition: `={{ ${list(false)}.includes(${chosen}) || (${list(true)}.includes(${chosen}) && $parameter["paid"] !== false) }}`,
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	};
}

function buildOperationSelector<Environment>(resource: Resource<Environment>): INodeProperties {
	const options = sortByName(resource.operations.map(({ name, value, action, description }) => ({ name, value, action, description })));
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

function sortByName<T extends { name: string }>(options: T[]): T[] {
	return [...options].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function showFor(resource: string, operation: string, property: Property): INodeProperties {
	return toNodeProperty(withCondition(property, { resource: [resource], operation: [operation] }));
}

type Described = Pick<PollEvent<never, never>, 'name' | 'value' | 'action' | 'description' | 'properties'>;

/**
 * Builds what the editor shows of a trigger from its events alone: the Trigger On dropdown, whose default is the first
 * event, and every field, visible only for the events that have it. Collections come last, one of each name for all events.
 */
export function describeEvents(events: readonly Described[]): INodeProperties[] {
	const fields = groupUses(events.flatMap(({ value, properties }) => properties.map((property) => ({ event: value, property }))));
	const first = events[0]?.value ?? '';
	return [
		{
			displayName: 'Trigger On',
			name: 'event',
			type: 'options',
			noDataExpression: true,
			options: sortByName(
				events.map(({ name, value, description, action }) => ({ name, value, description, action: action ?? toEventAction(name) })),
			),
			default: first,
		},
		...fields.filter(({ property }) => property.type !== 'collection').map(visibleForEvents),
		...fields.filter(({ property }) => property.type === 'collection').map(visibleForEvents),
	];
}

/** The expression that shows resource and operation below the node, in the words of the editor. */
export function operationSubtitle<Environment>(resources: ReadonlyArray<Resource<Environment>>): string {
	const names = resources.flatMap(({ name, value, operations }) =>
		operations.map((operation) => `${JSON.stringify(`${value}.${operation.value}`)}: ${JSON.stringify(`${name}: ${operation.name}`)}`),
	);
	return `={{ ({ ${names.join(', ')} })[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/** The expression that shows the name of the chosen event below the node. */
export function eventSubtitle(events: readonly Described[]): string {
	const names = sortByName([...events]).map(({ name, value }) => `${value}: ${JSON.stringify(name)}`);
	return `={{ ({ ${names.join(', ')} })[$parameter["event"]] }}`;
}

/** A property, and the events that have it; of a collection the members too. */
interface Use {
	readonly property: Property;
	readonly events: readonly string[];
	readonly members: readonly Use[];
}

/** What the search for nodes calls an event, with abbreviations in capitals, which n8n itself would make small. */
function toEventAction(name: string): string {
	const words = name.split(' ').map((word) => (/^[A-Z]{2}/.test(word) ? word : word.toLowerCase()));
	return `On ${words.join(' ')}`;
}

/** Groups the same property of several events, and collections of the same name, in the order of their first use. */
function groupUses(uses: ReadonlyArray<{ event: string; property: Property }>): Use[] {
	const groups = new Map<unknown, Array<{ event: string; property: Property }>>();
	for (const use of uses) {
		const key = use.property.type === 'collection' ? use.property.name : use.property;
		groups.set(key, [...(groups.get(key) ?? []), use]);
	}
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (!first) return [];
		const members = group.flatMap(({ event, property }) => listMembers(property).map((member) => ({ event, property: member })));
		return [{ property: first.property, events: group.map(({ event }) => event), members: groupUses(members) }];
	});
}

function listMembers({ type, options = [] }: Property): Property[] {
	return type === 'collection' ? options.filter((option): option is Property => 'type' in option) : [];
}

function visibleForEvents({ property, events, members }: Use): INodeProperties {
	const options = members
		// A member that hangs on another field is hidden together with that field.
		.map((member) => withCondition(member.property, member.property.displayOptions ? {} : { '/event': member.events }))
		.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
	return toNodeProperty(withCondition(property.type === 'collection' ? { ...property, options } : property, { event: events }));
}

function withCondition(property: Property, show: Readonly<Record<string, readonly unknown[]>>): Property {
	return { ...property, displayOptions: { ...property.displayOptions, show: { ...show, ...property.displayOptions?.show } } };
}

function toNodeProperty(property: Property): INodeProperties {
	// Property is a read-only INodeProperties with fields that only this package reads; n8n may change what it gets, so it gets a deep copy.
	const isOwn = (name: string) => ['readAs', 'readHidden', 'aliases'].includes(name);
	return unsafeCast<INodeProperties>(JSON.parse(JSON.stringify(property, (name, value: unknown) => (isOwn(name) ? undefined : value))));
}
