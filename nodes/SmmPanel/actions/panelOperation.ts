import { sleep, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { operationsFor, type Operation, type Resource } from '../node/operation';
import type { PanelClient } from '../panel/client';
import { connectPanel } from '../panel/connect';

/** What every operation of the SMM Panel node works with, made once per run. */
export interface PanelEnvironment {
	readonly context: IExecuteFunctions;
	readonly panel: PanelClient;
	/**
	 * Reads rows at most once per run. A thousand items that read the same catalog share one reply; some panels allow
	 * ten catalog calls an hour. In: a name for the read, the read. Out: its rows.
	 */
	readOnce(name: string, read: () => Promise<IDataObject[]>): Promise<IDataObject[]>;
}

export type PanelOperation = Operation<PanelEnvironment>;
export type PanelResource = Resource<PanelEnvironment>;

/** Defines an operation of the SMM Panel node; see operationsFor. */
export const definePanelOperation = operationsFor<PanelEnvironment>();

/** Makes the environment of one run. Errors: a credential that cannot be right, before anything is sent. */
export async function createPanelEnvironment(context: IExecuteFunctions): Promise<PanelEnvironment> {
	const signal = context.getExecutionCancelSignal?.();
	const panel = await connectPanel(context, { sleep, ...(signal ? { signal } : {}) });
	const reads = new Map<string, Promise<IDataObject[]>>();
	return {
		context,
		panel,
		async readOnce(name, read) {
			const rows = reads.get(name) ?? read();
			reads.set(name, rows);
			// Items may share rows, so each gets copies that later nodes can change.
			return (await rows).map((row) => ({ ...row }));
		},
	};
}
