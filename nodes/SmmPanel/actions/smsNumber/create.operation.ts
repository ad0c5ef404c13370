import type { Decimal } from '../../panel/values/money';
import { compare, readDecimal, times } from '../../panel/values/money';
import type { Estimate } from '../../purchases/estimate';
import { toText } from '../../catalog/labels';
import { invalidInput } from '../../panel/errors';
import { addNumbersCall, getSmsProjects } from '../../panel/api/sms';
import { optionsField } from '../../framework/operation';
import { readOrderKey } from '../shared/purchaseGuards';
import { maxChargeField, orderKeyField, paidOptions, readPaidOptions } from '../shared/paidFields';
import { projectField, smsCountryField } from '../shared/smsFields';
import { defineOperation, type PanelEnvironment } from '../environment';
import { pickFacts, runPurchases, unreadableToRecord } from '../runPurchases';

const MAX_NUMBERS = 10;

const phoneOption = {
	displayName: 'Phone',
	name: 'phone',
	type: 'string',
	default: '',
	placeholder: 'e.g. +1234567890',
	description: 'A number that you had before and want to use again. Empty: any number.',
} as const;

export const createOperation = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Buy SMS number for money by project ID',
	description: 'Buy one or more phone numbers that receive a code by SMS. It costs money from the balance of the account.',
	paid: true,
	properties: [
		smsCountryField,
		projectField,
		{
			displayName: 'Quantity',
			name: 'quantity',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_NUMBERS },
			default: 1,
			description: 'How many numbers to buy, 1 to 10',
		},
		maxChargeField,
		orderKeyField,
		optionsField(...Object.values(paidOptions), phoneOption),
	],
	failureToRecord: unreadableToRecord,
	allItems: (calls, environment) =>
		runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const fields = readFields(parameters);
			const { project_id: project, country, quantity, phone } = fields;
			return {
				itemIndex,
				action: 'add_sms',
				summary: [
					`project ${project}`,
					quantity === 1 ? '1 number' : `${quantity} numbers`,
					...(country === '' ? [] : [`country ${country}`]),
					...(phone === '' ? [] : [`phone ${phone}`]),
				].join(', '),
				facts: pickFacts((name) => ({ project, country, quantity })[name]),
				orders: quantity,
				orderKey: readOrderKey(parameters.orderKey),
				content: JSON.stringify(fields),
				maxCharge: parameters.maxCharge,
				options: readPaidOptions(parameters.options),
				estimate: async () => await estimatePrice(environment, project, country, quantity),
				call: addNumbersCall(fields),
			};
		}),
});

interface NumberParameters {
	readonly project: string;
	readonly country: string;
	readonly quantity: number;
	readonly options: { readonly phone?: string };
}

/** Reads what is bought as the fields of `add_sms`. */
function readFields({ project, country, quantity, options: { phone = '' } }: NumberParameters) {
	if (!/^[\w.:-]{1,64}$/.test(project))
		throw invalidInput(
			project === ''
				? `'${projectField.displayName}' is empty`
				: `'${projectField.displayName}' is "${project.slice(0, 40)}", which is no project ID`,
			"Choose a project from the list, or enter its ID as 'SMS Project: Get Many' shows it.",
		);
	if (country.length > 64 || /[\r\n]/.test(country))
		throw invalidInput(
			`'${smsCountryField.displayName}' takes one country`,
			"Choose one from the list, or enter its code as 'SMS Country: Get Many' shows it, e.g. us.",
		);
	if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_NUMBERS)
		throw invalidInput(
			`'Quantity' is ${quantity}, but 1 to ${MAX_NUMBERS} numbers can be bought in one call`,
			'Split a larger purchase over several items.',
		);
	if (phone !== '') checkPhone(phone, quantity);
	return { project_id: project, country, quantity, phone };
}

function checkPhone(phone: string, quantity: number): void {
	if (quantity > 1)
		throw invalidInput(`'Phone' names one number, but 'Quantity' is ${quantity}`, "Set 'Quantity' to 1, or leave 'Phone' empty.");
	if (!/^\+?[\d\s().-]{5,24}$/.test(phone))
		throw invalidInput(
			`'Phone' is "${phone.slice(0, 40)}", which is no phone number`,
			"Enter the number as an earlier purchase returned it, e.g. +1234567890, or leave 'Phone' empty.",
		);
}

/** The price list gives a price for each country; without a country the highest one counts. */
async function estimatePrice({ panel, readOnce }: PanelEnvironment, project: string, country: string, quantity: number): Promise<Estimate> {
	const list = await readOnce(`sms_projects ${country}`, async () => await getSmsProjects(panel, country, ''));
	const rows = list.filter((row) => toText(row.project_id) === project);
	const prices = rows.map((row) => readDecimal(toText(row.price))).filter((price): price is Decimal => price !== undefined);
	const highest = prices.reduce<Decimal | undefined>((most, price) => (most && compare(most, price) >= 0 ? most : price), undefined);
	if (!highest || prices.length < rows.length)
		return { basis: 'unknown', reason: 'the price list of the panel has no price for this project' };
	return { basis: 'perUnit', amount: times(highest, quantity), each: highest, reason: 'numbers are priced per piece' };
}
