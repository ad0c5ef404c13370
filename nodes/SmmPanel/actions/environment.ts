import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { getCatalog, type Catalog } from '../catalog/catalog';
import { getCatalogInTime, CATALOG_TIMEOUTS_MS } from '../catalog/catalogInTime';
import { operationsFor, type Resource } from '../framework/operation';
import type { PanelClient } from '../panel/transport/client';
import { connectPanel, requireSameAccount } from '../panel/transport/connect';
import { recordFirstRun } from '../purchases/executionStore';

/** What every operation of the SMM Panel node works with, made once per run. */
export interface PanelEnvironment {
	readonly context: IExecuteFunctions;
	/** True for the variant that n8n makes of the node for AI agents and MCP clients. */
	readonly runsAsTool: boolean;
	readonly panel: PanelClient;
	/** True when the first failure ends the node (On Error: Stop Workflow): what is invalid is then reported before anything is sent. */
	readonly stopsAtFailure: boolean;
	/**
	 * Reads rows at most once per run: a thousand items that read the same catalog share one reply, or one failure.
	 * Some panels allow ten catalog calls an hour.
	 * @returns rows for this caller alone
	 */
	readonly readOnce: (name: string, read: () => Promise<Item[]>) => Promise<Item[]>;
	/** The catalog of the panel: from memory, else one call per run, however many items ask and even where it fails. */
	readonly catalog: () => Promise<Catalog>;
	/** The same for a purchase, which does not wait for long; longer where it cannot be made without the catalog. */
	readonly catalogInTime: (purpose: keyof typeof CATALOG_TIMEOUTS_MS) => Promise<Catalog>;
}

export type PanelResource = Resource<PanelEnvironment>;

/** Defines an operation of the SMM Panel node; see operationsFor. */
export const defineOperation = operationsFor<PanelEnvironment>();

/** Begins a run of the node: what has to be known of every run, also of one that buys nothing. */
export function startRun(context: IExecuteFunctions): void {
	recordFirstRun(context);
}

/** Makes the environment of one run. A credential that cannot be right is refused before anything is sent. */
export async function createEnvironment(context: IExecuteFunctions, runsAsTool: boolean): Promise<PanelEnvironment> {
	const signal = context.getExecutionCancelSignal?.();
	const inTime = new Map<string, Promise<Catalog>>();
	const panel = await connectPanel(context, { sleep, ...(signal ? { signal } : {}) });
	// Purchases check every item; for the others one is enough to find an expression in the credential.
	await requireSameAccount(context, panel, context.getInputData().length - 1);
	const reads = new Map<string, Promise<Item[]>>();
	let catalog: Promise<Catalog> | undefined;
	return {
		context,
		runsAsTool,
		panel,
		stopsAtFailure: !context.continueOnFail(),
		async readOnce(name, read) {
			const earlier = reads.get(name);
			// Items may share rows, so each but the first gets copies that later nodes can change.
			if (earlier) return structuredClone(await earlier);
			const rows = read();
			reads.set(name, rows);
			return await rows;
		},
		async catalog() {
			return await (catalog ??= getCatalog(panel));
		},
		async catalogInTime(purpose) {
			const connect = async (ending: AbortSignal) => await connectPanel(context, { sleep, signal: ending });
			const earlier = inTime.get(purpose) ?? getCatalogInTime(CATALOG_TIMEOUTS_MS[purpose], signal, connect);
			inTime.set(purpose, earlier);
			return await earlier;
		},
	};
}
