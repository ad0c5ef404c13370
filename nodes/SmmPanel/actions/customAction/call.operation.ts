import { callCustom } from '../../panel/api/custom';
import { invalidInput } from '../../panel/errors';
import { maxChargeField, orderKeyField, paidOptionsField, readPaidOptions } from '../shared/paidFields';
import { CALL_FIELDS, parseAdditionalFields } from '../shared/additionalFields';
import { defineOperation } from '../environment';
import { pickFacts, readOrderKey, runPurchases, unreadableToRecord } from '../runPurchases';

const onlyPaid = { displayOptions: { show: { paid: [true] } } } as const;

const unpriced = { basis: 'unknown', reason: 'nobody knows what a custom action costs' } as const;

export const callOperation = defineOperation({
	name: 'Call',
	value: 'call',
	action: 'Call custom action',
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
		{ displayName: 'Fields', name: 'fields', type: 'json', default: '{}', description: 'Fields of the action as JSON, without the key' },
		{
			displayName: 'Costs Money',
			name: 'paid',
			type: 'boolean',
			default: true,
			description: 'Whether the action costs money. It is then protected like an order: sent one at a time and never twice.',
		},
		{ ...orderKeyField, ...onlyPaid },
		{ ...maxChargeField, ...onlyPaid },
		{ ...paidOptionsField, ...onlyPaid },
	],
	failureToRecord: unreadableToRecord,
	allItems: (calls, environment) =>
		runPurchases(calls, environment, async ({ parameters, itemIndex }) => {
			const { panel } = environment;
			const action = readAction(parameters.action);
			const fields = parseAdditionalFields(parameters.fields, 'Fields', new Map(CALL_FIELDS));
			if (!parameters.paid) return { free: async () => await callCustom(panel, action, fields, false) };
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
				send: callCustom.bind(undefined, panel, action, fields, true),
			};
		}),
});

function readAction(action: string): string {
	if (/^[\w.-]{1,64}$/.test(action)) return action;
	throw invalidInput(
		action === '' ? "'Action' is empty" : "'Action' is no name of an action",
		"Enter the name as the panel's API page writes it, e.g. orders.",
	);
}
