import {
	cleanWords,
	isKnownRefusal,
	classifyWords,
	KINDS,
	mayBeBooked,
	PanelError,
	saysNotBought,
	type Effect,
	type ErrorKind,
} from '../errors';
import type { HttpReply } from './http';
import { findDoubtfulNumber, searchOrderNumbers } from './orderNumber';
import { findRefusedList, findReplyRefusal, readRefusalWords, type Refusal } from './refusal';
import type { ReplyContent } from './parseReply';
import { keyTexts, rateLimitTexts, refusalTexts, type CallFacts } from './replyTexts';
import { parseRetryAfter, type Intent } from './retry';

/**
 * Statuses that say by themselves that nothing was done, whatever the body is. Every other reply without a readable
 * refusal leaves the outcome of a paid call unknown. 302 and 303 are not here: a server may send them after its work. 419 is
 * Laravel's, which checks a form before it runs; the last five are Cloudflare's, which never reached the panel's server.
 */
const NOTHING_DONE = new Set([301, 307, 308, 401, 405, 419, 429, 521, 523, 525, 526, 530]);
function saysNothingDone(status: number, intent: Intent): boolean {
	return NOTHING_DONE.has(status) || (intent !== 'spend' && (status === 403 || status === 404));
}

/**
 * Judges a reply.
 * @returns undefined if it is an answer
 */
export function toReplyError(facts: CallFacts, reply: HttpReply, content: ReplyContent, now: number): PanelError | undefined {
	const wait = parseRetryAfter(reply.headers['retry-after'], now);
	const status = reply.status;
	const named = searchOrderNumbers(reply.body);
	if (status >= 300 && status < 400) return redirectError(facts, reply, named);
	const refusal = findContentRefusal(facts, content, status);
	const order = named.order ?? findDoubtfulNumber(content);
	if (refusal) return refusalError(facts, status, refusal, { order, wait });
	if (content.kind === 'json' && content.value !== null) return undefined;
	const failure = nonJsonError(facts, reply, content.kind === 'json' ? { kind: 'empty' } : content, wait);
	if (failure.effect === 'none' && named.order === undefined) return failure;
	const quoted = `${failure.message}${quoteBeginning(reply.body)}`;
	if (facts.intent !== 'spend') return saysSomething(content) ? new PanelError({ ...failure, message: quoted }) : failure;
	return new PanelError({ ...failure, ...named, message: quoted, effect: 'unknown' });
}

/** A plain text or a message of PHP says more to a person than that it is no JSON; the beginning of broken JSON does not. */
function saysSomething(content: ReplyContent): boolean {
	return content.kind === 'notJson' && (content.text !== undefined || content.fromPhp === true);
}

/** The refusal in JSON, or in a short plain text; JSON under a status of an error is one in any case. */
function findContentRefusal({ intent, action }: CallFacts, content: ReplyContent, status: number): Refusal | undefined {
	if (content.kind === 'notJson') return findReplyRefusal(content.text, intent);
	if (content.kind !== 'json') return undefined;
	const { value } = content;
	const refusal = findReplyRefusal(value, intent) ?? (intent === 'spend' ? findRefusedList(value, action === 'add_sms') : undefined);
	return refusal ?? (status < 400 ? undefined : { words: readRefusalWords(value) });
}

const QUOTED_CHARACTERS = 200;

/** The first words of a reply that cannot be used, so that a person may see what it says. */
function quoteBeginning(body: string): string {
	const words = cleanWords(body, QUOTED_CHARACTERS);
	return words === '' ? '' : `. It begins: ${words}`;
}

/** The error of a reply in JSON that is neither a refusal nor what was asked for. */
export function unknownReplyError({ action, intent }: Pick<CallFacts, 'action' | 'intent'>, body = ''): PanelError {
	const message = `The panel answered the action '${action}' in a form that this node does not know`;
	const nextStep = "Check that the Base URL is the panel's API address. If it is, use 'Custom API Call' to see the answer, and report it.";
	if (intent === 'read') return new PanelError({ kind: 'unexpectedReply', effect: 'unknown', message, nextStep });
	return new PanelError({
		kind: 'unexpectedReply',
		effect: 'unknown',
		message: `${message}${quoteBeginning(body)}`,
		nextStep: 'It may have been done. Look at the panel before you send it again.',
		...(intent === 'spend' ? searchOrderNumbers(body) : {}),
	});
}

/** The error of a reply without JSON, by its status and by what came instead. */
function nonJsonError(
	facts: CallFacts,
	reply: HttpReply,
	content: Exclude<ReplyContent, { kind: 'json' }>,
	wait: number | undefined,
): PanelError {
	const { status } = reply;
	const effect: Effect = saysNothingDone(status, facts.intent) ? 'none' : 'unknown';
	const base = { effect, httpStatus: status, retryAfterMs: wait };
	if (status === 429) return new PanelError({ ...base, ...rateLimitTexts(wait), kind: 'rateLimited' });
	if (status === 401) return new PanelError({ ...base, ...keyTexts(facts), kind: 'invalidKey' });
	const isChallenge = (content.kind === 'html' && content.challenge) || reply.headers['cf-mitigated'] === 'challenge';
	// Whoever asks for a browser did not let the call through to the panel, whatever the status is.
	if (isChallenge) return browserCheckError(status, { ...base, effect: 'none' });
	if (status >= 500 || status === 408) {
		return new PanelError({
			...base,
			kind: 'serverError',
			message: `The panel answered with HTTP ${status}`,
			nextStep: 'The panel or its server has trouble of its own. Try again in a few minutes.',
		});
	}
	return unreadableError(facts, content, base);
}

function browserCheckError(status: number, base: { effect: Effect; httpStatus: number }): PanelError {
	return new PanelError({
		...base,
		kind: 'html',
		message: `The panel answered with a security check for browsers instead of data${status >= 400 ? ` (HTTP ${status})` : ''}`,
		nextStep: "Ask the panel's support to let API calls from your n8n server through, then try again.",
	});
}

function unreadableError(
	facts: CallFacts,
	content: Exclude<ReplyContent, { kind: 'json' }>,
	base: { effect: Effect; httpStatus: number },
): PanelError {
	const http = base.httpStatus >= 400 ? ` (HTTP ${base.httpStatus})` : '';
	if (content.kind === 'html') {
		return new PanelError({
			...base,
			kind: 'html',
			message: `The address answered with a web page instead of data${http}`,
			nextStep: adviseOnAddress(facts),
		});
	}
	if (content.kind === 'empty') {
		return new PanelError({
			...base,
			kind: 'empty',
			message: `The panel answered with nothing${http}`,
			nextStep: `Try again in a minute. If it stays so: ${adviseOnAddress(facts)}${OFFERED_BY_ALL.has(facts.action) ? '' : ' Some panels answer an action that they do not offer with nothing.'}`,
		});
	}
	return new PanelError({
		...base,
		kind: 'notJson',
		message: `The panel's answer cannot be read, because it is not valid JSON${http}`,
		nextStep: `Try again in a minute. If it stays so, tell the panel's support that the action '${facts.action}' answers with broken JSON.`,
	});
}

function adviseOnAddress({ url, likelyUrl }: CallFacts): string {
	return likelyUrl === undefined
		? `Check the Base URL of the credential, now ${url}, against the API page of the panel. The panel may also be under maintenance.`
		: `The Base URL of the credential is ${url}. Addresses of panels usually end in /api/v2: try ${likelyUrl}.`;
}

function redirectError(facts: CallFacts, reply: HttpReply, named: { order?: string }): PanelError {
	const target = readTarget(reply.headers.location, facts.url);
	return new PanelError({
		kind: 'redirected',
		message: `The panel redirects to ${target ?? 'another address'}`,
		nextStep: `The redirect was not followed, because the key would go along. ${adviseOnTarget(facts, target)}`,
		effect: NOTHING_DONE.has(reply.status) && named.order === undefined ? 'none' : 'unknown',
		httpStatus: reply.status,
		...named,
	});
}

/** Names the address to enter where the target can be one: with the path that was called, or one of an API. */
function adviseOnTarget({ url }: CallFacts, target: string | undefined): string {
	const to = target === undefined ? undefined : new URL(target);
	const isApi = to !== undefined && (to.pathname === new URL(url).pathname || /\/api(\/|$)/i.test(to.pathname));
	if (isApi && to.protocol === 'https:') return `If ${to.host} is your panel, enter ${target} as Base URL in the credential.`;
	return 'Enter the address that the panel shows on its API page as Base URL; often https:// or www. is missing.';
}

// Only scheme, host and path are shown: a query could repeat the key.
function readTarget(location: string | undefined, base: string): string | undefined {
	try {
		const url = location === undefined ? undefined : new URL(location, base);
		return url && /^https?:$/.test(url.protocol) ? cleanWords(`${url.origin}${url.pathname}`) : undefined;
	} catch {
		return undefined;
	}
}

function refusalError(
	facts: CallFacts,
	status: number,
	refusal: Refusal,
	{ order, wait }: { order: string | undefined; wait: number | undefined },
): PanelError {
	const words = cleanWords(refusal.words);
	const kind = classifyRefusal(facts, status, words);
	// Beside a refused purchase an order id may be the order itself; beside other refusals it is the id that was sent.
	const mayBeBought = facts.intent === 'spend' && order !== undefined;
	const isKnown = (refusal.each ?? [words]).every(saysNotBought);
	const nothingBought = refusal.nothingBought === true && !mayBeBooked(words);
	const clear = !mayBeBought && (nothingBought || isClearNo({ ...facts, isKnown }, status, kind, words));
	return new PanelError({
		...(refusal.nothingBought === true && words === '' ? NOTHING_BOUGHT : refusalTexts({ kind, words, status, wait }, facts)),
		kind,
		effect: clear ? 'none' : 'unknown',
		panelWords: words === '' ? undefined : words,
		panelCode: refusal.code,
		httpStatus: status === 200 ? undefined : status,
		retryAfterMs: wait,
		order,
	});
}

const NOTHING_BOUGHT = {
	message: 'The panel answered with an empty list, so nothing was bought',
	nextStep: 'It may have none left. Try again later, or choose another project or country.',
};

/** True where a refusal says that nothing was done; for a purchase every doubt leaves its outcome unknown. */
function isClearNo({ intent, isKnown }: { intent: Intent; isKnown: boolean }, status: number, kind: ErrorKind, words: string): boolean {
	if (NOTHING_DONE.has(status) && !(status === 401 && KINDS[kind].purchase === 'unknown')) return true;
	// 408 is a time-out of a server in between: it says nothing about what the panel did.
	if (status >= 500 || status === 408 || KINDS[kind].purchase === 'unknown') return false;
	if (saysNothingDone(status, intent)) return true;
	if (words === '') return intent !== 'spend' && status < 400;
	return intent !== 'spend' || isKnown;
}

/** Actions that every panel has: a refusal that calls one of these wrong means the fields or the key. */
const OFFERED_BY_ALL = new Set(['add', 'status', 'services', 'balance']);

function classifyRefusal(facts: CallFacts, status: number, words: string): ErrorKind {
	if (status === 429) return 'rateLimited';
	if (words === '') return classifyWordless(facts, status);
	const kind = classifyWords(words);
	if (status === 401) return saysOther(facts, kind, words) ? kind : 'invalidKey';
	// What a panel has not found for a call without fields is the account.
	if (facts.action === 'balance' && status < 400 && KINDS[kind].isAbsence === true) return 'invalidKey';
	if (kind === 'notOffered' && OFFERED_BY_ALL.has(facts.action)) return 'refused';
	return kind === 'refused' && status >= 500 ? 'serverError' : kind;
}

/** Some scripts refuse an order under 401 for any reason, or tell of trouble behind it, and say which. */
function saysOther({ intent }: CallFacts, kind: ErrorKind, words: string): boolean {
	return kind === 'rateLimited' || (intent === 'spend' && (isKnownRefusal(words) || KINDS[kind].purchase === 'unknown'));
}

/** An error without a word instead of data is an outage of the panel, not a fault of the request. */
function classifyWordless({ intent }: CallFacts, status: number): ErrorKind {
	if (status === 401) return 'invalidKey';
	return status >= 500 || (status < 400 && intent === 'read') ? 'serverError' : 'refused';
}
