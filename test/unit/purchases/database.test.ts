import { until } from '../../host/until';
import { captureLogs } from '../../support';
import { changed, closeWorlds, orderCreate, outcomeOfRun, paidOperations, rows, textOf, world } from './world';

afterAll(closeWorlds);

const keyed = changed(orderCreate, { orderKey: 'invoice-7' });

describe("n8n's database", () => {
	const down = new Error('database is down');

	test.each(paidOperations.map((operation) => [operation.name, operation] as const))(
		'%s: while it does not answer nothing is sent',
		async (_name, { action, parameters }) => {
			const here = await world();
			here.dedup.outage = down;
			const run = await here.run(parameters);
			expect(textOf(run)).toContain('Nothing was sent, because this purchase could not be recorded in the database of n8n first');
			here.dedup.outage = undefined;
			expect(here.panel.callsOf(action)).toEqual([]);
			expect(outcomeOfRun(await here.run(parameters, { retryOf: run }))).toBe('bought');
		},
	);

	test('that fails after a purchase loses neither the order nor the protection', async () => {
		const here = await world();
		const { lines, restore } = captureLogs();
		here.panel.fail({ kind: 'delay', ms: 200, action: 'add', when: 'afterBooking' });
		const running = here.run(keyed);
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the order', everyMs: 5 });
		here.dedup.outage = down;
		const run = await running;
		restore();
		expect(rows(run)).toMatchObject([{ order: '23501', service: '1', orderKey: 'invoice-7' }]);
		expect(lines.join(' ')).toContain('could not record that under the key invoice-7');
		here.dedup.outage = undefined;
		expect(outcomeOfRun(await here.run(keyed))).toBe('unanswered');
		expect(here.booked()).toBe(1);
	});

	test('that fails after a refusal keeps the key taken, which is told and can be released', async () => {
		const here = await world();
		const { lines, restore } = captureLogs();
		here.panel.fail({ kind: 'delay', ms: 200, action: 'add', when: 'afterBooking' });
		here.panel.setBalance('0');
		const running = here.run(keyed);
		await until(async () => (here.panel.callsOf('add').length === 1 ? true : undefined), { what: 'the call', everyMs: 5 });
		here.dedup.outage = down;
		expect(outcomeOfRun(await running)).toBe('refused');
		restore();
		expect(lines.join(' ')).toContain('could not free its key invoice-7');
		here.dedup.outage = undefined;
		here.panel.setBalance('100');
		expect(outcomeOfRun(await here.run({ ...keyed, options: { releaseOrderKey: 'invoice-7' } }))).toBe('bought');
	});

	test('keeps two marks for a purchase, with a key of the user or without, and none for a refused one', async () => {
		const here = await world();
		await here.run(keyed);
		expect(here.dedup.size).toBe(2);
		await here.run(orderCreate.parameters);
		expect(here.dedup.size).toBe(4);
		here.panel.setBalance('0');
		await here.run(changed(orderCreate, { orderKey: 'invoice-8' }));
		await here.run(changed(orderCreate, { maxCharge: '0' }));
		expect(here.dedup.size).toBe(4);
		await here.run(keyed);
		expect(here.dedup.size).toBe(4);
	});

	test('holds at most 10,000 marks for a node, and the newest key is always known', async () => {
		const here = await world();
		await here.dedup.save(
			'test-workflow|n:tested-node',
			Array.from({ length: 10_000 }, (_, index) => `old ${index}`),
		);
		await here.run(keyed);
		expect(here.dedup.size).toBeLessThanOrEqual(10_000);
		expect(outcomeOfRun(await here.run(keyed))).toBe('duplicate');
	});
});
