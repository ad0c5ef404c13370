import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { itemOf, recordSchema } from '../panel/records';
import { add, readDecimal, showDecimal, subtract, type Decimal } from '../panel/money';

/**
 * What this execution already bought, kept in the node's context. n8n keeps that over Retry On Fail and restores it
 * for "Retry execution" (engine.md section 5), so a repeated item can return the very result of its first try.
 */
export interface ExecutionMemory {
	/** The items that a purchase gave. */
	find(mark: string): IDataObject[] | undefined;
	keep(mark: string, items: readonly IDataObject[]): void;
	/** True the first time a key is released in this execution and its retries, then false. */
	releaseOnce(mark: string): boolean;
	/** The estimates of everything sent so far in this execution. */
	total(): Decimal;
	reserve(amount: Decimal): void;
	giveBack(amount: Decimal): void;
}

const entrySchema = z.object({ items: z.array(recordSchema) });
const SLOT = 'smmPanelPurchases';

export function executionMemory(context: IExecuteFunctions): ExecutionMemory {
	const slots = context.getContext('node');
	const store: Map<string, unknown> = new Map(Object.entries(z.record(z.unknown()).catch({}).parse(slots[SLOT])));
	// n8n saves the context as JSON, so the map is written back as a plain object after every change.
	const write = (name: string, value: unknown) => {
		store.set(name, value);
		slots[SLOT] = Object.fromEntries(store);
	};
	const total = () => readDecimal(String(store.get('total') ?? '0')) ?? { units: 0n, scale: 0 };
	return {
		total,
		find(mark) {
			const entry = entrySchema.safeParse(store.get(mark));
			return entry.success ? entry.data.items.map(itemOf) : undefined;
		},
		keep: (mark, items) => write(mark, { items: structuredClone(items) }),
		releaseOnce(mark) {
			if (store.has(`released ${mark}`)) return false;
			write(`released ${mark}`, true);
			return true;
		},
		reserve: (amount) => write('total', showDecimal(add(total(), amount))),
		giveBack: (amount) => write('total', showDecimal(subtract(total(), amount))),
	};
}
