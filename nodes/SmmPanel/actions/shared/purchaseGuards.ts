import type { IExecuteFunctions } from 'n8n-workflow';
import { readText } from '../../framework/parameters';
import { invalidInput } from '../../panel/errors';
import { findLineage, foldKey } from '../../purchases/idempotencyKey';

const GUARDS = [
	['orderKey', 'Order Key'],
	['maxCharge', 'Maximum Charge'],
	['options.maxTotal', 'Maximum Total'],
] as const;

/**
 * Refuses an item whose key or limit is an expression that gave nothing, or a list of nothing: read as "no key" or
 * "no limit", a wrong field name would switch the protection off. An AI model may leave a value empty on purpose.
 */
export function requireGuardValues(context: IExecuteFunctions, itemIndex: number): void {
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
export function refuseValuesOfModel(context: IExecuteFunctions, itemIndex: number): void {
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
export function requireLineage(context: IExecuteFunctions): void {
	if (findLineage(context) !== undefined) return;
	throw invalidInput(
		'Nothing was sent: on this version of n8n a retry of this execution would buy again',
		"Set an 'Order Key', e.g. the invoice number, or update n8n to 2.14 or newer.",
	);
}

/** What JavaScript makes of a value that is not there, or of a whole object; a word that no user chose as a key. */
const NO_KEYS: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]']);

const LONGEST_ORDER_KEY = 200;

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
