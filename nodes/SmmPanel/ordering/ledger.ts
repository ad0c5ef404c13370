import type { IExecuteFunctions } from 'n8n-workflow';
import { PanelFailure } from '../panel/failures';
import { inTurn } from './inTurn';

/** What n8n's database knows of a key. */
export type Claim = 'claimed' | 'boughtEarlier' | 'unanswered';

/** The record of paid calls in n8n's own database; it survives crashes and is shared by all workers. */
export interface Ledger {
	/** Records that a call is about to be sent, unless it was recorded before. */
	claim(mark: string): Promise<Claim>;
	/** Records that the panel confirmed the purchase. */
	confirm(mark: string): Promise<void>;
	/** Frees the key after a clear refusal. */
	free(mark: string): Promise<void>;
}

/**
 * Marks kept per node; every purchase takes two. When they are used up n8n forgets the oldest, so a user's own key is
 * recognised for the latest 5,000 purchases of a node.
 */
const MOST_MARKS = 10_000;

/**
 * The ledger of one node, on n8n's de-duplication store: written at once, also in manual runs, kept over kill -9.
 * The store is not atomic, so its calls are made in turn within this process; between two workers a race of some
 * milliseconds remains (README, "What is guaranteed").
 */
export function ledgerOf(context: IExecuteFunctions): Ledger {
	const options = { mode: 'entries' as const, maxEntries: MOST_MARKS };
	const line = `ledger ${context.getWorkflow().id} ${context.getNode().id}`;
	const isNew = async (mark: string) => (await context.helpers.checkProcessedAndRecord([mark], 'node', options)).new.length > 0;
	const forget = async (mark: string) => await context.helpers.removeProcessed([mark], 'node', options);
	return {
		async claim(mark) {
			return await inTurn(line, async () => {
				try {
					if (await isNew(`sent ${mark}`)) return 'claimed';
					if (!(await isNew(`done ${mark}`))) return 'boughtEarlier';
					await forget(`done ${mark}`);
					return 'unanswered';
				} catch {
					throw notRecorded();
				}
			});
		},
		async confirm(mark) {
			await inTurn(line, async () => await isNew(`done ${mark}`));
		},
		async free(mark) {
			await inTurn(line, async () => await forget(`sent ${mark}`));
		},
	};
}

function notRecorded(): PanelFailure {
	return new PanelFailure({
		kind: 'stopped',
		acted: 'no',
		message: 'Nothing was sent, because this purchase could not be recorded in the database of n8n first',
		nextStep: 'Save the workflow, then run it again. Without the record a repeated run could buy twice.',
	});
}
