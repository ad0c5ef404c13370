import { executionError, outputItems } from '../host/execution';
import type { N8nClient } from '../host/rest';
import { exampleNames, readExample, triggerOf } from '../start/examples';
import { IMPORTS } from '../start/imports';
import { startSandboxes, type SandboxPanels } from '../start/panels';
import { runTour } from '../start/tour';
import { until } from '../host/until';
import { connect } from './support';

/** The last node of each example, if all goes well: a run that ends before it shows little to somebody who is new. */
const GOALS: Readonly<Record<string, string>> = {
	'Read balance and services': 'Find Services',
	'Buy and watch an order': 'Balance After',
	'Check many orders': 'Finished Orders',
	'Order from a table': 'Write Back',
	'Refill and reorder': 'Write the Order Down',
	'Buy into a table': 'Add the Row',
	'Watch the table on a schedule': 'Write It Down',
	'Watch the table by trigger': 'Write It Down',
	'Rent numbers by webhook': 'Post the Code',
	'Sell accounts': 'Hand Over',
	'Buy at the second panel': 'Ordered',
	'Cheapest of several panels': 'Five Cheapest',
	'Watch prices': 'Tell the Price',
};

describe('what npm start leaves in the editor', () => {
	let client: N8nClient;
	let sandboxes: SandboxPanels;
	let before: Set<string>;
	let tour: Awaited<ReturnType<typeof runTour>>;

	beforeAll(async () => {
		client = await connect();
		before = new Set((await client.listWorkflows()).map(({ id }) => id));
		sandboxes = await startSandboxes();
		tour = await runTour(client, sandboxes);
	});
	afterAll(async () => {
		await sandboxes.close();
	});

	const imported = async () => (await client.listWorkflows()).filter(({ id }) => !before.has(id));

	test('its table shows a purchase at each panel', () => {
		expect(tour.rows.filter(({ ok }) => !ok)).toEqual([]);
		expect(tour.rows.filter(({ what }) => what === 'Order')).toHaveLength(3);
		expect(tour.rows.filter(({ what }) => what === 'SMS number')).toHaveLength(1);
	});

	test('every example is there once, in order, and the one to begin with is named', async () => {
		expect(Object.keys(IMPORTS).sort()).toEqual(await exampleNames());
		const names = await Promise.all(Object.keys(IMPORTS).map(async (name) => (await readExample(name)).name));
		const workflows = await imported();
		expect(workflows.map(({ name }) => name)).toEqual(names.map((name, position) => `${String(position + 1).padStart(2, '0')} ${name}`));
		expect(tour.begin).toBe(`${client.url}/workflow/${workflows[0]?.id ?? ''}`);
	});

	test('the agent answers in its chat, without a model of the user', async () => {
		const { id } = (await imported()).find(({ name }) => name.endsWith('Order with an agent')) ?? { id: '' };
		const pinData = { 'Somebody Writes': [{ json: { sessionId: 'start', action: 'sendMessage', chatInput: 'hello' } }] };
		await client.updateWorkflow(id, { pinData });
		const execution = await client.startWorkflow(id, 'Somebody Writes');
		// Its answer waits until a chat fetches it.
		const waiting = await until(
			async () => {
				const now = await client.getExecution(execution);
				return now === undefined || ['new', 'running'].includes(now.status) ? undefined : now;
			},
			{ what: 'the answer of the agent' },
		);
		expect({ status: waiting.status, error: executionError(waiting) }).toEqual({ status: 'waiting', error: undefined });
		expect(outputItems(waiting, 'Find an Offer')[0]?.json).toMatchObject({ output: { say: expect.stringContaining('How many') } });
	});

	test('every other example is green on Execute workflow, and does what it is for', async () => {
		const played: string[] = [];
		const reached: string[] = [];
		for (const { id, name } of await imported()) {
			if (name.endsWith('agent')) continue;
			const example = await readExample(Object.keys(IMPORTS)[Number(name.slice(0, 2)) - 1] ?? '');
			const execution = await client.runWorkflow(id, triggerOf(example));
			expect({ name, status: execution.status, error: executionError(execution) }).toEqual({ name, status: 'success', error: undefined });
			const ran = Object.keys(execution.data?.resultData.runData ?? {});
			played.push(name.slice(3));
			reached.push(...ran.filter((node) => node === GOALS[name.slice(3)]));
			expect({ name, told: ran.filter((node) => /^(Tell Somebody|Not Ordered|Ask a Human|Try Again|Stop)/.test(node)) }).toEqual({
				name,
				told: name.includes('Watch the table') ? ['Tell Somebody'] : [],
			});
		}
		expect(played).toEqual(Object.keys(GOALS));
		expect(reached).toEqual(Object.values(GOALS));
	});
});
