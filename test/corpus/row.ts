import type { INodeParameters } from 'n8n-workflow';

/** The operations that rows are played through. */
export type Operation =
	| 'account.getBalance'
	| 'customAction.call'
	| 'order.cancel'
	| 'order.create'
	| 'order.getStatus'
	| 'order.refill'
	| 'refill.getStatus'
	| 'service.getAll'
	| 'smsNumber.create'
	| 'smsNumber.getCode';

/** One reply of a panel, and what it must come to. */
export interface CorpusRow {
	/** The operation that meets the reply; several where it must come to the same in each. */
	to: Operation | readonly Operation[];
	/** The body as text, or as what its JSON says. `$id` becomes the id that was asked for. */
	reply: string | object | number | boolean | null;
	/** The body for a call that names several ids, where it differs. */
	listReply?: string | object;
	/** HTTP status; 200 when left out. */
	http?: number;
	/** HTTP status for a call that names several ids, where it differs. */
	listHttp?: number;
	headers?: Readonly<Record<string, string>>;
	/** Ids that are asked for in one call; 5 when left out. The row is played once for each list. */
	ids?: readonly string[];
	/** More parameters of the node. */
	parameters?: INodeParameters;
	/**
	 * Purchases: "bought 5", "refused" (its key is free), "out of funds" (refused, and the next item is not sent),
	 * "unknown", "unknown naming 5" (its key is taken).
	 * Requests: "accepted", "not accepted", "not found", "failed". Reads: the state, ", final" behind it where it is, or
	 * "not found", "failed", "wrong key". Ids that come to different things: "5 completed, final; 6 not found".
	 * Others: "balance 5.00 USD", "2 services", the items of a custom action as JSON.
	 */
	becomes: string;
	/** Words of the panel that the user must read, in an item or in the error. */
	says?: string;
}
