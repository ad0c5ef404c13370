import { createServer } from 'node:http';
import { until } from '../host/until';
import { startSandboxPanel, type Dialect, type SandboxPanel } from '../sandbox';
import { startOwnN8n, type OwnN8n } from './ownN8n';
import { credentialFor } from './support';
import { buyOrder, createWatcher, idsOf, rentNumber, STILL, untilPolled, type Watcher } from './watching';

/** A minute on a quiet machine; on a busy one n8n takes long to publish and unpublish. */
const TEN_MINUTES = 600_000;
/** A dozen triggers that poll every second leave n8n no time for anything else on a busy machine. */
const POLL_SECONDS = 5;

let own: OwnN8n;
const watchers: Watcher[] = [];
const closers: Array<() => Promise<void>> = [];

beforeAll(async () => {
	// The Code node needs a runner.
	own = await startOwnN8n({ env: { N8N_RUNNERS_MODE: 'internal' } });
}, TEN_MINUTES);
afterEach(async () => {
	for (const { id } of watchers.splice(0)) await own.client().deactivate(id);
});
afterAll(async () => {
	await own.end();
	await Promise.all(closers.map(async (close) => await close()));
}, TEN_MINUTES);

async function openPanel(dialect: Dialect = 'hmSocialMedia'): Promise<SandboxPanel> {
	const panel = await startSandboxPanel({ dialect, sms: 'manual', ...STILL });
	closers.push(async () => await panel.close());
	return panel;
}

interface Watched {
	panel: SandboxPanel;
	/** Order or number. */
	id: number;
	watcher: Watcher;
}

type Watching = Partial<Parameters<typeof createWatcher>[1]> & { dialect?: Dialect };

async function openWatcher(options: Parameters<typeof createWatcher>[1]): Promise<Watcher> {
	const watcher = await createWatcher(own.client, { seconds: POLL_SECONDS, ...options });
	watchers.push(watcher);
	return watcher;
}

async function watchOrder(states: string[], { dialect, parameters = {}, ...more }: Watching = {}): Promise<Watched> {
	const panel = more.panel ?? (await openPanel(dialect));
	const id = await buyOrder(panel);
	const watching = { event: 'orderStatus', watch: 'ids', orderIds: String(id), states, ...parameters };
	return { panel, id, watcher: await openWatcher({ ...more, panel, parameters: watching }) };
}

/** A panel that breaks by a list of ids and knows single ones. */
async function startListRefuser(): Promise<{ url: string; calls: unknown[] }> {
	const calls: unknown[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			calls.push(body);
			const isList = new URLSearchParams(body).has('orders');
			response.writeHead(isList ? 500 : 200, { 'Content-Type': isList ? 'text/html' : 'application/json' });
			response.end(isList ? '<html>Cast to ObjectId failed</html>' : JSON.stringify({ status: 'Completed', charge: '1' }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closers.push(async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	});
	const address = server.address();
	return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/v2`, calls };
}

/** Waits until the panel has been called so many times in all. */
async function untilCalled(panel: { calls: readonly unknown[] }, calls: number): Promise<void> {
	await until(async () => (panel.calls.length >= calls ? true : undefined), { what: `call ${calls}`, timeoutMs: 90_000 });
}

const product = (status: string, ...accounts: string[]) => ({ reply: { status, entityType: 'product', charge: '1', accounts } });
const statesOf = async ({ watcher }: Watched) => (await watcher.events()).map(({ state, newAccounts }) => [state, newAccounts]);

test(
	'nothing is lost after the first end, nothing is invented, and nothing comes twice, also over a restart',
	async () => {
		const [parts, failed, maintained, refunded] = [
			await watchOrder([], { dialect: 'hstockplus' }),
			await watchOrder([]),
			await watchOrder(['completed', 'failed']),
			await watchOrder([]),
		];
		const unknown = await watchOrder(['completed'], { parameters: { orderIds: '999999' } });
		const refuser = await startListRefuser();
		const credential = await credentialFor(own.client(), refuser.url, 'key');
		const list = await watchOrder(['completed'], { credential, parameters: { orderIds: '31, 32, 33' } });
		const one = await watchOrder(['completed']);
		const two = await watchOrder(['completed']);
		expect(two.id).toBe(one.id);
		// Long after the publication, and not long before the others are through.
		const soon = Date.now() + 45_000;
		const later = await watchOrder(['completed']);
		later.panel.setOrder(later.id, { status: 'Completed' });
		const laterParameters = {
			event: 'orderStatus',
			watch: 'ids',
			states: ['completed'],
			orderIds: `={{ Date.now() > ${soon} ? [${later.id}] : [] }}`,
		};
		await later.watcher.change({ parameters: laterParameters });
		await later.watcher.publish();
		expect((await later.watcher.publication()).status).not.toBe('failed');
		const sms = await openPanel('hstockplus');
		const number = await rentNumber(sms);
		const linkParameters = { event: 'smsCode', watch: 'ids', orderIds: String(number), options: { askEvery: 5 } };
		const link = await openWatcher({ panel: sms, parameters: linkParameters });
		const catalog = await openPanel();
		const services = await openWatcher({ panel: catalog, parameters: { event: 'serviceChanged', services: '' } });
		for (const { watcher } of [parts, failed, maintained, refunded, unknown, list, one, two]) await watcher.publish();
		await link.publish();
		const rows = [...catalog.services()];
		/** A catalog is read every ten minutes; a user who publishes sees one at once. */
		const readOnce = async () => {
			const { length } = catalog.calls;
			await services.publish();
			await untilCalled(catalog, length + 1);
			expect((await services.publication()).status).toBe('published');
		};
		const readAgain = async () => {
			await own.client().deactivate(services.id);
			// n8n ends the polls later than it answers, and a publication before that would begin none.
			await until(async () => ((await services.publication()).status === 'not_published' ? true : undefined), { what: 'n8n to unpublish' });
			await readOnce();
		};
		await readOnce();
		catalog.setServices([]);
		await readAgain();
		await readAgain();
		catalog.setServices(rows.map((row) => ({ ...row, rate: '7.77' })));

		for (const reply of [product('Partial', 'a:1'), product('Partial', 'a:1', 'b:2'), product('Completed', 'a:1', 'b:2', 'c:3')]) {
			const { length } = await parts.watcher.events();
			parts.panel.setOrder(parts.id, reply);
			await parts.watcher.untilEvents(length + 1);
		}
		failed.panel.setOrder(failed.id, { status: 'Error' });
		await failed.watcher.untilEvents(2);
		failed.panel.setOrder(failed.id, { status: 'In progress' });
		maintained.panel.fail({ kind: 'body', body: '{"status":"error","msg":"Service under maintenance"}', times: 2 });
		await untilPolled(maintained.panel, 3);
		maintained.panel.setOrder(maintained.id, { status: 'Completed' });
		for (const { panel, id } of [one, two, refunded]) panel.setOrder(id, { status: 'Completed' });
		sms.fail({
			kind: 'body',
			body: '{"status":"completed","code":null,"sms_content":"Use link https://x/y"}',
			action: 'sms_code',
			times: 1000,
		});

		await readAgain();
		await Promise.all([failed, list].map(async ({ watcher }) => await watcher.untilEvents(3)));
		await refunded.watcher.untilEvents(2);
		await Promise.all([maintained, one, two, later].map(async ({ watcher }) => await watcher.untilEvents(1)));
		await link.untilEvents(1);
		await services.untilEvents(rows.length);

		await own.stop();
		const settled = [parts, one, two, maintained, later].map(({ panel }) => panel);
		const finished = [...settled, refuser, sms, catalog].map((panel) => ({ panel, asked: panel.calls.length }));
		refunded.panel.setOrder(refunded.id, { status: 'Refunded' });
		failed.panel.setOrder(failed.id, { status: 'Completed' });
		await own.start();
		await refunded.watcher.untilEvents(3);
		await failed.watcher.untilEvents(4);
		// What is finished is asked about once after a restart and then every half hour, as a catalog is read every ten minutes.
		await Promise.all(finished.map(async ({ panel, asked }) => await untilCalled(panel, asked + 1)));
		await untilPolled(unknown.panel, 2);

		expect(await statesOf(parts)).toEqual([
			['pending', undefined],
			['partial', ['a:1']],
			['partial', ['b:2']],
			['completed', ['c:3']],
		]);
		expect((await statesOf(failed)).map(([state]) => state)).toEqual(['pending', 'failed', 'inProgress', 'completed']);
		expect((await statesOf(maintained)).map(([state]) => state)).toEqual(['completed']);
		expect((await statesOf(refunded)).map(([state]) => state)).toEqual(['pending', 'completed', 'refunded']);
		expect(await unknown.watcher.events()).toEqual([]);
		expect(idsOf(await list.watcher.events())).toEqual(['31:completed', '32:completed', '33:completed']);
		const same = [...(await one.watcher.events()), ...(await two.watcher.events())].map(({ eventId }) => eventId);
		expect([same.length, new Set(same).size]).toEqual([2, 2]);
		expect(idsOf(await later.watcher.events())).toEqual([`${later.id}:completed`]);
		expect(await link.events()).toMatchObject([{ order: String(number), code: null, sms_content: 'Use link https://x/y' }]);
		const changes = await services.events();
		expect(changes.map(({ change }) => change)).toEqual(rows.map(() => 'price'));
	},
	TEN_MINUTES,
);

test(
	'behind a trigger whose state a Code node with static data may overwrite nothing is missed, and what comes again has its eventId',
	async () => {
		const jsCode = `const data = $getWorkflowStaticData('global');
data.runs = (data.runs ?? 0) + 1;
return $input.all().map(({ json }) => ({ json: { eventId: json.eventId, code: json.code } }));`;
		const after = { type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
		const panel = await openPanel();
		const [id, still] = [await buyOrder(panel), await buyOrder(panel)];
		const parameters = { event: 'orderStatus', watch: 'ids', orderIds: `${id}, ${still}`, states: [] };
		const watcher = await openWatcher({ panel, after, parameters });
		await watcher.publish();
		await watcher.untilEvents(2);
		panel.setOrder(id, { status: 'In progress' });
		await watcher.untilEvents(3);
		await own.stop();
		panel.setOrder(id, { status: 'Completed' });
		await own.start();
		await watcher.untilEvents(4);
		await untilPolled(panel, 2);
		const told = idsOf(await watcher.events());
		expect(new Set(told)).toEqual(new Set([`${id}:pending`, `${still}:pending`, `${id}:inProgress`, `${id}:completed`]));
		// What stood still while n8n was down is all that may come twice.
		expect(told.filter((event) => event !== `${still}:pending`)).toEqual([`${id}:pending`, `${id}:inProgress`, `${id}:completed`]);
		expect(told.length).toBeLessThanOrEqual(5);
	},
	TEN_MINUTES,
);
