import { PanelFailure } from '../panel/errors';
import { buyOne, written, type Counter } from './purchaseOnce';
import type { FreeCall, PaidOutcome, Purchase, Unbuyable } from './purchase';

/** What the lane works with. */
export interface Lane extends Counter {
	/** True when the first failure ends the node (On Error: Stop Workflow), so that nothing more is bought after it. */
	stopsAtFailure: boolean;
	/** True once the execution was stopped; nothing more is sent then. */
	isStopped(): boolean;
}

type Prepared = Purchase | FreeCall | Unbuyable;

/**
 * Makes paid calls one at a time, in item order.
 *
 * In: the lane, and for each item a purchase or why it cannot be one. Out: one outcome per item. When the first
 * failure ends the node, an item that cannot be bought at all stops the run before anything is sent.
 */
export async function buyInOrder(lane: Lane, prepared: readonly Prepared[]): Promise<PaidOutcome[]> {
	const outcomes = await buyEach(lane, prepared);
	await written(
		lane,
		'n8n could not put the record of the purchases in order; a repeated key may be told as unknown',
		async () => await lane.ledger.settle(),
	);
	return outcomes;
}

async function buyEach(lane: Lane, prepared: readonly Prepared[]): Promise<PaidOutcome[]> {
	if (lane.stopsAtFailure && prepared.some((entry) => 'failure' in entry)) {
		return prepared.map((entry) => ('failure' in entry ? { records: [], failure: entry.failure } : { records: [] }));
	}
	const outcomes: PaidOutcome[] = [];
	let outOfFunds: PanelFailure | undefined;
	for (const entry of prepared) {
		const outcome = await outcomeOf(lane, entry, outOfFunds);
		const { failure } = outcome;
		if (failure !== undefined && lane.stopsAtFailure) return [...outcomes, { records: [], failure: withPurchases(failure, outcomes) }];
		if (failure instanceof PanelFailure && failure.kind === 'notEnoughFunds' && 'options' in entry) outOfFunds ??= failure;
		outcomes.push(outcome);
	}
	return outcomes;
}

async function outcomeOf(lane: Lane, entry: Prepared, outOfFunds: PanelFailure | undefined): Promise<PaidOutcome> {
	if ('failure' in entry) return { records: [], failure: entry.failure };
	try {
		if (lane.isStopped()) throw notTried('the execution was stopped before its turn came', entry, 'stopped');
		if ('free' in entry) return { records: await entry.free() };
		const refusal =
			outOfFunds && entry.options.goOnWithoutFunds !== true
				? notTried('the panel ran out of funds at an earlier item of this run', entry, 'notEnoughFunds')
				: undefined;
		return { records: await buyOne(lane, entry, refusal) };
	} catch (failure) {
		return { records: [], failure };
	}
}

function notTried(why: string, entry: Purchase | FreeCall, kind: 'stopped' | 'notEnoughFunds'): PanelFailure {
	const advice = kind === 'notEnoughFunds' ? 'Add funds at the panel, then run this item again.' : 'Run this item again to order it.';
	return new PanelFailure({
		kind,
		acted: 'no',
		message: `Not sent: ${why}`,
		nextStep: `${advice}${'summary' in entry ? ` The order: ${entry.summary}.` : ''}`,
	});
}

/** n8n drops the output of a node that stops, so its error names what was bought before. */
function withPurchases(failure: unknown, outcomes: readonly PaidOutcome[]): unknown {
	const orders = outcomes.flatMap(({ records }) => records.map(({ order }) => order).filter((order) => order !== undefined));
	if (!(failure instanceof PanelFailure) || orders.length === 0) return failure;
	return failure.extended(
		` Bought before this item: ${orders.map(String).join(', ')}. A retry of this execution returns these orders and does not buy them again.`,
	);
}
