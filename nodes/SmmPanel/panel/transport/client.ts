import type { ZodType, ZodTypeDef } from 'zod';
import type { PanelAddress } from './baseUrl';
import { toReplyError, unknownReplyError } from './replyError';
import type { CallFacts } from './replyTexts';
import { KINDS, PanelError, type Effect } from '../errors';
import type { Http, HttpReply } from './http';
import { fromNetworkError, stoppedError } from './networkError';
import { createRedactor } from './redact';
import { parseReply, type ReplyContent } from './parseReply';
import { createRateGate } from './rateGate';
import { backoffDelay, type Intent, type RetryLimits, type AttemptOutcome } from './retry';
import { listLayers } from './unwrap';

/** Values of one call; undefined and empty texts are left out, because panels read an empty field as given. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

export interface Call<T> {
	action: string;
	fields?: Fields;
	intent: Intent;
	/** Reads the JSON of a reply that is no refusal. */
	schema: ZodType<T, ZodTypeDef, unknown>;
	/** Longest wait for the reply, in milliseconds. */
	timeoutMs?: number;
	/** True if a reply is an answer although it holds a field `error`: in a batch that field stands beside data. */
	isAnswer?(value: unknown): boolean;
	/** The kind of order that was chosen, for the error of a panel that speaks of the call. */
	orderType?: string;
	/** True where a plain text is an answer too. */
	takesText?: boolean;
}

/** A panel, ready to be called: the only door to HTTP in this package. */
export interface PanelClient {
	readonly address: PanelAddress;
	/** Names the panel and account in maps and records without holding the key: see hashAccount. */
	readonly accountId: string;
	/**
	 * Sends one call, and reads the reply with its schema. Reads are repeated on transient failures; paid calls and
	 * requests only if they certainly never left.
	 * @throws an error that never holds the key
	 */
	call<T>(call: Call<T>): Promise<T>;
	/** Waits; throws 'stopped' when the execution is stopped. */
	pause(ms: number): Promise<void>;
}

export interface PanelClientOptions {
	address: PanelAddress;
	apiKey: string;
	accountId: string;
	http: Http;
	/** n8n's sleep, which ends early when the signal fires. */
	sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
	signal?: AbortSignal;
	limits?: RetryLimits;
	/** Replaces the time-out of reads that name none of their own, in milliseconds; the trigger has a budget. */
	readTimeoutMs?: number;
	now?: () => number;
}

/** As much of a reply as is kept for error texts. */
const SHOWN_CHARACTERS = 100_000;
const READ_TIMEOUT_MS = 30_000;
// A panel places the order with its own supplier before it answers, so a paid call is given longer.
const PAID_TIMEOUT_MS = 60_000;

export function createPanelClient(options: PanelClientOptions): PanelClient {
	const { address, apiKey, http, sleep, signal, accountId } = options;
	const now = options.now ?? Date.now;
	const redactor = createRedactor(apiKey);
	const gate = createRateGate(async (ms) => await pause(ms, 'none'), now);
	const reads = endTogether(signal);

	async function pause(ms: number, effect?: Effect): Promise<void> {
		if (signal?.aborted) throw stoppedError(effect);
		try {
			await sleep(ms, signal);
		} catch {
			throw stoppedError(effect);
		}
		if (signal?.aborted) throw stoppedError(effect);
	}

	async function tryOnce<T>(call: Call<T>, timeoutMs: number): Promise<T> {
		const facts: CallFacts = {
			...address,
			action: call.action,
			intent: call.intent,
			timeoutMs,
			sent: listSent(call),
			orderType: call.orderType,
		};
		const isRead = call.intent === 'read';
		if (signal?.aborted) throw stoppedError('none');
		// A paid call in flight is not cut when the execution is stopped: its answer says whether it was made.
		const ending = startDeadline(timeoutMs, isRead ? reads : undefined);
		const request = http({ url: address.url, fields: buildFields(apiKey, call), timeoutMs, signal: ending.signal });
		const reply = await request
			.catch((thrown: unknown) => {
				throw fromNetworkError(facts, thrown, isRead && signal?.aborted ? 'stopped' : ending.isLate() ? 'timeIsOver' : undefined);
			})
			.finally(ending.forget);
		return readReply(call, facts, reply);
	}

	function readReply<T>(call: Call<T>, facts: CallFacts, reply: HttpReply): T {
		const read = parseAnswer(call, reply);
		const content = read.kind === 'json' ? { ...read, value: redactor.value(read.value, reply.body) } : read;
		// A quoted text is cut, and half a key cannot be found any more, so the key is taken out before. Data is not quoted.
		const isData = call.intent === 'read' && content.kind === 'json';
		const shown = isData ? reply : { ...reply, body: redactor.text(reply.body.slice(0, SHOWN_CHARACTERS)) };
		const isAnswer = content.kind === 'json' && reply.status < 300 && call.isAnswer?.(content.value) === true;
		const failure = isAnswer ? undefined : toReplyError(facts, shown, content, now());
		if (failure) throw failure;
		for (const layer of content.kind === 'json' ? listLayers(content.value) : []) {
			const result = call.schema.safeParse(layer);
			if (result.success) return result.data;
		}
		throw unknownReplyError(call, shown.body);
	}

	return {
		address,
		accountId,
		pause,
		async call(call) {
			const timeoutMs = call.timeoutMs ?? (call.intent === 'read' ? (options.readTimeoutMs ?? READ_TIMEOUT_MS) : PAID_TIMEOUT_MS);
			for (let repetitions = 0; ; repetitions++) {
				const pass = await gate.enter();
				let delay = 0;
				let isSlowed = false;
				try {
					return await tryOnce(call, timeoutMs);
				} catch (thrown) {
					// Anything else is a defect while reading a reply; it must not look like a refusal, nor carry the request.
					const failure = (thrown instanceof PanelError ? thrown : unknownReplyError(call)).reworded(redactor.text);
					const failed = { intent: call.intent, outcome: toAttemptOutcome(failure), repetitions, retryAfterMs: failure.retryAfterMs };
					const wait = backoffDelay(failed, Math.random(), options.limits);
					// What slows one call down is meant for all of them, also where this one is not repeated.
					const pauseMs = pauseAsked(failure, wait);
					isSlowed = pauseMs !== undefined;
					if (pauseMs !== undefined) gate.slowDown(pass, pauseMs);
					if (wait === undefined) throw failure;
					delay = wait;
				} finally {
					gate.leave(!isSlowed);
				}
				if (!isSlowed) await pause(delay, 'none');
			}
		},
	};
}

/** Reads the bytes of a reply; where a plain text is an answer, it counts as JSON does. */
function parseAnswer<T>({ takesText }: Call<T>, { status, body }: HttpReply): ReplyContent {
	const content = parseReply(body);
	const isText = takesText === true && status < 300 && content.kind === 'notJson' && content.text !== undefined;
	return isText ? { kind: 'json', value: content.text } : content;
}

/**
 * Ends a request when its time is over or the execution is stopped. n8n's own time-out ends with the first byte of
 * the reply, so a panel that sends one byte now and then would hold the execution for ever.
 */
function startDeadline(timeoutMs: number, reads: ReturnType<typeof endTogether> | undefined) {
	const ending = new AbortController();
	const deadline = AbortSignal.timeout(timeoutMs);
	const end = () => ending.abort();
	deadline.addEventListener('abort', end, { once: true });
	reads?.add(ending);
	return {
		signal: ending.signal,
		isLate: () => deadline.aborted,
		forget: () => {
			deadline.removeEventListener('abort', end);
			reads?.remove(ending);
		},
	};
}

/** Ends reads by one listener: Node.js takes more than ten on a signal for a leak, and warns of it in n8n's log. */
function endTogether(signal: AbortSignal | undefined) {
	const reads = new Set<AbortController>();
	const end = () => reads.forEach((read) => read.abort());
	return {
		add(read: AbortController) {
			if (reads.size === 0) signal?.addEventListener('abort', end, { once: true });
			reads.add(read);
		},
		remove(read: AbortController) {
			reads.delete(read);
			if (reads.size === 0) signal?.removeEventListener('abort', end);
		},
	};
}

function buildFields<T>(apiKey: string, call: Call<T>): Record<string, string> {
	const fields: Record<string, string> = { key: apiKey, action: call.action };
	for (const name of listSent(call)) fields[name] = String(call.fields?.[name]);
	return fields;
}

function listSent<T>({ fields = {} }: Call<T>): string[] {
	return Object.keys(fields).filter((name) => fields[name] !== undefined && fields[name] !== '');
}

/** Where a panel that takes no more calls does not say for how long. */
const SHORTEST_PAUSE_MS = 1_000;
/** A longer one is left to the caller: it ends its run, or comes back later. */
const LONGEST_PAUSE_MS = 60_000;

/** How long nothing may be sent after a failure, in milliseconds; undefined where the panel did not ask for it. */
function pauseAsked({ kind, retryAfterMs }: PanelError, waitMs: number | undefined): number | undefined {
	if (KINDS[kind].retry !== 'rateLimited' && retryAfterMs === undefined) return undefined;
	const pauseMs = waitMs ?? retryAfterMs ?? SHORTEST_PAUSE_MS;
	return pauseMs <= LONGEST_PAUSE_MS ? pauseMs : undefined;
}

function toAttemptOutcome({ kind, httpStatus }: PanelError): AttemptOutcome {
	const { retry } = KINDS[kind];
	if (retry === 'transientUnlessInWords') return httpStatus === undefined ? 'final' : 'transient';
	return retry;
}
