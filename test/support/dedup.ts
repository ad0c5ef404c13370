import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { UnexpectedError } from 'n8n-workflow';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
	Workflow,
} from 'n8n-workflow';

let stores = 0;

/**
 * n8n's table of processed values, kept in memory. Share one between runs to mimic the database that survives a
 * retry, a crash or another worker; give each run its own (the default) to mimic separate instances.
 */
export class DedupStore {
	/** The workflow of the runs on this store, unless they name another: separate instances share no workflow. */
	readonly workflowId = `test-workflow-${(stores += 1)}`;
	/** Set it to make every call fail, as when n8n's database does not answer. */
	outage: Error | undefined;

	private readonly rows = new Map<string, string[]>();

	/** How many values are recorded, over all workflows and nodes. */
	get size(): number {
		let total = 0;
		for (const hashes of this.rows.values()) total += hashes.length;
		return total;
	}

	/** Reads one row; a copy, like a query result. */
	async find(row: string): Promise<string[] | undefined> {
		await this.query();
		return this.rows.get(row)?.slice();
	}

	/** Writes one row whole, so that of two writers the last one wins, as in n8n. */
	async save(row: string, hashes: string[]): Promise<void> {
		await this.query();
		this.rows.set(row, hashes.slice());
	}

	/** Removes one row. */
	async delete(row: string): Promise<void> {
		await this.query();
		this.rows.delete(row);
	}

	/** Every query takes a turn of the event loop, so concurrent calls interleave as they do with a database. */
	private async query(): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
		if (this.outage !== undefined) throw this.outage;
	}
}

function hashOf(value: DeduplicationItemTypes): string {
	return createHash('md5').update(value.toString()).digest('base64');
}

function onlyEntries(options: ICheckProcessedOptions): void {
	if (options.mode !== 'entries') {
		throw new UnexpectedError(`The test store knows the mode "entries" only, not "${options.mode}".`);
	}
}

declare global {
	/** Loads a module once in a jest worker instead of once in a test file; see environment.js. */
	function requireOnce(path: string): { install(deduplicator: IDataDeduplicator): Promise<void> };
}

const storeOfWorkflow = new WeakMap<object, DedupStore>();

/** Follows n8n's own DeduplicationHelper step by step: two queries, nothing atomic, oldest entries dropped first. */
class MemoryDeduplicator implements IDataDeduplicator {
	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		onlyEntries(options);
		const { store, row } = this.locate(scope, contextData);
		const recorded = await store.find(row);
		const known = new Set(recorded);
		const output: IDeduplicationOutput = { new: [], processed: [] };
		const hashes = recorded ?? [];
		for (const item of items) {
			const hash = hashOf(item);
			if (known.has(hash)) {
				output.processed.push(item);
			} else {
				output.new.push(item);
				hashes.push(hash);
			}
		}
		if (options.maxEntries) hashes.splice(0, hashes.length - options.maxEntries);
		await store.save(row, hashes);
		return output;
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<void> {
		onlyEntries(options);
		const { store, row } = this.locate(scope, contextData);
		const hashes = await store.find(row);
		if (hashes === undefined) return;
		for (const item of items) {
			const index = hashes.indexOf(hashOf(item));
			if (index !== -1) hashes.splice(index, 1);
		}
		await store.save(row, hashes);
	}

	async clearAllProcessedItems(scope: DeduplicationScope, contextData: ICheckProcessedContextData): Promise<void> {
		const { store, row } = this.locate(scope, contextData);
		await store.delete(row);
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<number> {
		onlyEntries(options);
		const { store, row } = this.locate(scope, contextData);
		return (await store.find(row))?.length ?? 0;
	}

	private locate(scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData): { store: DedupStore; row: string } {
		const store = storeOfWorkflow.get(workflow);
		if (store === undefined) throw new UnexpectedError('No de-duplication store belongs to this workflow.');
		if (scope === 'node' && node === undefined) {
			throw new UnexpectedError("No node information has been provided and so cannot use scope 'node'");
		}
		return { store, row: `${workflow.id}|${scope === 'node' ? `n:${node?.id}` : ''}` };
	}
}

const deduplicator = new MemoryDeduplicator();

/** Makes the de-duplication helpers of every context of this workflow work on the given store. */
export async function useDedupStore(workflow: Workflow, store: DedupStore): Promise<void> {
	storeOfWorkflow.set(workflow, store);
	await requireOnce(join(__dirname, 'once', 'deduplicator.js')).install(deduplicator);
}
