import { z } from 'zod';
import type { Fields, PanelClient } from '../transport/client';
import { pageSchema, readPages, ROWS_PER_PAGE, type NewRows } from './pages';
import { toItem, type Item, type PanelRecord } from './records';

/** Which rows of a list are wanted. */
export interface RowQuery {
	/** Sent to the panel. */
	fields: Fields;
	/** The most rows, undefined for all. */
	limit: number | undefined;
	/** Decides about a row; `isCounted`: the panel pages, and has applied the fields. */
	matches?: (row: PanelRecord, isCounted: boolean) => boolean;
	/** Called where the panel may have more rows. */
	onIncomplete?: ((incomplete: NonNullable<NewRows['incomplete']>) => void) | undefined;
}

/** Reads a list page by page, and stops as soon as enough rows were taken. */
export async function getRows(
	panel: PanelClient,
	action: string,
	{ fields, limit = Number.POSITIVE_INFINITY, matches, onIncomplete }: RowQuery,
): Promise<Item[]> {
	const taken: Item[] = [];
	for await (const { rows, isCounted, incomplete } of readPages(panel, action, fields, Math.min(limit, ROWS_PER_PAGE))) {
		for (const row of rows) {
			if (taken.length >= limit) break;
			if (matches?.(row, isCounted) ?? true) taken.push(toItem(row));
		}
		if (incomplete) onIncomplete?.(incomplete);
		if (taken.length >= limit) break;
	}
	return taken;
}

/** The reply to `categories`; each is an item `{category, subcategories}`. */
const categoriesSchema = pageSchema.transform(({ rows }) => rows.map(toItem));

/** Reads the categories. Throws 'notOffered' on panels without them. */
export async function getCategories(panel: PanelClient, language: string): Promise<Item[]> {
	return await panel.call({ action: 'categories', fields: { lang: language }, intent: 'read', schema: categoriesSchema });
}

/** The reply to `subcategory_info`. */
const subcategorySchema = z.object({ subcategoryId: z.union([z.string(), z.number()]) }).passthrough();

export async function getSubcategory(panel: PanelClient, subcategoryId: string, language: string): Promise<Item> {
	return toItem(
		await panel.call({ action: 'subcategory_info', fields: { subcategoryId, lang: language }, intent: 'read', schema: subcategorySchema }),
	);
}

/** The reply to `inventory`: stock and price of one service, with variants for products. */
const inventorySchema = z.object({ service: z.union([z.string(), z.number()]) }).passthrough();

export async function getInventory(panel: PanelClient, service: string, language: string): Promise<Item> {
	return toItem(await panel.call({ action: 'inventory', fields: { service, lang: language }, intent: 'read', schema: inventorySchema }));
}
