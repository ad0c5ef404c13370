import type { PaidOptions } from '../../purchases/purchase';
import { invalidInput } from '../../panel/errors';

const MAX_CALLS_AT_ONCE = 50;

/** The user's own id of a purchase. The text is written for people and for AI models. */
export const orderKeyField = {
	displayName: 'Order Key',
	name: 'orderKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.invoiceId }}',
	description:
		'Your own ID for this purchase. A purchase with a key that this node used before is not made again, so reuse the same key when you repeat a purchase, and a new key for a new one. Empty: retries of this execution are still safe.',
} as const;

export const maxChargeField = {
	displayName: 'Maximum Charge',
	name: 'maxCharge',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12.50',
	description:
		"The most that this purchase may cost, in the currency of the panel's prices, mostly that of the account. A higher estimate is refused before anything is sent. Empty: no limit. An AI model may not fill it.",
} as const;

/** Members of Options that every paid operation has. */
export const paidOptions = {
	callsAtOnce: {
		displayName: 'Calls at Once',
		name: 'callsAtOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_CALLS_AT_ONCE },
		default: 1,
		description:
			'How many purchases may wait for the answer of the panel at the same time. More is faster, but when one fails or the funds run out, those that were sent cannot be taken back. The first item decides.',
	},
	compareBalance: {
		displayName: 'Compare Balance',
		name: 'compareBalance',
		type: 'boolean',
		default: false,
		description:
			'Whether to read the balance before the purchase, and again if the panel does not confirm it, to tell whether it was charged',
	},
	goOnWithoutFunds: {
		displayName: 'Continue Without Funds',
		name: 'goOnWithoutFunds',
		type: 'boolean',
		default: false,
		description: 'Whether to try the remaining items after the panel ran out of funds. By default they are not sent.',
	},
	maxTotal: {
		displayName: 'Maximum Total',
		name: 'maxTotal',
		type: 'string',
		default: '',
		placeholder: 'e.g. 100',
		description: 'The most that this node may spend in one execution, by its estimates. Empty: no limit. An AI model may not fill it.',
	},
	onNotBought: {
		displayName: 'If Not Bought',
		name: 'onNotBought',
		type: 'options',
		default: 'fail',
		description:
			"What to do with an item that is not bought. As data, 'outcome' is refused or notSent (safe to buy elsewhere) or unknown (look at the panel first), and n8n's Retry On Fail does not see it.",
		options: [
			{ name: 'Fail the Item', value: 'fail' },
			{ name: 'Return an Item That Says Why', value: 'returnItem' },
		],
	},
	onDuplicate: {
		displayName: 'On Repeated Order Key',
		name: 'onDuplicate',
		type: 'options',
		default: 'return',
		description: 'What to do when an earlier execution already made the purchase with this key',
		options: [
			{ name: 'Fail the Item', value: 'fail' },
			{ name: 'Return an Item Marked as Duplicate', value: 'return' },
		],
	},
	releaseOrderKey: {
		displayName: 'Release Order Key',
		name: 'releaseOrderKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice-7',
		description:
			'Key of an earlier purchase with an unknown outcome that you looked for at the panel and did not find, as a fixed text. It is sent again, once, in a new execution; if it was made after all, you pay twice.',
	},
	timeout: {
		displayName: 'Time to Answer (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 300 },
		default: 60,
		description:
			'How long to wait for the answer of the panel, 60 if left out. When the time is over the outcome is unknown, so do not make it short.',
	},
} as const;

/** Checks the numbers among the options: a time-out has 1 to 300 seconds, calls at once are 1 to 50. */
export function readPaidOptions(options: PaidOptions): PaidOptions {
	const { callsAtOnce = 1, timeout = 60 } = options;
	if (!(timeout >= 1 && timeout <= 300))
		throw invalidInput(`'Time to Answer (Seconds)' is ${timeout}, but has to be between 1 and 300`, 'Remove the option to use 60 seconds.');
	if (!Number.isInteger(callsAtOnce) || callsAtOnce < 1 || callsAtOnce > MAX_CALLS_AT_ONCE)
		throw invalidInput(
			`'Calls at Once' is ${callsAtOnce}, but has to be a whole number from 1 to ${MAX_CALLS_AT_ONCE}`,
			'Remove the option to buy one after the other.',
		);
	return options;
}
