import type { IExecuteFunctions } from 'n8n-workflow';
import type { PanelClient } from '../panel/transport/client';
import { KINDS, PanelError } from '../panel/errors';
import { openExecutionStore } from './executionStore';
import { buildIdempotencyKey, canonicalize, nameAccount, type IdempotencyKey } from './idempotencyKey';
import { openLedger } from './ledger';
import { describeNotBought, listOrders, toNotBoughtItem } from './outcomeItems';
import { getPanelHost, logOnFailure, purchaseOnce, type PurchaseContext } from './purchaseOnce';
import type { InvalidPurchase, PaidOutcome, Purchase, PurchaseResult, UnpaidCall } from './purchase';

type Prepared = Purchase | UnpaidCall | InvalidPurchase;

/** The node whose run buys, and the panel. */
type Caller = Pick<PurchaseContext, 'context' | 'runsAsTool'> & { readonly panel: PanelClient };

/** What the paid calls of one run share. */
interface PurchaseRun extends PurchaseContext {
	/** True when the first failure ends the node (On Error: Stop Workflow), so that nothing more is bought after it. */
	readonly stopsAtFailure: boolean;
	outOfFunds: boolean;
	/** True once a failure ended the node. */
	isOver: boolean;
}

/**
 * Makes paid calls in item order, one at a time or as many at once as the first item allows. When the first failure
 * ends the node, an item that cannot be bought at all stops the run before anything is sent.
 * @param calls - makes each item's purchase ready, or says why it cannot be one; called one after the other
 * @returns one outcome per call; those that were not begun after the node ended are empty
 */
export async function purchaseAll(caller: Caller, calls: ReadonlyArray<() => Promise<Prepared>>): Promise<PaidOutcome[]> {
	const prepared: Prepared[] = [];
	for (const prepare of calls) prepared.push(await prepare());
	const purchases = prepared.filter((entry): entry is Purchase => 'summary' in entry);
	hintInSubWorkflow(caller.context, purchases);
	const keys = buildKeys(caller, purchases);
	const run = startRun(caller, purchases[0]);
	const outcomes = prepared.map((entry) => ('failure' in entry ? toOutcome(run, entry, { ...entry, outcome: 'notSent' }) : NOTHING));
	if (run.isOver) return outcomes;

	const queue = prepared.entries();
	const work = async () => {
		for (const [position, entry] of queue) {
			if (run.isOver) return;
			if ('failure' in entry) continue;
			const key = keys.get(entry);
			try {
				if ('free' in entry) outcomes[position] = await callFree(run, entry);
				else if (key) outcomes[position] = toOutcome(run, entry, await purchaseOnce(run, entry, key));
			} catch (failure) {
				// Nothing was sent. The failure that ended the node is reported, and not what it prevented.
				if (run.isOver) return;
				outcomes[position] = toOutcome(run, entry, { failure, outcome: 'notSent', ...(key ? { orderKey: key.display } : {}) });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, purchases[0]?.options.callsAtOnce ?? 1) }, work));
	run.ledger.flush();
	await Promise.all(run.records);
	void logOnFailure(
		run,
		'n8n could not put the record of the purchases in order; the outcome under a repeated key may then be called unknown',
		async () => await run.ledger.settle(),
	);
	return run.isOver ? nameOthers(outcomes) : outcomes;
}

const NOTHING: PaidOutcome = { records: [] };

function startRun({ context, runsAsTool, panel }: Caller, first: Purchase | undefined): PurchaseRun {
	const run: PurchaseRun = {
		context,
		runsAsTool,
		panel,
		ledger: openLedger(context),
		store: openExecutionStore(context),
		records: [],
		stopsAtFailure: !context.continueOnFail(),
		outOfFunds: false,
		isOver: false,
		oneAtATime: false,
		getBlockingError({ summary }) {
			if (isStopped(context)) return notSentError('stopped', 'the execution was stopped before its turn came', summary);
			if (run.isOver) return notSentError('stopped', 'an earlier item of this run failed', summary);
			if (!run.outOfFunds || first?.options.goOnWithoutFunds === true) return undefined;
			return notSentError('notEnoughFunds', 'the panel ran out of funds at an earlier item of this run', summary);
		},
	};
	return run;
}

const isStopped = (context: IExecuteFunctions) => context.getExecutionCancelSignal?.()?.aborted === true;

async function callFree({ context }: PurchaseRun, { free }: UnpaidCall): Promise<PaidOutcome> {
	if (isStopped(context)) throw notSentError('stopped', 'the execution was stopped before its turn came', '');
	return { records: await free() };
}

/** A key for each purchase. Equal purchases are numbered, so that two equal items stay two purchases. */
function buildKeys({ context, runsAsTool, panel }: Caller, purchases: readonly Purchase[]): Map<Prepared, IdempotencyKey> {
	const seen = new Map<string, number>();
	const account = nameAccount(context, panel.address.url);
	const now = Date.now();
	return new Map(
		purchases.map((purchase) => {
			const { action, itemIndex, orderKey, content } = purchase;
			const same = `${action} ${canonicalize(content)}`;
			const duplicateIndex = orderKey === '' ? (seen.get(same) ?? 0) : 0;
			if (orderKey === '') seen.set(same, duplicateIndex + 1);
			const facts = { account, action, itemIndex, userKey: orderKey, content, duplicateIndex, now, runsAsTool };
			return [purchase, buildIdempotencyKey(context, facts)];
		}),
	);
}

/** The outcome of an item: its records, the failure that n8n reports, or an item that says so where the user wants data. */
function toOutcome(run: PurchaseRun, entry: Prepared, result: PurchaseResult): PaidOutcome {
	if ('records' in result) return result;
	const { failure, outcome } = result;
	if (outcome === 'refused' && failure instanceof PanelError && KINDS[failure.kind].endsPurchases === true) run.outOfFunds = true;
	const wanted = readWanted(run, entry, result);
	if (wanted && wantsItem(entry)) return { records: [toNotBoughtItem(failure, wanted)] };
	if (run.stopsAtFailure) run.isOver = true;
	const reported: PaidOutcome = { records: [], failure: wanted ? describeNotBought(failure, wanted) : failure };
	return outcome === 'unknown' && wanted?.summary !== undefined ? { ...reported, unknown: wanted.summary } : reported;
}

const wantsItem = (entry: Prepared) => 'options' in entry && entry.options.onNotBought === 'returnItem';

/** A call that costs nothing, and a purchase that was made before, are never reported as not bought: nothing was withheld. */
function readWanted(run: PurchaseRun, entry: Prepared, { outcome, orderKey }: Exclude<PurchaseResult, { records: unknown }>) {
	if ('free' in entry || outcome === undefined) return undefined;
	return { facts: entry.facts, panel: getPanelHost(run), orderKey, summary: 'summary' in entry ? entry.summary : undefined, outcome };
}

/** n8n drops the output of a node that stops, so its error names what else the run came to. */
function nameOthers(outcomes: readonly PaidOutcome[]): PaidOutcome[] {
	const failed = outcomes.find(({ failure }) => failure !== undefined);
	const orders = listOrders(outcomes.flatMap(({ records }) => records.filter(({ bought }) => bought !== false)));
	const unknown = outcomes.flatMap((outcome) => (outcome === failed || outcome.unknown === undefined ? [] : [outcome.unknown]));
	const bought = ` Bought before this item: ${orders.join(', ')}. A retry of this execution returns these orders and does not buy them again.`;
	const more = `${orders.length === 0 ? '' : bought}${unknown.length === 0 ? '' : ` Of unknown outcome too: ${unknown.join('; ')}.`}`;
	return outcomes.map((outcome) =>
		outcome === failed && failed.failure instanceof PanelError ? { ...failed, failure: failed.failure.extended(more) } : outcome,
	);
}

function hintInSubWorkflow(context: IExecuteFunctions, purchases: readonly Purchase[]): void {
	if (context.getMode() !== 'integrated' || purchases.every(({ orderKey }) => orderKey !== '')) return;
	context.addExecutionHints({
		message:
			"This sub-workflow bought without an 'Order Key'. When the workflow that calls it is retried, n8n runs it as a new execution and it buys again. Set an 'Order Key' to prevent that.",
		type: 'warning',
		location: 'outputPane',
	});
}

function notSentError(kind: 'stopped' | 'notEnoughFunds', why: string, summary: string): PanelError {
	const advice = KINDS[kind].endsPurchases ? 'Add funds at the panel, then run this item again.' : 'Run this item again to order it.';
	return new PanelError({
		kind,
		effect: 'none',
		message: `Not sent: ${why}`,
		nextStep: `${advice}${summary === '' ? '' : ` The order: ${summary}.`}`,
	});
}
