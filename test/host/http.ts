import type { z } from '../support/zod';

/** An answer of n8n with a status of 400 or more. */
export class RestError extends Error {
	constructor(
		readonly call: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`${call} answered ${status}: ${body.slice(0, 500)}`);
		this.name = 'RestError';
	}
}

export interface Call<S extends z.ZodTypeAny> {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	path: string;
	body?: unknown;
	headers?: Record<string, string>;
	/** What the JSON of the answer must be; n8n's types are not trusted. */
	shape: S;
}

export interface Answer<T> {
	value: T;
	text: string;
	cookies: string[];
}

/** A busy n8n closes a connection that it has not looked at for a while, and the next call over it would fail: each has its own. */
export const JSON_HEADERS = { 'content-type': 'application/json', connection: 'close' };

/** Makes one call and checks the answer. */
export async function call<S extends z.ZodTypeAny>(base: string, request: Call<S>): Promise<Answer<z.output<S>>> {
	const { method, path, body, headers, shape } = request;
	const response = await fetch(`${base}${path}`, {
		method,
		headers: { ...JSON_HEADERS, ...headers },
		body: body === undefined ? null : JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new RestError(`${method} ${path}`, response.status, text);
	const json: unknown = text === '' ? undefined : JSON.parse(text);
	return { value: shape.parse(json), text, cookies: response.headers.getSetCookie() };
}
