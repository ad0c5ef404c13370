import type { Item } from '../panel/api/records';
import type { Call } from '../panel/transport/client';
import type { Estimate } from './estimate';

/** Choices that every paid operation offers under Options. */
export interface PaidOptions {
	maxTotal?: string;
	onDuplicate?: 'return' | 'fail';
	onNotBought?: 'fail' | 'returnItem';
	releaseOrderKey?: string;
	compareBalance?: boolean;
	goOnWithoutFunds?: boolean;
	/** How many calls may be under way at once. The first item's value counts for the run. */
	callsAtOnce?: number;
	timeout?: number;
}

/** One paid call, checked and ready, but not sent. */
export interface Purchase {
	readonly itemIndex: number;
	/** The panel's action: add, add_sms or a custom one. */
	readonly action: string;
	/** What is bought, for people: service, quantity, link. Never the key. */
	readonly summary: string;
	/** What is bought, for items: service, link, quantity and so on. Never the key. */
	readonly facts: Item;
	/** How many orders one call makes, where it names each in a record of its own. */
	readonly orders?: number;
	/** The user's own key, '' for none. */
	readonly orderKey: string;
	/** The exact fields as a JSON object: what is bought, to know a repetition by. */
	readonly content: string;
	/** The most that this purchase may cost, '' for no limit. */
	readonly maxCharge: string;
	readonly options: PaidOptions;
	/** The estimate where it is known without a call. */
	readonly priced?: Estimate;
	/** Asked only when a limit or a comparison needs it, because it may call the panel. */
	estimate(): Promise<Estimate>;
	/** The call itself, to be sent once: its items are the panel's record, or one for each order. */
	readonly call: Call<Item[]>;
}

/** A call among paid ones that costs nothing; it keeps its place in the order of the items. */
export interface UnpaidCall {
	readonly free: () => Promise<readonly Item[]>;
}

/** An item that cannot be bought, and why. */
export interface InvalidPurchase {
	readonly failure: unknown;
	readonly facts: Item;
	readonly options: Pick<PaidOptions, 'onNotBought'>;
}

/** Why an item is not bought: the panel said no; nothing left; or its outcome is unknown. */
export type NotBought = 'refused' | 'notSent' | 'unknown';

/** What a purchase came to. `outcome` is missing for the refusal of a purchase that was made before. */
export type PurchaseResult =
	| { readonly records: readonly Item[] }
	| { readonly failure: unknown; readonly outcome?: NotBought; readonly orderKey?: string };

/** What an item came to; n8n's item for it is made by the caller. */
export interface PaidOutcome {
	records: readonly Item[];
	failure?: unknown;
	/** What may have been bought, where the outcome is unknown. */
	unknown?: string;
}
