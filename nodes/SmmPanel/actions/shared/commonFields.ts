import { optionsField } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';
import { readIds } from '../../panel/api/ids';

/** Whether all results are wanted; n8n's own pair with Limit. */
export const returnAllField = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
} as const;

export const limitField = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
} as const;

/** The most rows wanted, undefined for all. A limit below 1 or with a fraction is refused. */
export function readRowLimit({ returnAll, limit }: { returnAll: boolean; limit: number }): number | undefined {
	if (returnAll) return undefined;
	if (!Number.isInteger(limit) || limit < 1)
		throw invalidInput(`'Limit' is ${limit}, but has to be a whole number of at least 1`, "Raise it, or switch 'Return All' on.");
	return limit;
}

/** Languages of HstockPlus. Other panels ignore the choice. */
export const languageField = {
	displayName: 'Language',
	name: 'language',
	type: 'options',
	default: 'en',
	description: 'Language of names and descriptions, on panels that translate them. Other panels ignore it.',
	options: [
		{ name: 'Arabic', value: 'ar' },
		{ name: 'Bengali', value: 'bn-BD' },
		{ name: 'Chinese', value: 'zh' },
		{ name: 'English', value: 'en' },
		{ name: 'French', value: 'fr' },
		{ name: 'German', value: 'de' },
		{ name: 'Hindi', value: 'hi' },
		{ name: 'Japanese', value: 'ja', aliases: ['jp'] },
		{ name: 'Korean', value: 'ko' },
		{ name: 'Portuguese', value: 'pt' },
		{ name: 'Portuguese (Brazil)', value: 'pt-BR' },
		{ name: 'Russian', value: 'ru' },
		{ name: 'Spanish', value: 'es' },
		{ name: 'Urdu', value: 'ur' },
		{ name: 'Vietnamese', value: 'vi' },
	],
} as const;

/** The options of operations that have no others than the language. */
export const languageOptionsField = optionsField(languageField);

/** The language as panels want it: English is what they send when none is named. */
export function toLang(language: string | undefined): string {
	return language === undefined || language === 'en' ? '' : language;
}

export const orderIdsField = {
	displayName: 'Order IDs',
	name: 'orderIds',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 23501, 23502',
	description: 'One order ID, or several separated by commas or lines, or an expression that gives a list',
} as const;

export function readOrderIds({ orderIds }: { orderIds: string }): string[] {
	return readIds(orderIds, orderIdsField.displayName);
}

export const orderIdField = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 23501',
	description: "ID of the order, as 'Order: Create' returned it",
} as const;

/** The order IDs of SMS numbers, which are called by what they are: they have nothing to do with those of other orders. */
export const smsOrderIdsField = {
	...orderIdsField,
	displayName: 'SMS Order IDs',
	description: "One order ID or several, separated by commas or lines, as 'SMS Number: Create' returned them",
} as const;

export function readSmsOrderIds({ orderIds }: { orderIds: string }): string[] {
	return readIds(orderIds, smsOrderIdsField.displayName);
}

export const smsOrderIdField = {
	...orderIdField,
	displayName: 'SMS Order ID',
	description: "The order ID of the number, as 'SMS Number: Create' returned it",
} as const;

/** The service field: picked from the panel's catalog, or by ID for expressions and AI models. */
export const serviceField = {
	displayName: 'Service ID',
	name: 'service',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description:
		"What to buy or to look at. Each entry of the list shows the ID, price, name and limits of a service; 'Service: Get Many' returns them too.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: {
				searchListMethod: 'searchServices',
				searchable: true,
				slowLoadNotice: { message: "Large catalogs take some seconds the first time. 'By ID' works without the list.", timeout: 8000 },
			},
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 1234' },
	],
} as const;

/** The chosen service id. Throws if none is chosen, or the text is no id. */
export function readServiceId(service: string): string {
	if (service === '') throw invalidInput("'Service ID' is empty", 'Choose a service from the list, or enter its ID.');
	if (!/^[\w.-]{1,64}$/.test(service))
		throw invalidInput(
			`'Service ID' is "${service.slice(0, 40)}", which is not a service ID`,
			"Enter the ID only, e.g. 1234, as 'Service: Get Many' shows it.",
		);
	return service;
}
