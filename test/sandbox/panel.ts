import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readBody } from './body';
import { control } from './control';
import { answer, viewOf } from './dispatch';
import { FaultQueue, HTML_TYPE, send, sendFault } from './faults';
import { toUnits } from './money';
import { WEBSITE } from './pages';
import { isObject } from './parse';
import { render } from './render';
import { servicesBytes } from './services';
import { PanelState, type Booked, type Reply } from './state';
import type { Fault, RecordedCall, SandboxOptions, SandboxPanel } from './types';

const HOST = '127.0.0.1';
const API = /^\/api\/v2\/?$/;

function sendReply(state: PanelState, response: ServerResponse, reply: Reply, action: string): void {
	const { quirks } = state;
	let json = reply.json;
	let status = reply.status ?? 200;
	if (isObject(json) && typeof json.error === 'string') {
		status = reply.status ?? quirks.jsonErrorStatus ?? 200;
		if (quirks.statusErrorEnvelope === true) json = { status: 'error', message: json.error };
	}
	const type = quirks.htmlContentType === true ? HTML_TYPE : undefined;
	send(response, { status, type, body: reply.bytes ?? render(state, json, action), headers: reply.headers });
}

/** The form fields without key and action. */
function fieldsOf(form: URLSearchParams): Record<string, string> {
	const names = [...new Set(form.keys())].filter((name) => name !== 'key' && name !== 'action');
	// "Repeated fields" are documented for productIds, in PHP's way with or without brackets.
	return Object.fromEntries(names.map((name) => [name.replace(/\[\]$/, ''), form.getAll(name).join(',')]));
}

async function readCall(request: IncomingMessage, query: URLSearchParams, apiKey: string): Promise<Omit<RecordedCall, 'at'>> {
	const body = await readBody(request);
	const { method = '', headers } = request;
	const contentType = headers['content-type'] ?? '';
	const isForm = method === 'POST' && /^application\/x-www-form-urlencoded\b/i.test(contentType);
	const form = new URLSearchParams(isForm ? body : '');
	return {
		action: form.get('action') ?? '',
		fields: fieldsOf(form),
		keyOk: form.get('key') === apiKey,
		keySent: form.has('key') ? 'body' : query.has('key') ? 'query' : 'none',
		method,
		contentType,
	};
}

class Panel {
	readonly calls: RecordedCall[] = [];
	readonly faults = new FaultQueue();
	private readonly timers = new Set<NodeJS.Timeout>();

	constructor(
		readonly state: PanelState,
		readonly apiKey: string,
	) {}

	/** Ends the delays that still run; their clients are gone when the panel closes. */
	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
	}

	private wait(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.timers.delete(timer);
				resolve();
			}, ms);
			this.timers.add(timer);
		});
	}

	/** Lets a fault happen. True when that was the answer, or when the client did not wait for the end of a delay. */
	private async applyFault(response: ServerResponse, fault: Fault, reply?: Buffer, booked: readonly number[] = []): Promise<boolean> {
		if (fault.kind === 'delay') {
			await this.wait(fault.ms);
			return response.destroyed;
		}
		sendFault(response, fault, reply, booked);
		return true;
	}

	/** One call to /api/v2: read, record, fail if a fault waits for it, otherwise act and answer. */
	async api(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
		const call = await readCall(request, query, this.apiKey);
		this.calls.push({ ...call, at: this.state.now() });
		const { action, fields, keyOk } = call;

		const fault = this.faults.take(action, fields.link);
		const late = fault?.when === 'afterBooking';
		if (fault !== undefined && !late && (await this.applyFault(response, fault))) return;
		const reply = answer(this.state, action, { ...fields }, keyOk);
		if (fault !== undefined && late) {
			const bytes = reply.bytes ?? render(this.state, reply.json, action);
			if (await this.applyFault(response, fault, bytes, reply.booked)) return;
		}
		sendReply(this.state, response, reply, action);
	}
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const busy = error.code === 'EADDRINUSE';
			reject(busy ? new Error(`Port ${port} on ${HOST} is already in use. Choose another one, or 0 for a free port.`) : error);
		});
		server.listen(port, HOST, () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}

/**
 * Starts one panel on the loopback address and resolves once it listens.
 * Rejects with a clear sentence when the port is in use, and with a RangeError when `balance` is no decimal string.
 */
export async function startSandboxPanel(options: SandboxOptions): Promise<SandboxPanel> {
	const state = new PanelState(options);
	// A free port may be one that an earlier panel had, whose catalog an n8n still keeps for the same address and key.
	const ownKey = options.port === undefined ? `${state.facts.apiKey}-${randomUUID()}` : state.facts.apiKey;
	const panel = new Panel(state, options.apiKey ?? ownKey);
	servicesBytes(state, {});
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '/', `http://${HOST}`);
		const work = async (): Promise<void> => {
			if (pathname.startsWith('/sandbox/')) return control(controlled, request, response, pathname);
			if (API.test(pathname)) return panel.api(request, response, searchParams);
			return send(response, { type: HTML_TYPE, body: WEBSITE });
		};
		// A client that goes away in the middle of its request needs no answer; a defect of the sandbox must be seen.
		work().catch((error: unknown) =>
			send(response, { status: 500, type: 'text/plain; charset=utf-8', body: `Sandbox error: ${String(error)}` }),
		);
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	const origin = `http://${HOST}:${await listen(server, options.port ?? 0)}`;

	const booked = (id: number): Booked => {
		const order = state.orders.get(id);
		if (order === undefined) throw new Error(`Order ${id} is not booked in this sandbox.`);
		return order;
	};
	const handle: SandboxPanel = {
		url: `${origin}/api/v2`,
		origin,
		apiKey: panel.apiKey,
		dialect: state.dialect,
		calls: panel.calls,
		callsOf: (action) => panel.calls.filter((call) => call.action === action),
		orders: () => [...state.orders.values()].map((order) => viewOf(state, order)),
		balance: () => state.money(state.balance),
		services: () => state.rows,
		fail: (fault: Fault) => panel.faults.add(fault),
		clearFaults: () => panel.faults.clear(),
		setOrder: (id, patch) => {
			Object.assign(booked(id).patch, patch);
		},
		setBalance: (value) => {
			state.balance = toUnits(value);
		},
		setServices: (rows) => state.setRows(typeof rows === 'function' ? rows(state.rows.map((row) => ({ ...row }))) : rows),
		giveSms: (orderId, code, text) => {
			const order = booked(orderId);
			if (order.kind !== 'sms') throw new Error(`Order ${orderId} is no SMS order.`);
			order.sms = { code, text: text ?? `Your verification code is ${code}` };
		},
		close: () =>
			new Promise((resolve) => {
				panel.stop();
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
	const controlled = { panel: handle, currency: state.currency, faults: panel.faults };
	return handle;
}
