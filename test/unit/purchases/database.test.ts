import { until } from '../../host/until';
import { captureLogs, DedupStore } from '../../support';
import { changed, closeWorlds, inputs, keyed, orderCreate, orderItem, outcomeOfRun, paidOperations, rows, textOf, world } from './world';

afterAll(closeWorlds);

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
		expect(rows(run)).toEqual([orderItem(here, '23501', { orderKey: 'invoice-7' })]);
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

	test('keeps four marks for a purchase, with a key of the user or without, and none for a refused one', async () => {
		const here = await world();
		// What a key of the user needs beside them is taken away when the run has been looked after.
		const keeps = async (marks: number) =>
			await until(async () => (here.dedup.size === marks ? true : undefined), { what: `${marks} marks`, everyMs: 5 });
		await here.run(keyed);
		expect(await keeps(4)).toBe(true);
		await here.run(orderCreate.parameters);
		expect(await keeps(8)).toBe(true);
		here.panel.setBalance('0');
		await here.run(changed(orderCreate, { orderKey: 'invoice-8' }));
		await here.run(changed(orderCreate, { maxCharge: '0' }));
		expect(await keeps(8)).toBe(true);
		await here.run(keyed);
		expect(await keeps(8)).toBe(true);
	});

	test.each([
		['without a key', orderCreate.parameters, 3 * 20],
		['with a key of the user', changed(orderCreate, { orderKey: '=k-{{ $json.id }}' }), 3 * 20 + 1],
	])('is written at most three times an order %s where no other worker writes', async (_name, parameters, most) => {
		let writes = 0;
		class CountingStore extends DedupStore {
			override async save(row: string, hashes: string[]): Promise<void> {
				writes++;
				await super.save(row, hashes);
			}
		}
		const here = await world();
		await here.run({ ...parameters, options: { callsAtOnce: 2 } }, { items: inputs(20), dedup: new CountingStore() });
		expect(here.booked()).toBe(20);
		expect(writes).toBeLessThanOrEqual(most);
	});

	test('holds at most 12,000 marks for a node, and the newest key is always known', async () => {
		const here = await world();
		await here.dedup.save(
			'test-workflow|n:tested-node',
			Array.from({ length: 12_000 }, (_, index) => `old ${index}`),
		);
		await here.run(keyed);
		expect(here.dedup.size).toBe(12_000);
		expect(outcomeOfRun(await here.run(keyed))).toBe('duplicate');
	});
});
