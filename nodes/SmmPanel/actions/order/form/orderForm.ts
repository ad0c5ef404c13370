import type { Property } from '../../../framework/operation';
import { getField, ORDER_FIELD_NAMES, type OrderField, type OrderFieldName } from './orderFields';
import { getForm, ORDER_TYPE_NAMES, type OrderForm, type OrderType, type OrderTypeChoice } from './orderTypes';

/** A field of an order as the editor shows it. Its value is read by parseFields.ts, whichever place it stands in. */
type FormField = Property & { readonly name: OrderFieldName; readonly readAs: 'raw'; readonly readHidden: true };

/** What stands in the form while the panel decides about the type; all others are added one by one. */
export const FORM_OF_AUTOMATIC: readonly OrderFieldName[] = ['link', 'quantity', 'comments'];

/** How a value is written, behind the label: an AI model sees nothing else of a field. */
const FORMATS: Partial<Record<OrderField['kind'], string>> = { list: ' (One per Line)', day: ' (Day/Month/Year)' };

/** The list is made anew for each service, so that its first entry says the type of the service that was chosen. */
const loadedForService = { loadOptionsMethod: 'getOrderTypes', loadOptionsDependsOn: ['service.value'] } as const;

interface TypeChoice {
	readonly name: string;
	readonly value: OrderTypeChoice;
	readonly description: string;
}

export const automaticChoice = {
	name: 'Automatic (From the Service)',
	value: 'automatic',
	description: 'The type that the panel names for the service',
} as const;

/** The types of order by name. */
export const typeChoices: readonly TypeChoice[] = ORDER_TYPE_NAMES.map((value) => {
	const { name, description } = getForm(value);
	return { name, value, description };
});

/** The type of an order decides which fields it has. */
export const orderTypeField = {
	displayName: 'Order Type',
	name: 'orderType',
	type: 'options',
	typeOptions: loadedForService,
	default: 'automatic',
	description: 'What the service needs to know. Choose a type by hand only where the panel names none, or a wrong one.',
	options: [automaticChoice, ...typeChoices],
} as const;

const loadedCategories = { loadOptionsMethod: 'getServiceCategories' } as const;

/** Narrows the list of services in the editor, and stands only beside it; it is not sent. */
export const serviceCategoryField = {
	displayName: 'Filter Services by Category',
	name: 'category',
	type: 'options',
	typeOptions: loadedCategories,
	default: '',
	displayOptions: { show: { '/service.mode': ['list'] } },
	description:
		'Narrows the list of services above and is not sent with the order. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const;

type Show = NonNullable<NonNullable<Property['displayOptions']>['show']>;

/** Where a service was entered by its ID; n8n then keeps nothing about it beside the ID. */
const BY_ID: Show = { orderType: [automaticChoice.value], '/service.mode': ['id'] };

/** One click for all fields, where the form cannot know which of them the service needs. It is not sent. */
export const showAllFieldsField = {
	displayName: 'Show All Fields',
	name: 'showAllFields',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		"Whether to show the fields of all order types below. Fill in what 'Order Type' names for this service, and leave the others empty.",
	displayOptions: { show: BY_ID },
} as const satisfies Property;

/** The text of the entry that was chosen from the list of services; n8n keeps it beside the ID. */
const CHOSEN_ENTRY = '/service.cachedResultName';

/** Whether a type needs a field; one that counts beside a choice of another field is needed there. */
export function isNeeded({ required, optional }: OrderForm, name: OrderFieldName): boolean {
	return required.includes(name) || (optional.includes(name) && getField(name).onlyWith !== undefined);
}

const listTypes = (holds: (form: OrderForm) => boolean): OrderType[] => ORDER_TYPE_NAMES.filter((type) => holds(getForm(type)));

/**
 * The fields that stand in the form: what a chosen type needs, and the three of Automatic. None is marked as required: where
 * Order Type is an expression n8n shows them all, and refuses to run a workflow with an empty field that is required.
 */
export const formFields: readonly FormField[] = ORDER_FIELD_NAMES.flatMap((name) => {
	const types = listTypes((form) => isNeeded(form, name));
	if (FORM_OF_AUTOMATIC.includes(name)) return [buildFormField(name, { orderType: [automaticChoice.value, ...types] })];
	if (types.length === 0) return [];
	const { onlyWith } = getField(name);
	const condition: Show = onlyWith === undefined ? {} : { [onlyWith.field]: [onlyWith.value] };
	return [
		buildFormField(name, { orderType: types, ...condition }),
		// With Automatic too, where the chosen entry of the list says that the service is of such a type.
		buildFormField(name, { orderType: [automaticChoice.value], [CHOSEN_ENTRY]: types.flatMap(namedInEntry), ...condition }),
		buildFormField(name, { ...BY_ID, [showAllFieldsField.name]: [true], ...condition }),
	];
});

/** A pattern, because n8n's "includes" throws where no entry was chosen, up to 2.7 at least. */
function namedInEntry(type: OrderType): Array<{ _cnd: { regex: string } }> {
	return getForm(type).panelNames.map((panelName) => ({ _cnd: { regex: ` · ${escapePattern(panelName)} · ` } }));
}

function escapePattern(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** All other fields of the chosen type, in alphabetical order. */
export const typeFieldsField = {
	displayName: 'Fields of the Type',
	name: 'typeFields',
	type: 'collection',
	readAs: 'raw',
	readHidden: true,
	placeholder: 'Add Field',
	default: {},
	options: buildMembers(),
	displayOptions: { show: { orderType: [automaticChoice.value, ...listTypes((form) => form.optional.some(isMember(form)))] } },
} as const satisfies Property;

function isMember(form: OrderForm): (name: OrderFieldName) => boolean {
	return (name) => form.optional.includes(name) && !isNeeded(form, name);
}

function buildMembers(): Property[] {
	const alone = ORDER_FIELD_NAMES.filter((name) => getField(name).pair === undefined && listMemberTypes(name).length > 0);
	return [...alone.map(buildMember), dripFeedPair()].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}

function buildMember(name: OrderFieldName): Property {
	const { memberPlaceholder } = getField(name);
	return { ...buildField(name, showMember(name)), ...(memberPlaceholder === undefined ? {} : { placeholder: memberPlaceholder }) };
}

function listMemberTypes(name: OrderFieldName): OrderTypeChoice[] {
	const types = listTypes((form) => isMember(form)(name));
	return FORM_OF_AUTOMATIC.includes(name) ? types : [automaticChoice.value, ...types];
}

function showMember(name: OrderFieldName): Show {
	return { '/orderType': listMemberTypes(name) };
}

/** Runs and interval are added together, so that none is forgotten. */
function dripFeedPair(): Property {
	const values = ORDER_FIELD_NAMES.filter((name) => getField(name).pair === 'dripFeed').map((name) => buildField(name));
	return {
		displayName: 'Drip-Feed',
		name: 'dripFeed',
		type: 'fixedCollection',
		default: { pair: {} },
		description: 'Delivers the quantity several times, with a pause in between',
		displayOptions: { show: showMember('runs') },
		options: [{ displayName: 'Runs and Interval', name: 'pair', values }],
	};
}

function buildFormField(name: OrderFieldName, show: Show): FormField {
	return { ...buildField(name, show), name, readAs: 'raw', readHidden: true };
}

/** A field as the editor shows it. */
export function buildField(name: OrderFieldName, show?: Show): Property {
	const { label, kind, description, placeholder, choices, initial = 0 } = getField(name);
	const isNumber = kind === 'count' || kind === 'number';
	return {
		displayName: label + (FORMATS[kind] ?? ''),
		name,
		type: choices ? 'options' : isNumber ? 'number' : 'string',
		// Empty and not 0, which looks like a value: n8n shows the placeholder then, as for a text.
		default: choices ? initial : '',
		description,
		...(placeholder === undefined ? {} : { placeholder }),
		...(choices ? { options: choices } : {}),
		...(kind === 'list' ? { typeOptions: { rows: 2 } } : {}),
		...(show ? { displayOptions: { show } } : {}),
	};
}

/** Members of Options that belong to orders. */
export const orderOptions = {
	additionalFields: {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'json',
		default: '{}',
		description: 'More fields to send with the order, as JSON, for panels that ask for fields of their own',
	},
	priceBasis: {
		displayName: 'Price Basis',
		name: 'priceBasis',
		type: 'options',
		default: 'automatic',
		description: 'What the price of the service means when a charge is estimated',
		options: [
			{ name: 'Automatic', value: 'automatic', description: 'By the type of the service; unknown where the panel does not say it clearly' },
			{ name: 'Per 1000', value: 'perThousand', description: 'Usual for followers, likes and views' },
			{ name: 'Per Piece', value: 'perUnit', description: 'Usual for accounts and other products' },
			{ name: 'Whole Order', value: 'package', description: 'One price, whatever the quantity is' },
		],
	},
	useChosenType: {
		displayName: 'Use the Type Chosen Here',
		name: 'useChosenType',
		type: 'boolean',
		default: false,
		displayOptions: { hide: { '/orderType': ['automatic'] } },
		description: 'Whether to send the order as the type chosen here although the panel labels the service with another type',
	},
} as const;
