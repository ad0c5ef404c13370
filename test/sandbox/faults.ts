import { STATUS_CODES, type ServerResponse } from 'node:http';
import { CHALLENGE, DOCUMENTED_MISSING_COMMA, DOCUMENTED_OR, statusPage, WEBSITE } from './pages';
import type { Fault } from './types';

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=UTF-8';

/** The faults that wait for a call, in the order they were queued. */
export class FaultQueue {
	private waiting: { fault: Fault; left: number }[] = [];

	add(fault: Fault): void {
		this.waiting.push({ fault, left: fault.times ?? 1 });
	}

	clear(): void {
		this.waiting = [];
	}

	get size(): number {
		return this.waiting.reduce((sum, { left }) => sum + left, 0);
	}

	/** Takes the first fault that hits this action and this link, or undefined. */
	take(action: string, link = ''): Fault | undefined {
		const entry = this.waiting.find(({ fault }) => (fault.action ?? action) === action && link.includes(fault.link ?? ''));
		if (entry === undefined) return undefined;
		entry.left -= 1;
		if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
		return entry.fault;
	}
}

/** Sends a whole body with its length. */
export function send(
	response: ServerResponse,
	status: number,
	type: string,
	body: string | Buffer,
	headers: Record<string, string> = {},
): void {
	if (response.destroyed) return;
	const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
	response.writeHead(status, { 'Content-Type': type, 'Content-Length': String(bytes.length), ...headers });
	response.end(bytes);
}

/** Announces the whole body, sends half of it and destroys the socket once that half is on its way. */
function sendHalf(response: ServerResponse, body: Buffer): void {
	response.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': String(body.length) });
	response.write(body.subarray(0, Math.max(1, Math.floor(body.length / 2))), () => response.destroy());
}

function sendStatus(response: ServerResponse, fault: Fault & { kind: 'status' }): void {
	const { status, body, retryAfter } = fault;
	const headers = { ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }), ...fault.headers };
	if (body !== undefined) return send(response, status, /^\s*[[{]/.test(body) ? JSON_TYPE : HTML_TYPE, body, headers);
	if (status === 429) return send(response, status, JSON_TYPE, '{"error":"Rate limited"}', headers);
	return send(response, status, HTML_TYPE, statusPage(status, STATUS_CODES[status] ?? 'Error'), headers);
}

/**
 * Answers a call with a fault. `reply` is what the panel would have said (with afterBooking) and `booked` the ids that were
 * booked before; without booking both are empty. A `delay` never comes here, because it answers normally in the end.
 */
export function sendFault(response: ServerResponse, fault: Fault, reply: Buffer | undefined, booked: readonly number[]): void {
	const usual = reply ?? Buffer.from('{"order":23501}', 'utf8');
	switch (fault.kind) {
		case 'drop':
			response.destroy();
			return;
		case 'hang':
		case 'delay':
			return;
		case 'status':
			sendStatus(response, fault);
			return;
		case 'html':
			if (fault.challenge === true)
				send(response, fault.status ?? 403, HTML_TYPE, CHALLENGE, { Server: 'cloudflare', 'cf-mitigated': 'challenge' });
			else send(response, fault.status ?? 200, HTML_TYPE, WEBSITE);
			return;
		case 'empty':
			send(response, fault.status ?? 200, JSON_TYPE, '');
			return;
		case 'invalidJson':
			if (fault.sample === 'or') send(response, 200, JSON_TYPE, DOCUMENTED_OR);
			else if (fault.sample === 'missingComma') send(response, 200, JSON_TYPE, DOCUMENTED_MISSING_COMMA);
			else send(response, 200, JSON_TYPE, usual.subarray(0, Math.max(1, Math.floor(usual.length / 2))));
			return;
		case 'redirect':
			send(response, fault.status ?? 302, HTML_TYPE, '', { Location: fault.location });
			return;
		case 'error':
			send(response, 200, JSON_TYPE, JSON.stringify({ error: fault.error }));
			return;
		case 'errorWithOrder':
			send(response, 200, JSON_TYPE, JSON.stringify({ error: fault.error, order: fault.order ?? booked[0] ?? 23501 }));
			return;
		case 'body':
			send(response, fault.status ?? 200, fault.contentType ?? JSON_TYPE, fault.body);
			return;
		case 'halfBody':
			sendHalf(response, fault.body === undefined ? usual : Buffer.from(fault.body, 'utf8'));
			return;
	}
}
