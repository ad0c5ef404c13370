import type { Item } from '../../panel/api/records';
import { z } from 'zod';
import { getBalance } from '../../panel/api/account';
import { invalidInput } from '../../panel/errors';
import { compareDecimals, plainDecimal, readDecimal } from '../../panel/values/money';
import { ID_BUDGET } from '../budget';
import { defineEvent } from '../environment';
import { shortHash } from '../hash';

/** The names are stored in workflows. */
const stateSchema = z.object({
	/** How often the balance fell below the threshold. */
	falls: z.number(),
	/** The day on which counting began; it keeps event ids apart where the count was lost and starts again at 1. */
	since: z.string(),
	/** The balance that was emitted; left out while the balance is above the threshold. */
	emitted: z.string().optional(),
});

/** `isFirst` in the first poll of a trigger, also of one that was renamed: whether it fell before is not known. */
type BalanceState = z.infer<typeof stateSchema> & { isFirst?: boolean };

type Balance = Item & { balance: string };

export const balanceBelow = defineEvent({
	name: 'Balance Below',
	value: 'balanceBelow',
	action: 'On low balance',
	description: 'Once when the balance falls below an amount, and again only after it was above',
	budget: ID_BUDGET,
	properties: [
		{
			displayName: 'Threshold',
			name: 'threshold',
			type: 'number',
			readAs: 'text',
			required: true,
			default: 5,
			hint: 'In the currency of the account',
			description: 'The amount below which the balance starts the workflow',
		},
	],
	state: stateSchema,
	// Another account or threshold starts afresh, but goes on counting: the same id must not stand for two falls.
	scope: ({ threshold }, { account }) => ({ base: 'balanceBelow', settings: shortHash(`${account}\n${parseAmount(threshold)}`) }),
	async poll(parameters, { panel, now }, { state, settingsChanged, needsWrite }) {
		const threshold = parseAmount(parameters.threshold);
		const counted = state ?? { falls: 0, since: new Date(now).toISOString().slice(0, 10), isFirst: true };
		const before: BalanceState = settingsChanged ? { falls: counted.falls, since: counted.since } : counted;
		const first = compareBalance(before, await getBalance(panel), threshold);
		// Panels get it wrong for one answer, e.g. 0 without their database: a fall, or a rise, counts when said twice.
		const isNews = first.state.emitted !== before.emitted;
		const { event, state: after } = isNews ? compareBalance(before, await getBalance(panel), threshold) : first;
		return {
			items: event ? [event] : [],
			state: after === state && !needsWrite ? undefined : after,
			watched: describeWatched(threshold),
		};
	},
	async preview(parameters, { panel }) {
		const threshold = parseAmount(parameters.threshold);
		return [{ ...toEvent(`balance:${threshold}:test`, await getBalance(panel), threshold), watching: describeWatched(threshold) }];
	},
});

const describeWatched = (threshold: string) => `the balance, with a threshold of ${threshold}`;

/** @returns the exact decimal as text; a number such as 0.0000001 comes as a text with an exponent */
function parseAmount(text: string): string {
	const amount = plainDecimal(text);
	if (readDecimal(amount)) return amount;
	throw invalidInput(
		`'Threshold' has to be an amount, but it is "${amount.slice(0, 40)}"`,
		'Enter digits only, with a dot for decimals, e.g. 5 or 12.50.',
	);
}

/**
 * Compares the balance with the threshold, exact to the last decimal. A balance of exactly the threshold changes
 * nothing, so that one on the edge does not fire again and again.
 * @returns an event where the balance fell below since it was last above; the new state, or the same object where nothing changed
 */
export function compareBalance(before: BalanceState, item: Balance, threshold: string): { event?: Item; state: BalanceState } {
	const place = compareDecimals(item.balance, threshold);
	if (place === undefined)
		throw invalidInput(
			`The panel's balance "${item.balance.slice(0, 40)}" cannot be compared with an amount`,
			"Use the operation 'Account: Get Balance' to see what the panel says, and report it.",
		);
	const { falls, since, emitted, isFirst } = before;
	const kept = isFirst ? { falls, since } : before;
	if (place === 1) return { state: emitted === undefined ? kept : { falls, since } };
	if (place === 0 || emitted !== undefined) return { state: kept };
	// Low in the first poll is one event, on whatever day: a trigger that was renamed emits it again.
	const event = toEvent(`balance:${threshold}:${isFirst ? 'first' : `${since}:${falls + 1}`}`, item, threshold);
	return { event, state: { falls: falls + 1, since, emitted: item.balance } };
}

function toEvent(eventId: string, item: Balance, threshold: string): Item {
	const own = { eventId, event: 'balanceBelow', balance: item.balance, threshold, below: compareDecimals(item.balance, threshold) === -1 };
	return { ...own, ...item, ...own };
}
