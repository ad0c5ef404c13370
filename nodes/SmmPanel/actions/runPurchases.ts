import type { IExecuteFunctions } from 'n8n-workflow';
import type { Item } from '../panel/api/records';
import { findLineage, foldKey } from '../purchases/idempotencyKey';
import { toNotBoughtItem } from '../purchases/outcomeItems';
import { purchaseAll } from '../purchases/purchaseAll';
import type { InvalidPurchase, PaidOptions, Purchase, UnpaidCall } from '../purchases/purchase';
import type { ItemCall, ItemOutcome } from '../framework/operation';
import { readText } from '../framework/parameters';
import { invalidInput } from '../panel/errors';
import { CREDENTIAL_TYPE, requireSameAccount } from '../panel/transport/connect';
import type { PanelEnvironment } from './environment';

const LONGEST_ORDER_KEY = 200;

/** The parameters that say what is bought, wherever an operation has them. */
const FACTS = ['service', 'project', 'action', 'link', 'username', 'country', 'phone', 'quantity', 'runs'];

/**
 * Makes the paid calls of all items: first every item is checked, then the calls are sent.
 * @param prepare - throws for bad input
 * @returns one outcome per item; those behind a failure that ends the node are empty
 */
export function runPurchases<P extends { readonly options: PaidOptions }>(
	calls: ReadonlyArray<ItemCall<P>>,
	environment: PanelEnvironment,
	prepare: (call: ItemCall<P>) => Promise<Purchase | UnpaidCall>,
): Promise<readonly ItemOutcome[]> {
	return purchaseAll(
		environment,
		calls.map((call) => async () => await tryPrepare(environment, call, prepare)),
	);
}

async function tryPrepare<P extends { readonly options: PaidOptions }>(
	{ context, panel }: PanelEnvironment,
	call: ItemCall<P>,
	prepare: (call: ItemCall<P>) => Promise<Purchase | UnpaidCall>,
): Promise<Purchase | UnpaidCall | InvalidPurchase> {
	try {
		refuseValuesOfModel(context, call.itemIndex);
		await requireSameAccount(context, panel, call.itemIndex);
		const prepared = await prepare(call);
		if ('summary' in prepared) {
			requireGuardValues(context, prepared.itemIndex);
			if (prepared.orderKey === '') requireLineage(context);
		}
		return prepared;
	} catch (failure) {
		const values = new Map<string, unknown>(Object.entries(call.parameters));
		return { failure, options: call.parameters.options, facts: pickFacts((name) => values.get(name)) };
	}
}

/**
 * The item of a purchase whose parameters, or whose credential, cannot be read, where the user wants that as data; what
 * can be read of it is in it.
 */
export async function unreadableToRecord(context: IExecuteFunctions, itemIndex: number, failure: unknown): Promise<Item | undefined> {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	if (attempt(() => read('options.onNotBought')) !== 'returnItem') return undefined;
	const orderKey = attempt(() => read('orderKey'));
	return toNotBoughtItem(failure, {
		outcome: 'notSent',
		facts: pickFacts(read),
		orderKey: typeof orderKey === 'string' && orderKey !== '' ? orderKey : undefined,
		panel: await readHost(context, itemIndex),
	});
}

/** What is bought, as far as it was given and can be read. */
export function pickFacts(read: (name: string) => unknown): Item {
	const facts: Item = {};
	for (const name of FACTS) {
		const value = attempt(() => read(name));
		if ((typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0)) facts[name] = value;
	}
	return facts;
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

async function readHost(context: IExecuteFunctions, itemIndex: number): Promise<string | undefined> {
	try {
		const { baseUrl } = await context.getCredentials(CREDENTIAL_TYPE, itemIndex);
		return typeof baseUrl === 'string' ? new URL(baseUrl).host : undefined;
	} catch {
		return undefined;
	}
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
		const leftByModel = typeof value === 'string' && FROM_MODEL.test(saved);
		if (foldKey(readText(value, label)) === '' && !leftByModel)
			throw invalidInput(
				`Nothing was sent: '${label}' is set by an expression that gave nothing for this item`,
				`Correct the expression, or clear '${label}' to order without it.`,
			);
	}
}

/** n8n knows the function in several spellings. */
const FROM_MODEL = /\$fromai\s*\(/i;
const WITHOUT_DESCRIPTION = /\$fromai\s*\(\s*(['"`])[^'"`]*\1\s*(\)|,\s*(['"`])\s*\3)/i;

/** What keeps a purchase from costing more or from being made again. */
const NOT_FOR_MODELS = [
	['maxCharge', 'Maximum Charge'],
	['options.maxTotal', 'Maximum Total'],
	['options.releaseOrderKey', 'Release Order Key'],
	['paid', 'Costs Money'],
] as const;

/**
 * Refuses a guard that an AI model fills: one click in the editor hands a field over, and the model would set its own
 * limit. It may make order keys where a description explains them; else it makes up a new one for each try.
 */
function refuseValuesOfModel(context: IExecuteFunctions, itemIndex: number): void {
	const saved = (path: string): string => {
		const value: unknown = context.getNodeParameter(path, itemIndex, '', { rawExpressions: true });
		return typeof value === 'string' && value.startsWith('=') ? value : '';
	};
	for (const [path, label] of NOT_FOR_MODELS)
		if (FROM_MODEL.test(saved(path)))
			throw invalidInput(
				`Nothing was sent: '${label}' is left to the AI model, which must not decide about it`,
				`Set '${label}' in the node yourself, or clear it.`,
			);
	if (WITHOUT_DESCRIPTION.test(saved('orderKey')))
		throw invalidInput(
			"Nothing was sent: 'Order Key' is left to the AI model, but nothing tells it what the key is",
			"Clear 'Order Key', or describe it to the model: the same text for the same purchase, a new text for each new purchase.",
		);
}

/** Refuses a purchase without a key where n8n gives nothing by which a retry of this execution could be known. */
function requireLineage(context: IExecuteFunctions): void {
	if (findLineage(context) !== undefined) return;
	throw invalidInput(
		'Nothing was sent: on this version of n8n a retry of this execution would buy again',
		"Set an 'Order Key', e.g. the invoice number, or update n8n to 2.14 or newer.",
	);
}

/** What JavaScript makes of a value that is not there, or of a whole object; a word that no user chose as a key. */
const NO_KEYS: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]']);

/** The user's order key. Throws where it is an expression's word for nothing, or too long to be an id. */
export function readOrderKey(typed: string): string {
	const orderKey = foldKey(typed);
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
