import type { CallFacts } from './replyTexts';
import { PanelError, type Effect } from '../errors';

/** Errors that can only arise before the first byte of the request is on the wire: looking up, connecting, the certificate. */
const NEVER_LEFT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ERR_INVALID_URL',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** Everything else, e.g. "no route to host", can also meet a request that has left; only these system calls rule that out. */
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);

/**
 * Explains a call that brought no reply at all, and whether it certainly never left. What n8n threw may hold the
 * request with the key, so only its code is read.
 * @param ended - how this package ended the request, if it did
 */
export function fromNetworkError(facts: CallFacts, thrown: unknown, ended?: 'stopped' | 'timeIsOver'): PanelError {
	const code = findText(thrown, 'code');
	const neverLeft = code !== undefined && (NEVER_LEFT.has(code) || BEFORE_SENDING.has(findText(thrown, 'syscall') ?? ''));
	const host = readHost(facts.url);
	if (ended === 'stopped') return stoppedError();
	if (neverLeft) {
		return new PanelError({
			kind: 'unreachable',
			effect: 'none',
			message: `The panel at ${host} cannot be reached (${describeReason(code)})`,
			nextStep: adviseOnUnreachable(code, facts),
		});
	}
	if (ended === 'timeIsOver' || isTimeout(thrown, code)) {
		return new PanelError({
			kind: 'timeout',
			effect: 'unknown',
			message: `The panel at ${host} did not answer within ${facts.timeoutMs / 1000} seconds`,
			nextStep: 'The panel is slow or overloaded. Try again in a few minutes.',
		});
	}
	if (isBlocked(thrown)) {
		return new PanelError({
			kind: 'unreachable',
			effect: 'none',
			message: `This n8n is not allowed to call ${host}`,
			nextStep:
				'The operator of this n8n blocks private or unlisted addresses (SSRF protection). Use the public address of the panel, or ask the operator.',
		});
	}
	return new PanelError({
		kind: 'dropped',
		effect: 'unknown',
		message: `The connection to the panel at ${host} broke before its answer came`,
		nextStep: 'Try again in a minute. If it stays so, check that the Base URL is right and that a firewall or proxy lets n8n through.',
	});
}

/** The failure of a call that ended because the execution was stopped. */
export function stoppedError(effect: Effect = 'unknown'): PanelError {
	return new PanelError({
		kind: 'stopped',
		effect,
		message: 'The execution was stopped before the panel answered',
		nextStep: 'Run the workflow again to continue.',
	});
}

/** The first text of that name on an error or its causes. */
function findText(thrown: unknown, name: 'code' | 'syscall'): string | undefined {
	for (let error: unknown = thrown, depth = 0; typeof error === 'object' && error !== null && depth < 5; depth++) {
		const value: unknown = Reflect.get(error, name);
		if (typeof value === 'string') return value;
		error = 'cause' in error ? error.cause : undefined;
	}
	return undefined;
}

function isTimeout(thrown: unknown, code: string | undefined): boolean {
	if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return true;
	return code === 'ECONNABORTED' && thrown instanceof Error && /timeout/i.test(thrown.message);
}

function isBlocked(thrown: unknown): boolean {
	// n8n refuses before it connects; an error of the network may well have "blocked" in its text, e.g. in a host name.
	for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
		if (/^Ssrf/.test(error.name) || /^(domain not allowed|the request was blocked because)/i.test(error.message)) return true;
	}
	return false;
}

// n8n replaces messages that contain an errno name by texts of its own, so the codes are put in words.
function describeReason(code: string): string {
	if (code === 'ECONNREFUSED') return 'it refuses the connection';
	if (code === 'ENOTFOUND') return 'there is no such host';
	if (code === 'EAI_AGAIN') return 'its name cannot be looked up';
	if (code === 'ETIMEDOUT') return 'it does not take the connection';
	if (code === 'ERR_INVALID_URL') return 'its address is not valid';
	return code.startsWith('E') && !code.startsWith('ERR_TLS') ? 'there is no way to it' : 'its certificate is not valid';
}

function adviseOnUnreachable(code: string, facts: CallFacts): string {
	if (code === 'ENOTFOUND' || code === 'ERR_INVALID_URL') return `Check the Base URL of the credential for typing errors: ${facts.url}.`;
	if (code === 'ECONNREFUSED') return 'The panel is down, or the Base URL has the wrong port. Try again in a few minutes.';
	return describeReason(code).includes('certificate')
		? "Check that the Base URL is the panel's own address. If it is, tell the panel that its certificate is not valid."
		: 'Check the internet connection and the DNS of the n8n server, then try again.';
}

function readHost(url: string): string {
	try {
		return new URL(url).host;
	} catch {
		return url;
	}
}
