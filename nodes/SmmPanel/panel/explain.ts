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
		return refused(facts, status, refusal?.words ?? messageIn(content.value), refusal?.order, wait);
	}
	const acted: Acted = NOTHING_DONE.has(status) ? 'no' : 'unknown';
	const base = { acted, httpStatus: status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
	if (status === 429) return new PanelFailure({ ...base, ...rateLimitTexts(wait), kind: 'rateLimited' });
	if (status === 401) return new PanelFailure({ ...base, ...keyTexts(), kind: 'invalidKey' });
	if (status >= 500 || status === 408) {
		return new PanelFailure({ ...base, kind: 'serverError', message: `The panel answered with HTTP ${status}`, nextStep: 'The panel or its server has trouble of its own. Try again in a few minutes.' });
	}
	return unreadable(facts, content, base);
}

function unreadable(facts: CallFacts, content: Exclude<ReplyContent, { kind: 'json' }>, base: { acted: Acted; httpStatus: number }): PanelFailure {
	const http = base.httpStatus >= 400 ? ` (HTTP ${base.httpStatus})` : '';
	if (content.kind === 'html' && content.challenge) {
		return new PanelFailure({ ...base, kind: 'html', message: `The panel answered with a security check for browsers instead of data${http}`, nextStep: "Ask the panel's support to let API calls from your n8n server through, then try again." });
	}
	if (content.kind === 'html') {
		return new PanelFailure({ ...base, kind: 'html', message: `The address answered with a web page instead of data${http}`, nextStep: addressAdvice(facts) });
	}
	if (content.kind === 'empty') {
		return new PanelFailure({ ...base, kind: 'empty', message: `The panel answered with nothing${http}`, nextStep: `Try again in a minute. If it stays so: ${addressAdvice(facts)}` });
	}
	return new PanelFailure({ ...base, kind: 'notJson', message: `The panel's answer cannot be read, it is not valid JSON${http}`, nextStep: `Try again in a minute. If it stays so, tell the panel's support that the action '${facts.action}' answers with broken JSON.` });
}

function addressAdvice({ url, likelyUrl }: CallFacts): string {
	return likelyUrl === undefined
		? `Check the Base URL of the credential, now ${url}, against the API page of the panel. The panel may also be under maintenance.`
		: `The Base URL of the credential is ${url}. Addresses of panels usually end in /api/v2: try ${likelyUrl}.`;
}

function redirected(facts: CallFacts, reply: HttpReply): PanelFailure {
	const target = hostOf(reply.headers.location, facts.url);
	const to = target === undefined ? 'another address' : target;
	return new PanelFailure({
		kind: 'redirected',
		message: `The panel redirects to ${to}`,
		nextStep: 'The redirect was not followed, because the key would go along. Enter the address that the panel shows on its API page as Base URL; often https:// or www. is missing.',
		acted: NOTHING_DONE.has(reply.status) ? 'no' : 'unknown',
		httpStatus: reply.status,
	});
}

// Only scheme, host and path are shown: a query could repeat the key.
function hostOf(location: string | undefined, base: string): string | undefined {
	try {
		const url = location === undefined ? undefined : new URL(location, base);
		return url && `${url.origin}${url.pathname}`;
	} catch {
		return undefined;
	}
}

interface Refusal {
	words: string;
	order?: string;
}

/**
 * Finds a refusal of the whole call in parsed JSON: `{error}`, `{error, status: "104"}`, `{status: "error", message}`.
 * `error` is read before `status`, which means four different things (panel-v2.md 4.2).
 */
function refusalIn(value: unknown): Refusal | undefined {
	if (!isRecord(value)) return undefined;
	const order = orderBeside(value);
	const words = wordsOf(value.error) ?? wordsOf(value.errors);
	if (words !== undefined) return { words, ...order };
	const outcome = typeof value.status === 'string' ? value.status.toLowerCase() : value.status;
	if (value.success === false || (outcome === 'error' && 'message' in value)) return { words: wordsOf(value.message) ?? '', ...order };
	return undefined;
}

function messageIn(value: unknown): string {
	return isRecord(value) ? (wordsOf(value.message) ?? '') : '';
}

function orderBeside(value: Record<string, unknown>): { order?: string } {
	const order = value.order;
	const given = typeof order === 'number' || (typeof order === 'string' && order.trim() !== '');
	return given ? { order: String(order) } : {};
}

function wordsOf(value: unknown): string | undefined {
	if (value === undefined || value === null || value === false || value === '') return undefined;
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) return value.map((entry: unknown) => wordsOf(entry) ?? '').join('; ');
	if (isRecord(value)) return wordsOf(value.message) ?? wordsOf(value.error) ?? Object.values(value).map((entry) => wordsOf(entry) ?? '').join('; ');
	return String(value);
}

function refused(facts: CallFacts, status: number, rawWords: string, order: string | undefined, wait: number | undefined): PanelFailure {
	const words = cleanWords(rawWords);
	const kind = kindOfRefusal(status, words);
	const clear = status < 500 && order === undefined && (words !== '' || NOTHING_DONE.has(status));
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
	return { message: 'The panel takes no more calls for now, too many came in a short time', nextStep: `${after}. A Wait node or a longer interval between runs keeps below its limit.` };
}

function keyTexts(): { message: string; nextStep: string } {
	return { message: 'The panel does not accept the API key', nextStep: 'Copy the key again from the API page of your account at the panel into the credential. A new key replaces the old one at once.' };
}

function refusalTexts(kind: FailureKind, words: string, facts: CallFacts, status: number, wait: number | undefined): { message: string; nextStep: string } {
	const said = words === '' ? `The panel refused with HTTP ${status}` : `The panel says: ${words}`;
	switch (kind) {
		case 'rateLimited':
			return rateLimitTexts(wait);
		case 'invalidKey':
			return { message: `${keyTexts().message}${words === '' ? '' : `. It says: ${words}`}`, nextStep: keyTexts().nextStep };
		case 'notOffered':
			return { message: `This panel does not offer the action '${facts.action}'. It says: ${words}`, nextStep: "See the README for what each panel offers, or use 'Custom Action' if the panel names the action differently." };
		case 'notEnoughFunds':
			return { message: said, nextStep: 'Add funds at the panel, or order less, then run this again.' };
		case 'activeOrder':
			return { message: said, nextStep: 'Wait until the earlier order for this link is completed, then run this again.' };
		case 'notFound':
			return { message: said, nextStep: 'Check the id. Ids belong to one panel, so the credential has to be the one of that panel.' };
		case 'serverError':
			return { message: said, nextStep: 'The panel or its server has trouble of its own. Try again in a few minutes.' };
		default:
			return { message: said, nextStep: "Correct what the panel names, then run this again. The panel's support can explain its words." };
	}
}
