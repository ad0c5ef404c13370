import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../../panel/api/records';
import { customCall, splitItems } from '../../panel/api/custom';
import { optionsField } from '../../framework/operation';
import { invalidInput } from '../../panel/errors';
import { readOrderKey } from '../shared/purchaseGuards';
import { maxChargeField, orderKeyField, paidOptions, readPaidOptions } from '../shared/paidFields';
import { CALL_FIELDS, parseAdditionalFields } from '../shared/additionalFields';
import { defineOperation } from '../environment';
import { pickFacts, runPurchases, unreadableToRecord } from '../runPurchases';

const onlyPaid = { displayOptions: { show: { paid: [true] } } } as const;

/** For a purchase without an estimate, a maximum can only refuse. */
const refusing = {
	description:
		'With any maximum the call is refused before anything is sent, because nobody knows what a custom action costs. Empty: no limit. An AI model may not fill it.',
} as const;

const unpriced = { basis: 'unknown', reason: 'nobody knows what a custom action costs' } as const;

export const callOperation = defineOperation({
	name: 'Call',
	value: 'call',
	action: 'Make custom API call',
	description: 'Send an action that this node does not list, with any fields. The key is added.',
	paid: true,
	properties: [
		{
			displayName: 'Action',
			name: 'action',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. orders',
			description: "Name of the action, as the panel's API page writes it",
		},
		{
			displayName: 'Fields (JSON)',
			name: 'fields',
			type: 'json',
			default: '{}',
			description: 'Names and values to send with the action, such as {"order": 23501}. The key is added.',
		},
		{
			displayName: 'Costs Money',
			name: 'paid',
			type: 'boolean',
			default: true,
			description: 'Whether the action costs money. It is then protected like an order: sent one at a time and never twice.',
		},
		{ ...maxChargeField, ...onlyPaid, ...refusing },
		{ ...orderKeyField, ...onlyPaid },
		optionsField(...Object.values({ ...paidOptions, maxTotal: { ...paidOptions.maxTotal, ...refusing } }), {
			displayName: 'Split Into Items',
			name: 'splitInto',
			type: 'string',
			default: '',
			placeholder: 'e.g. orders',
			description: 'Name of a list in the answer whose entries become items. Empty: one item with the whole answer.',
		}),
	],
	failureToRecord: unreadableToRecord,
	allItems: (calls, environment) =>
		runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const action = readAction(parameters.action);
			const fields = parseAdditionalFields(parameters.fields, 'Fields (JSON)', new Map(CALL_FIELDS));
			const { splitInto = '' } = parameters.options;
			const call = customCall(action, fields, parameters.paid);
			if (!parameters.paid) return { free: async () => splitFree(await environment.panel.call(call), splitInto) };
			return {
				itemIndex,
				action,
				summary: `action ${action} with the fields ${Object.keys(fields).join(', ') || '(none)'}`,
				facts: { ...pickFacts((name) => fields[name]), action },
				orderKey: readOrderKey(parameters.orderKey),
				content: JSON.stringify(fields),
				maxCharge: parameters.maxCharge,
				options: readPaidOptions(parameters.options),
				estimate: async () => unpriced,
				call: { ...call, schema: call.schema.transform((items) => splitPaid(environment.context, items, splitInto)) },
			};
		}),
});

/** The call was accepted, so a missing list must not look like a refusal. */
function splitPaid(context: IExecuteFunctions, items: Item[], list: string): Item[] {
	const split = list === '' ? items : splitItems(items, list);
	if (!split) context.addExecutionHints({ message: noList(list), location: 'outputPane' });
	return split ?? items;
}

function splitFree(items: Item[], list: string): Item[] {
	const split = list === '' ? items : splitItems(items, list);
	if (split) return split;
	throw invalidInput(noList(list), "Remove the option 'Split Into Items' to see the whole answer, then enter the name of a list in it.");
}

function noList(list: string): string {
	return `The answer of the panel has no list with the name "${list.slice(0, 40)}"`;
}

function readAction(action: string): string {
	if (/^[\w.-]{1,64}$/.test(action)) return action;
	throw invalidInput(
		action === '' ? "'Action' is empty" : "'Action' is no name of an action",
		"Enter the name as the panel's API page writes it, e.g. orders.",
	);
}
