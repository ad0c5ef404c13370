import { z } from 'zod';
import type { PanelClient } from '../transport/client';
import { toItem, moneySchema, type Item } from './records';
import { readDecimal } from '../values/money';

/** The reply to `balance`; only a real balance counts, so that no other page passes for a panel. */
const balanceSchema = z
	.object({
		balance: moneySchema.refine((text) => readDecimal(text) !== undefined, 'not an amount'),
		currency: z.string().optional().catch(undefined),
	})
	.passthrough();

/** Reads the balance, which stays the text that came. */
export async function getBalance(panel: PanelClient): Promise<Item & { balance: string; currency?: string }> {
	const { balance, currency, ...rest } = await panel.call({ action: 'balance', intent: 'read', schema: balanceSchema });
	return { balance, ...(currency === undefined ? {} : { currency }), ...toItem(rest) };
}
