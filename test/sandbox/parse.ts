import type { Fault, FaultKind, FaultScope, OrderPatch } from './types';

type Json = Record<string, unknown>;

/** True for a JSON object. */
export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(source: Json, name: string): string | undefined {
	const value = source[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'string') throw new TypeError(`"${name}" has to be a text.`);
	return value;
}

function number(source: Json, name: string): number | undefined {
	const value = source[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`"${name}" has to be a number.`);
	return value;
}

function flag(source: Json, name: string): boolean | undefined {
	const value = source[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'boolean') throw new TypeError(`"${name}" has to be true or false.`);
	return value;
}

function required<T>(value: T | undefined, name: string): T {
	if (value === undefined) throw new TypeError(`"${name}" is missing.`);
	return value;
}

function texts(source: Json, name: string): Record<string, string> | undefined {
	const value = source[name];
	if (value === undefined) return undefined;
	if (!isObject(value)) throw new TypeError(`"${name}" has to be an object of texts.`);
	return Object.fromEntries(Object.keys(value).map((key) => [key, required(text(value, key), key)]));
}

function kindOf(source: Json): FaultKind {
	const kind = text(source, 'kind');
	const status = number(source, 'status');
	const body = text(source, 'body');
	switch (kind) {
		case 'drop':
		case 'hang':
			return { kind };
		case 'delay':
			return { kind, ms: required(number(source, 'ms'), 'ms') };
		case 'status': {
			const retryAfter = typeof source.retryAfter === 'number' ? source.retryAfter : text(source, 'retryAfter');
			return { kind, status: required(status, 'status'), body, headers: texts(source, 'headers'), retryAfter };
		}
		case 'html':
			return { kind, status, challenge: flag(source, 'challenge') };
		case 'empty':
			return { kind, status };
		case 'invalidJson': {
			const sample = text(source, 'sample') ?? 'cut';
			if (sample !== 'or' && sample !== 'missingComma' && sample !== 'cut') throw new TypeError('"sample" is or, missingComma or cut.');
			return { kind, sample };
		}
		case 'redirect':
			return { kind, status, location: required(text(source, 'location'), 'location') };
		case 'error':
			return { kind, error: required(text(source, 'error'), 'error') };
		case 'errorWithOrder':
			return { kind, error: required(text(source, 'error'), 'error'), order: number(source, 'order') };
		case 'body':
			return { kind, status, body: required(body, 'body'), contentType: text(source, 'contentType') };
		case 'halfBody':
			return { kind, body };
		default:
			throw new TypeError(`"kind" is not a fault of the sandbox: ${String(source.kind)}.`);
	}
}

/** Reads a fault that came as JSON. Throws a TypeError with a sentence that names the wrong field. */
export function parseFault(value: unknown): Fault {
	if (!isObject(value)) throw new TypeError('A fault is a JSON object with "kind".');
	const when = text(value, 'when') ?? 'beforeBooking';
	if (when !== 'beforeBooking' && when !== 'afterBooking') throw new TypeError('"when" is beforeBooking or afterBooking.');
	const scope: FaultScope = { action: text(value, 'action'), times: number(value, 'times'), when };
	return { ...scope, ...kindOf(value) };
}

function count(source: Json, name: string): number | string | null | undefined {
	const value = source[name];
	if (value === undefined || value === null || typeof value === 'string' || typeof value === 'number') return value;
	throw new TypeError(`"${name}" has to be a number, a text or null.`);
}

/** Reads an order patch that came as JSON. Throws a TypeError with a sentence that names the wrong field. */
export function parsePatch(value: unknown): OrderPatch {
	if (!isObject(value)) throw new TypeError('A patch is a JSON object.');
	const { accounts, reply } = value;
	if (accounts !== undefined && !Array.isArray(accounts)) throw new TypeError('"accounts" has to be a list of texts.');
	if (reply !== undefined && !isObject(reply)) throw new TypeError('"reply" has to be an object.');
	const patch: OrderPatch = {
		status: text(value, 'status'),
		charge: text(value, 'charge'),
		startCount: count(value, 'startCount'),
		remains: count(value, 'remains'),
		accounts: accounts?.map(String),
		posts: number(value, 'posts'),
		withholdSms: flag(value, 'withholdSms'),
		expiresAt: number(value, 'expiresAt'),
		reply,
	};
	// Only what was sent is set, so that a later patch does not take back an earlier one.
	for (const [name, entry] of Object.entries(patch)) if (entry === undefined) Reflect.deleteProperty(patch, name);
	return patch;
}
