import { STATUS_CODES, type ServerResponse } from 'node:http';
import { CHALLENGE, DOCUMENTED_MISSING_COMMA, DOCUMENTED_OR, statusPage, WEBSITE } from './pages';
import type { Fault } from './types';

const JSON_TYPE = 'application/json; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=UTF-8';

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

/** One whole reply; JSON under 200 unless it says otherwise. */
interface HttpReply {
	status?: number | undefined;
	type?: string | undefined;
	body: string | Buffer;
	headers?: Record<string, string> | undefined;
}

/** Sends a whole body with its length. */
export function send(response: ServerResponse, { status = 200, type = JSON_TYPE, body, headers = {} }: HttpReply): void {
	if (response.destroyed) return;
	const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
	response.writeHead(status, { 'Content-Type': type, 'Content-Length': String(bytes.length), ...headers });
	response.end(bytes);
}

function halfOf(body: Buffer): Buffer {
	return body.subarray(0, Math.max(1, Math.floor(body.length / 2)));
}

/** Announces the whole body, sends half of it and destroys the socket once that half is on its way. */
function sendHalf(response: ServerResponse, body: Buffer): void {
	response.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': String(body.length) });
	response.write(halfOf(body), () => response.destroy());
}

function sendStatus(response: ServerResponse, fault: Fault & { kind: 'status' }): void {
	const { status, body, retryAfter } = fault;
	const headers = { ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }), ...fault.headers };
	if (body !== undefined) return send(response, { status, type: /^\s*[[{]/.test(body) ? JSON_TYPE : HTML_TYPE, body, headers });
	if (status === 429) return send(response, { status, body: '{"error":"Rate limited"}', headers });
	return send(response, { status, type: HTML_TYPE, body: statusPage(status, STATUS_CODES[status] ?? 'Error'), headers });
}

function sendPage(response: ServerResponse, { challenge, status }: Fault & { kind: 'html' }): void {
	if (challenge !== true) return send(response, { status, type: HTML_TYPE, body: WEBSITE });
	const headers = { Server: 'cloudflare', 'cf-mitigated': 'challenge' };
	return send(response, { status: status ?? 403, type: HTML_TYPE, body: CHALLENGE, headers });
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
			sendPage(response, fault);
			return;
		case 'empty':
			send(response, { status: fault.status, body: '' });
			return;
		case 'invalidJson':
			send(response, { body: { or: DOCUMENTED_OR, missingComma: DOCUMENTED_MISSING_COMMA, cut: halfOf(usual) }[fault.sample ?? 'cut'] });
			return;
		case 'redirect':
			send(response, { status: fault.status ?? 302, type: HTML_TYPE, body: '', headers: { Location: fault.location } });
			return;
		case 'error':
			send(response, { body: JSON.stringify({ error: fault.error }) });
			return;
		case 'errorWithOrder':
			send(response, { body: JSON.stringify({ error: fault.error, order: fault.order ?? booked[0] ?? 23501 }) });
			return;
		case 'body':
			send(response, { status: fault.status, type: fault.contentType, body: fault.body });
			return;
		case 'halfBody':
			sendHalf(response, fault.body === undefined ? usual : Buffer.from(fault.body, 'utf8'));
			return;
	}
}
