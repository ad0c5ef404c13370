import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { unsafeCast } from './unsafeCast';

/**
 * A node property written as a plain n8n literal, but read-only all the way down, so that TypeScript can infer the
 * names, types and choices of an operation's parameters from the literal itself.
 */
export type Property = Omit<INodeProperties, 'options' | 'modes' | 'displayOptions' | 'typeOptions' | 'default'> & {
	readonly default: unknown;
	readonly options?: ReadonlyArray<Choice | Property | PropertyGroup>;
	readonly modes?: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly displayOptions?: {
		readonly show?: Readonly<Record<string, readonly unknown[]>>;
		readonly hide?: Readonly<Record<string, readonly unknown[]>>;
	};
	readonly typeOptions?: Readonly<Record<string, unknown>>;
	/**
	 * How the value is read where that is not what the editor shows: 'text' exactly as it came, so that no digit of an
	 * amount is lost; 'list' as texts, so that an expression may give one word, a comma list or an array.
	 */
	readonly readAs?: 'text' | 'list' | 'raw';
	/** Read although another field hides it: then null, unless n8n keeps its value. */
	readonly readHidden?: boolean;
};

/** The fields that a fixed collection adds together. */
interface PropertyGroup {
	readonly displayName: string;
	readonly name: string;
	readonly values: readonly Property[];
}

/** One entry of a dropdown. */
export interface Choice {
	readonly name: string;
	readonly value: string | number | boolean;
	/** Other spellings of the value that expressions may give. */
	readonly aliases?: readonly string[];
	readonly action?: string;
	readonly description?: string;
}

type ChoiceValue<P> = P extends { readonly options: ReadonlyArray<infer O> } ? (O extends { readonly value: infer V } ? V : never) : string;

type CollectionValue<P> = P extends { readonly options: infer Os }
	? Os extends readonly Property[]
		? Partial<ParametersOf<Os>>
		: IDataObject
	: IDataObject;

type ValueOf<P extends Property> = P extends { readonly readAs: 'raw' }
	? unknown
	: P extends { readonly readAs: 'text' }
		? string
		: P extends { readonly readAs: 'list' }
			? string[]
			: P['type'] extends 'number'
				? number
				: P['type'] extends 'boolean'
					? boolean
					: P['type'] extends 'options'
						? ChoiceValue<P>
						: P['type'] extends 'multiOptions'
							? Array<ChoiceValue<P>>
							: P['type'] extends 'collection'
								? CollectionValue<P>
								: P['type'] extends 'json'
									? unknown
									: string;

/**
 * A collection whose members the user adds one by one, such as Options. They are shown in alphabetical order, as n8n's
 * reviewers ask, in whatever order they are given.
 */
export function collectionField<const Name extends string, const Members extends readonly Property[]>(
	{ displayName, name, placeholder }: { displayName: string; name: Name; placeholder: string },
	...members: Members
) {
	// The type only lists the members, so their order does not matter to it.
	const options = unsafeCast<Members>([...members].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en')));
	return { displayName, name, type: 'collection', placeholder, default: {}, options } as const;
}

/** The collection 'Options' of an operation. */
export function optionsField<const Members extends readonly Property[]>(...members: Members) {
	return collectionField({ displayName: 'Options', name: 'options', placeholder: 'Add Option' }, ...members);
}

/** The values that an operation receives: one entry per property, typed by the property's own literal. */
export type ParametersOf<Ps extends readonly Property[]> = {
	[P in Ps[number] as P['name']]: ValueOf<P>;
};

/** One input item on its way through an operation. */
export interface ItemCall<Parameters> {
	readonly itemIndex: number;
	readonly item: INodeExecutionData;
	readonly parameters: Parameters;
}

/** What one input item came to: its records, and what failed beside them (both may be there at once). */
export interface ItemOutcome {
	readonly records: readonly IDataObject[];
	readonly failure?: unknown;
}

interface OperationTexts {
	/** Title shown in the Operation dropdown. */
	readonly name: string;
	/** Stored in users' workflows, so it never changes. */
	readonly value: string;
	readonly action: string;
	readonly description: string;
	/** True where running the operation costs the user money; a structure test demands the money guards of those. */
	readonly paid?: boolean;
}

/** An operation as the node uses it: parameters are read and checked first. It has one of the two ways to run. */
export interface Operation<Environment> extends OperationTexts, FailureAsData, Shaped<Record<string, unknown>> {
	readonly properties: readonly Property[];
	perItem?(call: ItemCall<Record<string, unknown>>, environment: Environment): Promise<readonly IDataObject[]>;
	allItems?(calls: ReadonlyArray<ItemCall<Record<string, unknown>>>, environment: Environment): Promise<readonly ItemOutcome[]>;
}

interface FailureAsData {
	/**
	 * Makes an item of a failure that came before the operation ran, such as a parameter that cannot be read, where the
	 * user wants failures as data.
	 * @returns undefined where it has to fail
	 */
	failureToRecord?(context: IExecuteFunctions, itemIndex: number, failure: unknown): Promise<IDataObject | undefined>;
}

interface Shaped<Parameters> {
	/** Gives a record the form that the user chose for its item. Left out where records leave as they are. */
	shape?(record: IDataObject, parameters: Parameters): IDataObject;
}

/** A group of operations on one thing, as shown in the Resource dropdown. */
export interface Resource<Environment> {
	readonly name: string;
	readonly value: string;
	readonly description?: string;
	readonly operations: ReadonlyArray<Operation<Environment>>;
}

type PerItem<Environment, Parameters> = {
	/** Handles one item; items run in order. Throw to fail this item. */
	perItem(call: ItemCall<Parameters>, environment: Environment): Promise<readonly IDataObject[]>;
};

type AllItems<Environment, Parameters> = {
	/** Handles all items in one go, so that many ids travel in few calls; one outcome per call, in order. */
	allItems(calls: ReadonlyArray<ItemCall<Parameters>>, environment: Environment): Promise<readonly ItemOutcome[]>;
};

type Run<Environment, Parameters> = PerItem<Environment, Parameters> | AllItems<Environment, Parameters>;

/**
 * Makes the `defineOperation` of one node: operations that all receive the same environment, with parameters typed by
 * their property literals.
 */
export function operationsFor<Environment extends { readonly context: IExecuteFunctions }>() {
	return function defineOperation<const Ps extends readonly Property[]>(
		definition: OperationTexts &
			FailureAsData &
			Shaped<ParametersOf<Ps>> & { readonly properties: Ps } & Run<Environment, ParametersOf<Ps>>,
	): Operation<Environment> {
		// readParameters has checked every value against the literals that this type is inferred from.
		return unsafeCast<Operation<Environment>>(definition);
	};
}
