import type { ParametersOf, Property } from '../../framework/operation';

const watchField = {
	displayName: 'Watch',
	name: 'watch',
	type: 'options',
	noDataExpression: true,
	default: 'ids',
	description:
		"Where the IDs come from. Panels have no list of your orders, so the trigger has to be told which ones to watch. If the table is to be marked as orders finish, or you have no n8n API key, a Schedule Trigger with 'Order: Get Changed' is easier.",
	options: [
		{
			name: 'Data Table',
			value: 'dataTable',
			description: 'A column of an n8n Data Table, read through the API of this n8n. Set it up in the credential.',
		},
		{ name: 'IDs', value: 'ids', description: 'Typed in, or made by an expression that is evaluated at every poll' },
		{ name: 'URL', value: 'url', description: 'An address that returns a JSON list of IDs or orders' },
	],
} as const satisfies Property;

const idsField = {
	type: 'string',
	readAs: 'raw',
	required: true,
	default: '',
	typeOptions: { rows: 2 },
	displayOptions: { show: { watch: ['ids'] } },
} as const;

const orderIdsField = {
	...idsField,
	displayName: 'Order IDs',
	name: 'orderIds',
	placeholder: 'e.g. 23501, 23502',
	description:
		"IDs of orders as 'Order: Create' returned them, separated by commas or lines; an expression may also give a list of IDs or of orders. An empty list starts nothing.",
} as const satisfies Property;

/** The orders of numbers, called by what they are; the parameter is the same. */
const smsOrderIdsField = {
	...orderIdsField,
	displayName: 'SMS Order IDs',
	description:
		"Order IDs of numbers as 'SMS Number: Create' returned them, separated by commas or lines; an expression may also give a list of IDs or of orders. An empty list starts nothing.",
} as const satisfies Property;

const refillIdsField = {
	...idsField,
	displayName: 'Refill IDs',
	name: 'refillIds',
	placeholder: 'e.g. 1, 2',
	description:
		"IDs of refills as 'Order: Refill' returned them, separated by commas or lines; an expression may also give a list. An empty list starts nothing.",
} as const satisfies Property;

const columnField = {
	type: 'resourceLocator',
	displayOptions: { show: { watch: ['dataTable'] } },
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchTableColumns' } },
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. order' },
	],
} as const;

const otherFields = [
	{
		displayName: 'Data Table',
		name: 'dataTable',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		displayOptions: { show: { watch: ['dataTable'] } },
		description: "The table that holds the IDs. It needs 'Use n8n Data Tables' in the credential, and n8n 2.7.4 or newer.",
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchDataTables', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. aB3dE5fG7hI9jK1l' },
		],
	},
	{
		...columnField,
		displayName: 'ID Column',
		name: 'idColumn',
		required: true,
		default: { mode: 'name', value: 'order' },
		description: 'The column that holds the IDs',
	},
	{
		displayName: 'Watch URL',
		name: 'watchUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/open-orders.json',
		displayOptions: { show: { watch: ['url'] } },
		description:
			"Returns a JSON list of IDs, a list of objects with the field order (or its ID), or such a list under data, orders or rows. The panel's key is never sent there.",
	},
] as const satisfies readonly Property[];

/** Where order ids come from; the same fields for every event that watches orders or numbers. */
export const watchFields = [watchField, orderIdsField, ...otherFields] as const satisfies readonly Property[];

/** Where the order ids of numbers come from. */
export const smsWatchFields = [watchField, smsOrderIdsField, ...otherFields] as const satisfies readonly Property[];

/** Where refill ids come from. */
export const refillWatchFields = [watchField, refillIdsField, ...otherFields] as const satisfies readonly Property[];

/** Members of Options for every event that watches ids. */
export const watchOptions = [
	{
		...columnField,
		displayName: 'Filter Column',
		name: 'filterColumn',
		default: { mode: 'list', value: '' },
		displayOptions: { show: { '/watch': ['dataTable'] } },
		description: 'Watch only rows of the Data Table by their value in this column; Filter Operator says how',
	},
	{
		displayName: 'Filter Operator',
		name: 'filterOperator',
		type: 'options',
		default: 'equals',
		displayOptions: { show: { '/watch': ['dataTable'] } },
		description: 'How the filter column has to be in the rows to watch',
		options: [
			{ name: 'Equals', value: 'equals' },
			{ name: 'Is Empty', value: 'isEmpty' },
			{ name: 'Is Not Empty', value: 'isNotEmpty' },
			{ name: 'Not Equals', value: 'notEquals', description: 'Also rows in which the column is empty' },
		],
	},
	{
		displayName: 'Filter Value',
		name: 'filterValue',
		type: 'string',
		default: '',
		placeholder: 'e.g. false',
		displayOptions: { show: { '/watch': ['dataTable'] } },
		description: 'The value to compare with; left empty, the column has to be empty (Equals) or filled (Not Equals)',
	},
	{
		displayName: 'Ignore What Is Already There',
		name: 'ignoreExisting',
		type: 'boolean',
		default: false,
		description:
			'Whether to emit nothing for the states that the IDs on the list have when watching starts. What changes afterwards starts the workflow, and IDs that join the list later count from when they are first seen.',
	},
	{
		displayName: 'Report Unknown IDs',
		name: 'reportUnknown',
		type: 'boolean',
		default: false,
		description:
			'Whether an ID that the panel does not know gives one item with found: false. It comes once, after the panel said so in two polls.',
	},
] as const satisfies readonly Property[];

/** What is needed to read a watch list, whatever its ids stand for. */
export type WatchParameters = ParametersOf<typeof otherFields> & {
	readonly watch: ParametersOf<readonly [typeof watchField]>['watch'];
	readonly options: Partial<ParametersOf<typeof watchOptions>>;
} & ({ readonly orderIds: unknown } | { readonly refillIds: unknown });
