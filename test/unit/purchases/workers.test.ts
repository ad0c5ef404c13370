import type { INodeType } from 'n8n-workflow';
import { until } from '../../host/until';
import { DedupStore } from '../../support';
import { closeWorlds, keyed, outcomeOfRun, rowOf, world } from './world';

afterAll(closeWorlds);

/** The node as other processes have it: nothing in memory is shared, only n8n's database. */
async function processes(count: number): Promise<INodeType[]> {
	const loaded: INodeType[] = [];
	for (let index = 0; index < count; index++) {
		await jest.isolateModulesAsync(async () => {
			const { SmmPanel } = await import('../../../nodes/SmmPanel/SmmPanel.node');
			loaded.push(new SmmPanel());
		});
	}
	return loaded;
}

/** Ends a wait from outside. */
function signal(): { reached: Promise<void>; reach: () => void } {
	let reach = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	return { reached, reach };
}

/**
 * A database in which two workers meet at the worst moment: the second one reads what the first one has just recorded
 * and is about to take back, and writes that again after it was taken back.
 */
class CrossedStore extends DedupStore {
	private writes: number | undefined;
	private readonly steps = [signal(), signal(), signal()] as const;
	readonly firstHasRead = this.steps[0].reached;

	/** From now on, the first three writes are crossed. */
	cross(): void {
		this.writes = 0;
	}

	override async save(row: string, hashes: string[]): Promise<void> {
		const [recorded, secondHasRead, takenBack] = this.steps;
		const write = this.writes === undefined ? undefined : (this.writes += 1);
		if (write === 3) secondHasRead.reach();
		if (write === 2) await secondHasRead.reached;
		if (write === 3) await takenBack.reached;
		await super.save(row, hashes);
		if (write === 1) recorded.reach();
		if (write === 2) takenBack.reach();
	}
}

describe('two workers on one database', () => {
	test('that start with one key at the same instant buy once', async () => {
		const workers = await processes(3);
		const rounds = Array.from({ length: 20 }, async () => {
			const here = await world({ rows: 2 });
			const runs = await Promise.all(workers.map(async (type) => await here.run(keyed, { type })));
			return [here.panel.callsOf('add').length, runs.map(outcomeOfRun).filter((outcome) => outcome === 'bought').length];
		});
		expect(await Promise.all(rounds)).toEqual(Array.from({ length: 20 }, () => [1, 1]));
	});

	test('that repeat a bought key at the same instant are both told that it was bought, and so is everybody later', async () => {
		const [one, two] = await processes(2);
		const here = await world();
		const dedup = new CrossedStore();
		await here.run(keyed, { dedup });
		dedup.cross();
		const first = here.run(keyed, { dedup, type: one });
		await dedup.firstHasRead;
		const second = here.run(keyed, { dedup, type: two });
		expect(outcomeOfRun(await first)).toBe('duplicate');
		expect(outcomeOfRun(await second)).toBe('duplicate');
		expect(outcomeOfRun(await here.run(keyed, { dedup }))).toBe('duplicate');
		expect(here.booked()).toBe(1);
	});

	test('that buy under many different keys at once buy each of them, once, and record them all', async () => {
		const workers = await processes(2);
		const here = await world({ rows: 2 });
		const keys = Array.from({ length: 16 }, (_, index) => `invoice-${index}`);
		const buyAll = async () =>
			await Promise.all(
				keys.map(async (orderKey, index) => outcomeOfRun(await here.run({ ...keyed, orderKey }, { type: workers[index % 2] }))),
			);
		const first = await buyAll();
		expect(first.filter((outcome) => outcome !== 'bought' && outcome !== 'refused')).toEqual([]);
		expect(here.booked()).toBe(first.filter((outcome) => outcome === 'bought').length);
		for (const orderKey of keys) await here.run({ ...keyed, orderKey });
		expect(here.panel.callsOf('add')).toHaveLength(16);
	});

	test('send nothing for a key whose call the other one has under way', async () => {
		const [one, two] = await processes(2);
		const here = await world();
		here.panel.fail({ kind: 'delay', ms: 3000, action: 'add', when: 'afterBooking' });
		const running = here.run(keyed, { type: one });
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the order', everyMs: 5 });
		expect(outcomeOfRun(await here.run(keyed, { type: two }))).toBe('unanswered');
		expect(outcomeOfRun(await running)).toBe('bought');
		expect(outcomeOfRun(await here.run(keyed, { type: two }))).toBe('duplicate');
		expect(here.booked()).toBe(1);
	});

	test('a record that another worker overwrote is there again after the answer', async () => {
		const here = await world();
		const [other] = await processes(1);
		here.panel.fail({ kind: 'delay', ms: 200, action: 'add', when: 'afterBooking' });
		const running = here.run(keyed);
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the order', everyMs: 5 });
		await here.dedup.save(rowOf(here), []);
		await running;
		expect(outcomeOfRun(await here.run(keyed, { type: other }))).toBe('duplicate');
	});

	test('a record that another worker overwrote is there again after a call without an answer', async () => {
		const here = await world();
		const [other] = await processes(1);
		here.panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		const running = here.run({ ...keyed, options: { timeout: 1 } });
		await until(async () => (here.booked() === 1 ? true : undefined), { what: 'the order', everyMs: 5 });
		await here.dedup.save(rowOf(here), []);
		await running;
		expect(outcomeOfRun(await here.run(keyed, { type: other }))).toBe('unanswered');
		expect(here.booked()).toBe(1);
	});
});
