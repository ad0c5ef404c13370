import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { SandboxOptions, SandboxPanel } from '../../sandbox';
import { captureLogs, openPoller, type Poller, type PollerOptions, type PollResult } from '../../support';
import { closeLater, closePanels, credentialsOf, startPanel as startAnyPanel } from '../../support/panels';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A whole catalog is read every ten minutes at most. */
export const CATALOG_PAUSE = 10 * 60_000;

const realNow = Date.now;
let clock: jest.SpyInstance<number, []> | undefined;
let ahead = 0;

/** Sets the clock of this n8n so far from the real one, in milliseconds. */
export function setClock(by: number): void {
	ahead = by;
	clock ??= jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
}

/** Sets the clock so much further forward. */
export function pass(by: number): void {
	setClock(ahead + by);
}

let workflows = 0;

/** Ends what a test started, with its clock. */
export async function endTest(): Promise<void> {
	await closePanels();
	clock = undefined;
	ahead = 0;
}

/** Collects what nodes log in each test of a file, and ends what the test started. */
export function useLogs(): { readonly lines: readonly string[] } {
	let logs: ReturnType<typeof captureLogs>;
	beforeEach(() => {
		logs = captureLogs();
	});
	afterEach(async () => {
		logs.restore();
		await endTest();
	});
	return {
		get lines() {
			return logs.lines;
		},
	};
}

/** Starts a panel whose orders change only when the test says so. */
export async function startPanel(options: Partial<SandboxOptions> = {}): Promise<SandboxPanel> {
	return await startAnyPanel({ dialect: 'hmSocialMedia', pace: 1e12, sms: 'manual', balance: '100000', ...options });
}

async function send(panel: SandboxPanel, fields: Record<string, string>): Promise<Record<string, unknown>> {
	const reply = await fetch(panel.url, { method: 'POST', body: new URLSearchParams({ key: panel.apiKey, ...fields }) });
	const json: unknown = await reply.json();
	return typeof json === 'object' && json !== null ? { ...json } : {};
}

/** Books orders and clears the record of calls; returns the ids. */
export async function book(panel: SandboxPanel, count: number, service = '1'): Promise<number[]> {
	const ids: number[] = [];
	for (let n = 0; n < count; n++)
		ids.push(
			Number(
				(await send(panel, { action: 'add', service, quantity: service === '1' ? '100' : '3', link: `https://example.com/${n}` })).order,
			),
		);
	panel.calls.length = 0;
	return ids;
}

/** Rents a number at an HstockPlus panel and clears the record of calls; returns the id of its order. */
export async function rentNumber(panel: SandboxPanel): Promise<number> {
	const reply = await fetch(panel.url, { method: 'POST', body: new URLSearchParams({ key: panel.apiKey, action: 'sms_projects' }) });
	const projects: unknown = await reply.json();
	const project: unknown = Array.isArray(projects) ? projects[0] : undefined;
	const projectId = typeof project === 'object' && project !== null && 'project_id' in project ? String(project.project_id) : '';
	await send(panel, { action: 'add_sms', project_id: projectId });
	panel.calls.length = 0;
	return panel.orders().at(-1)?.id ?? 0;
}

/** Registers the trigger for a panel, in a workflow of its own. */
export async function watch(
	panel: SandboxPanel,
	parameters: INodeParameters,
	more: Partial<PollerOptions> = {},
	credential: IDataObject = {},
): Promise<Poller> {
	workflows += 1;
	// Tests look when they want to; a poll that looks again would take most of a minute.
	const once = parameters.event === 'smsCode' ? { options: { askEvery: 0, ...toObject(parameters.options) } } : {};
	return await openPoller({
		parameters: { ...parameters, ...once },
		credentials: {
			smmPanelApi: {
				...credentialsOf(panel).smmPanelApi,
				...Object.fromEntries(Object.entries(credential).map(([name, value]) => [name, value === true ? true : String(value)])),
			},
		},
		workflowId: `workflow-${workflows}`,
		...more,
	});
}

function toObject(value: unknown): INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The parameters of a trigger for order states. */
export function ordersOf(ids: readonly number[], states: string[], options: INodeParameters = {}): INodeParameters {
	return { event: 'orderStatus', watch: 'ids', orderIds: ids.join(','), states, options };
}

/** Registers the trigger for order states. */
export async function watchOrders(
	panel: SandboxPanel,
	ids: readonly number[],
	states: string[],
	options: INodeParameters = {},
): Promise<Poller> {
	return await watch(panel, ordersOf(ids, states, options));
}

/** Polls and gives the ids of the events. An error of the poll fails the test. */
export async function eventIds(poller: Poller): Promise<string[]> {
	return eventIdsOf(await quietPoll(poller));
}

/** Polls when the next catalog is due. */
export async function nextCatalog(poller: Poller): Promise<PollResult> {
	pass(CATALOG_PAUSE);
	return await quietPoll(poller);
}

/** Polls; an error of the poll fails the test. */
export async function quietPoll(poller: Poller): Promise<PollResult> {
	const result = await poller.poll();
	if (result.error instanceof Error) throw result.error;
	expect(result.error).toBeUndefined();
	return result;
}

/** Without the name of the account in front, which no test can foresee. */
export function eventIdsOf(result: PollResult): string[] {
	return result.items.map(({ json }) => String(json.eventId).replace(/^[\w-]{6}:/, ''));
}

/** Polls and gives the trouble of the poll, which is only logged until it has lasted. */
export async function loggedTrouble(poller: Poller): Promise<PollResult & { trouble: string }> {
	const logs = captureLogs();
	try {
		const result = await quietPoll(poller);
		return { ...result, trouble: logs.lines.filter((line) => line.startsWith('warn')).join('\n') };
	} finally {
		logs.restore();
	}
}

/** The text of what a poll threw. */
export function messageOf({ error }: PollResult): string {
	return error instanceof Error ? error.message : '';
}

/** What the poll declared to n8n's scheduler. */
export function failureOf({ error }: PollResult): unknown {
	return typeof error === 'object' && error !== null && 'failure' in error ? error.failure : undefined;
}

/** Starts a small web server, for watch lists. */
export async function startServer(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ origin: string; requests: IncomingMessage[] }> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closeLater(async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	});
	const address = server.address();
	return { origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, requests };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
	response.writeHead(status, { 'Content-Type': 'application/json' });
	response.end(JSON.stringify(json));
}
