import type { IDataObject } from 'n8n-workflow';
import type { Estimate } from './estimate';

/** Choices that every paid operation offers under Options. */
export interface PaidOptions {
	maxTotal?: string;
	onDuplicate?: 'return' | 'fail';
	releaseOrderKey?: string;
	compareBalance?: boolean;
	goOnWithoutFunds?: boolean;
	timeout?: number;
}

/** One paid call, checked and ready, but not sent. */
export interface Purchase {
	readonly itemIndex: number;
	/** The panel's action: add, add_sms or a custom one. */
	readonly action: string;
	/** What is bought, for people: service, quantity, link. Never the key. */
	readonly summary: string;
	/** The user's own key, '' for none. */
	readonly orderKey: string;
	/** The exact fields as a JSON object: what is bought, to know a repetition by. */
	readonly content: string;
	/** The most that this purchase may cost, '' for no limit. */
	readonly maxCharge: string;
	readonly options: PaidOptions;
	/** Asked only when a limit or a comparison needs it, because it may call the panel. */
	estimate(): Promise<Estimate>;
	/** Sends the call once, and returns one item per order. */
	send(timeoutMs: number | undefined): Promise<IDataObject[]>;
}

/** A call among paid ones that costs nothing; it keeps its place in the order of the items. */
export interface UnpaidCall {
	free(): Promise<readonly IDataObject[]>;
}

/** An item that cannot be bought, and why. */
export interface InvalidPurchase {
	failure: unknown;
}

/** What a purchase came to; n8n's item for it is made by the caller. */
export interface PaidOutcome {
	records: readonly IDataObject[];
	failure?: unknown;
}
