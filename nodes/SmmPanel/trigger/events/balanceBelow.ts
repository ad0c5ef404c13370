import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { InputProblem } from '../../node/errors';
import { getBalance } from '../../panel/account';
import { compareDecimals } from '../../panel/money';
import { ID_TIMES } from '../budget';
import { findings, type Round, type TriggerEvent } from '../event';
import { shortHash } from '../hash';
import { amountOf } from '../parameters';

/** What is remembered of the balance. */
export interface BalanceState {
	/** How often it fell below the threshold. */
	readonly falls: number;
	/** The day on which counting began; it keeps ids of events apart where the count was lost and starts again at 1. */
	readonly since: string;
	/** The balance that was told; left out while the balance is above the threshold. */
	readonly told?: string;
}

const schema = z.object({ v: z.literal(1), scope: z.string(), falls: z.number(), since: z.string(), told: z.string().optional() });

/** The balance falls below an amount. */
export const balanceBelow: TriggerEvent = {
	times: ID_TIMES,
	async look(round, stored) {
		const threshold = amountOf(round.context, 'threshold', 'Threshold');
		const item = await readBalance(round);
		// Another account has another balance, so here the key is part of the scope.
		const scope = shortHash(`balanceBelow\n${round.panel.scope}\n${threshold}`);
		const read = schema.safeParse(stored);
		const before: BalanceState =
			read.success && read.data.scope === scope
				? { falls: read.data.falls, since: read.data.since, ...(read.data.told === undefined ? {} : { told: read.data.told }) }
				: { falls: 0, since: new Date(round.now).toISOString().slice(0, 10) };
		const { event, state } = compareBalance(before, item, threshold);
		const changed = state !== before || !read.success || read.data.scope !== scope;
		return findings(event ? [event] : [], changed ? { v: 1, scope, ...state } : undefined, []);
	},
	async show(round) {
		const threshold = amountOf(round.context, 'threshold', 'Threshold');
		const item = await readBalance(round);
		return [balanceEvent(`balance:${threshold}:test`, item, threshold)];
	},
};

/**
 * Compares the balance with the threshold. Pure, exact to the last decimal.
 *
 * In: what is remembered, the balance now, the threshold. Out: an event when the balance is below and was not told since it was last above; the new state, or the same object where nothing changed.
 * A balance of exactly the threshold changes nothing, so that one on the edge does not fire again and again.
 */
export function compareBalance(
	before: BalanceState,
	item: IDataObject & { balance: string },
	threshold: string,
): { event?: IDataObject; state: BalanceState } {
	const place = compareDecimals(item.balance, threshold);
	if (place === undefined)
		throw new InputProblem(
			`The panel's balance "${item.balance.slice(0, 40)}" cannot be compared with an amount`,
			"Use the operation 'Account: Get Balance' to see what the panel says, and report it.",
		);
	const { falls, since, told } = before;
	if (place === 1) return { state: told === undefined ? before : { falls, since } };
	if (place === 0 || told !== undefined) return { state: before };
	const event = balanceEvent(`balance:${threshold}:${since}:${falls + 1}`, item, threshold);
	return { event, state: { falls: falls + 1, since, told: item.balance } };
}

function balanceEvent(eventId: string, item: IDataObject & { balance: string }, threshold: string): IDataObject {
	const own = { eventId, event: 'balanceBelow', balance: item.balance, threshold, below: compareDecimals(item.balance, threshold) === -1 };
	return { ...own, ...item, ...own };
}

async function readBalance({ panel }: Round): Promise<IDataObject & { balance: string }> {
	return await getBalance(panel);
}
