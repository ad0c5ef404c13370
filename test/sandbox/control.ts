import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body';
import { send, type FaultQueue } from './faults';
import { isObject, parseFault, parsePatch } from './parse';
import type { SandboxPanel } from './types';

function sendJson(response: ServerResponse, status: number, json: unknown): void {
	send(response, { status, body: JSON.stringify(json, null, 2) });
}

async function change(panel: SandboxPanel, path: string, json: unknown): Promise<void> {
	const order = /^\/sandbox\/orders\/(\d+)$/.exec(path);
	if (path === '/sandbox/fail') {
		for (const fault of Array.isArray(json) ? json : [json]) panel.fail(parseFault(fault));
	} else if (path === '/sandbox/clear') {
		panel.clearFaults();
	} else if (path === '/sandbox/balance' && isObject(json) && typeof json.balance === 'string') {
		panel.setBalance(json.balance);
	} else if (order !== null && isObject(json)) {
		const id = Number(order[1]);
		panel.setOrder(id, parsePatch(json));
		if (typeof json.code === 'string') panel.giveSms(id, json.code, typeof json.text === 'string' ? json.text : undefined);
	} else {
		throw new TypeError('Unknown address or body. See the comment in test/sandbox/control.ts.');
	}
}

/** What is controlled: a panel, and what only its insides know of it. */
interface ControlledPanel {
	panel: SandboxPanel;
	currency: string;
	faults: FaultQueue;
}

/**
 * Control for other processes, next to the API on the same port. Replies are JSON; a mistake answers 400 `{problem}`.
 *
 * - POST /sandbox/fail        one Fault of types.ts as JSON, or a list of them
 * - POST /sandbox/clear       removes the waiting faults
 * - POST /sandbox/orders/:id  an OrderPatch as JSON; for SMS also {"code":"123456","text":"…"}
 * - POST /sandbox/balance     {"balance":"12.5"}
 * - GET  /sandbox/state       orders, calls (never the key), balance, currency, number of waiting faults
 */
export async function control(
	{ panel, currency, faults }: ControlledPanel,
	request: IncomingMessage,
	response: ServerResponse,
	path: string,
): Promise<void> {
	if (request.method === 'GET' && path === '/sandbox/state') {
		const { dialect, calls } = panel;
		sendJson(response, 200, { dialect, balance: panel.balance(), currency, faults: faults.size, orders: panel.orders(), calls });
		return;
	}
	try {
		if (request.method !== 'POST') throw new TypeError('Changes are sent with POST.');
		const body = await readBody(request);
		await change(panel, path, body === '' ? {} : JSON.parse(body));
		sendJson(response, 200, { ok: true, faults: faults.size });
	} catch (error) {
		sendJson(response, 400, { problem: error instanceof Error ? error.message : String(error) });
	}
}
