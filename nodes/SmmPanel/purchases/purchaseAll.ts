import { PanelError } from '../panel/errors';
import { purchaseOnce, logOnFailure, type PurchaseContext } from './purchaseOnce';
import type { UnpaidCall, PaidOutcome, Purchase, InvalidPurchase } from './purchase';

/** What the lane works with. */
export interface PurchaseRun extends PurchaseContext {
	/** True when the first failure ends the node (On Error: Stop Workflow), so that nothing more is bought after it. */
	stopsAtFailure: boolean;
	/** True once the execution was stopped; nothing more is sent then. */
	isStopped(): boolean;
}

type Prepared = Purchase | UnpaidCall | InvalidPurchase;

/**
 * Makes paid calls one at a time, in item order. When the first failure ends the node, an item that cannot be bought at
 * all stops the run before anything is sent.
 * @param prepared - for each item a purchase, or why it cannot be one
 */
export async function purchaseAll(lane: PurchaseRun, prepared: readonly Prepared[]): Promise<PaidOutcome[]> {
	const outcomes = await purchaseEach(lane, prepared);
	await logOnFailure(
		lane,
		'n8n could not put the record of the purchases in order; a repeated key may be told as unknown',
		async () => await lane.ledger.settle(),
	);
	return outcomes;
}

async function purchaseEach(lane: PurchaseRun, prepared: readonly Prepared[]): Promise<PaidOutcome[]> {
	if (lane.stopsAtFailure && prepared.some((entry) => 'failure' in entry)) {
		return prepared.map((entry) => ('failure' in entry ? { records: [], failure: entry.failure } : { records: [] }));
	}
	const outcomes: PaidOutcome[] = [];
	let outOfFunds: PanelError | undefined;
	for (const entry of prepared) {
		const outcome = await runEntry(lane, entry, outOfFunds);
		const { failure } = outcome;
		if (failure !== undefined && lane.stopsAtFailure) return [...outcomes, { records: [], failure: addPurchases(failure, outcomes) }];
		if (failure instanceof PanelError && failure.kind === 'notEnoughFunds' && 'options' in entry) outOfFunds ??= failure;
		outcomes.push(outcome);
	}
	return outcomes;
}

async function runEntry(lane: PurchaseRun, entry: Prepared, outOfFunds: PanelError | undefined): Promise<PaidOutcome> {
	if ('failure' in entry) return { records: [], failure: entry.failure };
	try {
		if (lane.isStopped()) throw notSentError('the execution was stopped before its turn came', entry, 'stopped');
		if ('free' in entry) return { records: await entry.free() };
		const refusal =
			outOfFunds && entry.options.goOnWithoutFunds !== true
				? notSentError('the panel ran out of funds at an earlier item of this run', entry, 'notEnoughFunds')
				: undefined;
		return { records: await purchaseOnce(lane, entry, refusal) };
	} catch (failure) {
		return { records: [], failure };
	}
}

function notSentError(why: string, entry: Purchase | UnpaidCall, kind: 'stopped' | 'notEnoughFunds'): PanelError {
	const advice = kind === 'notEnoughFunds' ? 'Add funds at the panel, then run this item again.' : 'Run this item again to order it.';
	return new PanelError({
		kind,
		effect: 'none',
		message: `Not sent: ${why}`,
		nextStep: `${advice}${'summary' in entry ? ` The order: ${entry.summary}.` : ''}`,
	});
}

/** n8n drops the output of a node that stops, so its error names what was bought before. */
function addPurchases(failure: unknown, outcomes: readonly PaidOutcome[]): unknown {
	const orders = outcomes.flatMap(({ records }) => records.map(({ order }) => order).filter((order) => order !== undefined));
	if (!(failure instanceof PanelError) || orders.length === 0) return failure;
	return failure.extended(
		` Bought before this item: ${orders.map(String).join(', ')}. A retry of this execution returns these orders and does not buy them again.`,
	);
}
