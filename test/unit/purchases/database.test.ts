import { until } from '../../host/until';
import { captureLogs, DedupStore } from '../../support';
import {
	changed,
	closeWorlds,
	inputs,
	keyed,
	orderCreate,
	orderItem,
	outcomeOfRun,
	paidOperations,
	rowOf,
	rows,
	textOf,
	world,
	type World,
} from './world';

afterAll(closeWorlds);

const ofLink = changed(orderCreate, { link: '=https://example.com/p/{{ $json.id }}' });
const ofKey = changed(orderCreate, { orderKey: '=k-{{ $json.id }}' });

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
		// This process knows it all the same, and writes it again.
		expect(outcomeOfRun(await here.run(keyed))).toBe('duplicate');
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

	/** Waits until so many entries are recorded. */
	const untilEntries = async ({ dedup }: World, entries: number) =>
		await until(async () => (dedup.size === entries ? true : undefined), { what: `${entries} entries`, everyMs: 5 });

	test('keeps four entries for a purchase, with a key of the user or without, and none for a refused one', async () => {
		const here = await world();
		// The signature of a user's key is one more, until its run has looked after its record.
		await here.run(keyed);
		expect(await untilEntries(here, 4)).toBe(true);
		await here.run(orderCreate.parameters);
		expect(await untilEntries(here, 8)).toBe(true);
		here.panel.setBalance('0');
		await here.run(changed(orderCreate, { orderKey: 'invoice-8' }));
		await here.run(changed(orderCreate, { maxCharge: '0' }));
		expect(await untilEntries(here, 8)).toBe(true);
		await here.run(keyed);
		expect(await untilEntries(here, 8)).toBe(true);
	});

	test('loses the signatures of forty keys in one write', async () => {
		const here = await world();
		await here.run({ ...ofKey, options: { callsAtOnce: 20 } }, { items: inputs(40) });
		expect(await untilEntries(here, 4 * 40)).toBe(true);
	});

	test.each([
		['once an order without a key', ofLink, 2 * 20],
		['twice an order with a key of the user', ofKey, 3 * 20 + 1],
	])('is written about %s, and a little more where the panel or the database is slow', async (_name, parameters, most) => {
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

	test('holds at most 13,000 entries for a node, and the newest key is always known', async () => {
		const here = await world();
		await here.dedup.save(
			rowOf(here),
			Array.from({ length: 13_000 }, (_, index) => `old ${index}`),
		);
		await here.run(keyed);
		expect(here.dedup.size).toBe(13_000);
		expect(outcomeOfRun(await here.run(keyed))).toBe('duplicate');
	});
});
