import { openLedger, type Ledger } from '../../../nodes/SmmPanel/purchases/ledger';
import type { Claim } from '../../../nodes/SmmPanel/purchases/ledgerStates';
import type { LedgerContext, Wait } from '../../../nodes/SmmPanel/purchases/entryStore';

/** One purchase of an execution: under an own key that others use too, or under a derived one. */
export interface ModelPurchase {
	ownKey: number | undefined;
	/** What becomes of the call, if it is sent. */
	answer: 'bought' | 'lost' | 'refused';
	/** How long the panel takes, in milliseconds. */
	takes: number;
}

interface ModelExecution {
	worker: 0 | 1;
	startsAt: number;
	purchases: readonly ModelPurchase[];
	/** Whether it is retried later although it ended: a later node crashed. */
	isRetried: boolean;
}

export interface Scenario {
	executions: readonly ModelExecution[];
	kills: ReadonlyArray<{ worker: 0 | 1; at: number }>;
	seed: number;
	/** How often a step at the database takes longer, and by how much at most, in milliseconds. */
	stalls?: { chance: number; ms: number };
}

export interface ModelResult {
	/** Purchases that the panel booked more than once. */
	bookedTwice: string[];
	/** Purchases that were called bought although no answer had said so. */
	wronglyBought: string[];
	/** Purchases with an answer whose execution ended in peace, or was killed long after, and which are asked for at the end. */
	asked: number;
	/** Those of them that are not known as bought. */
	forgotten: string[];
	/** Purchases that were withheld as unanswered although none was ever sent. */
	withheld: string[];
	/** Errors of the record. */
	notRecorded: number;
	calls: number;
	writes: number;
	/** The most entries that stood in the list at once. */
	mostEntries: number;
	/** The most runs at once that had ended, and were held in memory by their record. */
	mostUnsettled: number;
}

type OpenLedger = typeof openLedger;

/** A retry of an execution that died sooner after its last call may buy again, and the documents say so. */
const MOMENT_MS = 500;
/** What was answered so long before a kill is to be known as bought. */
const LONG_MS = 1500;
const NEVER = new Promise<never>(() => undefined);

/** Time that passes only when nothing else is left to do. */
class Clock {
	now = 0;
	private readonly due: Array<{ at: number; end: () => void }> = [];

	readonly wait: Wait = async (ms) => await new Promise<void>((end) => this.due.push({ at: this.now + ms, end }));

	async runUntilIdle(): Promise<void> {
		await new Promise(setImmediate);
		while (this.due.length > 0) {
			const next = this.due.reduce((first, entry) => (entry.at < first.at ? entry : first));
			this.due.splice(this.due.indexOf(next), 1);
			this.now = next.at;
			next.end();
			await new Promise(setImmediate);
		}
	}
}

/** The same numbers for the same seed, in [0, 1). */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const real = { random: Math.random, now: performance.now };

/** Gives back what a scenario replaced; one that is cut off does not, and would leave its clock to the tests behind it. */
export function restoreRealTime(): void {
	Math.random = real.random;
	performance.now = real.now;
}

/** A process of n8n. What it does after it was killed never comes to anything. */
interface Process {
	name: string;
	isAlive: boolean;
}

interface Buying {
	process: Process;
	ledger: Ledger;
	name: string;
	purchase: ModelPurchase;
	onSent: () => void;
}

let processes = 0;
const startProcess = (): Process => ({ name: `process ${(processes += 1)}`, isAlive: true });

/** Plays a scenario on a store that reads a whole list, waits, and writes it whole, as n8n's does. */
export async function playScenario(scenario: Scenario, open: OpenLedger = openLedger): Promise<ModelResult> {
	const clock = new Clock();
	const random = createRandom(scenario.seed);
	// The ledger draws its pauses from the same numbers, and measures with the same clock.
	Math.random = random;
	performance.now = () => clock.now;
	let row: string[] | undefined;
	let writes = 0;
	let unsettled = 0;

	/** Reads the list, changes it, and writes it; each step takes 1 to 15 ms. */
	const change = async (process: Process, edit: (list: string[]) => string[], mayInsert: boolean) => {
		const pass = async () => {
			const { chance, ms } = scenario.stalls ?? { chance: 0, ms: 0 };
			await clock.wait(1 + 14 * random() + (chance > 0 && random() < chance ? ms * random() : 0));
			if (!process.isAlive) await NEVER;
		};
		await pass();
		const read = row?.slice();
		await pass();
		if (!read && !mayInsert) return;
		if (!read && row) throw new Error('duplicate key value violates unique constraint');
		writes++;
		row = edit(read ?? []);
		result.mostEntries = Math.max(result.mostEntries, row.length);
	};
	const contextOf = (process: Process): LedgerContext => ({
		getWorkflow: () => ({ id: process.name, active: true }),
		getNode: () => ({ id: 'node', name: 'Buy', type: 'smmPanel', typeVersion: 1, position: [0, 0], parameters: {} }),
		helpers: {
			async checkProcessedAndRecord(items, _scope, { maxEntries }) {
				const entries = items.map(String);
				let fresh: string[] = [];
				await change(
					process,
					(list) => {
						const known = new Set(list);
						fresh = entries.filter((entry) => !known.has(entry));
						return [...list, ...fresh].slice(-(maxEntries ?? Infinity));
					},
					true,
				);
				return { new: fresh, processed: [] };
			},
			async removeProcessed(items) {
				const entries = new Set(items.map(String));
				await change(process, (list) => list.filter((entry) => !entries.has(entry)), false);
			},
		},
	});

	const workers = [startProcess(), startProcess()];
	const booked = new Map<string, number>();
	const answered = new Set<string>();
	const sent = new Set<string>();
	const refused = new Set<string>();
	/** Answered by an execution that ended, or long before it was killed, so that its record was looked after. */
	const settled = new Set<string>();
	const answeredBy: Array<{ process: Process; name: string; at: number }> = [];
	const result: ModelResult = {
		bookedTwice: [],
		wronglyBought: [],
		asked: 0,
		forgotten: [],
		withheld: [],
		notRecorded: 0,
		calls: 0,
		writes: 0,
		mostEntries: 0,
		mostUnsettled: 0,
	};
	/** In one process the same key waits for the one before. */
	const held = new Map<string, Promise<unknown>>();

	const nameOf = (execution: number, item: number, { ownKey }: ModelPurchase) =>
		ownKey === undefined ? `derived ${execution} ${item}` : `own ${ownKey}`;
	const keyOf = (name: string, { ownKey }: ModelPurchase) => ({
		ids: ownKey === undefined ? ([`${name} place`, `${name} content`] as const) : ([name] as const),
		isUserKey: ownKey !== undefined,
		dayIds: [],
		...(ownKey === undefined ? {} : { contentId: `${name} content` }),
	});
	const judge = (name: string, claim: Claim) => {
		if (claim === 'boughtEarlier' && !answered.has(name)) result.wronglyBought.push(name);
	};

	/** What is being recorded; the run goes on meanwhile. */
	const confirming = new Map<Ledger, Array<Promise<void>>>();
	const buyOne = async ({ process, ledger, name, purchase, onSent }: Buying): Promise<boolean> => {
		const key = keyOf(name, purchase);
		let claim: Claim;
		try {
			claim = await ledger.claim(key);
		} catch {
			result.notRecorded++;
			return false;
		}
		judge(name, claim);
		if (claim !== 'claimed') {
			refused.add(name);
			return false;
		}
		sent.add(name);
		onSent();
		result.calls++;
		const answer = (async () => {
			await clock.wait(purchase.takes / 2);
			// The panel books whatever becomes of the worker.
			if (purchase.answer !== 'refused') booked.set(name, (booked.get(name) ?? 0) + 1);
			await clock.wait(purchase.takes / 2);
			if (!process.isAlive) await NEVER;
		})();
		await answer;
		if (purchase.answer === 'bought') {
			answered.add(name);
			answeredBy.push({ process, name, at: clock.now });
			confirming.get(ledger)?.push(ledger.confirm(key));
			return true;
		}
		await (purchase.answer === 'lost' ? ledger.keepUnanswered(key) : ledger.free(key));
		return false;
	};

	const inTurn = async (name: string, work: () => Promise<void>) => {
		const mine = (held.get(name) ?? Promise.resolve()).then(work, work);
		held.set(name, mine);
		await mine;
	};

	const execute = async (index: number, worker: 0 | 1, retries: number): Promise<void> => {
		const execution = scenario.executions[index];
		const process = workers[worker];
		if (!execution || !process) return;
		const ledger = open(contextOf(process), async (ms) => {
			await clock.wait(ms);
			if (!process.isAlive) await NEVER;
		});
		confirming.set(ledger, []);
		let lastSentAt = -Infinity;
		const confirmed: string[] = [];
		let hasEnded = false;
		const running = (async () => {
			for (const [item, purchase] of execution.purchases.entries()) {
				const name = nameOf(index, item, purchase);
				await inTurn(`${process.name} ${name}`, async () => {
					const isConfirmed = await buyOne({ process, ledger, name, purchase, onSent: () => (lastSentAt = clock.now) });
					if (isConfirmed) confirmed.push(name);
				});
			}
			ledger.flush();
			await Promise.all(confirming.get(ledger) ?? []);
			hasEnded = true;
			result.mostUnsettled = Math.max(result.mostUnsettled, (unsettled += 1));
			const isKept = await ledger.settle().then(
				() => true,
				() => false,
			);
			unsettled -= 1;
			if (isKept) confirmed.forEach((name) => settled.add(name));
		})();
		void running;
		// A crash in the execution, or behind it, and a retry, perhaps on the other worker.
		while (!hasEnded && process.isAlive) await clock.wait(50);
		const endedAt = clock.now;
		const isLost = !hasEnded;
		if (retries === 0 || (!isLost && !execution.isRetried)) return;
		await clock.wait(MOMENT_MS + 1000 * random());
		const isYoung = isLost && endedAt - lastSentAt < MOMENT_MS;
		const onlyOwn = execution.purchases.every(({ ownKey }) => ownKey !== undefined);
		if (!isYoung || onlyOwn) await execute(index, random() < 0.5 ? 0 : 1, retries - 1);
	};

	for (const [index, { startsAt, worker }] of scenario.executions.entries())
		void clock.wait(startsAt).then(async () => await execute(index, worker, 2));
	for (const { worker, at } of scenario.kills)
		void clock.wait(at).then(() => {
			const old = workers[worker];
			if (old) old.isAlive = false;
			for (const { process, name, at: answeredAt } of answeredBy) if (process === old && at - answeredAt > LONG_MS) settled.add(name);
			workers[worker] = startProcess();
		});
	await clock.runUntilIdle();
	result.writes = writes;
	result.bookedTwice = [...booked].filter(([, times]) => times > 1).map(([name]) => name);

	result.withheld = [...refused].filter((name) => !sent.has(name));

	// In peace, everything that was answered is asked for once more.
	for (const name of settled) {
		const process = startProcess();
		result.asked++;
		const purchase = { ownKey: name.startsWith('own') ? 0 : undefined, answer: 'bought', takes: 0 } as const;
		void open(contextOf(process), clock.wait)
			.claim(keyOf(name, purchase))
			.then((claim) => {
				if (claim !== 'boughtEarlier') result.forgotten.push(`${name}: ${claim}`);
			});
		await clock.runUntilIdle();
	}
	restoreRealTime();
	return result;
}
