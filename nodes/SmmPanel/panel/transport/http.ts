import type { ICredentialTestFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { decodeBody } from './parseReply';

/** One form POST to a panel. The fields hold the key, so a request is never put into an error, an item or a log. */
interface HttpRequest {
	url: string;
	fields: Readonly<Record<string, string>>;
	timeoutMs: number;
	/** Ends the request when its time is over, and a read also when the execution is stopped. */
	signal: AbortSignal;
}

/** What came back, whatever its status. */
export interface HttpReply {
	status: number;
	headers: Readonly<Record<string, string>>;
	body: string;
}

/** Sends one request. Throws whatever n8n throws when there was no reply at all. */
export type Http = (request: HttpRequest) => Promise<HttpReply>;

/** The part of n8n's contexts (execute, poll, load options) that this package needs. */
export interface HttpContext {
	helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

const USER_AGENT = 'n8n-nodes-smm-panel';

/**
 * HTTP through n8n's own helper, so that the operator's proxy and SSRF settings apply. Not
 * httpRequestWithAuthentication: on a 401 it sends the request again, which could place an order twice. Redirects are
 * not followed, because n8n would send the key along. The body comes as bytes, because n8n's parsing loses digits, hides
 * invalid JSON, and takes every reply for UTF-8.
 */
export function createHttp(context: HttpContext): Http {
	return async ({ url, fields, timeoutMs, signal }) => {
		const reply = await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', 'User-Agent': USER_AGENT },
			body: new URLSearchParams(fields).toString(),
			encoding: 'arraybuffer',
			timeout: timeoutMs,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: signal,
		});
		return readResponse(reply);
	};
}

/**
 * HTTP for n8n's credential test, whose context has only the older helper. The same rules hold: no redirects, bytes,
 * status returned and not thrown.
 */
export function createHttpForCredentialTest(context: ICredentialTestFunctions): Http {
	return async ({ url, fields, timeoutMs, signal }) => {
		const request: Promise<unknown> = context.helpers.request({
			method: 'POST',
			uri: url,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', 'User-Agent': USER_AGENT },
			body: new URLSearchParams(fields).toString(),
			encoding: null,
			timeout: timeoutMs,
			followRedirect: false,
			followAllRedirects: false,
			simple: false,
			resolveWithFullResponse: true,
		});
		// The older helper takes no signal; the request itself ends with the connection.
		const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended')), { once: true }));
		return readResponse(await Promise.race([request, ended]));
	};
}

function readResponse(reply: unknown): HttpReply {
	const parts = new Map(typeof reply === 'object' && reply !== null ? Object.entries(reply) : []);
	const headers = new Map<string, string>();
	const rawHeaders: unknown = parts.get('headers');
	if (typeof rawHeaders === 'object' && rawHeaders !== null) {
		for (const [name, value] of Object.entries(rawHeaders)) headers.set(name.toLowerCase(), String(value));
	}
	const body: unknown = parts.get('body');
	return {
		status: Number(parts.get('statusCode')),
		headers: Object.fromEntries(headers),
		body: bodyToText(body, headers.get('content-type')),
	};
}

function bodyToText(body: unknown, contentType: string | undefined): string {
	if (typeof body === 'string') return body;
	if (body === undefined || body === null) return '';
	if (Buffer.isBuffer(body)) return decodeBody(body, contentType);
	// A helper that parses JSON on its own: its text is made again from the result.
	return JSON.stringify(body);
}
