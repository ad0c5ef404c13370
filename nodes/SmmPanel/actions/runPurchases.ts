import type { IExecuteFunctions } from 'n8n-workflow';
import { openExecutionStore } from '../purchases/executionStore';
import { openLedger } from '../purchases/ledger';
import { canonicalize, findLineage, buildIdempotencyKey } from '../purchases/idempotencyKey';
import { purchaseAll } from '../purchases/purchaseAll';
import type { UnpaidCall, Purchase, InvalidPurchase } from '../purchases/purchase';
import type { ItemCall, ItemOutcome } from '../framework/operation';
import { readText } from '../framework/parameters';
import { invalidInput } from '../panel/errors';
import type { PanelEnvironment } from './environment';

const LONGEST_ORDER_KEY = 200;

/**
 * Makes the paid calls of all items: first every item is checked, then one call after the other is sent.
 * @param prepare - throws for bad input
 * @returns one outcome per item, fewer only when the first failure ends the node
 */
export async function runPurchases<P>(
	calls: ReadonlyArray<ItemCall<P>>,
	{ context, panel }: PanelEnvironment,
	prepare: (call: ItemCall<P>) => Promise<Purchase | UnpaidCall>,
): Promise<readonly ItemOutcome[]> {
	const prepared: Array<Purchase | UnpaidCall | InvalidPurchase> = [];
	for (const call of calls) prepared.push(await tryPrepare(context, prepare(call)));
	const purchases = prepared.filter((entry): entry is Purchase => 'summary' in entry);
	const twins = countDuplicates(purchases);
	hintInSubWorkflow(context, purchases);
	return await purchaseAll(
		{
			panel,
			ledger: openLedger(context),
			memory: openExecutionStore(context),
			keyOf: (purchase) => {
				const { action, itemIndex, orderKey, content } = purchase;
				return buildIdempotencyKey(context, {
					panelUrl: panel.address.url,
					action,
					itemIndex,
					userKey: orderKey,
					content,
					duplicateIndex: twins.get(purchase) ?? 0,
				});
			},
			stopsAtFailure: !context.continueOnFail(),
			isStopped: () => context.getExecutionCancelSignal?.()?.aborted === true,
			warn: (message) => context.logger.warn(message),
		},
		prepared,
	);
}

async function tryPrepare(
	context: IExecuteFunctions,
	preparing: Promise<Purchase | UnpaidCall>,
): Promise<Purchase | UnpaidCall | InvalidPurchase> {
	try {
		const prepared = await preparing;
		if ('summary' in prepared) {
			requireGuardValues(context, prepared.itemIndex);
			if (prepared.orderKey === '') requireLineage(context);
		}
		return prepared;
	} catch (failure) {
		return { failure };
	}
}

/** How many earlier purchases without a user's key are exactly the same, so that two equal items stay two purchases. */
function countDuplicates(purchases: readonly Purchase[]): Map<Purchase, number> {
	const seen = new Map<string, number>();
	const twins = new Map<Purchase, number>();
	for (const purchase of purchases.filter(({ orderKey }) => orderKey === '')) {
		const bought = `${purchase.action} ${canonicalize(purchase.content)}`;
		const before = seen.get(bought) ?? 0;
		twins.set(purchase, before);
		seen.set(bought, before + 1);
	}
	return twins;
}

const GUARDS = [
	['orderKey', 'Order Key'],
	['maxCharge', 'Maximum Charge'],
	['options.maxTotal', 'Maximum Total'],
] as const;

/**
 * Refuses an item whose key or limit is an expression that gave nothing, or a list of nothing: read as "no key" or
 * "no limit", a wrong field name would switch the protection off. An AI model may leave a value empty on purpose.
 */
function requireGuardValues(context: IExecuteFunctions, itemIndex: number): void {
	for (const [path, label] of GUARDS) {
		const saved: unknown = context.getNodeParameter(path, itemIndex, '', { rawExpressions: true });
		if (typeof saved !== 'string' || !saved.startsWith('=') || saved.trim() === '=') continue;
		const value: unknown = context.getNodeParameter(path, itemIndex, '');
		const leftByModel = typeof value === 'string' && saved.includes('$fromAI(');
		if (readText(value, label).trim() === '' && !leftByModel)
			throw invalidInput(
				`Nothing was sent: '${label}' is set by an expression that gave nothing for this item`,
				`Correct the expression, or clear '${label}' to order without it.`,
			);
	}
}

/** Refuses a purchase without a key where n8n gives nothing by which a retry of this execution could be known. */
function requireLineage(context: IExecuteFunctions): void {
	if (findLineage(context) !== undefined) return;
	throw invalidInput(
		'Nothing was sent: on this version of n8n a retry of this execution would buy again',
		"Set an 'Order Key', e.g. the invoice number, or update n8n to 2.14 or newer.",
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

/** What JavaScript makes of a value that is not there, or of a whole object; a word that no user chose as a key. */
const NO_KEYS: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]']);

/** The user's order key. Throws where it is an expression's word for nothing, or too long to be an id. */
export function readOrderKey(orderKey: string): string {
	if (NO_KEYS.has(orderKey))
		throw invalidInput(
			`'Order Key' is "${orderKey}", which an expression gives where it finds no value`,
			"Correct the expression, so that it gives an ID of the purchase, or clear 'Order Key'.",
		);
	if (orderKey.length > LONGEST_ORDER_KEY)
		throw invalidInput(
			`'Order Key' has ${orderKey.length} characters, but at most ${LONGEST_ORDER_KEY} are taken`,
			'Use a short ID that stays the same when you repeat the purchase, e.g. an invoice number.',
		);
	return orderKey;
}
