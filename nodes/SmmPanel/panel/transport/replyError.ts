import { cleanWords, isGivenBack, isKnownRefusal, classifyWords, KINDS, PanelError, type Effect, type ErrorKind } from '../errors';
import type { HttpReply } from './http';
import { searchOrderNumbers } from './orderNumber';
import { findRefusedNumbers, findReplyRefusal, readRefusalWords, type Refusal } from './refusal';
import type { ReplyContent } from './parseReply';
import { parseRetryAfter, type Intent } from './retry';

/** What the texts of a failed call may mention. */
export interface CallFacts {
	url: string;
	likelyUrl?: string;
	action: string;
	intent: Intent;
	timeoutMs: number;
	/** Names of the fields that were sent beside the key. */
	sent: readonly string[];
}

/**
 * Statuses that say by themselves that nothing was done, whatever the body is. Every other reply without a readable
 * refusal leaves the outcome of a paid call unknown. 302 and 303 are not here: a server may send them after its work. The last
 * five are Cloudflare's, which never reached the panel's server.
 */
const NOTHING_DONE = new Set([301, 307, 308, 401, 405, 429, 521, 523, 525, 526, 530]);
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
	if (content.kind === 'json') {
		const refusal =
			findReplyRefusal(content.value, facts.intent) ?? (facts.action === 'add_sms' ? findRefusedNumbers(content.value) : undefined);
		if (refusal === undefined && status < 400) return undefined;
		return refusalError(facts, status, refusal ?? { words: readRefusalWords(content.value) }, { ...named, wait });
	}
	const failure = withoutJson(facts, reply, content, wait);
	if (facts.intent !== 'spend' || (failure.effect === 'none' && named.order === undefined)) return failure;
	return new PanelError({ ...failure, ...named, message: `${failure.message}${quoteBeginning(reply.body)}`, effect: 'unknown' });
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
	const nextStep = "Check that the Base URL is the panel's API address. If it is, use 'Custom Action' to see the answer, and report it.";
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
function withoutJson(
	facts: CallFacts,
	reply: HttpReply,
	content: Exclude<ReplyContent, { kind: 'json' }>,
	wait: number | undefined,
): PanelError {
	const { status } = reply;
	const effect: Effect = saysNothingDone(status, facts.intent) ? 'none' : 'unknown';
	const base = { effect, httpStatus: status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
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
			nextStep: `Try again in a minute. If it stays so: ${adviseOnAddress(facts)}`,
		});
	}
	return new PanelError({
		...base,
		kind: 'notJson',
		message: `The panel's answer cannot be read, it is not valid JSON${http}`,
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
	const to = target === undefined ? 'another address' : target;
	return new PanelError({
		kind: 'redirected',
		message: `The panel redirects to ${to}`,
		nextStep:
			'The redirect was not followed, because the key would go along. Enter the address that the panel shows on its API page as Base URL; often https:// or www. is missing.',
		effect: NOTHING_DONE.has(reply.status) && named.order === undefined ? 'none' : 'unknown',
		httpStatus: reply.status,
		...named,
	});
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
	{ order, wait }: { order?: string; wait: number | undefined },
): PanelError {
	const words = cleanWords(refusal.words);
	const kind = classifyRefusal(facts, status, words);
	// Beside a refused purchase an order id may be the order itself; beside other refusals it is the id that was sent.
	const mayBeBought = facts.intent === 'spend' && order !== undefined;
	const clear = !mayBeBought && (refusal.nothingBought === true || isClearNo(facts.intent, status, kind, words));
	return new PanelError({
		...refusalTexts(kind, words, facts, status, wait),
		kind,
		effect: clear ? 'none' : 'unknown',
		...(words === '' ? {} : { panelWords: words }),
		...(status === 200 ? {} : { httpStatus: status }),
		...(wait === undefined ? {} : { retryAfterMs: wait }),
		...(order === undefined ? {} : { order }),
	});
}

/** True where a refusal says that nothing was done; for a purchase every doubt leaves its outcome unknown. */
function isClearNo(intent: Intent, status: number, kind: ErrorKind, words: string): boolean {
	if (NOTHING_DONE.has(status)) return true;
	// 408 is a time-out told by a server in between: it says nothing about what the panel did.
	if (status >= 500 || status === 408 || KINDS[kind].purchase === 'unknown') return false;
	if (saysNothingDone(status, intent)) return true;
	if (words === '') return intent !== 'spend' && status < 400;
	return intent !== 'spend' || isKnownRefusal(words);
}

/** Actions that every panel has: told that one of these is wrong, it means the fields or the key. */
const OFFERED_BY_ALL = new Set(['add', 'status', 'services', 'balance']);
/** Refusals of `balance`, which has no fields, speak of the key or the account whatever their words are. */
const MEANS_ACCOUNT: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['refused', 'notFound', 'notOffered']);

function classifyRefusal({ action, intent }: CallFacts, status: number, words: string): ErrorKind {
	if (status === 429) return 'rateLimited';
	const kind = classifyWords(words);
	if (status === 401) return kind === 'rateLimited' ? kind : 'invalidKey';
	if (words !== '' && action === 'balance' && status < 400 && MEANS_ACCOUNT.has(kind)) return 'invalidKey';
	if (kind === 'notOffered' && OFFERED_BY_ALL.has(action)) return 'refused';
	if (kind !== 'refused') return kind;
	// An error without a word instead of data is trouble of the panel, not a fault of the question.
	return status >= 500 || (words === '' && status < 400 && intent === 'read') ? 'serverError' : 'refused';
}

function rateLimitTexts(wait: number | undefined): { message: string; nextStep: string } {
	const after = wait === undefined ? 'Wait a minute, then try again' : `Try again in ${Math.ceil(wait / 1000)} seconds, as the panel asks`;
	return {
		message: 'The panel takes no more calls for now, too many came in a short time',
		nextStep: `${after}. A Wait node or a longer interval between runs keeps below its limit.`,
	};
}

/** The host is named, because a right key at the wrong panel looks the same. */
function keyTexts({ url }: CallFacts): { message: string; nextStep: string } {
	return {
		message: `The panel at ${new URL(url).host} does not accept the API key`,
		nextStep:
			'If that is another panel than yours, correct the Base URL in the credential. Else copy the key again from the API page of your account into the credential; if you made a new key there, the old one no longer works.',
	};
}

function refusalTexts(
	kind: ErrorKind,
	words: string,
	facts: CallFacts,
	status: number,
	wait: number | undefined,
): { message: string; nextStep: string } {
	const wordless = status < 400 ? 'The panel answered with an error and did not say why' : `The panel refused with HTTP ${status}`;
	const said = words === '' ? wordless : `The panel says: ${words}`;
	switch (kind) {
		case 'rateLimited':
			return rateLimitTexts(wait);
		case 'invalidKey':
			return { message: `${keyTexts(facts).message}${words === '' ? '' : `. It says: ${words}`}`, nextStep: keyTexts(facts).nextStep };
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
			if (isGivenBack(words)) return { message: said, nextStep: 'The panel gave the money back. Try again later, or choose another service.' };
			if (classifyWords(words) === 'notOffered') return { message: said, nextStep: adviseOnFields(facts) };
			return { message: said, nextStep: "Correct what the panel names, then run this again. The panel's support can explain its words." };
	}
}

function adviseOnFields({ action, sent }: CallFacts): string {
	const fields = sent.length === 0 ? 'no fields' : `the fields ${sent.join(', ')}`;
	const check = action === 'add' ? 'Check that the order type is the one of the service, and that no field is missing' : 'Check them';
	return `The call '${action}' was sent with ${fields}. ${check}; some panels answer a wrong key in the same words.`;
}
