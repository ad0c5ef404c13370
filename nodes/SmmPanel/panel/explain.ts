import { cleanWords, kindOfWords, PanelFailure, type Acted, type FailureKind } from './failures';
import type { HttpReply } from './http';
import { isRecord, type ReplyContent } from './reply';
import { retryAfterMs, type Intent } from './retry';

/** What the texts of a failed call may mention. */
export interface CallFacts {
	url: string;
	likelyUrl?: string;
	action: string;
	intent: Intent;
	timeoutMs: number;
}

/**
 * Statuses that say by themselves that nothing was done, whatever the body is. Every other reply without a readable
 * refusal leaves the outcome of a paid call unknown. 302 and 303 are not here: a server may send them after its work.
 */
const NOTHING_DONE = new Set([301, 307, 308, 401, 403, 404, 405, 429]);

/**
 * Judges a reply. In: the facts of the call, the reply, its content, the time now (epoch milliseconds).
 * Out: a failure, or undefined where the reply is an answer.
 */
export function failureOfReply(facts: CallFacts, reply: HttpReply, content: ReplyContent, now: number): PanelFailure | undefined {
	const wait = retryAfterMs(reply.headers['retry-after'], now);
	const status = reply.status;
	if (status >= 300 && status < 400) return redirected(facts, reply);
	if (content.kind === 'json') {
		const refusal = refusalIn(content.value);
		if (refusal === undefined && status < 400) return undefined;
		return refused(facts, status, refusal ?? withOrder(messageIn(content.value), content.value), wait);
	}
	const acted: Acted = NOTHING_DONE.has(status) ? 'no' : 'unknown';
	const base = { acted, httpStatus: status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
	if (status === 429) return new PanelFailure({ ...base, ...rateLimitTexts(wait), kind: 'rateLimited' });
	if (status === 401) return new PanelFailure({ ...base, ...keyTexts(), kind: 'invalidKey' });
	const isChallenge = content.kind === 'html' && (content.challenge || reply.headers['cf-mitigated'] === 'challenge');
	if (isChallenge) return challenged(status, base);
	if (status >= 500 || status === 408) {
		return new PanelFailure({
			...base,
			kind: 'serverError',
			message: `The panel answered with HTTP ${status}`,
			nextStep: 'The panel or its server has trouble of its own. Try again in a few minutes.',
		});
	}
	return unreadable(facts, content, base);
}

function challenged(status: number, base: { acted: Acted; httpStatus: number }): PanelFailure {
	return new PanelFailure({
		...base,
		kind: 'html',
		message: `The panel answered with a security check for browsers instead of data${status >= 400 ? ` (HTTP ${status})` : ''}`,
		nextStep: "Ask the panel's support to let API calls from your n8n server through, then try again.",
	});
}

function unreadable(
	facts: CallFacts,
	content: Exclude<ReplyContent, { kind: 'json' }>,
	base: { acted: Acted; httpStatus: number },
): PanelFailure {
	const http = base.httpStatus >= 400 ? ` (HTTP ${base.httpStatus})` : '';
	if (content.kind === 'html') {
		return new PanelFailure({
			...base,
			kind: 'html',
			message: `The address answered with a web page instead of data${http}`,
			nextStep: addressAdvice(facts),
		});
	}
	if (content.kind === 'empty') {
		return new PanelFailure({
			...base,
			kind: 'empty',
			message: `The panel answered with nothing${http}`,
			nextStep: `Try again in a minute. If it stays so: ${addressAdvice(facts)}`,
		});
	}
	return new PanelFailure({
		...base,
		kind: 'notJson',
		message: `The panel's answer cannot be read, it is not valid JSON${http}`,
		nextStep: `Try again in a minute. If it stays so, tell the panel's support that the action '${facts.action}' answers with broken JSON.`,
	});
}

function addressAdvice({ url, likelyUrl }: CallFacts): string {
	return likelyUrl === undefined
		? `Check the Base URL of the credential, now ${url}, against the API page of the panel. The panel may also be under maintenance.`
		: `The Base URL of the credential is ${url}. Addresses of panels usually end in /api/v2: try ${likelyUrl}.`;
}

function redirected(facts: CallFacts, reply: HttpReply): PanelFailure {
	const target = addressOf(reply.headers.location, facts.url);
	const to = target === undefined ? 'another address' : target;
	return new PanelFailure({
		kind: 'redirected',
		message: `The panel redirects to ${to}`,
		nextStep:
			'The redirect was not followed, because the key would go along. Enter the address that the panel shows on its API page as Base URL; often https:// or www. is missing.',
		acted: NOTHING_DONE.has(reply.status) ? 'no' : 'unknown',
		httpStatus: reply.status,
	});
}

// Only scheme, host and path are shown: a query could repeat the key.
function addressOf(location: string | undefined, base: string): string | undefined {
	try {
		const url = location === undefined ? undefined : new URL(location, base);
		return url && /^https?:$/.test(url.protocol) ? cleanWords(`${url.origin}${url.pathname}`) : undefined;
	} catch {
		return undefined;
	}
}

/** A panel's no: its words, and ids of orders that stood beside them. */
export interface Refusal {
	words: string;
	order?: string;
}

/**
 * Finds a refusal in parsed JSON: `{error}`, `{error, status: "104"}`, `{status: "error", message}`, of a whole call or
 * of one id. `error` is read before `status`, which means four different things (panel-v2.md 4.2).
 */
export function refusalIn(value: unknown): Refusal | undefined {
	if (!isRecord(value)) return undefined;
	const error = wordsOf(value.error) ?? wordsOf(value.errors);
	if (error !== undefined) return withOrder(error, value);
	// "Error" and "Fail" are also states of orders, which come with a charge and without a message.
	const status = value.status === false ? 'error' : value.status;
	const saysNo = typeof status === 'string' && /^(error|fail|failed)$/i.test(status) && 'message' in value && !('charge' in value);
	return value.error === true || value.success === false || saysNo ? withOrder(messageIn(value), value) : undefined;
}

function messageIn(value: unknown): string {
	return isRecord(value) ? (wordsOf(value.message) ?? '') : '';
}

function withOrder(words: string, value: unknown): Refusal {
	const order = isRecord(value) ? [idIn(value.order), ...listed(value.orders)].filter((id) => id !== undefined).join(', ') : '';
	return order === '' ? { words } : { words, order };
}

/** Ids of `add_sms`: `{orders: [{order}]}`. */
function listed(orders: unknown): Array<string | undefined> {
	return Array.isArray(orders) ? orders.map((entry: unknown) => idIn(isRecord(entry) ? entry.order : entry)) : [];
}

function idIn(order: unknown): string | undefined {
	return typeof order === 'number' || (typeof order === 'string' && order.trim() !== '') ? String(order) : undefined;
}

const DEEPEST_WORDS = 5;

/** The words in a value of `error` or `message`. Out: undefined where it says that there is no error: null, false, 0, {}. */
function wordsOf(value: unknown, depth = 0): string | undefined {
	if (typeof value === 'string') return ['', '0', 'false', 'null'].includes(value.trim().toLowerCase()) ? undefined : value;
	if (typeof value === 'number') return value === 0 ? undefined : String(value);
	if (depth > DEEPEST_WORDS || typeof value !== 'object' || value === null) return undefined;
	const named = isRecord(value) ? (wordsOf(value.message, depth + 1) ?? wordsOf(value.error, depth + 1)) : undefined;
	const parts: unknown[] = Object.values(value).slice(0, 20);
	const all = parts
		.map((entry) => wordsOf(entry, depth + 1))
		.filter((words) => words !== undefined)
		.join('; ');
	return named ?? (all === '' ? undefined : all);
}

function refused(facts: CallFacts, status: number, { words: rawWords, order }: Refusal, wait: number | undefined): PanelFailure {
	const words = cleanWords(rawWords);
	const kind = kindOfRefusal(status, words);
	// 408 is a time-out told by a server in between: it says nothing about what the panel did.
	const clear = status < 500 && status !== 408 && order === undefined && (words !== '' || NOTHING_DONE.has(status));
	return new PanelFailure({
		...refusalTexts(kind, words, facts, status, wait),
		kind,
		acted: clear ? 'no' : 'unknown',
		...(words === '' ? {} : { panelWords: words }),
		...(status === 200 ? {} : { httpStatus: status }),
		...(wait === undefined ? {} : { retryAfterMs: wait }),
		...(order === undefined ? {} : { order }),
	});
}

function kindOfRefusal(status: number, words: string): FailureKind {
	if (status === 429) return 'rateLimited';
	const kind = kindOfWords(words);
	if (kind !== 'refused') return kind;
	if (status === 401) return 'invalidKey';
	return status >= 500 ? 'serverError' : 'refused';
}

function rateLimitTexts(wait: number | undefined): { message: string; nextStep: string } {
	const after = wait === undefined ? 'Wait a minute, then try again' : `Try again in ${Math.ceil(wait / 1000)} seconds, as the panel asks`;
	return {
		message: 'The panel takes no more calls for now, too many came in a short time',
		nextStep: `${after}. A Wait node or a longer interval between runs keeps below its limit.`,
	};
}

function keyTexts(): { message: string; nextStep: string } {
	return {
		message: 'The panel does not accept the API key',
		nextStep:
			'Copy the key again from the API page of your account at the panel into the credential. If you made a new key there, the old one no longer works.',
	};
}

function refusalTexts(
	kind: FailureKind,
	words: string,
	facts: CallFacts,
	status: number,
	wait: number | undefined,
): { message: string; nextStep: string } {
	const said = words === '' ? `The panel refused with HTTP ${status}` : `The panel says: ${words}`;
	switch (kind) {
		case 'rateLimited':
			return rateLimitTexts(wait);
		case 'invalidKey':
			return { message: `${keyTexts().message}${words === '' ? '' : `. It says: ${words}`}`, nextStep: keyTexts().nextStep };
		case 'notOffered':
			return {
				message: `This panel does not offer the action '${facts.action}'. It says: ${words}`,
				nextStep: "See the README for what each panel offers, or use 'Custom Action' if the panel names the action differently.",
			};
		case 'notEnoughFunds':
			return { message: said, nextStep: 'Add funds at the panel, or order less, then run this again.' };
		case 'activeOrder':
			return { message: said, nextStep: 'Wait until the earlier order for this link is completed, then run this again.' };
		case 'notFound':
			return {
				message: said,
				nextStep: 'Check the ID. IDs differ from panel to panel, so check too that the credential belongs to the right one.',
			};
		case 'serverError':
			return { message: said, nextStep: 'The panel or its server has trouble of its own. Try again in a few minutes.' };
		default:
			return { message: said, nextStep: "Correct what the panel names, then run this again. The panel's support can explain its words." };
	}
}
