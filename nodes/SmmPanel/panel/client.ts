import type { ZodType, ZodTypeDef } from 'zod';
import type { PanelAddress } from './baseUrl';
import { failureOfReply, type CallFacts } from './explain';
import { PanelFailure } from './failures';
import type { Http } from './http';
import { failureOfNoReply, stoppedFailure } from './noReply';
import { readReply } from './reply';
import { DEFAULT_RETRY_LIMITS, waitBeforeRetry, type Intent, type RetryLimits, type TryOutcome } from './retry';

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
}

/** A panel, ready to be called: the only door to HTTP in this package. */
export interface PanelClient {
	readonly address: PanelAddress;
	/** Names the panel and account in maps and records without holding the key: see panelScope. */
	readonly scope: string;
	/**
	 * Sends one call. Out: the reply as its schema reads it. Errors: PanelFailure, never anything that holds the key.
	 * Reads are repeated on passing trouble; paid calls and requests only if they certainly never left.
	 */
	call<T>(call: Call<T>): Promise<T>;
	/** Stops waiting when the execution is stopped. In: milliseconds. Errors: PanelFailure 'stopped'. */
	pause(ms: number): Promise<void>;
}

export interface PanelClientOptions {
	address: PanelAddress;
	apiKey: string;
	scope: string;
	http: Http;
	/** n8n's sleep, which ends early when the signal fires. */
	sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
	signal?: AbortSignal;
	limits?: RetryLimits;
	/** Replaces the time-out of every read, in milliseconds; the trigger has a budget of its own. */
	readTimeoutMs?: number;
	now?: () => number;
}

const READ_TIMEOUT_MS = 30_000;
// A panel places the order with its own supplier before it answers, so a paid call is given longer.
const PAID_TIMEOUT_MS = 60_000;

export function createPanelClient(options: PanelClientOptions): PanelClient {
	const { address, apiKey, http, sleep, signal, scope } = options;
	const now = options.now ?? Date.now;

	async function pause(ms: number): Promise<void> {
		if (signal?.aborted) throw stoppedFailure();
		try {
			await sleep(ms, signal);
		} catch {
			throw stoppedFailure();
		}
		if (signal?.aborted) throw stoppedFailure();
	}

	async function tryOnce<T>(call: Call<T>, timeoutMs: number): Promise<T> {
		const facts: CallFacts = { ...address, action: call.action, intent: call.intent, timeoutMs };
		const isRead = call.intent === 'read';
		if (signal?.aborted) throw new PanelFailure({ ...textsOf(stoppedFailure()), kind: 'stopped', acted: 'no' });
		const reply = await http({
			url: address.url,
			fields: formFields(apiKey, call),
			timeoutMs,
			...(isRead && signal ? { signal } : {}),
		}).catch((thrown: unknown) => {
			throw failureOfNoReply(facts, thrown, isRead && signal?.aborted === true);
		});
		const content = readReply(withoutKey(reply.body, apiKey));
		const failure = failureOfReply(facts, reply, content, now());
		if (failure) throw failure;
		const read = call.schema.safeParse(content.kind === 'json' ? content.value : undefined);
		if (read.success) return read.data;
		throw new PanelFailure({
			kind: 'unexpectedReply',
			acted: 'unknown',
			message: `The panel answered the action '${call.action}' in a form that this node does not know`,
			nextStep: "Check that the Base URL is the panel's API address. If it is, use 'Custom Action' to see the answer, and report it.",
		});
	}

	return {
		address,
		scope,
		pause,
		async call(call) {
			const timeoutMs = call.timeoutMs ?? (call.intent === 'read' ? (options.readTimeoutMs ?? READ_TIMEOUT_MS) : PAID_TIMEOUT_MS);
			for (let repetitions = 0; ; repetitions++) {
				try {
					return await tryOnce(call, timeoutMs);
				} catch (error) {
					const failure = error instanceof PanelFailure ? error : undefined;
					const wait = failure && waitBeforeRetry(call.intent, outcomeOf(failure), repetitions, failure.retryAfterMs, Math.random(), options.limits ?? DEFAULT_RETRY_LIMITS);
					if (wait === undefined) return await Promise.reject(error);
					await pause(wait);
				}
			}
		},
	};
}

/** A panel that echoes the key must not carry it into items or errors, so it goes before the reply is parsed. */
function withoutKey(body: string, apiKey: string): string {
	if (apiKey === '') return body;
	const forms = new Set([apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)]);
	return [...forms].reduce((text, form) => (text.includes(form) ? text.split(form).join('[key]') : text), body);
}

function textsOf(failure: PanelFailure): { message: string; nextStep: string } {
	return { message: failure.message, nextStep: failure.nextStep };
}

function formFields<T>(apiKey: string, call: Call<T>): Record<string, string> {
	const fields: Record<string, string> = { key: apiKey, action: call.action };
	for (const [name, value] of Object.entries(call.fields ?? {})) {
		if (value !== undefined && value !== '') fields[name] = String(value);
	}
	return fields;
}

function outcomeOf(failure: PanelFailure): TryOutcome {
	switch (failure.kind) {
		case 'unreachable':
			return 'neverLeft';
		case 'rateLimited':
			return 'rateLimited';
		case 'timeout':
		case 'dropped':
		case 'serverError':
		case 'empty':
			return 'passing';
		default:
			return 'final';
	}
}
