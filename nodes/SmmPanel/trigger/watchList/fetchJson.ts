import type { IHttpRequestOptions } from 'n8n-workflow';
import { isRecord, parseReply } from '../../panel/transport/parseReply';
import { parseRetryAfter } from '../../panel/transport/retry';
import { invalidInput, PanelError, type ErrorKind } from '../../panel/errors';

/** The part of n8n's contexts (poll, load options) that is needed to read a list. */
export interface ListContext {
	helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
}

/** What to read, and how the texts call it. */
interface JsonRequest {
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Names the server at the start of a sentence, e.g. "The watch URL". Addresses can hold secrets and are not shown. */
	readonly name: string;
	readonly followRedirects: boolean;
	/** What to do where nothing answers. */
	readonly ifUnreachable: string;
	readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 15_000;
/** About 200,000 ids; a larger reply is a wrong address rather than a list. */
const MAX_BYTES = 5_000_000;

/**
 * Reads JSON with one GET, through n8n's own helper. This is not the panel's client: nothing of the panel's
 * credential is ever sent here. Ids beyond 2^53 stay exact.
 * @throws PanelError for no reply, 429, 5xx, and anything that is no JSON
 */
export async function fetchJson(context: ListContext, request: JsonRequest): Promise<{ status: number; json: unknown }> {
	const reply = await send(context, request);
	const parts: Record<string, unknown> = isRecord(reply) ? reply : {};
	const status = Number(parts.statusCode);
	const headers = isRecord(parts.headers) ? parts.headers : {};
	const wait = parseRetryAfter(typeof headers['retry-after'] === 'string' ? headers['retry-after'] : undefined, Date.now());
	const { name } = request;
	const body = await readBody(parts.body, request);
	if (status === 429)
		throw listFailure('rateLimited', `${name} takes no more calls for now`, 'Poll less often, or raise the limit of that server.', {
			httpStatus: status,
			...(wait === undefined ? {} : { retryAfterMs: wait }),
		});
	if (status >= 500)
		throw listFailure(
			'serverError',
			`${name} answered with HTTP ${status}`,
			'The server has trouble of its own. The next poll tries again.',
			{ httpStatus: status },
		);
	const content = parseReply(body);
	if (content.kind === 'json') return { status, json: content.value };
	if (status >= 300) return { status, json: undefined };
	if (content.kind === 'empty')
		throw listFailure('empty', `${name} answered with nothing`, 'Let it return a JSON list; an empty list is [].');
	throw listFailure(
		content.kind,
		`${name} answered with ${content.kind === 'html' ? 'a web page' : 'a text'} instead of JSON`,
		'Open the address in a browser to see what it returns, and let it return a JSON list of ids.',
	);
}

async function send(context: ListContext, request: JsonRequest): Promise<unknown> {
	const { url, headers, followRedirects, signal } = request;
	try {
		return await context.helpers.httpRequest({
			method: 'GET',
			url,
			headers: { Accept: 'application/json', ...headers },
			// As a stream, so that a reply that is too large is not read into the memory first.
			encoding: 'stream',
			timeout: TIMEOUT_MS,
			disableFollowRedirect: !followRedirects,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			...(signal ? { abortSignal: signal } : {}),
		});
	} catch (thrown) {
		throw toNoReply(thrown, request);
	}
}

interface ByteStream extends AsyncIterable<unknown> {
	destroy(): void;
}

function isStream(value: unknown): value is ByteStream {
	return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value;
}

async function readBody(body: unknown, request: JsonRequest): Promise<string> {
	if (!isStream(body)) return typeof body === 'string' ? body : '';
	const timeUp = AbortSignal.timeout(TIMEOUT_MS);
	const signal = AbortSignal.any([timeUp, ...(request.signal ? [request.signal] : [])]);
	const end = () => body.destroy();
	signal.addEventListener('abort', end, { once: true });
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of body) {
			if (!Buffer.isBuffer(chunk)) continue;
			size += chunk.length;
			if (size > MAX_BYTES) break;
			chunks.push(chunk);
		}
	} catch (thrown) {
		throw toNoReply(timeUp.aborted ? { code: 'ETIMEDOUT' } : thrown, request);
	} finally {
		signal.removeEventListener('abort', end);
	}
	if (size <= MAX_BYTES) return Buffer.concat(chunks).toString('utf8');
	throw invalidInput(
		`${request.name} answered with more than ${MAX_BYTES / 1_000_000} MB`,
		'Let it return the ids only, or fewer of them.',
	);
}

/** What was thrown holds the request with its headers, so only its code is read. */
function toNoReply(thrown: unknown, { name, ifUnreachable, signal }: JsonRequest): PanelError {
	const code = isRecord(thrown) ? thrown.code : undefined;
	if (signal?.aborted === true || code === 'ETIMEDOUT' || code === 'ECONNABORTED')
		return listFailure('timeout', `${name} did not answer in time`, 'The next poll tries again.');
	const reason = code === 'ECONNREFUSED' ? ' (it refuses the connection)' : code === 'ENOTFOUND' ? ' (there is no such host)' : '';
	return listFailure('unreachable', `${name} cannot be reached${reason}`, ifUnreachable);
}

/** The failure of reading a watch list. */
export function listFailure(
	kind: ErrorKind,
	message: string,
	nextStep: string,
	more: { httpStatus?: number; retryAfterMs?: number } = {},
): PanelError {
	return new PanelError({ kind, message, nextStep, effect: 'none', ...more });
}
