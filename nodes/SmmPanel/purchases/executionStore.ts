import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { toItem, recordSchema, type Item } from '../panel/api/records';
import { add, compare, readDecimal, showDecimal, subtract, type Decimal } from '../panel/values/money';
import { isRecord } from '../panel/transport/parseReply';

/** A purchase that this execution made. */
interface StoredPurchase {
	items: Item[];
	/** For people: what was bought. */
	summary: string;
	/** Which item made it, and a hash of what was bought: see IdempotencyKey. */
	place: string;
	content: string;
}

interface Unanswered {
	whatHappened: string;
	executionId: string;
}

/**
 * What this execution already bought, kept in the node's context. n8n keeps that over Retry On Fail and restores it for
 * "Retry execution", so a repeated item can return the very result of its first try.
 */
export interface ExecutionStore {
	find(id: string): StoredPurchase | undefined;
	keep(id: string, bought: StoredPurchase): void;
	/** What is known of a call without an answer, for the text of later tries, and the execution that sent it. */
	findUnanswered(id: string): Unanswered | undefined;
	keepUnanswered(id: string, call: Unanswered): void;
	forgetUnanswered(id: string): void;
	/** The estimates of everything sent so far in this execution. */
	total(): Decimal;
	/** Adds a purchase to the total, each once. */
	reserve(id: string, amount: Decimal): void;
	/** Counts what the panel says that it charged, where that is more than the estimate. */
	correct(id: string, records: readonly Item[]): void;
	release(id: string): void;
	/** What is known of the charges of this execution, see chargeCheck. */
	charges(): Record<string, unknown>;
}

/** The run of this node that is under way, counted from 0 within the execution. */
export function getRunIndex(context: IExecuteFunctions): number {
	const index: unknown = context.getWorkflowDataProxy(0).$runIndex;
	return typeof index === 'number' ? index : 0;
}

/**
 * Records the first run of this node in this execution. A crash behind the node leaves a made-up run in the execution,
 * so a retry starts at run 1 instead of 0; counted from its first run, an item keeps its place. To be called in every
 * run, also in one that buys nothing.
 */
export function recordFirstRun(context: IExecuteFunctions): void {
	const own = openRecord(openNodeContext(context), SLOT);
	if (typeof own.firstRun !== 'number') own.firstRun = getRunIndex(context);
}

export function getFirstRun(context: IExecuteFunctions): number {
	const { firstRun } = openRecord(openNodeContext(context), SLOT);
	return typeof firstRun === 'number' ? firstRun : getRunIndex(context);
}

/** n8n versions that call a tool outside of an execution have no context to keep anything in. */
export function openNodeContext(context: IExecuteFunctions): Record<string, unknown> {
	try {
		return context.getContext('node');
	} catch {
		return {};
	}
}

const boughtSchema = z.object({ items: z.array(recordSchema), summary: z.string(), place: z.string(), content: z.string() });
const unansweredSchema = z.object({ whatHappened: z.string(), executionId: z.string() });
const SLOT = 'smmPanelPurchases';
/** Beyond it the oldest are forgotten; the ledger still knows that they were bought. */
const MAX_REMEMBERED = 5_000;
const NOTHING: Decimal = { units: 0n, scale: 0 };

type Part = 'bought' | 'unanswered' | 'spent' | 'charges';

export function openExecutionStore(context: IExecuteFunctions): ExecutionStore {
	const slots = openNodeContext(context);
	// Read at every use, because an AI agent may run several calls of one tool at once on the same context.
	const part = (name: Part): Record<string, unknown> => openRecord(openRecord(slots, SLOT), name);
	const write = (name: Part, id: string, value: unknown) => {
		const entries = part(name);
		entries[id] = value;
		const names = Object.keys(entries);
		if (name !== 'spent' && names.length > MAX_REMEMBERED && names[0] !== undefined) delete entries[names[0]];
	};
	const spent = (id: string) => readAmount(part('spent')[id]);
	const setTotal = (amount: Decimal) => {
		part('spent').total = showDecimal(amount);
	};
	const total = () => spent('total') ?? NOTHING;
	return {
		total,
		charges: () => part('charges'),
		find(id) {
			const entry = boughtSchema.safeParse(part('bought')[id]);
			return entry.success ? { ...entry.data, items: entry.data.items.map(toItem) } : undefined;
		},
		keep: (id, bought) => write('bought', id, structuredClone(bought)),
		findUnanswered(id) {
			return unansweredSchema.safeParse(part('unanswered')[id]).data;
		},
		keepUnanswered: (id, call) => write('unanswered', id, { ...call }),
		forgetUnanswered(id) {
			delete part('unanswered')[id];
		},
		reserve(id, amount) {
			if (spent(id)) return;
			setTotal(add(total(), amount));
			write('spent', id, showDecimal(amount));
		},
		correct(id, records) {
			const estimate = spent(id);
			const charged = records.reduce((sum, { charge }) => add(sum, readAmount(charge) ?? NOTHING), NOTHING);
			if (!estimate || compare(charged, estimate) <= 0) return;
			setTotal(add(total(), subtract(charged, estimate)));
			write('spent', id, showDecimal(charged));
		},
		release(id) {
			const amount = spent(id);
			if (!amount) return;
			setTotal(subtract(total(), amount));
			delete part('spent')[id];
		},
	};
}

/** An amount as panels and items hold it, a text or a number. */
export function readAmount(value: unknown): Decimal | undefined {
	return typeof value === 'string' || typeof value === 'number' ? readDecimal(String(value)) : undefined;
}

/** The record under a name, made where there is none. n8n saves the context as JSON, so these are plain objects. */
function openRecord(whole: Record<string, unknown>, name: string): Record<string, unknown> {
	const known = whole[name];
	if (isRecord(known)) return known;
	const fresh: Record<string, unknown> = {};
	whole[name] = fresh;
	return fresh;
}
