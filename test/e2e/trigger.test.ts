import type { N8nClient } from '../host/rest';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { connect, credentialFor, everythingAbout } from './support';
import { buyOrder, createWatcher, idsOf, rentNumber, STILL, untilNotPolled, untilPolled, type Watcher } from './watching';

const TWO_MINUTES = 120_000;
const FINAL = ['completed', 'partial', 'canceled'];

let client: N8nClient;
let panel: SandboxPanel;

beforeAll(async () => {
	client = await connect();
});
beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hmSocialMedia', ...STILL });
});
let watchers: Watcher[] = [];
afterEach(async () => {
	await Promise.all(watchers.map(async ({ id }) => await client.deactivate(id)));
	watchers = [];
	await panel.close();
});

async function watch(options: Partial<Parameters<typeof createWatcher>[1]> & { parameters: Record<string, unknown> }): Promise<Watcher> {
	const watcher = await createWatcher(() => client, { panel, ...options });
	watchers.push(watcher);
	return watcher;
}

const orders = (ids: readonly number[], states: readonly string[] = FINAL) => ({
	event: 'orderStatus',
	watch: 'ids',
	orderIds: ids.join(', '),
	states,
});

test(
	'publishing tells what is already in a chosen state, ticks tell a change once, and a manual test changes nothing',
	async () => {
		const [done, open] = [await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		const watcher = await watch({ parameters: orders([done, open]) });
		expect((await watcher.test()).map(({ order, state, previousState }) => ({ order, state, previousState }))).toEqual([
			{ order: String(done), state: 'completed', previousState: null },
			{ order: String(open), state: 'pending', previousState: null },
		]);
		await watcher.publish();
		const [first] = await watcher.untilEvents(1);
		expect(first).toMatchObject({
			eventId: expect.stringMatching(new RegExp(`:${done}:completed$`)),
			event: 'orderStatus',
			order: String(done),
			state: 'completed',
			status: 'Completed',
		});

		await untilPolled(panel, 2);
		panel.setOrder(open, { status: 'In progress' });
		await untilPolled(panel, 2);
		const still = await buyOrder(panel);
		panel.setOrder(open, { status: 'Partial', remains: 300 });
		await watcher.untilEvents(2);
		await watcher.change({ parameters: orders([done, open, still]) });
		await watcher.publish();
		await untilPolled(panel, 4);
		const events = await watcher.events();
		expect(idsOf(events)).toEqual([`${done}:completed`, `${open}:partial`]);
		expect(events[1]).toMatchObject({ previousState: 'inProgress', remains: 300 });
		expect(await watcher.errors()).toEqual([]);
	},
	TWO_MINUTES,
);

test(
	'other settings tell what fires now and nothing that was told before',
	async () => {
		const [done, part, open] = [await buyOrder(panel), await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		panel.setOrder(part, { status: 'Partial' });
		const watcher = await watch({ parameters: orders([done, part, open], ['completed']) });
		await watcher.publish();
		await watcher.untilEvents(1);
		await watcher.change({ parameters: orders([done, part, open], ['completed', 'partial']) });
		await watcher.publish();
		await watcher.untilEvents(2);
		await untilPolled(panel, 3);
		expect(idsOf(await watcher.events())).toEqual([`${done}:completed`, `${part}:partial`]);
	},
	TWO_MINUTES,
);

test(
	'a renamed trigger misses nothing; n8n drops its memory, so what was told comes again under the same eventId',
	async () => {
		const [done, open] = [await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		const watcher = await watch({ parameters: orders([done, open]) });
		await watcher.publish();
		await watcher.untilEvents(1);
		await client.deactivate(watcher.id);
		await untilNotPolled(panel);
		panel.setOrder(open, { status: 'Completed' });
		await watcher.change({ name: 'Renamed' });
		await watcher.publish();
		await watcher.untilEvents(3);
		const still = await buyOrder(panel);
		await watcher.change({ parameters: orders([done, open, still]) });
		await watcher.publish();
		await untilPolled(panel, 3);
		expect(idsOf(await watcher.events())).toEqual([`${done}:completed`, `${done}:completed`, `${open}:completed`]);
	},
	TWO_MINUTES,
);

test(
	'unpublished and published again, the trigger tells what happened meanwhile and repeats nothing',
	async () => {
		const [done, open, still] = [await buyOrder(panel), await buyOrder(panel), await buyOrder(panel)];
		panel.setOrder(done, { status: 'Completed' });
		const watcher = await watch({ parameters: orders([done, open, still]) });
		await watcher.publish();
		await watcher.untilEvents(1);
		await client.deactivate(watcher.id);
		await untilNotPolled(panel);
		panel.setOrder(open, { status: 'Canceled' });
		await watcher.publish();
		await watcher.untilEvents(2);
		await untilPolled(panel, 3);
		expect(idsOf(await watcher.events())).toEqual([`${done}:completed`, `${open}:canceled`]);
	},
	TWO_MINUTES,
);

test(
	'a panel that is down for some ticks gives one error execution an hour, and then everything that happened',
	async () => {
		const [order, still] = [await buyOrder(panel), await buyOrder(panel)];
		const watcher = await watch({ parameters: orders([order, still], []) });
		await watcher.publish();
		await watcher.untilEvents(2);
		for (const [outage, [status, eventId]] of (
			[
				['In progress', `${order}:inProgress`],
				['Completed', `${order}:completed`],
			] as const
		).entries()) {
			// A poll asks for the list and then for each order, all of it twice: six calls. The third such poll in a row is told.
			panel.fail({ kind: 'drop', times: 1000 });
			await untilPolled(panel, 24);
			panel.setOrder(order, { status });
			await untilPolled(panel, 1);
			panel.clearFaults();
			expect(idsOf(await watcher.untilEvents(3 + outage)).at(-1)).toBe(eventId);
			await untilPolled(panel, 2);
			expect(await watcher.errors()).toHaveLength(1);
		}
		expect((await watcher.errors())[0]).toMatch(/panel/i);
		const [failed] = (await watcher.executions()).filter(({ status }) => status === 'error');
		const everything = await everythingAbout(client, await client.createApiKey('outage'), failed?.id ?? '');
		expect(everything).toContain(watcher.id);
		expect(everything).not.toContain(panel.apiKey);
		expect(await watcher.events()).toHaveLength(4);
	},
	TWO_MINUTES,
);

test(
	'a wrong key is told to the user who publishes, and a right one then brings the trigger to life',
	async () => {
		const order = await buyOrder(panel);
		panel.setOrder(order, { status: 'Completed' });
		const wrong = await credentialFor(client, panel.url, 'a-wrong-key-0123456789');
		const watcher = await watch({ parameters: orders([order]), credential: wrong });
		await watcher.publish();
		const { status, text } = await watcher.publication();
		expect(status).toBe('failed');
		expect(text).toMatch(/API key/);
		expect(text).not.toContain('a-wrong-key-0123456789');
		await watcher.change({ credential: await credentialFor(client, panel.url, panel.apiKey) });
		await watcher.publish();
		expect(idsOf(await watcher.untilEvents(1))).toEqual([`${order}:completed`]);
	},
	TWO_MINUTES,
);

test(
	'an SMS code flows through the workflow, and so does a second one on the same number',
	async () => {
		const sms = await startSandboxPanel({ dialect: 'hstockplus', sms: 'manual', ...STILL });
		const number = await rentNumber(sms);
		const watcher = await watch({ panel: sms, parameters: { event: 'smsCode', watch: 'ids', orderIds: String(number) } });
		await watcher.publish();
		await untilPolled(sms, 2);
		sms.giveSms(number, '482913', 'Your code is 482913. Do not share it.');
		const [first] = await watcher.untilEvents(1);
		expect(first).toMatchObject({
			eventId: expect.stringMatching(/:sms:482913$/),
			event: 'smsCode',
			code: '482913',
			sms_content: 'Your code is 482913. Do not share it.',
			phone: expect.stringMatching(/^\+1/),
		});
		await untilPolled(sms, 3);
		sms.giveSms(number, '771204', 'New code: 771204');
		await watcher.untilEvents(2);
		await untilPolled(sms, 3);
		expect((await watcher.events()).map(({ code }) => code)).toEqual(['482913', '771204']);
		await sms.close();
	},
	TWO_MINUTES,
);
